"""The clock of the organization."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sandbox.kit.control import Control

_PATH = "/dev/clock"


class SandboxClock:
    """The time that one organization goes by; others are not disturbed.

    Args:
        control: the control plane.
        organization_id: whose clock.
        turned: is called when the clock shows another time, by which tokens may have expired.
    """

    def __init__(self, control: Control, organization_id: str, turned: Callable[[], None]) -> None:
        self._control = control
        self._organization_id = organization_id
        self._turned = turned

    @property
    def now(self) -> datetime:
        """The time that it shows."""
        return datetime.fromisoformat(self._shown()["now"])

    @property
    def is_frozen(self) -> bool:
        """Whether it stands still."""
        return bool(self._shown()["frozen"])

    def freeze(self, at: datetime | None = None) -> datetime:
        """Let it stand still, here or at another time; return the time that it shows."""
        return self._turn(frozen=True, now=at)

    def unfreeze(self) -> datetime:
        """Let it go on from the time that it shows."""
        return self._turn(frozen=False)

    def set(self, now: datetime) -> datetime:
        """Let it show a time, with a time zone; what has come due by then is done before this returns."""
        return self._turn(now=now)

    def advance(
        self,
        by: timedelta = timedelta(),
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> datetime:
        """Go forward; what has come due by then is done before this returns.

        Raises:
            TypeError: *by* is no `timedelta`.
            ValueError: the sandbox refused; the text says why.
        """
        if not isinstance(by, timedelta):
            raise TypeError(f"expected a timedelta, or a unit such as advance(seconds=60), not {by!r}")
        by += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self._turn(advance=by.total_seconds())

    def speed(self, factor: float) -> datetime:
        """Let so many seconds pass in one."""
        return self._turn(speed=factor)

    def reset(self) -> None:
        """Go back to the time of the others."""
        self._control.delete(_PATH, organization_id=self._organization_id)
        self._turned()

    @contextmanager
    def frozen(self, at: datetime | None = None) -> Iterator["SandboxClock"]:
        """Let it stand still in a block, and go on from there after it if it went before."""
        stood = self.is_frozen
        self.freeze(at)
        try:
            yield self
        finally:
            if not stood:
                self.unfreeze()

    def _turn(self, now: datetime | None = None, **told: Any) -> datetime:
        body = {**told, "organization_id": self._organization_id}
        if now is not None and not isinstance(now, datetime):
            raise TypeError(f"expected a time such as datetime(2031, 5, 1, tzinfo=UTC), not {now!r}")
        if now is not None:
            body["now"] = now.isoformat()
        shown = self._control.post(_PATH, body)
        self._turned()
        return datetime.fromisoformat(shown["now"])

    def _shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = self._control.get(_PATH, organization_id=self._organization_id)
        return shown
