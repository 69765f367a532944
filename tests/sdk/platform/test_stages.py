"""Where chargers are in their deployment, as the clock goes on, and what happened to them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import InProcessSandbox
from tests.clocks import MovableClock
from tests.sdk.platform.conftest import DEPLOYMENT, open_location

WAY_UP = ["queued", "scheduling", "pulling", "starting", "connecting", "registering", "online"]


@pytest.fixture
def ops(timed: Any) -> Any:
    return timed.evcharger.deployment_runtime_ops


@pytest.fixture
def failed(timed: Any, clock: MovableClock, timed_sandbox: InProcessSandbox) -> Any:
    """A deployment that could not be provisioned."""
    order = {"kind": "charger", "code": "image_missing", "message": "No such image"}
    timed_sandbox.client.post("/dev/provisioning-failures", json=order).raise_for_status()
    deployment = timed.evcharger.deployment.create(**DEPLOYMENT)
    clock.advance(seconds=10)
    return deployment


def stages(ops: Any, clock: MovableClock) -> Iterator[str]:
    """Look at the charger each second until it is online."""
    stage = None
    while stage != "online":
        stage = ops.status(identity="CP-0001").items[0].stage
        yield stage
        clock.advance(seconds=1)


def test_a_deployment_passes_all_stages(timed: Any, ops: Any, clock: MovableClock) -> None:
    timed.evcharger.deployment.create(**DEPLOYMENT)
    assert list(dict.fromkeys(stages(ops, clock))) == WAY_UP


def test_a_stage_tells_how_it_stands_and_since_when(timed: Any, ops: Any, clock: MovableClock) -> None:
    timed.evcharger.deployment.create(**DEPLOYMENT)
    begun = clock.time
    clock.advance(seconds=5)
    (item,) = ops.status(identity="CP-0001").items
    assert (item.stage, item.outcome, item.attempt) == ("pulling", "in_progress", 1)
    assert (item.since, item.code, item.hint) == (begun + timedelta(seconds=4), None, None)


def test_an_online_charger_has_succeeded(ops: Any, online: Any) -> None:
    (item,) = ops.status(identity="CP-0001").items
    assert (item.stage, item.outcome) == ("online", "succeeded")


def test_events_of_the_attempt_are_shown_when_asked_for(ops: Any, online: Any) -> None:
    (item,) = ops.status(identity=["CP-0001"], events=True).items
    assert [event.stage for event in item.events] == WAY_UP
    assert ops.status(identity="CP-0001").items[0].events is None


def test_without_identities_all_chargers_are_meant(timed: Any, ops: Any) -> None:
    open_location(timed, "CP-1", "CP-2")
    assert [item.identity for item in ops.status().items] == ["CP-1", "CP-2"]


def test_of_several_identities_the_unknown_are_not_deployed(ops: Any, online: Any) -> None:
    items = ops.status(identity=["CP-none", "CP-0001"]).items
    assert [(item.identity, item.stage) for item in items] == [
        ("CP-none", "not_deployed"),
        ("CP-0001", "online"),
    ]


def test_one_unknown_identity_is_not_found(ops: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError):
        ops.status(identity="CP-none")


def test_a_hundred_identities_are_enough(ops: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError):
        ops.status(identity=[f"CP-{number}" for number in range(101)])


def test_events_are_those_of_one_charger(ops: Any, online: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError):
        ops.status(identity=["CP-0001", "CP-2"], events=True)


def test_a_stopped_charger_is_in_the_stage_stopped(ops: Any, online: Any) -> None:
    ops.operate(action="stop", deployment_id=online.deployment_id)
    assert ops.status(identity="CP-0001").items[0].stage == "stopped"


def test_a_restart_is_another_attempt(ops: Any, online: Any) -> None:
    ops.operate(action="restart", deployment_id=online.deployment_id)
    (item,) = ops.status(identity="CP-0001").items
    assert (item.stage, item.attempt) == ("online", 2)


def test_a_deployment_that_failed_tells_where_and_why(ops: Any, failed: Any) -> None:
    (item,) = ops.status(identity="CP-0001").items
    assert (item.stage, item.outcome) == ("starting", "failed")
    assert (item.code, item.hint) == ("image_missing", "No such image")


def test_a_deployment_that_failed_recovers_by_a_restart(ops: Any, failed: Any) -> None:
    ops.operate(action="restart", deployment_id=failed.deployment_id)
    (item,) = ops.status(identity="CP-0001").items
    assert (item.stage, item.outcome, item.attempt) == ("online", "succeeded", 2)
    alerts = ops.events(outcome="alerts").events
    assert [(event.outcome, event.attempt) for event in alerts] == [("recovered", 2), ("failed", 1)]


@pytest.mark.parametrize("outcome", ["failed", "recovered"])
def test_events_are_read_by_outcome(ops: Any, failed: Any, outcome: str) -> None:
    ops.operate(action="restart", deployment_id=failed.deployment_id)
    assert [event.outcome for event in ops.events(outcome=outcome).events] == [outcome]


def test_nothing_is_ever_stuck(ops: Any, failed: Any) -> None:
    assert ops.events(outcome="stuck").events == []


def test_events_come_newest_first_as_many_as_asked_for(ops: Any, online: Any) -> None:
    assert [event.stage for event in ops.events().events] == WAY_UP[::-1]
    assert [event.stage for event in ops.events(limit=2).events] == WAY_UP[:-3:-1]


def test_events_are_read_since_an_instant(ops: Any, clock: MovableClock, online: Any) -> None:
    late = ops.events(since=clock.time - timedelta(seconds=2)).events
    assert [event.stage for event in late] == ["online", "registering"]


def test_events_are_read_by_charger(timed: Any, ops: Any) -> None:
    open_location(timed, "CP-1", "CP-2")
    assert {event.identity for event in ops.events(identity="CP-2").events} == {"CP-2"}
