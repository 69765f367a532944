"""Commands on their way: when one reaches its charger, and what comes of it there.

queued    on its way; the charger knows nothing of it
received  the charger has it, and will carry it out in a moment
deferred  the charger is not connected; it keeps the command until it is
applied, rejected, failed  carried out, refused, or broken off
expired   the charger came back too late

Commands that only change what is stored in the charger need no connection, but power. What waits is carried
out when somebody next looks at the charger, at the moment when it was due.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sandbox.charger.commands.table import can_wait, why_it_waits
from sandbox.charger.machine import Simulation
from sandbox.domain.records import Command, CommandStatus


def status(command: Command, now: datetime) -> CommandStatus:
    """Return what has become of a command by *now*."""
    return "received" if command.status == "queued" and now >= command.received_at else command.status


def is_received(command: Command, now: datetime) -> bool:
    """Tell whether the charger knows of a command by *now*."""
    return status(command, now) != "queued"


class Deliveries:
    """The commands that wait for one charger.

    Args:
        simulation: the charger.
        waiting: the commands.
        lifetime: how long it keeps one from the moment when it was due.
        ahead: the charger's own time, if the clock was put back before it: all that is due happens then.
    """

    def __init__(
        self,
        simulation: Simulation,
        waiting: Iterable[Command],
        lifetime: timedelta,
        *,
        ahead: datetime | None = None,
    ) -> None:
        self._simulation = simulation
        self._lifetime = lifetime
        self._ahead = ahead
        self._waiting = {command.id: command for command in waiting}
        self.changed: dict[str, Command] = {}

    def add(self, command: Command) -> None:
        """Let one more command wait."""
        self._waiting[command.id] = self.changed[command.id] = command

    def bring_about(self, now: datetime) -> None:
        """Carry out what is due by *now* and can be; what has waited too long expires."""
        while self._carry_out_next(now):
            pass
        for command in list(self._waiting.values()):
            if now > (expires_at := command.due_at + self._lifetime):
                self._expire(command, expires_at)

    def _carry_out_next(self, now: datetime) -> bool:
        """Carry out the earliest command that can be; tell whether there was one."""
        for command in sorted(self._waiting.values(), key=lambda command: command.due_at):
            if command.due_at > now:
                return False
            moment = self._reachable_at(command, now)
            if moment is None:
                self._defer(command)
            elif min(moment, now) > (expires_at := command.due_at + self._lifetime):
                self._expire(command, expires_at)
            else:
                self._carry_out(command, moment)
                return True
        return False

    def _reachable_at(self, command: Command, now: datetime) -> datetime | None:
        """Return when the charger can carry out the command; None when it cannot by now."""
        now = now if self._ahead is None else max(now, self._ahead)
        self._simulation.settle(command.due_at)
        if not can_wait(command.command):
            moment = max(command.due_at, self._simulation.state.started_at)
            return moment if moment <= now else None
        while self._simulation.state.runtime != "online":
            boots_at = self._simulation.next_due()
            if boots_at is None or boots_at > now:
                return None
            self._simulation.settle(boots_at)
        return max(command.due_at, self._simulation.state.settled_at)

    def _carry_out(self, command: Command, moment: datetime) -> None:
        outcome = self._simulation.perform(command.command, command.payload, moment)
        self._end(
            command.replaced(
                status=outcome.status,
                waiting=None,
                reason=outcome.reason,
                result=outcome.result,
                updated_at=moment,
            )
        )

    def _defer(self, command: Command) -> None:
        if command.status != "deferred":
            reason = why_it_waits(self._simulation.state)
            self.add(command.replaced(status="deferred", reason=reason, updated_at=command.due_at))

    def _expire(self, command: Command, expires_at: datetime) -> None:
        reason = f"the charger was not connected for {self._lifetime.total_seconds():.0f} seconds"
        self._end(command.replaced(status="expired", waiting=None, reason=reason, updated_at=expires_at))

    def _end(self, command: Command) -> None:
        del self._waiting[command.id]
        self.changed[command.id] = command
