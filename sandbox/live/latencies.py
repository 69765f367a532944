"""How long answers take: a histogram that stays small, however many there are."""

import math
from collections import Counter

_GROWTH = 1.02
"""Each class is so much wider than the one before: percentiles are exact to 2 %."""

_SMALLEST = 1e-5


class Latencies:
    """Counts seconds by classes; the greatest is kept as it is."""

    def __init__(self) -> None:
        self._classes: Counter[int] = Counter()
        self.count = 0
        self.greatest = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self._classes[math.ceil(math.log(max(seconds, _SMALLEST) / _SMALLEST, _GROWTH))] += 1
        self.count += 1
        self.greatest = max(self.greatest, seconds)

    def percentile(self, percent: float) -> float | None:
        """Return the seconds that so many per cent stay within; None if there are none."""
        wanted, seen = self.count * percent / 100, 0
        for number in sorted(self._classes):
            seen += self._classes[number]
            if seen >= wanted:
                return min(_SMALLEST * _GROWTH**number, self.greatest)
        return None
