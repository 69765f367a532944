"""What becomes of commands: each status that one can be polled in, as the clock goes on."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import InProcessSandbox
from tests.clocks import MovableClock
from tests.sdk.conftest import UNKNOWN, detail
from tests.sdk.platform.conftest import DEPLOYMENT

TARGET = ocpplab.CommandTarget(identity="CP-0001")


def plug(client: Any) -> str:
    """Send a command and return its id."""
    reached = client.evcharger.commands.plug_connector(target=TARGET)
    return str(reached.results[0].command.id)


def status(client: Any, command_id: str) -> str:
    return str(client.evcharger.commands.get_status(command_id).status)


def test_a_command_is_not_found_until_the_charger_has_it(
    timed: Any, clock: MovableClock, online: Any
) -> None:
    command_id = plug(timed)
    clock.advance(seconds=1.9)
    with pytest.raises(ocpplab.NotFoundError) as refused:
        timed.evcharger.commands.get_status(command_id)
    assert command_id in detail(refused)


def test_a_command_is_received_and_then_applied(timed: Any, clock: MovableClock, online: Any) -> None:
    command_id, seen = plug(timed), []
    for _ in range(2):
        clock.advance(seconds=2)
        seen.append(status(timed, command_id))
    assert seen == ["received", "applied"]


def test_a_result_tells_whose_command_it_was_and_when(timed: Any, clock: MovableClock, online: Any) -> None:
    command_id, sent_at = plug(timed), clock.time
    clock.advance(seconds=10)
    result = timed.evcharger.commands.get_status(command_id)
    assert (result.command_id, result.event_type) == (command_id, "plug_connector")
    assert (result.identity, result.deployment_id) == ("CP-0001", online.deployment_id)
    spans = [
        (at - sent_at).total_seconds() for at in (result.enqueued_at, result.received_at, result.updated_at)
    ]
    assert spans == [0, 2, 4]


def test_a_command_to_a_stopped_charger_is_deferred(timed: Any, clock: MovableClock, online: Any) -> None:
    timed.evcharger.deployment_runtime_ops.operate(action="stop", deployment_id=online.deployment_id)
    command_id = plug(timed)
    clock.advance(seconds=4)
    result = timed.evcharger.commands.get_status(command_id)
    assert (result.status, "stopped" in result.detail) == ("deferred", True)


def test_a_deferred_command_is_applied_when_the_charger_is_back(
    timed: Any, clock: MovableClock, online: Any
) -> None:
    operate = timed.evcharger.deployment_runtime_ops.operate
    operate(action="stop", deployment_id=online.deployment_id)
    command_id = plug(timed)
    clock.advance(seconds=30)
    operate(action="restart", deployment_id=online.deployment_id)
    assert status(timed, command_id) == "applied"


def test_a_deferred_command_expires(timed: Any, clock: MovableClock, online: Any) -> None:
    operate = timed.evcharger.deployment_runtime_ops.operate
    operate(action="stop", deployment_id=online.deployment_id)
    command_id = plug(timed)
    clock.advance(seconds=65)
    operate(action="restart", deployment_id=online.deployment_id)
    result = timed.evcharger.commands.get_status(command_id)
    assert (result.status, "60 seconds" in result.detail) == ("expired", True)


def test_what_the_charger_refuses_is_rejected(timed: Any, clock: MovableClock, online: Any) -> None:
    commands = timed.evcharger.commands
    commands.inject_fault(
        target=TARGET, payload=ocpplab.FaultInjectionPayload(fault_type="OverCurrent", connector_id=1)
    )
    clock.advance(seconds=4)
    reached = commands.start_session(
        target=TARGET, payload=ocpplab.StartSessionPayload(id_tag="TAG-RFID-001")
    )
    clock.advance(seconds=4)
    result = commands.get_status(reached.results[0].command.id)
    assert (result.status, "Faulted" in result.detail) == ("rejected", True)


def test_a_command_to_a_charger_that_was_never_provisioned_fails(
    timed: Any, clock: MovableClock, timed_sandbox: InProcessSandbox
) -> None:
    timed_sandbox.client.post("/dev/provisioning-failures", json={}).raise_for_status()
    timed.evcharger.deployment.create(**DEPLOYMENT)
    clock.advance(seconds=10)
    command_id = plug(timed)
    clock.advance(seconds=4)
    assert status(timed, command_id) == "failed"


def test_a_command_waits_for_a_charger_that_is_on_its_way(timed: Any, clock: MovableClock) -> None:
    timed.evcharger.deployment.create(**DEPLOYMENT)
    command_id, seen = plug(timed), []
    for seconds in (4, 6):
        clock.advance(seconds=seconds)
        seen.append(status(timed, command_id))
    assert seen == ["deferred", "applied"]


def test_results_come_newest_first_and_by_charger(client: Any, deployment: Any) -> None:
    ids = [plug(client) for _ in range(3)]
    commands = client.evcharger.commands
    by_identity = commands.list_results(identity="CP-0001", limit=2)
    assert [result.command_id for result in by_identity.data] == [ids[2], ids[1]]
    assert len(commands.list_results(deployment_id=deployment.deployment_id).data) == 3


def test_results_leave_out_what_the_charger_has_not_received(
    timed: Any, clock: MovableClock, online: Any
) -> None:
    first = plug(timed)
    clock.advance(seconds=2)
    plug(timed)
    listed = timed.evcharger.commands.list_results(identity="CP-0001").data
    assert [result.command_id for result in listed] == [first]


def test_an_unknown_charger_has_no_results(client: Any) -> None:
    assert client.evcharger.commands.list_results(deployment_id=UNKNOWN).data == []


def test_results_are_those_of_one_charger(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.evcharger.commands.list_results()
    assert "deployment_id or identity" in str(detail(refused))
