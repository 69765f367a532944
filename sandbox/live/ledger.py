"""Writes down what live chargers live through: many of them in one change, and little enough at a time."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from sandbox.clock import stopwatch
from sandbox.domain import logs, processes, unsent
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
        self._changed: OrderedDict[str, LiveCharger] = OrderedDict()
        self._awaited: OrderedDict[str, LiveCharger] = OrderedDict()
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def changed(self, live: LiveCharger) -> None:
        """Write down soon what has happened to a charger."""
        if self._is_held(live):
            if live.charger.id not in self._awaited:
                self._changed[live.charger.id] = live
            self._write_in(WRITE_EVERY)

    async def written(self, live: LiveCharger) -> None:
        """Come back when what has happened to a charger by now outlives the process, if the disk takes it.

        It is written down at once, with whatever else is awaited.
        """
        charger_id = live.charger.id
        if not self._world.store.outlives_process or not self._is_noted(charger_id):
            return
        if (changed := self._changed.pop(charger_id, None)) is not None:
            self._awaited[charger_id] = changed
            self._waiting[charger_id] = asyncio.get_running_loop().create_future()
            self._cancel()
            self._write_in(0)
        # Several may wait for the same: none of them may cancel it.
        await asyncio.shield(self._waiting[charger_id])

    def keep(self, live: LiveCharger) -> None:
        """Write down what has happened to a charger, in the change that is open."""
        if self._is_held(live):
            news = live.take_news()
            self._world.store.if_undone(partial(self._give_back, live, news))
            _put(self._world.tenant(live.charger.organization_id), live, news)

    def forget(self, live: LiveCharger) -> None:
        """Write down nothing more about a charger."""
        self._changed.pop(live.charger.id, None)
        self._awaited.pop(live.charger.id, None)
        self._tell([live.charger.id])

    def write(self, seconds: float | None = None) -> None:
        """Write down what has happened to all chargers, or as much as can be in so many seconds."""
        self._cancel()
        self._write(self._queued(None if seconds is None else stopwatch() + seconds))

    def write_those(self, charger_ids: Iterable[str]) -> None:
        """Write down what has happened to these chargers."""
        queues = (self._awaited, self._changed)
        self._write(queue.pop(one) for one in charger_ids for queue in queues if one in queue)

    def _queued(self, until: float | None) -> Iterator[LiveCharger]:
        while (queue := self._awaited or self._changed) and (until is None or stopwatch() < until):
            yield queue.popitem(last=False)[1]

    def _write(self, chargers: Iterable[LiveCharger]) -> None:
        taken: list[str] = []
        written: list[tuple[LiveCharger, News]] = []
        try:
            with self._world.change():
                for live in chargers:
                    taken.append(live.charger.id)
                    if self._is_held(live):
                        written.append((live, live.take_news()))
                        _put(self._world.tenant(live.charger.organization_id), *written[-1])
        except OSError:
            _log.exception("what chargers live through cannot be written down yet")
            self._write_in(AGAIN)
            for live, news in written:
                self._give_back(live, news)
        finally:
            self._tell(taken)

    def _give_back(self, live: LiveCharger, news: News) -> None:
        """Let what could not be kept be written down another time."""
        live.give_back(news)
        self._changed[live.charger.id] = live
        self._write_in(WRITE_EVERY)

    def _tell(self, charger_ids: Iterable[str]) -> None:
        """Let those go on who wait until these are written down; what the disk refuses, too, is said."""
        for charger_id in charger_ids:
            if (waiting := self._waiting.pop(charger_id, None)) is not None and not waiting.done():
                waiting.set_result(None)

    def _is_noted(self, charger_id: str) -> bool:
        return charger_id in self._changed or charger_id in self._awaited

    def _write_in(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._write_some)

    def _write_some(self) -> None:
        self._timer = None
        self.write(SLICE)
        if self._changed or self._awaited:
            self._write_in(SLICE)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _put(tenant: Tenant, live: LiveCharger, news: News) -> None:
    state, before = live.state, tenant.states.get(live.charger.id)
    if before is not state:
        tenant.states.put(state)
        if before is None or before.unsent is not state.unsent:
            unsent.keep(tenant, state)
    for command in news.commands.values():
        tenant.commands.put(command)
    for change in news.process_changes:
        processes.note(tenant, live.charger.id, change)
    if news.frames:
        logs.append(tenant, live.charger, news.frames)
