"""Sends what a charger has to say: one message after the other, over whatever connection there is."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from sandbox.charger.station import Station
from sandbox.live.outbox import Item, Outbox, may_come_first
from sandbox.ocpp.messages import Reply
from sandbox.ocpp.peer import ConnectionLost, Peer

REPLAY_PAUSE = 0.05
"""Seconds between two messages that were said while there was no connection."""


class Sender:
    """Empties the outbox of one charger.

    Args:
        station: the charger.
        outbox: what it has to say.
        now: the time of its organization.
        written: comes back when all that is known of the charger by then outlives this process.
        answered: takes the answer to a message.
        rests: called when nothing more can be said for now.
        reconnect: called when the charger has begun anew, and all was said that came before.
    """

    def __init__(  # noqa: PLR0913 - its parts
        self,
        station: Station,
        outbox: Outbox,
        *,
        now: Callable[[], datetime],
        written: Callable[[], Awaitable[None]],
        answered: Callable[[Item, Reply], None],
        rests: Callable[[], None],
        reconnect: Callable[[], None],
    ) -> None:
        self._station = station
        self._outbox = outbox
        self._now = now
        self._written = written
        self._answered = answered
        self._rests = rests
        self._reconnect = reconnect
        self._peer: Peer | None = None
        self._sending: asyncio.Task[None] | None = None
        self._connected_at_start = station.state.start_count
        self._loop = asyncio.get_running_loop()

    @property
    def is_quiet(self) -> bool:
        """Whether everything was said that can be said now."""
        return self._sending is None and self._next() is None

    def connected(self, peer: Peer) -> None:
        """Go on over a new connection."""
        self._peer = peer
        self._connected_at_start = self._station.state.start_count
        self.go_on()

    @property
    def connected_at_start(self) -> int:
        """At which start of the charger its last connection was made."""
        return self._connected_at_start

    def disconnected(self) -> None:
        """Send nothing until there is another connection."""
        self._peer = None

    def go_on(self) -> None:
        """Say what can be said by now."""
        if self._sending is not None or self._peer is None:
            return
        if self._next() is not None:
            self._sending = self._loop.create_task(self._send_all())
        elif self._connected_at_start != self._station.state.start_count:
            self._reconnect()

    async def finish(self, seconds: float) -> None:
        """Wait until everything was said that can be said, for so many seconds at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._sending is not None:
                    await asyncio.wait((self._sending,))

    def stop(self) -> None:
        """Say nothing more."""
        self._peer = None
        if self._sending is not None:
            self._sending.cancel()

    def _next(self) -> Item | None:
        if self._peer is None:
            return None
        return self._outbox.next(self._may_go, self._now())

    def _may_go(self, item: Item) -> bool:
        """Tell whether a message may go now: until the charger is accepted, nothing but its boot.

        One that is about to hang up says what it had to say while it was accepted.
        """
        state, start = self._station.state, self._connected_at_start
        if item.start > start or state.runtime == "online":
            return item.start <= start
        leaves = state.runtime == "stopped" or state.start_count != start
        is_due = (leaves and item.is_free) or may_come_first(item.call, pending=state.pending)
        return is_due and item.start == start

    async def _send_all(self) -> None:
        try:
            while (item := self._next()) is not None and (peer := self._peer) is not None:
                if item.is_late:
                    await asyncio.sleep(REPLAY_PAUSE)
                if item.is_kept:
                    # Whoever has heard of a transaction finds a charger that knows of it, whatever happens.
                    await self._written()
                if self._next() is item:
                    await self._send(item, peer)
        finally:
            self._sending = None
        self.go_on()
        if self._sending is None:
            self._rests()

    async def _send(self, item: Item, peer: Peer) -> None:
        item.is_under_way = True
        try:
            reply = await peer.call(item.call.action, item.call.payload, item.message_id)
        except ConnectionLost:
            # Whoever watches the connection deals with the rest, and may have a new one by now.
            if self._peer is peer:
                self._peer = None
            return
        self._answered(item, reply)
