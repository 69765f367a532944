"""Locations and chargers of the edition `gateway`, made with its SDKs."""

from importlib import import_module
from typing import Any

import pytest

from tests.conftest import CHARGER


@pytest.fixture
def location(client: Any) -> Any:
    """A location without chargers."""
    return make_location(client)


@pytest.fixture
def charger(client: Any, location: Any) -> Any:
    """A charger of one connector, READY and free, that speaks OCPP 1.6."""
    return make_charger(client, location_id=location.id)


def make_location(client: Any, name: str = "Harbour Hub") -> Any:
    """Create a location with the SDK."""
    ocpplab = import_module("ocpplab")
    return client.locations.create(
        name=name,
        address="1 Quay Street",
        city="Paris",
        country="FR",
        coordinates=ocpplab.Coordinates(latitude=48.8925, longitude=2.2361),
        timezone="Europe/Paris",
    )


def make_charger(client: Any, **fields: Any) -> Any:
    """Create a charger with the SDK, in a sandbox where that takes no time."""
    accepted = client.chargers.create(**CHARGER | fields)
    return client.chargers.get(accepted.charger_id)
