"""The broadcast: notes what happens, and wakes those who listen."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sandbox.auth.claims import TokenFormat
from sandbox.clock import stopwatch
from sandbox.domain.agenda import Agenda
from sandbox.domain.records import Command, Run
from sandbox.domain.world import Replacement, World
from sandbox.events.feed import MOST_EVENTS, Feed, Interest
from sandbox.events.happenings import Announced, Answered, Committed, Happening, Passed
from sandbox.events.narration import Narrator
from sandbox.events.rounds import Rounds
from sandbox.rest.exchange import Exchange
from sandbox.store.changes import After, Touched
from sandbox.traffic.identity import sender_of
from sandbox.traffic.journal import Journal

SLICE = 0.004
"""Seconds that a round takes before requests have their turn, and that they have at least."""

_log = logging.getLogger(__name__)


class Listener:
    """Somebody who is woken when something has happened.

    Args:
        interest: what they want to be told.
    """

    def __init__(self, interest: Interest) -> None:
        self.interest = interest
        self.on_end: Callable[[], object] = self.wake
        self._woken = asyncio.Event()

    def end(self) -> None:
        """Tell them that it is over."""
        self.wake()
        self.on_end()

    def wake(self) -> None:
        """Wake them."""
        self._woken.set()

    async def wait(self, seconds: float) -> bool:
        """Wait until they are woken, for so many seconds at most, and tell whether they were."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return False
        self._woken.clear()
        return True


class Broadcast:
    """All listeners of one sandbox, its feed, and the rounds that are made while somebody listens.

    Args:
        world: what is listened to.
        agenda: does what runs are for.
        journal: tells of requests.
        token_format: reads who sent a request whose token was refused.
    """

    def __init__(self, world: World, agenda: Agenda, journal: Journal, token_format: TokenFormat) -> None:
        self._world = world
        self._store = world.store
        self._clock = world.clock
        self._token_format = token_format
        self.feed = Feed(Narrator(MOST_EVENTS, world.clocks), world.clock.now)
        self._rounds = Rounds(world, agenda, self._passed, self.feed.narrator.has_passed)
        self._listeners: list[Listener] = []
        self._restored = world.store.restored
        self._round_maker = Listener(Interest())
        self._making_rounds: asyncio.Task[None] | None = None
        self.is_over = False
        world.store.listeners.append(self._committed)
        world.listeners.append(self._replaced)
        world.clocks.listeners.append(self._turned)
        self._tells_requests = False
        journal.listen(self._answered)

    def end(self) -> None:
        """Let all listeners go, because the sandbox stops."""
        self.is_over = True
        for listener in self._listeners:
            listener.end()

    @contextmanager
    def listening(self, interest: Interest) -> Iterator[Listener]:
        """Listen while the block lasts."""
        listener = Listener(interest)
        self._listeners.append(listener)
        self.feed.is_read = True
        self._tells_requests = True
        self._rounds.want(interest)
        if self._making_rounds is None:
            self._making_rounds = asyncio.create_task(self._make_rounds(), name="rounds of events")
        try:
            yield listener
        finally:
            self._listeners.remove(listener)
            self.feed.is_read = bool(self._listeners)
            self._rounds.release(interest)
            if not self._listeners:
                self._making_rounds.cancel()
                self._making_rounds = None

    async def _make_rounds(self) -> None:
        while True:
            began = stopwatch()
            is_unfinished = self._work()
            # Requests have at least half of the time, however much there is to do.
            await asyncio.sleep(max(SLICE, stopwatch() - began))
            if not is_unfinished:
                await self._round_maker.wait(self._rounds.pause())

    def _work(self) -> bool:
        try:
            return self._rounds.work(SLICE)
        except Exception:  # noqa: BLE001 - the next round may be better
            _log.exception("a round of events failed")
            return False

    def _committed(self, touched: Touched, after: After) -> None:
        # Every change comes by here, listened to or not.
        if self._restored != self._store.restored:
            # What came back at once is told by `_replaced`, as one.
            self._restored = self._store.restored
            return
        change = Committed(self._clock.now(), touched, after)
        self.feed.note(change, sum(map(len, after.values())))
        if self._listeners:
            self._rounds.committed(change)
            self._wake()

    def _replaced(self, how: Replacement, organization_id: str | None) -> None:
        self._restored = self._world.store.restored
        self._announce("world", organization_id, how, {})
        if self._listeners:
            self.feed.catch_up()
        self._rounds.replaced(organization_id)

    def _turned(self, organization_id: str | None) -> None:
        self._rounds.turned(organization_id)
        clock = self._world.clocks.of(organization_id)
        change = "turned" if clock.is_turned else "released"
        self._announce("clock", organization_id, change, {"frozen": clock.frozen, "speed": clock.speed})

    def _answered(self, exchange: Exchange) -> None:
        # Every request comes by here too: before somebody listens, and long after they left, it is no news.
        if not self._tells_requests:
            return
        principal = exchange.caller.principal
        if principal is None:
            owner = sender_of(exchange, self._token_format).organization_id
        else:
            owner = exchange.caller.organization_id or principal.organization_id
        self._note(Answered(exchange, owner))
        self._tells_requests = bool(self._listeners) or not self.feed.has_lost

    def _passed(self, subject: Command | Run) -> None:
        self._note(Passed(subject))
        self.feed.catch_up()

    def _announce(self, kind: str, organization_id: str | None, change: str, about: dict[str, Any]) -> None:
        now = self._world.clocks.of(organization_id).now()
        self._note(Announced(kind, now, organization_id, change, about))

    def _note(self, happening: Happening, weight: int = 1) -> None:
        self.feed.note(happening, weight)
        if self._listeners:
            self._wake()

    def _wake(self) -> None:
        for listener in self._listeners:
            listener.wake()
        self._round_maker.wake()
