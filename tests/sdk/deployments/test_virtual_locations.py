"""Sites with their chargers in one request; time passes as the tests let it."""

from collections.abc import Callable
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import InProcessSandbox, Sandbox
from tests.clocks import MovableClock
from tests.sdk.deployments.conftest import found_locations, open_location

DeleteLocation = Callable[[dict[str, Any]], None]


def test_a_location_is_accepted(client: Any) -> None:
    accepted = open_location(client, "CP-1", "CP-2")
    assert (accepted.status, "Harbour Hub" in accepted.detail) == ("accepted", True)


def test_coordinates_come_in_short_and_are_kept_in_full(client: Any, sandbox: Sandbox) -> None:
    open_location(client, "CP-1")
    (location,) = found_locations(sandbox.client)
    assert location["coordinates"] == {"latitude": 48.8925, "longitude": 2.2361}


def test_the_chargers_boot_when_their_time_has_come(timed: Any, clock: MovableClock) -> None:
    open_location(timed, "CP-1", "CP-2")
    assert timed.ocpp.logs.list().total == 0
    clock.advance(seconds=10)
    boots = timed.ocpp.logs.list(action="BootNotification").data
    assert [entry.timestamp for entry in boots] == [clock.time] * 4


def test_a_charger_that_cannot_be_deployed_does_not_stop_the_others(client: Any) -> None:
    open_location(client, "CP-1", "CP-1", "CP-2")
    assert all(client.ocpp.logs.list(identity=identity).total for identity in ("CP-1", "CP-2"))


def test_a_command_waits_until_the_charger_is_there(
    timed: Any, clock: MovableClock, timed_sandbox: InProcessSandbox
) -> None:
    open_location(timed, "CP-1")
    (location,) = found_locations(timed_sandbox.client)
    target = ocpplab.CommandTarget(location_id=location["id"])
    assert timed.ocpp.commands.plug_connector(target=target).queued_count == 1
    clock.advance(seconds=10)
    newest = timed.ocpp.logs.list(identity="CP-1", action="StatusNotification").data[1]
    assert "Preparing" in newest.message


def test_a_location_is_deleted_with_its_chargers(
    client: Any, sandbox: Sandbox, delete_location: DeleteLocation
) -> None:
    open_location(client, "CP-1")
    (location,) = found_locations(sandbox.client)
    assert delete_location(location) is None  # type: ignore[func-returns-value]
    assert found_locations(sandbox.client) == []
    assert client.ocpp.logs.list(identity="CP-1").total == 0


def test_a_deleted_location_is_not_found(
    client: Any, sandbox: Sandbox, delete_location: DeleteLocation
) -> None:
    open_location(client)
    (location,) = found_locations(sandbox.client)
    delete_location(location)
    with pytest.raises(ocpplab.NotFoundError):
        delete_location(location)


def test_coordinates_are_on_earth(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.ocpp.location.create(
            name="Nowhere",
            address="1 Quay Street",
            city="Paris",
            country="FR",
            coordinates=ocpplab.VirtualLocationCoordinates(lat=91, lng=-181),
            chargers=[],
        )
    assert [problem.loc for problem in refused.value.body.detail] == [
        ["body", "coordinates", "lat"],
        ["body", "coordinates", "lng"],
    ]
