"""Sites with or without chargers, deleted by id, slug or name; time passes as the tests let it."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest
from ocpplab.core.api_error import ApiError  # type: ignore[import-not-found]

from sandbox.kit import Sandbox
from tests.clocks import MovableClock
from tests.sdk.conftest import NO_RETRIES
from tests.sdk.platform.conftest import found_locations, open_location


def test_an_accepted_location_tells_its_id(client: Any, sandbox: Sandbox) -> None:
    accepted = open_location(client)
    assert (accepted.status, "Harbour Hub" in accepted.detail) == ("accepted", True)
    assert [location["id"] for location in found_locations(sandbox.client)] == [accepted.location_id]


def test_its_chargers_come_online_in_the_background(timed: Any, clock: MovableClock) -> None:
    open_location(timed, "CP-1", "CP-2")
    status = timed.evcharger.deployment_runtime_ops.status
    assert {item.stage for item in status(identity=["CP-1", "CP-2"]).items} == {"queued"}
    clock.advance(seconds=10)
    assert {item.stage for item in status(identity=["CP-1", "CP-2"]).items} == {"online"}


def test_a_charger_that_cannot_be_deployed_does_not_stop_the_others(client: Any) -> None:
    open_location(client, "CP-1", "CP-1", "CP-2")
    assert [item.identity for item in client.evcharger.deployment_runtime_ops.status().items] == [
        "CP-1",
        "CP-2",
    ]


@pytest.mark.parametrize("key", ["id", "slug", "name"])
def test_a_location_is_deleted_by_whatever_names_it(client: Any, sandbox: Sandbox, key: str) -> None:
    open_location(client, "CP-1")
    (location,) = found_locations(sandbox.client)
    assert client.evcharger.location.delete(location_id=location[key]) is None
    assert found_locations(sandbox.client) == []
    assert list(client.evcharger.logs.list(identity="CP-1")) == []


def test_a_name_that_two_locations_have_deletes_neither(client: Any, sandbox: Sandbox) -> None:
    made = [open_location(client).location_id for _ in range(2)]
    with pytest.raises(ApiError) as refused:
        client.evcharger.location.delete(location_id="Harbour Hub", request_options=NO_RETRIES)
    assert refused.value.status_code == 409
    assert all(location_id in refused.value.body["detail"] for location_id in made)
    assert len(found_locations(sandbox.client)) == 2


def test_a_deleted_location_is_not_found(client: Any) -> None:
    accepted = open_location(client)
    client.evcharger.location.delete(location_id=accepted.location_id)
    with pytest.raises(ocpplab.NotFoundError):
        client.evcharger.location.delete(location_id=accepted.location_id)
