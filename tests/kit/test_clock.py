"""`sandbox.clock`."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.kit import InProcessSandbox, Sandbox

LATER = datetime(2031, 5, 1, 8, tzinfo=UTC)


def test_it_is_frozen_set_and_advanced(inprocess_sandbox: InProcessSandbox) -> None:
    clock = inprocess_sandbox.clock
    assert clock.freeze(LATER) == clock.now == LATER
    assert clock.is_frozen
    assert clock.advance(days=1, hours=2, minutes=3, seconds=4.5) == datetime(
        2031, 5, 2, 10, 3, 4, 500_000, tzinfo=UTC
    )
    assert clock.advance(timedelta(weeks=1)).day == 9
    assert clock.set(datetime(2032, 1, 1, tzinfo=UTC)) == clock.now
    clock.unfreeze()
    assert not clock.is_frozen


def test_a_session_ends_without_waiting(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    charger = sandbox.create_charger()
    with sandbox.clock.frozen(LATER):
        event = {"id_tag": "TAG-1", "duration_seconds": 600}
        sandbox.client.post(
            "/commands/start-session", json={"target": {"charger_id": charger["id"]}, "event": event}
        )
        sandbox.clock.advance(minutes=10)
        log = sandbox.client.get(f"/chargers/{charger['id']}/logs", params={"event": "StopTransaction"})
        assert log.json()["data"][-1]["timestamp"] == "2031-05-01T08:10:00Z"


def test_a_block_leaves_it_as_it_was(inprocess_sandbox: InProcessSandbox) -> None:
    clock = inprocess_sandbox.clock
    with clock.frozen() as frozen:
        assert frozen.is_frozen
        with clock.frozen():
            pass
        assert clock.is_frozen
    assert not clock.is_frozen


def test_only_ones_own_clock_is_turned(sandbox: Sandbox) -> None:
    with Sandbox(sandbox.url) as other:
        before = other.clock.now
        sandbox.clock.freeze(LATER)
        assert before <= other.clock.now < LATER
        sandbox.clock.reset()
        assert sandbox.clock.now < LATER


def test_it_can_go_fast(inprocess_sandbox: InProcessSandbox) -> None:
    clock = inprocess_sandbox.clock
    before = clock.now
    clock.speed(1_000_000)
    assert inprocess_sandbox.client.get("/locations").status_code == 200
    assert clock.now - before > timedelta(seconds=1)


def test_the_clients_are_let_in_whatever_it_shows(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    for turn in (lambda: sandbox.clock.advance(days=1000), sandbox.clock.reset):
        turn()
        assert sandbox.client.get("/locations").status_code == 200
        assert sandbox.async_client.headers["Authorization"] == sandbox.client.headers["Authorization"]


def test_a_token_of_ones_own_is_left_alone(inprocess_sandbox: InProcessSandbox) -> None:
    inprocess_sandbox.client.headers["Authorization"] = "Bearer mine"
    inprocess_sandbox.clock.advance(days=1)
    assert inprocess_sandbox.client.headers["Authorization"] == "Bearer mine"


def test_what_is_no_time_is_named(inprocess_sandbox: InProcessSandbox) -> None:
    clock = inprocess_sandbox.clock
    with pytest.raises(TypeError, match=r"datetime\(2031, 5, 1, tzinfo=UTC\), not '2040-01-01'"):
        clock.set("2040-01-01")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"advance\(seconds=60\), not 60"):
        clock.advance(60)  # type: ignore[arg-type]


def test_what_makes_no_sense_is_explained(inprocess_sandbox: InProcessSandbox) -> None:
    clock = inprocess_sandbox.clock
    with pytest.raises(ValueError, match="advance"):
        clock.advance(days=-1)
    with pytest.raises(ValueError, match="now: Input should have timezone info"):
        clock.set(datetime(2031, 1, 1))  # noqa: DTZ001 - that is what is refused
