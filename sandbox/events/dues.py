"""When a charger or a run has to be looked at next, so that what happens to it is told in time."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sandbox.charger.schedule import next_deadline, streams
from sandbox.charger.state import ChargerState
from sandbox.domain import expectations
from sandbox.domain.records import Charger, Command, Run
from sandbox.domain.world import Tenant

TICK = timedelta(milliseconds=1)
"""The finest that a clock tells."""

HasPassed = Callable[[str], bool]
"""Tells whether the step of a command or run that only the clock tells was told."""


class Due(NamedTuple):
    """What comes next for a charger.

    Args:
        at: when it has to be looked at.
        until: up to when; None is as far as the clock has come. Periodic messages are taken together until
            something else happens.
        is_first: nobody has looked at it yet.
    """

    at: datetime
    until: datetime | None = None
    is_first: bool = False


def of_charger(tenant: Tenant, charger: Charger, has_passed: HasPassed, *, with_periodic: bool) -> Due | None:
    """Return what comes next for a charger, with its periodic messages or without; None when nothing does."""
    state = tenant.states.get(charger.id)
    if state is None:
        return None if charger.powered_at is None else Due(charger.powered_at, is_first=True)
    turning = min(_turning_points(tenant, charger, state, has_passed), default=None)
    periodic = min((stream.due for stream in streams(state)), default=None) if with_periodic else None
    if turning is None:
        return None if periodic is None else Due(periodic)
    if periodic is None or turning <= periodic:
        return Due(turning, max(turning, state.settled_at))
    return Due(periodic, max(periodic, turning - TICK))


def of_run(run: Run, has_passed: HasPassed) -> Due | None:
    """Return what comes next for a run: that it is at work, or over."""
    if run.state == "closed":
        return None
    return Due(run.ends_at if has_passed(run.id) else run.provisioning_at)


def received(tenant: Tenant, charger: Charger, moment: datetime, has_passed: HasPassed) -> list[Command]:
    """Return the commands that have reached a charger by then, which nobody was told yet."""
    return [
        command
        for command in _waiting(tenant, charger.id)
        if command.status == "queued" and command.received_at <= moment and not has_passed(command.id)
    ]


def _turning_points(
    tenant: Tenant, charger: Charger, state: ChargerState, has_passed: HasPassed
) -> Iterator[datetime]:
    """Return when something other than a periodic message happens."""
    if (deadline := next_deadline(state)) is not None:
        yield deadline.at
    if (comes_at := expectations.next_moment(tenant, charger, state.settled_at)) is not None:
        yield comes_at
    for command in _waiting(tenant, state.id):
        if command.status == "deferred":
            yield command.due_at + tenant.rules.command_lifetime + TICK
        else:
            yield command.due_at if has_passed(command.id) else command.received_at


def _waiting(tenant: Tenant, charger_id: str) -> list[Command]:
    return tenant.commands.find(charger_id=charger_id, waiting="yes")
