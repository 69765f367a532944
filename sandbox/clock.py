"""The only source of time, of identifiers and of randomness."""

import random
import secrets
import uuid
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Tells the time: aware, UTC, whole milliseconds."""

    def __init__(self, source: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._source = source

    def now(self) -> datetime:
        """Return the present time."""
        now = self._source()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Ids:
    """Makes identifiers: unpredictable, or the same again for the same *seed*."""

    def __init__(self, seed: int | None = None) -> None:
        self.random = random.Random(secrets.randbits(128) if seed is None else seed)  # noqa: S311

    def uuid(self) -> str:
        """Return a random UUID (version 4)."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def hex(self, digits: int) -> str:
        """Return *digits* random hexadecimal digits."""
        return f"{self.random.getrandbits(4 * digits):0{digits}x}"
