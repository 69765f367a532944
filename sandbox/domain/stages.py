"""Stages of a deployment, as a monitor of the cluster would have seen them.

queued, scheduling, pulling, starting, connecting, registering   on the way up, one after another
online                                                           the CSMS has accepted the charger
offline                                                          the connection to its CSMS is lost
stopped                                                          its process was stopped

Each start of the process is an attempt. All follows from when the process was started and stopped: the way up
is divided by shares of its time, and a process that starts in no time passes all stages at once. The last
stages of a live charger are not computed: they are what it has lived through.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile, zip_longest
from typing import Literal

from sandbox.domain import runs, simulations
from sandbox.domain.processes import FIRST_ATTEMPT
from sandbox.domain.records import Charger, RuntimeChange, RuntimeChangeKind
from sandbox.domain.world import Tenant

Stage = Literal[
    "queued",
    "scheduling",
    "pulling",
    "starting",
    "connecting",
    "registering",
    "online",
    "offline",
    "stopped",
]
Outcome = Literal["in_progress", "succeeded", "failed", "stuck", "recovered"]

WAY_UP: tuple[tuple[Stage, float], ...] = (
    ("queued", 0.0),
    ("scheduling", 0.25),
    ("pulling", 0.4),
    ("starting", 0.6),
    ("connecting", 0.8),
    ("registering", 0.9),
)
"""The stages on the way up, and the share of its time after which each begins."""


_LIVED: dict[RuntimeChangeKind, tuple[Stage, Outcome]] = {
    "connecting": ("connecting", "in_progress"),
    "unreachable": ("connecting", "failed"),
    "connected": ("registering", "in_progress"),
    "unaccepted": ("registering", "stuck"),
    "offline": ("offline", "failed"),
    "failed": ("starting", "failed"),
    "stopped": ("stopped", "succeeded"),
}
"""What a change is that says all by itself."""
_TROUBLE: frozenset[Outcome] = frozenset({"failed", "stuck"})


@dataclass(frozen=True, slots=True)
class StageEvent:
    """A charger entered a stage, or failed in it."""

    identity: str
    attempt: int
    stage: Stage
    outcome: Outcome
    at: datetime
    code: str | None = None
    hint: str | None = None


def history(tenant: Tenant, charger: Charger) -> list[StageEvent]:
    """Return the events of a charger up to now, the oldest first."""
    simulations.settle(tenant, charger)
    now = tenant.clock.now()
    return [event for event in _events(tenant, charger) if event.at <= now]


def _events(tenant: Tenant, charger: Charger) -> Iterator[StageEvent]:
    changes = tenant.runtime_changes.find(charger_id=charger.id)
    yield from _first_attempt(tenant, charger, changes[0] if changes else None)
    recovers = False
    for change, following in zip_longest(changes, changes[1:]):
        is_live = _is_of_live_one(tenant, charger, following)
        for event in _told(charger, change, is_live=is_live):
            if event.stage == "online":
                yield replace(event, outcome="recovered" if recovers else "succeeded")
            else:
                yield event
            # Trouble is over when the charger is online, or nobody wants it to be.
            recovers = event.outcome in _TROUBLE or (recovers and event.stage not in ("online", "stopped"))


def _is_of_live_one(tenant: Tenant, charger: Charger, following: RuntimeChange | None) -> bool:
    """Tell whether a start was that of a live charger, by what came next."""
    return tenant.lines.is_live(charger) if following is None else following.kind == "connecting"


def _told(charger: Charger, change: RuntimeChange, *, is_live: bool) -> Iterator[StageEvent]:
    """Return the stages that a change stands for; *is_live* is about a start."""
    if change.kind == "started":
        yield from _start(charger, change, is_live=is_live)
    elif change.kind == "online":
        yield StageEvent(charger.identity, change.attempt, "online", "succeeded", change.at)
    else:
        stage, outcome = _LIVED[change.kind]
        yield StageEvent(
            charger.identity, change.attempt, stage, outcome, change.at, code=change.code, hint=change.hint
        )


def _start(charger: Charger, change: RuntimeChange, *, is_live: bool) -> Iterator[StageEvent]:
    way_up = _way_up(charger, change.attempt, change.at, change.at)
    if is_live:
        yield from _before_connecting(way_up)
    else:
        yield from way_up
        yield StageEvent(charger.identity, change.attempt, "online", "succeeded", change.at)


def _first_attempt(tenant: Tenant, charger: Charger, change: RuntimeChange | None) -> Iterator[StageEvent]:
    """Return how the first attempt came up, unless what came next, and so its beginning, is forgotten.

    The *change* is the first one that is known of the charger.
    """
    if change is not None and not _follows_first(change):
        return
    if change is not None and change.kind == "failed":
        way_up = _way_up(charger, FIRST_ATTEMPT, charger.created_at, change.at)
        yield from _before_connecting(way_up)
        return
    begun_at, online_at = _first_times(tenant, charger)
    way_up = _way_up(charger, FIRST_ATTEMPT, begun_at, online_at)
    if _is_of_live_one(tenant, charger, change):
        yield from _before_connecting(way_up)
        return
    yield from way_up
    yield StageEvent(charger.identity, FIRST_ATTEMPT, "online", "succeeded", online_at)


def _follows_first(change: RuntimeChange) -> bool:
    """Tell whether a change is what came next after the first way up."""
    if change.kind == "started":
        return change.attempt == FIRST_ATTEMPT + 1
    return change.attempt == FIRST_ATTEMPT and change.kind in ("connecting", "stopped", "failed")


def _before_connecting(way_up: Iterator[StageEvent]) -> Iterator[StageEvent]:
    return takewhile(lambda event: event.stage != "connecting", way_up)


def _first_times(tenant: Tenant, charger: Charger) -> tuple[datetime, datetime]:
    """Return when the process was first begun, and when it was, or is to be, online."""
    if (run := runs.of_subject(tenant, charger.id)) is not None:
        return run.started_at, run.ends_at
    powered_at = charger.powered_at or charger.created_at
    return powered_at, powered_at


def _way_up(charger: Charger, attempt: int, begun_at: datetime, online_at: datetime) -> Iterator[StageEvent]:
    for stage, share in WAY_UP:
        at = begun_at + (online_at - begun_at) * share
        yield StageEvent(charger.identity, attempt, stage, "in_progress", at)


def newest(
    tenant: Tenant, chargers: Iterable[Charger], outcomes: frozenset[Outcome], since: datetime | None
) -> list[StageEvent]:
    """Return the events of some chargers with these outcomes after an instant, the newest first."""
    events = [
        event
        for charger in chargers
        for event in reversed(history(tenant, charger))
        if event.outcome in outcomes and (since is None or event.at > since)
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)
