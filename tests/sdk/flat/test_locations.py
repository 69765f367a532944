import re
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.sdk.conftest import NO_RETRIES
from tests.sdk.flat.conftest import make_location


def test_a_location_arrives_parsed(location: Any) -> None:
    assert re.fullmatch(r"harbour-hub-[0-9a-f]{8}", location.slug)
    assert (location.coordinates.latitude, location.coordinates.longitude) == (48.8925, 2.2361)
    assert (location.status, location.public, location.owner_name) == ("active", True, None)
    assert location.created_at == location.updated_at
    assert location.created_at.tzinfo is not None


def test_a_created_location_can_be_read(client: Any, location: Any) -> None:
    assert client.locations.get_location(location.id) == location


def test_locations_come_in_pages(client: Any) -> None:
    made = [make_location(client, f"Hub {number}") for number in range(3)]
    page = client.locations.list_locations(page=2, limit=2)
    assert page.data == made[2:]
    assert (page.total, page.page, page.limit) == (3, 2, 2)


def test_an_update_leaves_alone_what_it_does_not_name(client: Any, location: Any) -> None:
    changed = client.locations.update_location(location.id, name="Pier", public=False)
    assert changed.dict() == location.dict() | {
        "name": "Pier",
        "public": False,
        "updated_at": changed.updated_at,
    }
    assert client.locations.get_location(location.id) == changed


def test_an_update_may_change_everything(client: Any, location: Any) -> None:
    changed = client.locations.update_location(
        location.id,
        slug="pier-7",
        name="Pier",
        address="7 Pier",
        city="Lyon",
        country="CH",
        coordinates=ocpplab.Coordinates(latitude=-1.5, longitude=0.0),
        timezone="Europe/Zurich",
        owner_name="Pier Ltd",
        public=False,
        status="closed",
    )
    assert (changed.slug, changed.city, changed.country) == ("pier-7", "Lyon", "CH")
    assert (changed.coordinates.latitude, changed.coordinates.longitude) == (-1.5, 0.0)
    assert (changed.timezone, changed.owner_name, changed.status) == ("Europe/Zurich", "Pier Ltd", "closed")


def test_a_deleted_location_is_not_found(client: Any, location: Any) -> None:
    assert client.locations.delete_location(location.id) is None
    with pytest.raises(ocpplab.NotFoundError):
        client.locations.get_location(location.id, request_options=NO_RETRIES)
    assert client.locations.list_locations().total == 0
