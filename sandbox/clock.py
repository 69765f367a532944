"""The only source of time and of identifiers; keys, which must never repeat, come from `auth.keys`."""

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
