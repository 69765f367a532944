"""The world `demo` lives by itself, and alike for whoever opens it at the same time."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.demand.living import States, lived

HOURS = 6
MANY = 10
Lives = list[list[States]]


@pytest.fixture(scope="module")
def lives() -> Lives:
    """The states of all chargers at each of some hours, in two sandboxes."""
    return [_lived(), _lived()]


def test_sessions_begin_and_end(lives: Lives) -> None:
    before, *_, after = (_transactions(states) for states in lives[0])
    assert len(after.keys() - before.keys()) > MANY
    assert len(before.keys() - after.keys()) > MANY


def test_faults_come_and_go(lives: Lives) -> None:
    seen = [_passing_faults(states) for states in lives[0]]
    assert set.union(*seen) - seen[-1]


def test_it_is_the_same_for_everybody(lives: Lives) -> None:
    assert lives[0] == lives[1]


def test_some_charge_at_any_time_of_the_day(lives: Lives) -> None:
    for states in lives[0]:
        assert 0.15 < len({charger for charger, _ in _transactions(states)}) / len(states) < 0.6


def _transactions(states: States) -> dict[tuple[str, str], Any]:
    """Return the transactions under way, by charger and id."""
    return {
        (state["id"], one["transaction"]["id"]): one["transaction"]
        for state in states
        for one in state["connectors"]
        if one["transaction"]
    }


def _passing_faults(states: States) -> set[tuple[str, str]]:
    """Return which chargers have a fault that passes, and until when."""
    faults = [(state["id"], one["fault"]) for state in states for one in state["connectors"]]
    return {(charger, fault["clears_at"]) for charger, fault in faults if fault and fault["clears_at"]}


def _lived() -> list[States]:
    with in_process(Settings.of(world="demo", seed=7), clock=MovableClock()) as sandbox:
        return lived(sandbox, HOURS, timedelta(hours=1))
