"""Commands that live chargers are given: when one is carried out, and what the CSMS has to do with that.

A command that needs the CSMS waits until there is a connection, and until the one before it has been carried
out; it expires when there is no connection for too long. It is applied when all that it made the charger say
was answered, and rejected when the CSMS refused any of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sandbox.charger.commands.table import can_wait, carry_out, why_it_waits
from sandbox.charger.outcomes import Outcome, rejected
from sandbox.charger.rules import Refused
from sandbox.charger.station import Station
from sandbox.domain.records import Command
from sandbox.live.conversation import Conversation
from sandbox.live.errand import Errand

Result = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class _Order:
    command: Command
    at_once: bool


class Orders:
    """The commands that wait for one charger.

    Args:
        station: the charger.
        conversation: plays their scripts.
        lifetime: how long one may wait, from the moment when it was due.
        now: the time of the charger's organization.
        changed: told of each command of which something has become.
        free: called when the next command can be carried out.
    """

    def __init__(  # noqa: PLR0913 - its parts
        self,
        station: Station,
        conversation: Conversation,
        *,
        lifetime: timedelta,
        now: Callable[[], datetime],
        changed: Callable[[Command], None],
        free: Callable[[], None],
    ) -> None:
        self._station = station
        self._conversation = conversation
        self._lifetime = lifetime
        self._now = now
        self._changed = changed
        self._free = free
        self._is_busy = False
        self._waiting: dict[str, _Order] = {}
        self._ended: dict[str, list[Command]] = {}
        self._given: dict[str, str] = {}

    def add(self, command: Command, *, at_once: bool = False) -> None:
        """Let a command wait until it is due; one that the caller waits for is over with its script."""
        self._waiting[command.id] = _Order(command, at_once)
        self._changed(command)

    def carry_out(self, now: datetime) -> None:
        """Carry out what is due and can be."""
        for order in sorted(self._waiting.values(), key=lambda order: order.command.due_at):
            command = order.command
            if command.due_at > now:
                break
            if now > command.due_at + self._lifetime:
                self._expire(command)
            elif not can_wait(command.command):
                self._begin(order, now)
            elif not self._station.online:
                self._defer(order)
            elif not self._is_busy:
                self._is_busy = True
                self._begin(order, now, left=self._leave)

    def rename(self, made_up: str, given: str) -> None:
        """Let results that name a transaction by an id that the charger has made up tell its real one."""
        self._given[made_up] = given
        for command in self._ended.pop(made_up, ()):
            self._changed(command.replaced(result=_named(command.result, given), updated_at=self._now()))

    def next_due(self, now: datetime) -> datetime | None:
        """Return when to look again."""
        return min((self._next_moment(order.command, now) for order in self._waiting.values()), default=None)

    def _next_moment(self, command: Command, now: datetime) -> datetime:
        """Return when a command is due; if it is, when it has waited too long."""
        if command.due_at > now:
            return command.due_at
        return command.due_at + self._lifetime + timedelta(milliseconds=1)

    def _leave(self) -> None:
        self._is_busy = False
        if self._waiting:
            self._free()

    def _begin(self, order: _Order, now: datetime, left: Callable[[], None] | None = None) -> None:
        command = order.command
        del self._waiting[command.id]
        # It will not be carried out twice, whatever happens meanwhile.
        begun = command.replaced(waiting=None, updated_at=now)
        self._changed(begun)
        done = partial(self._end, begun)
        try:
            script = carry_out(self._station, command.command, command.payload)
        except Refused as refusal:
            done(rejected(str(refusal)), None)
            if left is not None:
                left()
        else:
            self._conversation.play(script, Errand(done, at_once=order.at_once, left=left))

    def _end(self, command: Command, outcome: Outcome, refusal: str | None) -> None:
        if refusal is not None and outcome.status == "applied":
            outcome = rejected(refusal)
        result, made_up = outcome.result, _made_up(outcome.result)
        if made_up is not None and made_up in self._given:
            result, made_up = _named(result, self._given[made_up]), None
        ended = command.replaced(
            status=outcome.status, reason=outcome.reason, result=result, updated_at=self._now()
        )
        if made_up is not None:
            self._ended.setdefault(made_up, []).append(ended)
        self._changed(ended)

    def _defer(self, order: _Order) -> None:
        command = order.command
        if command.status != "deferred":
            reason = why_it_waits(self._station.state)
            deferred = command.replaced(status="deferred", reason=reason, updated_at=command.due_at)
            self._waiting[command.id] = _Order(deferred, order.at_once)
            self._changed(deferred)

    def _expire(self, command: Command) -> None:
        del self._waiting[command.id]
        reason = f"the charger was not connected for {self._lifetime.total_seconds():.0f} seconds"
        expires_at = command.due_at + self._lifetime
        self._changed(command.replaced(status="expired", waiting=None, reason=reason, updated_at=expires_at))


def _made_up(result: Result) -> str | None:
    """Return the id of the transaction that a result names, if no CSMS has given it."""
    named = str((result or {}).get("transaction_id", ""))
    return named if named.startswith("-") else None


def _named(result: Result, given: str) -> Result:
    return {**(result or {}), "transaction_id": given}
