"""A clock that tests move."""

from datetime import UTC, datetime, timedelta

from sandbox.clock import Clock


class MovableClock(Clock):
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)
        super().__init__(lambda: self.time)

    def advance(self, **span: float) -> None:
        """Go on by a span, such as `minutes=5`."""
        self.time += timedelta(**span)
