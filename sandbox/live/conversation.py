"""What one charger and its CSMS say to each other: scripts go on as answers come.

A script runs until it asks something that decides how it goes on. What it merely tells waits in the outbox,
from where one message after the other is sent, as OCPP-J wants it. So several scripts may be under way.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sandbox.charger import configuration
from sandbox.charger.frames import Call, CallError, Incoming, Reply, Script
from sandbox.charger.outcomes import failed, rejected
from sandbox.charger.rules import Refused
from sandbox.charger.sessions import end_session
from sandbox.charger.station import Station
from sandbox.live import transactions
from sandbox.live.errand import Errand
from sandbox.live.outbox import OFFLINE, Item, Outbox, is_about_transaction, late, may_come_first, presumed
from sandbox.ocpp.peer import ConnectionLost, NoAnswer, Peer

REPLAY_PAUSE = 0.05
"""Seconds between two messages that were said while there was no connection."""

LONGEST_PAUSE = 10**9
"""Seconds until a message that was refused is tried again, at most: the calendar ends."""

_log = logging.getLogger(__name__)


class Conversation:
    """Plays the scripts of one charger over whatever connection there is.

    Args:
        station: the charger.
        now: the time of its organization.
        moved: called after anything has changed.
        reconnect: called when the charger has begun anew, and all was said that came before.
    """

    def __init__(
        self,
        station: Station,
        now: Callable[[], datetime],
        moved: Callable[[], None],
        reconnect: Callable[[], None],
    ) -> None:
        self._station = station
        self._now = now
        self._moved = moved
        self._reconnect = reconnect
        self._outbox = Outbox()
        self._peer: Peer | None = None
        self._sending: asyncio.Task[None] | None = None
        self._connected_at_start = station.state.start_count
        self._provisional = 0
        self._loop = asyncio.get_running_loop()
        for unsent in station.state.unsent:
            self._outbox.put(
                Item(
                    Call(unsent.action, unsent.payload),
                    self._station.next_message_id(),
                    stands_for=unsent.stands_for,
                    attempts=unsent.attempts,
                    is_late=True,
                    start=station.state.start_count,
                )
            )
            self._provisional = min(self._provisional, int(unsent.stands_for or 0))

    @property
    def is_quiet(self) -> bool:
        """Whether everything was said that can be said now."""
        return self._sending is None and self._next() is None

    def next_attempt(self) -> datetime | None:
        """Return when a message that was refused may be tried again."""
        return self._outbox.next_attempt(self._now())

    def go_on(self) -> None:
        """Say what can be said by now."""
        self._pump()

    def play(self, script: Script[Any], errand: Errand | None = None) -> None:
        """Begin a script."""
        self._go_on(script, errand or Errand(), None)

    def connected(self, peer: Peer) -> None:
        """Go on over a new connection."""
        self._peer = peer
        self._connected_at_start = self._station.state.start_count
        self._pump()

    def disconnected(self) -> None:
        """Keep what must not be lost for the next connection; the rest is answered by nobody."""
        self._peer = None
        for item in self._outbox.drop_line():
            self._forget_status(item.call)
            item.answer(OFFLINE)
        for item in self._outbox.kept():
            self._presume(item)
        self._note_unsent()

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

    def _go_on(self, script: Script[Any], errand: Errand, reply: Reply | None) -> None:
        if reply is not None:
            self._station.at(self._now())
        try:
            step = next(script) if reply is None else script.send(reply)
            while True:
                answer = step.reply if isinstance(step, Incoming) else self._say(step, script, errand)
                if answer is None:
                    break
                step = script.send(answer)
        except StopIteration as end:
            errand.returned(end.value)
        except Refused as refusal:
            errand.returned(rejected(str(refusal)))
        except Exception:  # noqa: BLE001 - whatever it is, the charger goes on
            _log.exception("%s: a script has failed", self._station.state.identity)
            errand.returned(failed("Internal error"))
        self._moved()
        self._pump()

    def _say(self, call: Call, script: Script[Any], errand: Errand) -> Reply | None:
        """Return the answer, as far as it is known or nobody waits for it."""
        if not (self._station.online or may_come_first(call) or is_about_transaction(call)):
            return OFFLINE
        item = self._item(call)
        self._outbox.put(item)
        if item.is_kept:
            self._note_unsent()
        errand.said()
        if not call.awaited:
            item.replied = partial(errand.answered, call)
            return {}
        item.replied = partial(self._answered_script, call, script, errand)
        if item.is_late:
            # The script must not go on while it runs.
            item.replied = None
            errand.answered(call, {})
            return presumed(item.stands_for)
        return None

    def _answered_script(self, call: Call, script: Script[Any], errand: Errand, reply: Reply) -> None:
        errand.answered(call, reply)
        self._go_on(script, errand, reply)

    def _item(self, call: Call) -> Item:
        is_late = is_about_transaction(call) and not self._station.online
        if is_late:
            call = late(call, self._station.state.ocpp_version)
        state = self._station.state
        item = Item(
            call,
            self._station.next_message_id(),
            is_late=is_late,
            start=state.start_count,
            is_free=state.runtime == "online",
        )
        if is_late and call.action == "StartTransaction":
            item.stands_for = self._next_provisional()
        return item

    def _next_provisional(self) -> str:
        """Return an id that no CSMS gives, to be exchanged later."""
        self._provisional -= 1
        return str(self._provisional)

    def _forget_status(self, call: Call) -> None:
        """Take back that a status was reported: nobody knows whether the CSMS has heard it."""
        if call.action == "StatusNotification" and not call.proxied:
            outlet = "evseId" if "evseId" in call.payload else "connectorId"
            self._station.change(call.payload[outlet], reported=None)

    def _presume(self, item: Item) -> None:
        """Let a script go on that waits for an answer which will come much later, if ever."""
        if item.replied is None:
            return
        if item.call.action == "StartTransaction" and item.stands_for is None:
            item.stands_for = self._next_provisional()
        item.answer(presumed(item.stands_for))

    def _next(self) -> Item | None:
        if self._peer is None:
            return None
        return self._outbox.next(self._may_go, self._now())

    def _may_go(self, item: Item) -> bool:
        """Tell whether a message may go now: until the charger is accepted, nothing but its boot."""
        if item.start > self._connected_at_start:
            return False
        is_same_start = item.start == self._connected_at_start
        if self._station.state.runtime == "online":
            return True
        return is_same_start and (item.is_free or may_come_first(item.call))

    def _pump(self) -> None:
        if self._sending is not None or self._peer is None:
            return
        if self._next() is not None:
            self._sending = self._loop.create_task(self._send_all())
        elif self._connected_at_start != self._station.state.start_count:
            self._reconnect()

    async def _send_all(self) -> None:
        try:
            while (item := self._next()) is not None and (peer := self._peer) is not None:
                if item.is_late:
                    await asyncio.sleep(REPLAY_PAUSE)
                await self._send(item, peer)
        finally:
            self._sending = None
        self._pump()
        if self._sending is None:
            self._moved()

    async def _send(self, item: Item, peer: Peer) -> None:
        try:
            reply = await peer.call(item.call.action, item.call.payload, item.message_id)
        except ConnectionLost:
            # Whoever watches the connection deals with the rest, and may have a new one by now.
            if self._peer is peer:
                self._peer = None
            return
        try:
            self._answered(item, reply)
        except Exception:  # noqa: BLE001 - an answer without sense must not keep back what comes after it
            _log.exception("%s: an answer to %s is of no use", self._station.state.identity, item.call.action)
            self._outbox.remove(item)

    def _answered(self, item: Item, reply: Reply) -> None:
        if isinstance(reply, CallError) and item.is_kept and self._tries_again(item, reply):
            return
        self._outbox.remove(item)
        was_presumed = item.replied is None
        if item.stands_for is not None:
            if isinstance(reply, CallError):
                self._abandon(item.stands_for)
            else:
                given = int(reply.get("transactionId", 0))
                self._outbox.rename(item.stands_for, given)
                transactions.rename(self._station, item.stands_for, given)
        if item.is_kept:
            self._note_unsent()
        item.answer(reply)
        if item.is_kept and was_presumed and not isinstance(reply, CallError):
            self._end(transactions.unwelcome(self._station, item.call, reply))
        self._moved()

    def _tries_again(self, item: Item, reply: CallError) -> bool:
        """Let a refused message of a transaction wait for another attempt, if it has one left.

        One that was not answered has waited long enough.
        """
        item.attempts += 1
        if item.attempts >= configuration.number(self._station.state, configuration.MESSAGE_ATTEMPTS):
            return False
        interval = configuration.number(self._station.state, configuration.MESSAGE_RETRY_INTERVAL)
        pause = 0 if isinstance(reply, NoAnswer) else min(interval * item.attempts, LONGEST_PAUSE)
        item.not_before = self._now() + timedelta(seconds=pause)
        item.message_id = self._station.next_message_id()
        self._presume(item)
        self._note_unsent()
        return True

    def _abandon(self, stands_for: str) -> None:
        """Let a transaction end of which the CSMS wants to know nothing, however often it is told."""
        for item in self._outbox.forget(stands_for):
            item.answer({})
        # There is nothing to stop, so that only what follows from a stop is said.
        self._end(transactions.abandon(self._station, stands_for))

    def _end(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.play(end_session(self._station, number, "deauthorized"))

    def _note_unsent(self) -> None:
        self._station.update(unsent=self._outbox.unsent())
