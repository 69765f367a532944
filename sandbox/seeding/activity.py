"""What the chargers were told before a world is opened; each replays its own when it is first asked about.

charging   started minutes ago and still going; some limited in time or energy, some throttled
finished   started hours ago and ended by itself, for a history
plugged    a car is connected, nobody has started it
faulted    a connector reports a fault
stopped    the whole charger is switched off
"""

from collections.abc import Callable, Iterator
from itertools import islice
from math import ceil
from random import Random

from sandbox.clock import Ids
from sandbox.seeding.documents import Row

Event = tuple[float, str, Row]  # minutes ago, command, payload

FAULTS = ("OverCurrent", "ConnectorLockFailure", "PowerMeterFailure", "InternalError")

# A session stays below this, so that the battery of a common car is not full before it ends.
_MOST_KWH = 40


def recent_activity(chargers: list[Row], models: dict[str, Row], ids: Ids) -> list[Row]:
    """Invent a believable mix of events, the oldest first; *models* are the chargers' by slug."""
    waiting = iter(ids.random.sample(chargers, len(chargers)))
    rows = [
        _row(charger, event, ids)
        for scene, one_in in _SCENES
        for charger in islice(waiting, ceil(len(chargers) / one_in))
        for event in scene(models[charger["model_slug"]], ids)
    ]
    return sorted(rows, key=lambda row: -row["minutes_ago"])


def _row(charger: Row, event: Event, ids: Ids) -> Row:
    minutes_ago, command, payload = event
    return {
        "id": f"act-{ids.hex(12)}",
        "organization_id": charger["organization_id"],
        "charger_id": charger["id"],
        "minutes_ago": minutes_ago,
        "command": command,
        "payload": payload,
    }


def _charging(model: Row, ids: Ids) -> Iterator[Event]:
    minutes = _minutes(ids.random, 1, min(150, _longest(model)))
    session = _start(model, ids)
    limit = ids.random.choice(("none", "duration", "energy"))
    if limit == "duration":
        session["duration_seconds"] = 60 * (ceil(minutes) + ids.random.randint(20, 90))
    elif limit == "energy":
        session["target_energy_kwh"] = ceil(_power(model) * minutes / 60) + ids.random.randint(5, 15)
    yield minutes, "start_session", session
    if ids.random.random() < 1 / 5:
        watts = 100 * round(10 * _power(model) * ids.random.uniform(0.4, 0.9))
        since = round(minutes * ids.random.uniform(0.2, 0.8), 1)
        yield since, "power_update", {"power_w": watts, "connector_id": session["connector_id"]}


def _finished(model: Row, ids: Ids) -> Iterator[Event]:
    minutes = _minutes(ids.random, 3, min(120, _longest(model)))
    session = {**_start(model, ids), "duration_seconds": round(60 * minutes)}
    yield _minutes(ids.random, 180, 1200), "start_session", session


def _plugged(model: Row, ids: Ids) -> Iterator[Event]:
    yield _minutes(ids.random, 1, 45), "plug_connector", {"connector_id": _connector(model, ids.random)}


def _faulted(model: Row, ids: Ids) -> Iterator[Event]:
    fault = {"fault_type": ids.random.choice(FAULTS), "connector_id": _connector(model, ids.random)}
    yield _minutes(ids.random, 5, 240), "inject_fault", fault


def _stopped(_model: Row, ids: Ids) -> Iterator[Event]:
    yield _minutes(ids.random, 30, 300), "stop_charger", {}


def _start(model: Row, ids: Ids) -> Row:
    return {"id_tag": ids.hex(8).upper(), "connector_id": _connector(model, ids.random)}


def _connector(model: Row, random: Random) -> int:
    return random.randint(1, model["connector_count"])


def _minutes(random: Random, least: float, most: float) -> float:
    return round(random.uniform(least, most), 1)


def _power(model: Row) -> float:
    return float(model["supported_kwh"][-1])


def _longest(model: Row) -> float:
    return 60 * _MOST_KWH / _power(model)


# One in so many chargers plays each scene, at least one if there are any left; the others are idle.
_SCENES: tuple[tuple[Callable[[Row, Ids], Iterator[Event]], int], ...] = (
    (_charging, 3),
    (_finished, 6),
    (_plugged, 8),
    (_faulted, 40),
    (_stopped, 160),
)
