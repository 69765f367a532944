"""Cars that a world opens with leave too where drivers come by themselves: its connectors do not fill up."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.kit import in_process
from sandbox.seeding import build_world, write_world
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.demand.living import States, lived, states
from tests.dev.test_clock import turn

DAYS = 3
DAY = timedelta(days=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CATALOG = Path(__file__).parents[2] / "fixtures" / "catalog.json"
NEVER = datetime.max.replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def days() -> list[States]:
    """The states of the chargers of the demo, at the same hour of each of some days."""
    with in_process(Settings.of(world="demo", seed=7), clock=MovableClock()) as sandbox:
        return lived(sandbox, DAYS, DAY)


def test_about_as_many_charge_after_days(days: list[States]) -> None:
    before, *_, after = (_charging(states) for states in days)
    assert before / 2 < after < before * 2


def test_the_demo_opens_with_a_third_of_its_chargers_charging(days: list[States]) -> None:
    assert _charging(days[0]) > len(days[0]) / 3


def test_every_car_leaves_and_every_fault_passes_within_a_day_or_two(days: list[States]) -> None:
    for number, found in enumerate(days):
        now = NOON + number * DAY
        assert all(now < end < now + 2 * DAY for end in _ends(found))


def test_seeded_worlds_go_on_too(tmp_path: Path) -> None:
    file = tmp_path / "world.json"
    catalog = json.loads(CATALOG.read_text(encoding="utf-8"))
    seeded = build_world(tenants=1, locations=4, chargers=24, seed=5, catalog=catalog, sessions_per_day=12)
    write_world(seeded, file)
    with in_process(Settings.of(world=str(file), seed=7), clock=MovableClock()) as sandbox:
        assert all(end < NOON + 2 * DAY for end in _ends(lived(sandbox, DAYS, DAY)[0]))


def test_they_leave_at_the_same_time_however_late_somebody_looks(days: list[States]) -> None:
    with in_process(Settings.of(world="demo", seed=7), clock=MovableClock()) as sandbox:
        turn(sandbox.client, frozen=True)
        turn(sandbox.client, advance=DAY.total_seconds())
        assert states(sandbox) == days[1]


def test_without_demand_cars_stay() -> None:
    with in_process(Settings.of(seed=7), clock=MovableClock()) as sandbox:
        before, *_, after = map(_stays, lived(sandbox, DAYS, DAY))
    assert before
    assert before == after


def test_demand_that_comes_later_leaves_the_cars_of_the_world_alone() -> None:
    with in_process(Settings.of(seed=7), clock=MovableClock()) as sandbox:
        assert sandbox.client.put("/dev/demand", json={}).is_success
        before, *_, after = map(_stays, lived(sandbox, DAYS, DAY))
    assert before
    assert before == after


def _charging(states: States) -> int:
    return sum(any(one["transaction"] for one in state["connectors"]) for state in states)


def _connectors(states: States) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((state["id"], one) for state in states for one in state["connectors"])


def _ends(states: States) -> list[datetime]:
    """Return when cars leave and faults are gone; one that never does is at the end of all days."""
    cars = [one["vehicle"]["leaves_at"] for _, one in _connectors(states) if one["vehicle"]]
    faults = [one["fault"]["clears_at"] for _, one in _connectors(states) if one["fault"]]
    return [datetime.fromisoformat(end) if end else NEVER for end in (*cars, *faults)]


def _stays(states: States) -> set[tuple[str, int]]:
    """Return the connectors with a car that stays."""
    return {
        (charger, one["number"])
        for charger, one in _connectors(states)
        if one["vehicle"] and not one["vehicle"]["leaves_at"]
    }
