"""Chargers of a location in bulk, in a sandbox where creation takes no time."""

import re
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.conftest import CHARGER
from tests.sdk.conftest import UNKNOWN, detail

TEMPLATE = ocpplab.ChargerTemplate(
    **{name: value for name, value in CHARGER.items() if name != "identity"},
    identity_prefix="SITE_A_",
    template_name="Bay",
)


def create(client: Any, location: Any, **group: Any) -> list[Any]:
    """Create a group of chargers and return them."""
    request = [ocpplab.ChargerGroup(template=TEMPLATE, **group)]
    job = client.location_chargers.create(location.id, request=request)
    finished = client.location_chargers.get_bulk_job(location.id, job.job_id)
    return [ocpplab.ChargerResponse(**charger) for charger in finished.results["created"]]


def test_chosen_suffixes_come_first_and_random_ones_fill_up(client: Any, location: Any) -> None:
    made = create(client, location, charger_ids=["001"], chargers_number=2)
    assert made[0].identity == "SITE_A_001"
    assert re.fullmatch(r"SITE_A_[0-9a-f]{8}", made[1].identity)


def test_names_are_made_of_the_template_and_the_suffix(client: Any, location: Any) -> None:
    assert [charger.name for charger in create(client, location, charger_ids=["001"])] == ["Bay 001"]


def test_chargers_are_listed_all_or_some(client: Any, location: Any) -> None:
    made = create(client, location, chargers_number=3)
    assert client.location_chargers.list(location.id).data == made
    assert client.location_chargers.list(location.id, page=2, limit=2).data == made[2:]
    chosen = client.location_chargers.list(location.id, charger_ids=[made[0].id, made[2].id])
    assert (chosen.data, chosen.total) == ([made[0], made[2]], 2)


def test_what_can_be_changed_is(client: Any, location: Any, charger: Any) -> None:
    result = client.location_chargers.update(
        location.id,
        chargers=[
            ocpplab.UpdateLocationChargerItem(charger_id=charger.id, name="Bay A02"),
            ocpplab.UpdateLocationChargerItem(charger_id=UNKNOWN),
        ],
    )
    assert (result.updated_count, result.failed_count) == (1, 1)
    assert (result.updated[0].name, result.failed[0].charger_id) == ("Bay A02", UNKNOWN)


@pytest.mark.parametrize("many", [True, False])
def test_what_can_be_deleted_is(client: Any, location: Any, charger: Any, *, many: bool) -> None:
    ids = [charger.id, UNKNOWN] if many else charger.id
    result = client.location_chargers.delete(location.id, charger_ids=ids)
    assert (result.deleted, result.failed_count) == ([charger.id], int(many))
    assert client.chargers.list().total == 0


def test_to_delete_without_saying_what_deletes_nothing(client: Any, location: Any, charger: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.location_chargers.delete(location.id)
    assert detail(refused)[0]["loc"] == ["query", "charger_ids"]
    assert client.chargers.list().data == [charger]
