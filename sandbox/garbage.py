"""The garbage collector of a process that serves: its pauses stay short, however much lives long.

CPython looks through all that lives each time that it has grown by a quarter, which with thousands of live
chargers takes the better part of a second, every few seconds. So what has outlived a full collection is set
aside, and the next looks through what has come since. What was set aside can become garbage, too: when twice
as much is set aside as there was, one collection looks through everything again.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sandbox.clock import stopwatch

LEAST_PAUSE = 60.0
"""Seconds between two collections that look through everything, at least: a fleet that boots only grows."""

_OLDEST = 2
"""The number of a full collection, and of the generation of what has outlived it."""

_THRESHOLDS = (700, 10, 3)
"""Full collections are as frequent as makes each of them short: those of CPython, but for the last."""


class _Collections:
    """Sets aside what outlives full collections; it counts objects."""

    def __init__(self) -> None:
        self._set_aside = self._after_whole = 0
        self._whole_at = stopwatch()
        gc.freeze()

    def __call__(self, phase: str, told: dict[str, Any]) -> None:
        """Take it that a collection begins, or is over."""
        if told["generation"] != _OLDEST:
            return
        if phase == "stop":
            self._set_all_aside()
        elif self._is_time_for_everything():
            self._take_back()

    def _is_time_for_everything(self) -> bool:
        has_doubled = self._set_aside >= 2 * self._after_whole > 0
        return has_doubled and stopwatch() - self._whole_at >= LEAST_PAUSE

    def _take_back(self) -> None:
        gc.unfreeze()
        self._set_aside = self._after_whole = 0
        self._whole_at = stopwatch()

    def _set_all_aside(self) -> None:
        if self._after_whole:
            self._set_aside += len(gc.get_objects(_OLDEST))
            gc.freeze()
        else:
            gc.freeze()
            self._set_aside = self._after_whole = gc.get_freeze_count()


@contextmanager
def short_pauses() -> Iterator[None]:
    """Collect garbage in short pauses while the block lasts; what exists by now is set aside at once.

    It is for a process that ends with the block: what is set aside stays so.
    """
    collections, thresholds = _Collections(), gc.get_threshold()
    gc.callbacks.append(collections)
    gc.set_threshold(*_THRESHOLDS)
    gc.enable()
    try:
        yield
    finally:
        gc.callbacks.remove(collections)
        gc.set_threshold(*thresholds)
