"""Stages of a deployment, as a monitor of the cluster would have seen them.

queued, scheduling, pulling, starting, connecting, registering   on the way up, one after another
online                                                           the CSMS has accepted the charger
stopped                                                          its process was stopped

Each start of the process is an attempt. All follows from when the process was started and stopped: the way up
is divided by shares of its time, and a process that starts in no time passes all stages at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Literal

from sandbox.domain import runs, simulations
from sandbox.domain.processes import FIRST_ATTEMPT
from sandbox.domain.records import Charger, RuntimeChange
from sandbox.domain.world import Tenant

Stage = Literal[
    "queued", "scheduling", "pulling", "starting", "connecting", "registering", "online", "stopped"
]
Outcome = Literal["in_progress", "succeeded", "failed", "recovered"]

WAY_UP: tuple[tuple[Stage, float], ...] = (
    ("queued", 0.0),
    ("scheduling", 0.25),
    ("pulling", 0.4),
    ("starting", 0.6),
    ("connecting", 0.8),
    ("registering", 0.9),
)
"""The stages on the way up, and the share of its time after which each begins."""


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
    for change in changes:
        if change.kind == "started":
            yield from _way_up(charger, change.attempt, change.at, change.at)
            outcome: Outcome = "recovered" if recovers else "succeeded"
            yield StageEvent(charger.identity, change.attempt, "online", outcome, change.at)
        elif change.kind == "stopped":
            yield StageEvent(charger.identity, change.attempt, "stopped", "succeeded", change.at)
        else:
            yield _failure(charger, change)
        recovers = change.kind == "failed"


def _first_attempt(tenant: Tenant, charger: Charger, ended: RuntimeChange | None) -> Iterator[StageEvent]:
    """Return how the first attempt came up, unless its end, and so its beginning, is forgotten."""
    if ended is not None and ended.attempt > FIRST_ATTEMPT + (ended.kind == "started"):
        return
    if ended is not None and ended.kind == "failed":
        way_up = _way_up(charger, FIRST_ATTEMPT, charger.created_at, ended.at)
        yield from takewhile(lambda event: event.stage != "connecting", way_up)
        return
    begun_at, online_at = _first_times(tenant, charger)
    yield from _way_up(charger, FIRST_ATTEMPT, begun_at, online_at)
    yield StageEvent(charger.identity, FIRST_ATTEMPT, "online", "succeeded", online_at)


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


def _failure(charger: Charger, change: RuntimeChange) -> StageEvent:
    return StageEvent(
        charger.identity,
        change.attempt,
        "starting",
        "failed",
        change.at,
        code=change.code,
        hint=change.hint,
    )


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
