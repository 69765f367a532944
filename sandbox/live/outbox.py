"""What a charger has to say and the CSMS has not answered yet, in order; messages of transactions survive."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from sandbox.charger.frames import Call, NoAnswer, Payload, Reply
from sandbox.charger.state import OcppVersion, Unsent

_OF_OUTLETS = frozenset({"StatusNotification", "MeterValues", "NotifyEvent"})

OFFLINE = NoAnswer("GenericError", "there is no connection to the CSMS")
MOST_UNSENT = 1000
"""Messages about transactions that a charger keeps; of more, the oldest meter values are forgotten."""


@dataclass(slots=True, eq=False)
class Item:
    """A message on its way; *replied* is told what the CSMS answers.

    Args:
        call: the message.
        message_id: its unique id.
        replied: called once; None when nobody waits.
        stands_for: see `Unsent`.
        attempts: how often the CSMS has refused it.
        not_before: when it may be tried again.
        is_late: it was said while there was no connection.
        start: at which start of the charger it was said.
        is_free: the CSMS had accepted the charger by then.
        number: its own, for good; 0 makes it that of the first message id.
    """

    call: Call
    message_id: str
    replied: Callable[[Reply], None] | None = None
    stands_for: str | None = None
    attempts: int = 0
    not_before: datetime | None = None
    is_late: bool = False
    start: int = 1
    is_free: bool = False
    number: int = 0
    is_kept: bool = field(init=False)
    _unsent: tuple[Call, Unsent] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.is_kept = is_about_transaction(self.call)
        self.number = self.number or int(self.message_id)

    @classmethod
    def again(cls, unsent: Unsent, message_id: str, *, start: int) -> Self:
        """Return a message that a charger has kept over a start."""
        item = cls(
            Call(unsent.action, unsent.payload),
            message_id,
            stands_for=unsent.stands_for,
            attempts=unsent.attempts,
            is_late=True,
            start=start,
            number=unsent.number,
        )
        if unsent.number:
            item._unsent = item.call, unsent
        return item

    @property
    def unsent(self) -> Unsent:
        """The message as a charger keeps it: made once, since a charger that is offline has many of them."""
        if self._unsent is not None:
            call, kept = self._unsent
            told = (kept.message_id, kept.attempts, kept.stands_for)
            if call is self.call and told == (self.message_id, self.attempts, self.stands_for):
                return kept
        kept = Unsent(
            action=self.call.action,
            payload=self.call.payload,
            number=self.number,
            message_id=self.message_id,
            attempts=self.attempts,
            stands_for=self.stands_for,
        )
        self._unsent = self.call, kept
        return kept

    @property
    def is_of_outlet(self) -> bool:
        """Whether it tells how an outlet is, which would make no sense ahead of what has happened there."""
        return self.is_kept or self.call.action in _OF_OUTLETS

    def waits(self, now: datetime) -> bool:
        """Tell whether it was refused, and may not be tried again yet."""
        return self.not_before is not None and self.not_before > now

    def answer(self, reply: Reply) -> None:
        """Tell whoever waits, once."""
        replied, self.replied = self.replied, None
        if replied is not None:
            replied(reply)


class Outbox:
    """The messages of one charger, the oldest first."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()

    def __bool__(self) -> bool:
        return bool(self._items)

    def put(self, item: Item) -> None:
        """Add a message."""
        self._items.append(item)
        if len(self._items) > MOST_UNSENT:
            self._thin_out()

    def remove(self, item: Item) -> None:
        """Take out a message that was answered, unless it was forgotten while it was under way."""
        with suppress(ValueError):
            self._items.remove(item)

    def next(self, may_go: Callable[[Item], bool], now: datetime) -> Item | None:
        """Return what to send next, of what may go.

        Messages of transactions keep their order; when one has to wait, so has what tells of outlets.
        """
        is_blocked = False
        for item in self._items:
            if not may_go(item):
                continue
            if (is_blocked and item.is_of_outlet) or item.waits(now):
                is_blocked = True
            else:
                return item
        return None

    def next_attempt(self, now: datetime) -> datetime | None:
        """Return when the first message that waits because it was refused may be tried again."""
        return min(
            (item.not_before for item in self._items if item.not_before and item.waits(now)), default=None
        )

    def forget(self, transaction_id: str) -> list[Item]:
        """Take out what was to be said about a transaction that the CSMS will not know of, and return it."""
        lost = [i for i in self.kept() if i.call.payload.get("transactionId") == int(transaction_id)]
        for item in lost:
            self._items.remove(item)
        return lost

    def drop_line(self) -> list[Item]:
        """Take out what does not outlive a connection, and return it."""
        lost = [item for item in self._items if not item.is_kept and item.call.action != "BootNotification"]
        for item in lost:
            self._items.remove(item)
        return lost

    def kept(self) -> list[Item]:
        """Return the messages of transactions."""
        return [item for item in self._items if item.is_kept]

    def unsent(self) -> tuple[Unsent, ...]:
        """Return the messages of transactions as a charger keeps them."""
        return tuple(item.unsent for item in self.kept())

    def rename(self, transaction_id: str, to: int) -> None:
        """Give a transaction the id that the CSMS has given it, in all that is still to be said about it."""
        for item in self._items:
            if item.call.payload.get("transactionId") == int(transaction_id):
                payload = item.call.payload | {"transactionId": to}
                item.call = Call(item.call.action, payload, awaited=item.call.awaited)

    def _thin_out(self) -> None:
        for item in self._items:
            if item.is_kept and _is_reading(item.call):
                self._items.remove(item)
                item.answer(OFFLINE)
                return


def is_about_transaction(call: Call) -> bool:
    """Tell whether a message is about a transaction, so that the CSMS must hear it, however late."""
    if call.proxied:
        return False
    if call.action == "MeterValues":
        return "transactionId" in call.payload
    return call.action in ("StartTransaction", "StopTransaction", "TransactionEvent")


def _is_reading(call: Call) -> bool:
    """Tell whether a message tells what a meter shows in the middle of a transaction, and nothing else."""
    if call.action == "TransactionEvent":
        return call.payload["triggerReason"] in ("MeterValueClock", "MeterValuePeriodic")
    return call.action == "MeterValues"


def may_come_first(call: Call) -> bool:
    """Tell whether a charger may say it before it is accepted: its boot, and what it was asked for."""
    return call.action in ("BootNotification", "NotifyReport") or call.proxied


def late(call: Call, version: OcppVersion) -> Call:
    """Return a message as it is said later than it happened."""
    if version == "ocpp1.6" or call.action != "TransactionEvent":
        return call
    return Call(call.action, call.payload | {"offline": True}, awaited=call.awaited)


def presumed(stands_for: str | None) -> Payload:
    """Return the answer that a charger goes on with until there is a real one."""
    if stands_for is not None:
        return {"transactionId": int(stands_for), "idTagInfo": {"status": "Accepted"}}
    return {}
