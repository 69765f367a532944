"""Chargers of a location in groups of a kind."""

import re
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.sdk.conftest import NO_RETRIES, UNKNOWN

TEMPLATE = ocpplab.ChargerTemplate(
    brand_slug="wallbox",
    model_slug="wallbox-pulsar-plus",
    connector_type="Type2",
    ws_url="ws://127.0.0.1:9000/ocpp",
    identity_prefix="SITE_A_",
    template_name="Bay",
)


@pytest.fixture
def provisioning(client: Any) -> Any:
    return client.location_charger_provisioning


def group(**fields: Any) -> Any:
    return ocpplab.ChargerGroup(template=TEMPLATE, **fields)


def test_groups_are_created_and_what_fails_is_named(provisioning: Any, location: Any) -> None:
    result = provisioning.create_location_chargers(
        location.id,
        request=[group(charger_ids=["001", "002"]), group(charger_ids=["001"], chargers_number=2)],
    )
    assert (result.created_count, result.failed_count) == (3, 1)
    assert [charger.identity for charger in result.created[:2]] == ["SITE_A_001", "SITE_A_002"]
    assert re.fullmatch(r"SITE_A_[0-9a-f]{8}", result.created[2].identity)
    assert [charger.name for charger in result.created[:2]] == ["Bay 001", "Bay 002"]
    assert result.failed[0].identity == "SITE_A_001"


def test_chargers_are_listed_all_or_some(provisioning: Any, location: Any) -> None:
    made = provisioning.create_location_chargers(location.id, request=[group(chargers_number=3)]).created
    assert provisioning.list_location_chargers(location.id).data == made
    assert provisioning.list_location_chargers(location.id, page=2, limit=2).data == made[2:]
    chosen = provisioning.list_location_chargers(location.id, charger_ids=[made[0].id, made[2].id])
    assert (chosen.data, chosen.total) == ([made[0], made[2]], 2)


def test_what_can_be_changed_is(provisioning: Any, location: Any, charger: Any) -> None:
    result = provisioning.update_location_chargers(
        location.id,
        chargers=[
            ocpplab.UpdateLocationChargerItem(charger_id=charger.id, name="Bay A02"),
            ocpplab.UpdateLocationChargerItem(charger_id=UNKNOWN),
        ],
    )
    assert (result.updated_count, result.failed_count) == (1, 1)
    assert result.updated[0].name == "Bay A02"
    assert result.failed[0].charger_id == UNKNOWN


@pytest.mark.parametrize("many", [True, False])
def test_what_can_be_deleted_is(
    provisioning: Any, client: Any, location: Any, charger: Any, *, many: bool
) -> None:
    ids = [charger.id, UNKNOWN] if many else charger.id
    result = provisioning.delete_location_chargers(location.id, charger_ids=ids)
    assert (result.deleted, result.failed_count) == ([charger.id], int(many))
    assert client.charger_deployments.list_chargers().total == 0


def test_to_delete_without_saying_what_deletes_nothing(
    provisioning: Any, client: Any, location: Any, charger: Any
) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        provisioning.delete_location_chargers(location.id, request_options=NO_RETRIES)
    assert refused.value.body["detail"][0]["loc"] == ["query", "charger_ids"]
    assert client.charger_deployments.list_chargers().data == [charger]


def test_runtimes_stop_start_and_restart(provisioning: Any, location: Any, charger: Any) -> None:
    for command, event_type in (
        (provisioning.stop_location_charger_runtimes, "stop_charger"),
        (provisioning.start_location_charger_runtimes, "start_charger"),
        (provisioning.reset_location_charger_runtimes, "reset_charger"),
    ):
        everywhere, partly = command(location.id), command(location.id, charger_ids=[charger.id, UNKNOWN])
        assert [result.command.event_type for result in everywhere.results] == [event_type]
        assert (partly.queued_count, partly.failed_count) == (1, 1)
