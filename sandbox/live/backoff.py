"""How long a charger waits before it dials again: longer each time, and never as long as the others."""

from random import Random

FIRST = 0.5
LONGEST = 10.0
"""Seconds."""


class Backoff:
    """Doubles the pause with each attempt that fails, give or take half of it.

    Args:
        random: makes the difference between chargers that lost their connections together.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._pause = FIRST

    def pause(self) -> float:
        """Return how many seconds to wait after one more failure."""
        pause, self._pause = self._pause, min(2 * self._pause, LONGEST)
        return pause * self._random.uniform(0.5, 1.5)

    def reset(self) -> None:
        """Begin anew after a success."""
        self._pause = FIRST
