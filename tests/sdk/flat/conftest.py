"""Locations and chargers of the edition `flat`, made with its SDKs."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from tests.conftest import CHARGER
from tests.sdk.releases import Release


@pytest.fixture
def location(client: Any) -> Any:
    """A location without chargers."""
    return make_location(client)


@pytest.fixture
def charger(client: Any, location: Any) -> Any:
    """A charger of one connector, free and connected, that speaks OCPP 1.6."""
    return client.charger_deployments.create_charger(**CHARGER, location_id=location.id)


@pytest.fixture
def read_log(client: Any, release: Release) -> Callable[..., Any]:
    """Reads the log of a charger: the releases have it in different places."""
    resource = client.charger_logs if release.number == "0.1.1" else client.charger_data
    return resource.list_charger_logs  # type: ignore[no-any-return]


def make_location(client: Any, name: str = "Harbour Hub") -> Any:
    """Create a location with the SDK."""
    ocpplab = import_module("ocpplab")
    return client.locations.create_location(
        name=name,
        address="1 Quay Street",
        city="Paris",
        country="FR",
        coordinates=ocpplab.Coordinates(latitude=48.8925, longitude=2.2361),
        timezone="Europe/Paris",
    )
