"""Deployments and locations of the edition `platform`, made with its SDKs."""

from importlib import import_module
from typing import Any

import httpx
import pytest

from tests.clocks import MovableClock
from tests.conftest import CHARGER

DEPLOYMENT = {
    "identity": "CP-0001",
    "model": "wallbox-pulsar-plus",
    "ws_url": "ws://127.0.0.1:9000/ocpp",
    "ocpp_version": "OCPP1.6",
    "charger_name": "Bay A01",
}


@pytest.fixture
def deployment(client: Any) -> Any:
    """A charger of one connector, online and free, that speaks OCPP 1.6."""
    return client.evcharger.deployment.create(**DEPLOYMENT)


@pytest.fixture
def online(timed: Any, clock: MovableClock) -> Any:
    """A charger that has come online, in a sandbox where everything takes its time."""
    deployment = timed.evcharger.deployment.create(**DEPLOYMENT)
    clock.advance(seconds=10)
    return deployment


def open_location(client: Any, *identities: str, name: str = "Harbour Hub") -> Any:
    """Open a location with chargers of these identities, or without any."""
    ocpplab = import_module("ocpplab")
    group = {wire: value for wire, value in CHARGER.items() if wire not in ("identity", "model_slug")}
    chargers = [
        ocpplab.VirtualLocationChargerItem(**group, identity=identity, model="wallbox-pulsar-plus")
        for identity in identities
    ]
    return client.evcharger.location.create(
        name=name,
        address="1 Quay Street",
        city="Paris",
        country="FR",
        coordinates=ocpplab.VirtualLocationCoordinates(lat=48.8925, lng=2.2361),
        **({"chargers": chargers} if chargers else {}),
    )


def found_locations(http: httpx.Client) -> list[dict[str, Any]]:
    """Return the locations of the organization: these SDKs cannot read them, the server can."""
    page: dict[str, Any] = http.get("/ocpp/locations").json()
    data: list[dict[str, Any]] = page["data"]
    return data
