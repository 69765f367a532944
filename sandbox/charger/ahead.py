"""What happens to a charger next: what its state says, or what comes to it from outside."""

from collections.abc import Iterable
from datetime import datetime

from sandbox.charger.schedule import Deadline, Key, next_deadline
from sandbox.charger.state import ChargerState


class Ahead:
    """Hands out one deadline after the other; what comes from outside waits for what is due at that instant.

    Args:
        coming: what comes from outside, in order.
    """

    def __init__(self, coming: Iterable[Deadline] = ()) -> None:
        self._passed_over: set[Key] = set()
        self.expect(coming)

    def expect(self, coming: Iterable[Deadline]) -> None:
        """Take what comes from outside, in order, instead of what was to come so far."""
        self._coming = iter(coming)
        self._comes = next(self._coming, None)

    def pass_over(self, deadline: Deadline) -> None:
        """Hand out a deadline no more, although the state may go on to say that it is due."""
        self._passed_over.add(deadline.key)

    def next_at(self, state: ChargerState) -> datetime | None:
        """Return when something happens next."""
        deadline = self._next(state)
        return None if deadline is None else deadline.at

    def take(self, state: ChargerState, now: datetime) -> Deadline | None:
        """Return what is due next, up to *now*; it has to be played."""
        deadline = self._next(state)
        if deadline is None or deadline.at > now:
            return None
        if deadline is self._comes:
            self._comes = next(self._coming, None)
        return deadline

    def _next(self, state: ChargerState) -> Deadline | None:
        own, comes = next_deadline(state, self._passed_over), self._comes
        if own is None or comes is None:
            return own or comes
        return own if own.at <= comes.at else comes
