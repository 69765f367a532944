"""Chargers of a location in bulk, where some of them fail."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.conftest import CHARGER
from tests.sdk.conftest import NO_RETRIES, UNKNOWN


@pytest.fixture
def provisioning(client: Any) -> Any:
    return client.location_charger_provisioning


def requests_for(*identities: str) -> list[Any]:
    return [ocpplab.CreateChargerRequest(**CHARGER | {"identity": identity}) for identity in identities]


def test_what_can_be_created_is(provisioning: Any, location: Any) -> None:
    result = provisioning.create_location_chargers(location.id, chargers=requests_for("CP-1", "CP-2", "CP-1"))
    assert (result.created_count, result.failed_count) == (2, 1)
    assert [charger.identity for charger in result.created] == ["CP-1", "CP-2"]
    assert {charger.location_id for charger in result.created} == {location.id}
    assert result.failed[0].identity == "CP-1"
    assert result.failed[0].error


def test_chargers_are_listed_all_or_some(provisioning: Any, location: Any) -> None:
    made = provisioning.create_location_chargers(location.id, chargers=requests_for("A", "B", "C")).created
    assert provisioning.list_location_chargers(location.id).data == made
    assert provisioning.list_location_chargers(location.id, page=2, limit=2).data == made[2:]
    chosen = provisioning.list_location_chargers(location.id, charger_ids=[made[0].id, made[2].id])
    assert (chosen.data, chosen.total) == ([made[0], made[2]], 2)


def test_what_can_be_changed_is(provisioning: Any, location: Any, charger: Any) -> None:
    result = provisioning.update_location_chargers(
        location.id,
        chargers=[
            ocpplab.UpdateLocationChargerItem(charger_id=charger.id, name="Bay A02"),
            ocpplab.UpdateLocationChargerItem(charger_id=UNKNOWN, name="Bay A03"),
        ],
    )
    assert (result.updated_count, result.failed_count) == (1, 1)
    assert [(changed.id, changed.name) for changed in result.updated] == [(charger.id, "Bay A02")]
    assert result.failed[0].charger_id == UNKNOWN


def test_what_can_be_deleted_is(provisioning: Any, client: Any, location: Any, charger: Any) -> None:
    result = provisioning.delete_location_chargers(location.id, charger_ids=[charger.id, UNKNOWN])
    assert (result.deleted_count, result.failed_count) == (1, 1)
    assert result.deleted == [charger.id]
    assert result.failed[0].charger_id == UNKNOWN
    assert client.charger_deployments.list_chargers().total == 0


def test_a_charger_in_the_wrong_does_not_fit_the_schema(provisioning: Any, location: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        provisioning.create_location_chargers(
            location.id,
            chargers=[ocpplab.CreateChargerRequest(**CHARGER | {"ws_url": "http://x"})],
            request_options=NO_RETRIES,
        )
    (problem,) = refused.value.body.detail
    assert isinstance(problem, ocpplab.ValidationError)
    assert problem.loc == ["body", "chargers", 0, "ws_url"]
    assert (problem.input, problem.type) == ("http://x", "string_pattern_mismatch")
