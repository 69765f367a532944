"""Deployments and virtual locations, made with the SDKs; and what the releases call differently."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import httpx
import pytest

from tests.conftest import CHARGER
from tests.sdk.releases import Release


@pytest.fixture
def deployment(client: Any) -> Any:
    """A charger of one connector, online and free, that speaks OCPP 1.6."""
    return client.ocpp.deployment.create(**CHARGER)


@pytest.fixture
def operate(client: Any, release: Release) -> Callable[..., Any]:
    """Operates runtimes: 0.3.0 has renamed the resource."""
    return operator(client, release)


@pytest.fixture
def delete_location(client: Any, release: Release) -> Callable[[dict[str, Any]], None]:
    """Deletes a virtual location: by its slug, and from 0.3.0 on by its id."""

    def delete(location: dict[str, Any]) -> None:
        key = {"location_id": location["id"]} if release.number == "0.3.0" else {"slug": location["slug"]}
        client.ocpp.location.delete(**key)

    return delete


def operator(client: Any, release: Release) -> Callable[..., Any]:
    """Return the method that operates runtimes."""
    ocpp = client.ocpp
    resource = ocpp.runtime if release.number == "0.3.0" else ocpp.deployment_runtime_ops
    return resource.operate  # type: ignore[no-any-return]


def open_location(client: Any, *identities: str, **fields: Any) -> Any:
    """Open a virtual location with chargers of these identities; return what the SDK returns."""
    ocpplab = import_module("ocpplab")
    return client.ocpp.location.create(
        name="Harbour Hub",
        address="1 Quay Street",
        city="Paris",
        country="FR",
        coordinates=ocpplab.VirtualLocationCoordinates(lat=48.8925, lng=2.2361),
        chargers=[
            ocpplab.VirtualLocationChargerItem(**CHARGER | {"identity": identity} | fields)
            for identity in identities
        ],
    )


def found_locations(http: httpx.Client) -> list[dict[str, Any]]:
    """Return the locations of the organization: these SDKs cannot read them, the server can."""
    page: dict[str, Any] = http.get("/ocpp/locations").json()
    data: list[dict[str, Any]] = page["data"]
    return data
