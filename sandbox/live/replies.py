"""What becomes of a message when the CSMS has answered it, has refused it, or cannot be heard.

One that tells of a transaction is kept in the charger's state until it is answered: it is said again when it
was refused, and given up in the end. Meanwhile a transaction goes by an id that the charger has made up.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sandbox.charger import configuration
from sandbox.charger.frames import CallError, NoAnswer, Reply, Script
from sandbox.charger.sessions import end_session, refuse
from sandbox.charger.station import Station
from sandbox.live import transactions
from sandbox.live.outbox import Item, Outbox, presumed

LONGEST_PAUSE = 10**9
"""Seconds until a message that was refused is tried again, at most: the calendar ends."""

_log = logging.getLogger(__name__)


class Replies:
    """Takes the answers to what one charger has said.

    Args:
        station: the charger.
        outbox: what is not answered yet.
        now: the time of its organization.
        play: begins a script.
        moved: called after anything has changed.
        renamed: told the id that a charger has made up for a transaction, and the one that the CSMS gives.
    """

    def __init__(  # noqa: PLR0913 - its parts
        self,
        station: Station,
        outbox: Outbox,
        *,
        now: Callable[[], datetime],
        play: Callable[[Script[Any]], None],
        moved: Callable[[], None],
        renamed: Callable[[str, str], None],
    ) -> None:
        self._station = station
        self._outbox = outbox
        self._now = now
        self._play = play
        self._moved = moved
        self._renamed = renamed

    def note_unsent(self) -> None:
        """Let the state of the charger tell what the CSMS has not answered yet."""
        self._station.update(unsent=self._outbox.unsent())

    def presume(self, item: Item) -> None:
        """Let a script go on that waits for an answer which will come much later, if ever."""
        item.answer(presumed(item.stands_for))

    def take(self, item: Item, reply: Reply) -> None:
        """Take the answer to a message; one without sense must not keep back what comes after it."""
        try:
            if not (isinstance(reply, CallError) and item.is_kept and self._tries_again(item, reply)):
                self._take(item, reply)
        except Exception:  # noqa: BLE001 - whatever it is, the charger goes on
            _log.exception("%s: an answer to %s is of no use", self._station.state.identity, item.call.action)
            self._outbox.remove(item)
        self._moved()

    def _take(self, item: Item, reply: Reply) -> None:
        self._outbox.remove(item)
        was_presumed = item.replied is None
        if item.stands_for is not None:
            self._name(item, item.stands_for, reply)
        if item.is_kept:
            self.note_unsent()
        item.answer(reply)
        if item.is_kept and was_presumed and not isinstance(reply, CallError):
            for number in transactions.unwelcome(self._station, item.call, reply):
                self._play(refuse(self._station, number))

    def _name(self, start: Item, stands_for: str, reply: Reply) -> None:
        """Give a transaction the id that the CSMS has given it, if it wants to know of it."""
        was_presumed = start.replied is None
        given = None if isinstance(reply, CallError) else reply.get("transactionId")
        if isinstance(reply, CallError) or not isinstance(given, int):
            self._abandon(stands_for, has_begun=was_presumed)
            return
        if reply.get("idTagInfo", {}).get("status") != "Accepted":
            self._retract(start.call.payload["connectorId"])
        was_told = self._outbox.rename(stands_for, given)
        transactions.rename(self._station, stands_for, given)
        if was_presumed or was_told:
            self._renamed(stands_for, str(given))

    def _retract(self, number: int) -> None:
        """Do not tell behind a refusal that energy flows there; what follows from it tells how it is."""
        for item in self._outbox.retract(number):
            if self._station.connector(number).reported == item.call.payload["status"]:
                transactions.forget_status(self._station, item.call)
            item.answer({})

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
        for script in self._outbox.behind(item):
            self.presume(script)
        self.note_unsent()
        return True

    def _abandon(self, stands_for: str, *, has_begun: bool) -> None:
        """Let a transaction end of which the CSMS wants to know nothing, however often it is told.

        One that has not begun for whoever waits for the answer begins for nobody.
        """
        for item in self._outbox.forget(stands_for):
            item.answer({})
        if not has_begun:
            return
        # There is nothing to stop, so that only what follows from a stop is said.
        for number in transactions.abandon(self._station, stands_for):
            self._play(end_session(self._station, number, "deauthorized"))
