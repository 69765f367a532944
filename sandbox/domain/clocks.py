"""The clocks: one for all, and one of its own for each organization that wants it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.charger.frames import wire_time
from sandbox.clock import LAST, Clock
from sandbox.errors import BadRequest

MOST_CLOCKS = 10_000
"""Organizations that may have a clock of their own at the same time."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What to do to a clock, in this order; what is None stays as it is."""

    to: datetime | None = None
    by: timedelta | None = None
    speed: float | None = None
    frozen: bool | None = None


class Clocks:
    """Which clock an organization goes by.

    Args:
        shared: the clock of all that have none of their own.
        is_known: whether an organization exists; the clocks of others make room when it is needed.
    """

    def __init__(self, shared: Clock, is_known: Callable[[str], bool]) -> None:
        self.shared = shared
        self._is_known = is_known
        self._own: dict[str, Clock] = {}
        self.changes = 0
        """Grows when an organization gets or loses a clock of its own."""
        self.listeners: list[Callable[[str | None], None]] = []

    def of(self, organization_id: str | None) -> Clock:
        """Return the clock that the organization goes by; None has the shared one."""
        return self._own.get(organization_id, self.shared) if organization_id else self.shared

    def has_own(self, organization_id: str | None) -> bool:
        """Tell whether the organization has a clock of its own."""
        return organization_id in self._own

    def turn(self, organization_id: str | None, turn: Turn) -> None:
        """Turn the shared clock, or that of an organization, which gets one of its own.

        Raises:
            BadRequest: back, too far, or one clock too many.
        """
        clock = self.of(organization_id)
        to = _turned(clock, turn)
        if organization_id is not None and not self.has_own(organization_id):
            clock = self._give(organization_id)
        clock.turn(
            to,
            speed=clock.speed if turn.speed is None else turn.speed,
            frozen=clock.frozen if turn.frozen is None else turn.frozen,
        )
        self._tell(organization_id)

    def release(self, organization_id: str | None) -> None:
        """Put the shared clock back to real time, or let an organization go by the shared one again."""
        if organization_id is None:
            self.shared.release()
        else:
            self.drop(organization_id)
        self._tell(organization_id)

    def drop(self, organization_id: str) -> None:
        """Let an organization go by the shared clock again."""
        if self._own.pop(organization_id, None) is not None:
            self.changes += 1

    def drop_strangers(self) -> None:
        """Forget the clocks of organizations that are not there any more."""
        for organization_id in [*self._own]:
            if not self._is_known(organization_id):
                self.drop(organization_id)

    def earliest(self) -> datetime:
        """Return the time that no clock will ever go back behind, whatever is done to it."""
        return min(clock.earliest() for clock in (self.shared, *self._own.values()))

    def _tell(self, organization_id: str | None) -> None:
        for listener in self.listeners:
            listener(organization_id)

    def _give(self, organization_id: str) -> Clock:
        if len(self._own) >= MOST_CLOCKS:
            self.drop_strangers()
        if len(self._own) >= MOST_CLOCKS:
            raise BadRequest(
                f"{MOST_CLOCKS} organizations have a clock of their own, which is as many as there can be: "
                "take one away with DELETE /dev/clock?organization_id=",
                place=("organization_id",),
                given=organization_id,
            )
        clock = self._own[organization_id] = self.shared.twin()
        self.changes += 1
        return clock


def _turned(clock: Clock, turn: Turn) -> datetime:
    """Return what a clock is to show: from its very instant on, or each turn would cost some time."""
    now, instant = clock.now(), clock.instant()
    to = instant if turn.to is None else max(instant, _reachable(now, turn.to))
    if turn.by is not None:
        if turn.by > LAST - to:
            raise _too_far("advance", now, turn.by.total_seconds())
        to += turn.by
    return to


def _reachable(now: datetime, to: datetime) -> datetime:
    if to < now:
        raise BadRequest(
            f"now: it is {wire_time(now)}, and a clock does not run backwards: expected that time or a later "
            "one; DELETE /dev/clock goes back to real time",
            place=("now",),
            given=to.isoformat(),
        )
    if to > LAST:
        raise _too_far("now", now, to.isoformat())
    return to


def _too_far(field: str, now: datetime, given: str | float) -> BadRequest:
    return BadRequest(
        f"{field}: it is {wire_time(now)}, and a clock goes as far as {wire_time(LAST)}",
        place=(field,),
        given=given,
    )
