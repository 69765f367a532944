import re
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.sdk.gateway.conftest import make_location


def test_a_location_arrives_parsed(location: Any) -> None:
    assert re.fullmatch(r"harbour-hub-[0-9a-f]{8}", location.slug)
    assert location.coordinates == ocpplab.Coordinates(latitude=48.8925, longitude=2.2361)
    assert (location.status, location.public, location.timezone) == ("active", True, "Europe/Paris")
    assert location.created_at.tzinfo is not None


def test_a_created_location_can_be_read(client: Any, location: Any) -> None:
    assert client.locations.get(location.id) == location


def test_locations_come_in_pages(client: Any) -> None:
    made = [make_location(client, f"Hub {number}") for number in range(3)]
    page = client.locations.list(page=2, limit=2)
    assert (page.data, page.total, page.page, page.limit) == (made[2:], 3, 2, 2)


def test_an_update_leaves_alone_what_it_does_not_name(client: Any, location: Any) -> None:
    changed = client.locations.update(location.id, name="Pier", status="closed")
    told = {"name": "Pier", "status": "closed", "updated_at": changed.updated_at}
    assert changed.dict() == location.dict() | told
    assert client.locations.get(location.id) == changed


def test_a_deleted_location_is_not_found(client: Any, location: Any) -> None:
    assert client.locations.delete(location.id) is None
    with pytest.raises(ocpplab.NotFoundError):
        client.locations.get(location.id)


def test_the_chargers_of_a_location_go_with_it(client: Any, location: Any, charger: Any) -> None:
    client.locations.delete(location.id)
    with pytest.raises(ocpplab.NotFoundError):
        client.chargers.get(charger.id)
