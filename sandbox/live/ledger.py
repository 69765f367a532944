"""Writes down what live chargers live through: many of them in one change, and little enough at a time."""

import asyncio
import logging
from collections.abc import Callable

from sandbox.clock import stopwatch
from sandbox.domain import logs, processes
from sandbox.domain.world import Tenant, World
from sandbox.live.chronicle import News
from sandbox.live.live_charger import LiveCharger

WRITE_EVERY = 0.05
"""Seconds in which what happens is gathered, to be written down together."""

AGAIN = 1.0
"""Seconds until it is tried again where the disk has refused it."""

SLICE = 0.004
"""Seconds of one turn; requests have at least as long until the next."""

_log = logging.getLogger(__name__)


class Ledger:
    """What is to be written down.

    Args:
        world: where to.
        is_held: whether a charger is still moved by whoever has moved it.
    """

    def __init__(self, world: World, is_held: Callable[[LiveCharger], bool]) -> None:
        self._world = world
        self._is_held = is_held
        self._changed: dict[str, LiveCharger] = {}
        self._timer: asyncio.TimerHandle | None = None

    def changed(self, live: LiveCharger) -> None:
        """Write down soon what has happened to a charger."""
        if self._is_held(live):
            self._changed[live.charger.id] = live
            self._write_in(WRITE_EVERY)

    def keep(self, live: LiveCharger) -> None:
        """Write down what has happened to a charger, in the change that is open."""
        self._changed.pop(live.charger.id, None)
        if self._is_held(live):
            _put(self._world.tenant(live.charger.organization_id), live, live.take_news())

    def forget(self, live: LiveCharger) -> None:
        """Write down nothing more about a charger."""
        self._changed.pop(live.charger.id, None)

    def write(self, seconds: float | None = None) -> None:
        """Write down what has happened to all chargers, or as much as can be in so many seconds."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        until = None if seconds is None else stopwatch() + seconds
        written: list[tuple[LiveCharger, News]] = []
        try:
            with self._world.change():
                while self._changed and (until is None or stopwatch() < until):
                    _, live = self._changed.popitem()
                    if self._is_held(live):
                        written.append((live, live.take_news()))
                        _put(self._world.tenant(live.charger.organization_id), *written[-1])
        except OSError:
            _log.exception("what chargers live through cannot be written down yet")
            for live, news in written:
                live.give_back(news)
                self._changed[live.charger.id] = live
            self._write_in(AGAIN)

    def _write_in(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._write_some)

    def _write_some(self) -> None:
        self._timer = None
        self.write(SLICE)
        if self._changed:
            self._write_in(SLICE)


def _put(tenant: Tenant, live: LiveCharger, news: News) -> None:
    state = live.state
    if tenant.states.get(state.id) is not state:
        tenant.states.put(state)
    for command in news.commands.values():
        tenant.commands.put(command)
    for change in news.process_changes:
        processes.note(tenant, live.charger.id, change)
    if news.frames:
        logs.append(tenant, live.charger, news.frames)
