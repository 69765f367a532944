"""What chargers were told is possible, and adds up to a lively network."""

from collections import Counter
from typing import Any

import pytest

from sandbox.seeding import World

Row = dict[str, Any]
Models = dict[str, Row]

# Each command with the fields it needs and those it may have.
PAYLOADS: dict[str, tuple[set[str], set[str]]] = {
    "start_session": ({"id_tag", "connector_id"}, {"duration_seconds", "target_energy_kwh"}),
    "plug_connector": ({"connector_id"}, set()),
    "inject_fault": ({"fault_type", "connector_id"}, set()),
    "stop_charger": (set(), set()),
    "power_update": ({"power_w", "connector_id"}, set()),
}


def test_every_event_is_for_a_charger_of_its_organization(world: World) -> None:
    for event in world["activity"].values():
        assert world["chargers"][event["charger_id"]]["organization_id"] == event["organization_id"]


def test_every_event_is_past(world: World) -> None:
    assert all(event["minutes_ago"] > 0 for event in world["activity"].values())


def test_payloads_fit_their_commands(world: World) -> None:
    for event in world["activity"].values():
        needed, possible = PAYLOADS[event["command"]]
        assert needed <= set(event["payload"]) <= needed | possible


def test_connectors_exist(world: World, models: Models) -> None:
    for event in world["activity"].values():
        model = models[world["chargers"][event["charger_id"]]["model_slug"]]
        assert 1 <= event["payload"].get("connector_id", 1) <= model["connector_count"]


def test_power_is_within_the_model(world: World, models: Models) -> None:
    for event in _told(world, "power_update"):
        watts = event["payload"]["power_w"]
        assert isinstance(watts, int)
        assert (
            0
            < watts
            <= 1000 * models[world["chargers"][event["charger_id"]]["model_slug"]]["supported_kwh"][-1]
        )


def test_power_changes_during_a_session(world: World) -> None:
    sessions = {_connector(event): event["minutes_ago"] for event in _told(world, "start_session")}
    for event in _told(world, "power_update"):
        assert event["minutes_ago"] < sessions[_connector(event)]


def test_events_are_told_in_order(world: World) -> None:
    for organization in world["organizations"]:
        minutes = [
            event["minutes_ago"]
            for event in world["activity"].values()
            if event["organization_id"] == organization
        ]
        assert minutes == sorted(minutes, reverse=True)


def test_target_energy_is_still_ahead(world: World, models: Models) -> None:
    for event in _told(world, "start_session"):
        power = models[world["chargers"][event["charger_id"]]["model_slug"]]["supported_kwh"][-1]
        target = event["payload"].get("target_energy_kwh", float("inf"))
        assert target > power * event["minutes_ago"] / 60


@pytest.mark.parametrize(
    ("state", "least", "most"),
    [("charging", 48, 58), ("finished", 20, 30), ("plugged", 15, 25), ("faulted", 3, 6), ("stopped", 1, 1)],
)
def test_demo_is_lively(demo: World, state: str, least: int, most: int) -> None:
    assert least <= Counter(_state(event) for event in demo["activity"].values())[state] <= most


def test_demo_leaves_chargers_idle(demo: World) -> None:
    assert len({event["charger_id"] for event in demo["activity"].values()}) < len(demo["chargers"])


def test_default_leaves_the_chargers_untouched_that_people_rely_on(default: World) -> None:
    told = {event["charger_id"] for event in default["activity"].values()}
    untouched = {"dep-harbour-001", "dep-harbour-003", "dep-sierra-001", "dep-fjord-001"}
    assert untouched == set(default["chargers"]) - told


def _told(world: World, command: str) -> list[Row]:
    return [event for event in world["activity"].values() if event["command"] == command]


def _connector(event: Row) -> tuple[str, int]:
    return event["charger_id"], event["payload"]["connector_id"]


def _state(event: Row) -> str | None:
    """The state that *event* alone leads to by now."""
    seconds = event["payload"].get("duration_seconds", float("inf"))
    if event["command"] == "start_session":
        return "charging" if seconds > 60 * event["minutes_ago"] else "finished"
    return {"plug_connector": "plugged", "inject_fault": "faulted", "stop_charger": "stopped"}.get(
        event["command"]
    )
