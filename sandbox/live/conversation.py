"""What one charger and its CSMS say to each other: scripts go on as answers come.

A script runs until it asks something that decides how it goes on. What it merely tells waits in the outbox,
from where one message after the other is sent, as OCPP-J wants it. So several scripts may be under way.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

from sandbox.charger import csms_requests
from sandbox.charger.frames import Call, CallError, Incoming, Payload, Reply, Script
from sandbox.charger.outcomes import rejected
from sandbox.charger.rules import Refused
from sandbox.charger.station import Station
from sandbox.live import transactions
from sandbox.live.errand import Errand
from sandbox.live.outbox import OFFLINE, Item, Outbox, is_about_transaction, late, may_wait, presumed
from sandbox.live.replies import Replies
from sandbox.live.sending import Sender
from sandbox.ocpp.peer import Peer

_log = logging.getLogger(__name__)


class Conversation:
    """Plays the scripts of one charger over whatever connection there is.

    Args:
        station: the charger.
        now: the time of its organization.
        caught_up: brings about what is due by now: what the CSMS says comes after it.
        moved: called after anything has changed.
        reconnect: called when the charger has begun anew, and all was said that came before.
        written: comes back when all that is known of the charger by then outlives this process.
        renamed: told of each transaction that gets its id late, as `Replies` tells it.
    """

    def __init__(  # noqa: PLR0913 - its parts
        self,
        station: Station,
        *,
        now: Callable[[], datetime],
        moved: Callable[[], None],
        reconnect: Callable[[], None],
        written: Callable[[], Awaitable[None]],
        renamed: Callable[[str, str], None],
        caught_up: Callable[[], None],
    ) -> None:
        self._station = station
        self._now = now
        self._caught_up = caught_up
        self._moved = moved
        self._outbox = Outbox()
        for unsent in station.state.unsent:
            message_id = unsent.message_id or station.next_message_id()
            self._outbox.put(Item.again(unsent, message_id, start=station.state.start_count))
        self._replies = Replies(station, self._outbox, now=now, play=self.play, moved=moved, renamed=renamed)
        self._sender = Sender(
            station,
            self._outbox,
            now=now,
            written=written,
            answered=self._take,
            rests=moved,
            reconnect=reconnect,
        )

    @property
    def is_quiet(self) -> bool:
        """Whether everything was said that can be said now."""
        return self._sender.is_quiet

    def next_attempt(self) -> datetime | None:
        """Return when a message that was refused may be tried again."""
        return self._outbox.next_attempt(self._now())

    def go_on(self) -> None:
        """Say what can be said by now."""
        self._sender.go_on()

    def play(self, script: Script[Any], errand: Errand | None = None) -> None:
        """Begin a script."""
        self._go_on(script, errand or Errand(), None)

    def answer(self, action: str, payload: Payload) -> Reply:
        """Answer a request of the CSMS; what follows from it is said after the answer."""
        self._caught_up()
        self._station.at(self._now())
        if self._station.state.rejected:
            return CallError("SecurityError", "the CSMS has rejected this charger")
        answer = csms_requests.answer(self._station, action, payload)
        if isinstance(answer, CallError):
            return answer
        if answer.follow_up is not None:
            asyncio.get_running_loop().call_soon(self.play, answer.follow_up)
        self._moved()
        return answer.payload

    def connected(self, peer: Peer) -> None:
        """Go on over a new connection."""
        self._sender.connected(peer)

    def disconnected(self) -> None:
        """Keep what must not be lost for the next connection; the rest is answered by nobody."""
        self._sender.disconnected()
        self._fall_silent(self._sender.connected_at_start)

    def accepted(self) -> None:
        """Let what was kept go now, and before the charger hangs up: the CSMS accepts it."""
        self._outbox.free(is_free=True)

    def unaccepted(self) -> None:
        """Go on as without a connection: the CSMS accepts the charger no longer."""
        self._fall_silent(self._station.state.start_count)
        self._outbox.free(is_free=False)

    async def finish(self, seconds: float) -> None:
        """Wait until everything was said that can be said, for so many seconds at most."""
        await self._sender.finish(seconds)

    def stop(self) -> None:
        """Say nothing more."""
        self._sender.stop()

    def _fall_silent(self, start: int) -> None:
        for item in self._outbox.drop_line(start):
            transactions.forget_status(self._station, item.call)
            item.answer(OFFLINE)
        for item in self._outbox.kept():
            self._replies.presume(item)
        self._replies.note_unsent()

    def _take(self, item: Item, reply: Reply) -> None:
        self._caught_up()
        self._replies.take(item, reply)

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
        except Exception as bug:  # noqa: BLE001 - whatever it is, the charger goes on
            _log.exception("%s: a script has failed", self._station.state.identity)
            errand.broke(bug)
        self._moved()
        self._sender.go_on()

    def _say(self, call: Call, script: Script[Any], errand: Errand) -> Reply | None:
        """Return the answer, as far as it is known or nobody waits for it."""
        if not (self._station.online or may_wait(call) or is_about_transaction(call)):
            return OFFLINE
        if self._outbox.repeats(call):
            return {}
        item = self._item(call)
        if item.is_of_boot:
            for former in self._outbox.drop_boots():
                former.answer(OFFLINE)
        self._outbox.put(item)
        if item.is_kept:
            self._replies.note_unsent()
        errand.said()
        if not call.awaited:
            item.replied = partial(errand.answered, call)
            return {}
        item.replied = partial(self._answered_script, call, script, errand)
        if item.is_late or (item.is_kept and self._outbox.waits(item, self._now())):
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
        return Item(
            call,
            self._station.next_message_id(),
            is_late=is_late,
            start=state.start_count,
            is_free=state.runtime == "online",
        )
