"""Chargers that begin to live: as many at a time as leaves time for requests."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable

from sandbox.clock import stopwatch
from sandbox.live.ledger import SLICE

_log = logging.getLogger(__name__)


class Arrivals:
    """The queue of those that are to begin.

    Args:
        begin: lets a charger begin to live, if it is to.
        begun: told of those that have begun, before anything can come of it.
    """

    def __init__(self, begin: Callable[[str], None], begun: Callable[[list[str]], None]) -> None:
        self._begin = begin
        self._begun = begun
        self._queue: OrderedDict[str, None] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, charger_ids: Iterable[str]) -> None:
        """Let chargers begin soon."""
        self._queue.update((charger_id, None) for charger_id in charger_ids)
        self._go_on_in(0)

    def stop(self) -> None:
        """Let nobody begin any more."""
        self._queue.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _go_on_in(self, seconds: float) -> None:
        if self._timer is None and self._queue:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._begin_some)

    def _begin_some(self) -> None:
        self._timer = None
        until = stopwatch() + SLICE
        begun: list[str] = []
        while self._queue and stopwatch() < until:
            charger_id, _ = self._queue.popitem(last=False)
            try:
                self._begin(charger_id)
                begun.append(charger_id)
            except Exception:  # noqa: BLE001 - it must not stop all others
                _log.exception("charger %s cannot begin to live", charger_id)
        self._go_on_in(SLICE)
        self._begun(begun)
