"""Commands on their way: when one reaches its charger, and what comes of it there.

queued    on its way; the charger knows nothing of it
received  the charger has it, and will carry it out in a moment
deferred  the charger is not connected; it keeps the command until it is
applied, rejected, failed  carried out, refused, or broken off
expired   the charger came back too late

Commands that only change what is stored in the charger need no connection. What waits is carried out when
somebody next looks at the charger, at the moment when it was due.
"""

from datetime import datetime, timedelta

from sandbox.charger.commands.table import can_wait
from sandbox.charger.machine import Simulation
from sandbox.domain.records import Command, CommandStatus


def status(command: Command, now: datetime) -> CommandStatus:
    """Return what has become of a command by *now*."""
    return "received" if command.status == "queued" and now >= command.received_at else command.status


def is_received(command: Command, now: datetime) -> bool:
    """Tell whether the charger knows of a command by *now*."""
    return status(command, now) != "queued"


def advance(command: Command, simulation: Simulation, now: datetime, lifetime: timedelta) -> Command:
    """Carry out a waiting command if its time has come and its charger is there; return what became of it."""
    if now < command.due_at:
        return command
    moment = _reachable_at(command, simulation, now)
    expires_at = command.created_at + lifetime
    if (moment or now) > expires_at:
        reason = f"the charger was not connected for {lifetime.total_seconds():.0f} seconds"
        return command.replaced(status="expired", waiting=None, reason=reason, updated_at=expires_at)
    if moment is None:
        return _deferred(command, simulation)
    outcome = simulation.perform(command.command, command.payload, moment)
    return command.replaced(
        status=outcome.status,
        waiting=None,
        reason=outcome.reason,
        result=outcome.result,
        updated_at=moment,
    )


def _reachable_at(command: Command, simulation: Simulation, now: datetime) -> datetime | None:
    """Return when the charger can carry out the command; None when it cannot by now."""
    simulation.settle(command.due_at)
    if not can_wait(command.command):
        return command.due_at
    while simulation.state.runtime != "online":
        boots_at = simulation.next_due()
        if boots_at is None or boots_at > now:
            return None
        simulation.settle(boots_at)
    return max(command.due_at, simulation.state.settled_at)


def _deferred(command: Command, simulation: Simulation) -> Command:
    if command.status == "deferred":
        return command
    reason = f"charger runtime is {simulation.state.runtime}: the command waits until it is online"
    return command.replaced(status="deferred", reason=reason, updated_at=command.due_at)
