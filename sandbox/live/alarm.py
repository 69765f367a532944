"""Wakes a charger when something is due by its clock."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

from sandbox.clock import Clock

OVERDUE = 0.1
"""Seconds until another look at what was due and could not be done, or not all of it in one turn."""

LONGEST = 3600.0
"""Seconds after which a charger looks at its clock at the latest."""


class Alarm:
    """One timer of the event loop, set anew whenever something else comes next.

    Args:
        wake: called when it goes off.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._timer: asyncio.TimerHandle | None = None

    def set(self, moments: Iterable[datetime], clock: Clock) -> None:
        """Wake at the first of these moments; a clock that stands still comes to none of them."""
        self.cancel()
        first = min(moments, default=None)
        if first is not None and not clock.frozen:
            left = (first - clock.now()).total_seconds() / clock.speed
            pause = min(left, LONGEST) if left > 0 else OVERDUE
            self._timer = asyncio.get_running_loop().call_later(pause, self._wake)

    def cancel(self) -> None:
        """Wake nobody."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
