"""The only source of time and of identifiers; keys, which must never repeat, come from `auth.keys`."""

import random
import secrets
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime
from pydantic_core import PydanticCustomError

LAST = datetime(9000, 1, 1, tzinfo=UTC)
"""As far as a clock goes, so that what is planned from there still has a date."""

# What is planned at that time is stored too.
_END = LAST.replace(year=9500)


def _utc(moment: datetime) -> datetime:
    try:
        told = moment.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("moment", "Input should be a moment that UTC can tell") from None
    if told > _END:
        raise PydanticCustomError("moment", "Input should be before the year 9500")
    return told


Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
"""A time that is stored: it names its time zone, and is kept in UTC."""


class Clock:
    """Tells the time: aware, UTC, whole milliseconds; that of its source until it is turned.

    Args:
        source: tells the real time, or what a test takes for it.
    """

    def __init__(self, source: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        # Turning a clock exchanges the source, so that one that nobody turns costs nothing more.
        self._source = self._real = source
        self.speed = 1.0
        self.frozen = False

    def now(self) -> datetime:
        """Return the present time."""
        now = self._source()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def instant(self) -> datetime:
        """Return the present time, finer than it is stored: for what happens at each request."""
        return self._source()

    def turn(self, to: datetime, *, speed: float, frozen: bool) -> None:
        """Show the time *to*, and go on from there at *speed*, or stand still there."""
        self.speed = speed
        self.frozen = frozen
        self._source = (lambda: to) if frozen else self._going(to, speed)

    def release(self) -> None:
        """Show the real time again."""
        self.speed, self.frozen = 1.0, False
        self._source = self._real

    @property
    def is_turned(self) -> bool:
        """Whether it shows another time than its source."""
        return self._source is not self._real

    def twin(self) -> "Clock":
        """Return another clock over the same source that shows the same time and goes as fast."""
        twin = Clock(self._real)
        if self._source is not self._real:
            twin.turn(self.instant(), speed=self.speed, frozen=self.frozen)
        return twin

    def earliest(self) -> datetime:
        """Return the time that this clock will never go back behind, whatever is done to it."""
        return min(self.now(), self._real())

    def _going(self, begun: datetime, speed: float) -> Callable[[], datetime]:
        real, since = self._real, self._real()

        def source() -> datetime:
            try:
                return min(begun + (real() - since) * speed, LAST)
            except OverflowError:
                return LAST

        return source


def stopwatch() -> float:
    """Return seconds of real time, from any beginning: good for differences, whatever the clock is told."""
    return time.perf_counter()


class Ids:
    """Makes identifiers: unpredictable, or the same again for the same *seed*."""

    def __init__(self, seed: int | str | None = None) -> None:
        self._seed = secrets.token_hex(16) if seed is None else seed
        self.random = random.Random(self._seed)  # noqa: S311 - ids, not secrets

    def stream(self, name: str) -> "Ids":
        """Return a source of its own: how much is taken from it does not change what comes from this one."""
        return Ids(f"{self._seed}/{name}")

    def uuid(self) -> str:
        """Return a random UUID (version 4)."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def hex(self, digits: int) -> str:
        """Return *digits* random hexadecimal digits."""
        return f"{self.random.getrandbits(4 * digits):0{digits}x}"
