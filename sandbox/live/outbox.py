"""What a charger has to say and the CSMS has not answered yet, in order; messages of transactions survive."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from sandbox.charger.frames import Call, NoAnswer, Payload, Reply
from sandbox.charger.state import OcppVersion, Unsent
from sandbox.live.subjects import is_periodic, outlet_of, repeats

_OF_OUTLETS = frozenset({"StatusNotification", "MeterValues", "NotifyEvent"})
_REPORTS = frozenset({"NotifyReport", "ReportChargingProfiles"})
_FLOWS = frozenset({"Charging", "SuspendedEV", "SuspendedEVSE"})

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
        attempts: how often the CSMS has refused it.
        not_before: when it may be tried again.
        is_late: it was said while there was no connection.
        start: at which start of the charger it was said.
        is_free: the CSMS had accepted the charger by then, or has since.
        number: its own, for good; 0 makes it that of the first message id.
        is_under_way: it was sent.
        outlet: which one it is about; 0 is the station, None is not known.
    """

    call: Call
    message_id: str
    replied: Callable[[Reply], None] | None = None
    attempts: int = 0
    not_before: datetime | None = None
    is_late: bool = False
    start: int = 1
    is_free: bool = False
    number: int = 0
    is_under_way: bool = False
    is_kept: bool = field(init=False)
    outlet: int | None = field(init=False)
    _unsent: tuple[Call, Unsent] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.is_kept = is_about_transaction(self.call)
        self.outlet = outlet_of(self.call)
        self.number = self.number or int(self.message_id)

    @classmethod
    def again(cls, unsent: Unsent, message_id: str, *, start: int) -> Self:
        """Return a message that a charger has kept over a start."""
        item = cls(
            Call(unsent.action, unsent.payload, stands_for=unsent.stands_for, outlet=unsent.outlet),
            message_id,
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
            outlet=self.call.outlet,
        )
        self._unsent = self.call, kept
        return kept

    @property
    def stands_for(self) -> str | None:
        """See `Unsent`."""
        return self.call.stands_for

    @property
    def is_of_outlet(self) -> bool:
        """Whether it tells how an outlet is, which would make no sense ahead of what has happened there."""
        return not self.is_kept and self.call.action in _OF_OUTLETS

    @property
    def transaction_id(self) -> str:
        """What the transaction goes by that a kept message is about."""
        told = self.call.payload
        return self.stands_for or str(told.get("transactionInfo", told).get("transactionId"))

    @property
    def lane(self) -> int | str:
        """What kept messages keep their order in: an outlet, or a transaction where that is not known."""
        return self.transaction_id if self.outlet is None else self.outlet

    @property
    def is_of_boot(self) -> bool:
        """Whether a charger that has begun anew registers with it."""
        return _is_boot(self.call) and not self.is_free

    def names(self, transaction_id: str) -> bool:
        """Tell whether it is about a transaction of OCPP 1.6 that has begun."""
        return self.is_kept and self.call.payload.get("transactionId") == int(transaction_id)

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

        Messages of transactions keep their order at each outlet. One that was refused keeps back no others;
        what has to wait for it and was never said keeps back what tells of that outlet, until the charger
        boots; where the outlet is not known, of any.
        """
        waiting: set[int | str] = set()
        untold: set[tuple[int, int | None]] = set()
        for item in self._items:
            if not may_go(item):
                continue
            if item.is_kept and (item.waits(now) or item.lane in waiting):
                waiting.add(item.lane)
                if not item.attempts:
                    untold.add((item.start, item.outlet))
            elif not (item.is_of_outlet and untold & {(item.start, item.outlet), (item.start, None)}):
                return item
        return None

    def waits(self, item: Item, now: datetime) -> bool:
        """Tell whether a kept message has to wait for one of its outlet that was refused."""
        return any(
            item is not one and one.is_kept and one.lane == item.lane and one.waits(now)
            for one in self._items
        )

    def behind(self, refused: Item) -> list[Item]:
        """Return what scripts wait for of the outlet of a kept message that was refused, itself included."""
        return [i for i in self._items if i.is_kept and i.lane == refused.lane and i.call.awaited]

    def repeats(self, call: Call) -> bool:
        """Tell whether a periodic message is one too many: one like it waits."""
        return is_periodic(call) and any(
            not item.is_under_way and repeats(call, item.call) for item in self._items
        )

    def next_attempt(self, now: datetime) -> datetime | None:
        """Return when the first message that waits because it was refused may be tried again."""
        return min(
            (item.not_before for item in self._items if item.not_before and item.waits(now)), default=None
        )

    def forget(self, transaction_id: str) -> list[Item]:
        """Take out what was to be said about a transaction that the CSMS will not know of, and return it."""
        return self._take_out(lambda item: item.names(transaction_id))

    def retract(self, number: int) -> list[Item]:
        """Take out that energy flows at an outlet of OCPP 1.6, and return it: it was not allowed to."""
        return self._take_out(lambda item: _tells_of_flow(item.call, number))

    def drop_boots(self) -> list[Item]:
        """Take out each BootNotification, and return it: the charger says another one."""
        return self._take_out(lambda item: _is_boot(item.call))

    def drop_line(self, start: int) -> list[Item]:
        """Take out what does not outlive a connection that was made at that start, and return it."""
        return self._take_out(lambda item: not (item.is_kept or item.is_of_boot or item.start > start))

    def free(self, *, is_free: bool) -> None:
        """Note whether the CSMS accepts the charger, for all that is kept."""
        for item in self.kept():
            item.is_free = is_free

    def kept(self) -> list[Item]:
        """Return the messages of transactions."""
        return [item for item in self._items if item.is_kept]

    def unsent(self) -> tuple[Unsent, ...]:
        """Return the messages of transactions as a charger keeps them."""
        return tuple(item.unsent for item in self.kept())

    def rename(self, transaction_id: str, to: int) -> bool:
        """Give a transaction the id that the CSMS has given it, in all that is still to be said about it.

        False if there is nothing.
        """
        told = [item for item in self._items if item.names(transaction_id)]
        for item in told:
            item.call = replace(item.call, payload=item.call.payload | {"transactionId": to})
        return bool(told)

    def _take_out(self, unwanted: Callable[[Item], bool]) -> list[Item]:
        out = [item for item in self._items if unwanted(item)]
        for item in out:
            self._items.remove(item)
        return out

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


def _is_boot(call: Call) -> bool:
    return call.action == "BootNotification" and not call.proxied


def _tells_of_flow(call: Call, number: int) -> bool:
    told = call.payload
    is_status = call.action == "StatusNotification" and not call.proxied
    return is_status and told.get("connectorId") == number and told.get("status") in _FLOWS


def _is_reading(call: Call) -> bool:
    """Tell whether a message tells what a meter shows in the middle of a transaction, and nothing else."""
    if call.action == "TransactionEvent":
        return call.payload["triggerReason"] in ("MeterValueClock", "MeterValuePeriodic")
    return call.action == "MeterValues"


def may_wait(call: Call) -> bool:
    """Tell whether it makes sense although the CSMS has not accepted the charger yet."""
    return call.action == "BootNotification" or call.action in _REPORTS or call.proxied


def may_come_first(call: Call, *, pending: bool) -> bool:
    """Tell whether a charger may say it before it is accepted: its boot, and a report if it is *pending*."""
    return call.action == "BootNotification" or call.proxied or (pending and call.action == "NotifyReport")


def late(call: Call, version: OcppVersion) -> Call:
    """Return a message as it is said later than it happened."""
    if version == "ocpp1.6" or call.action != "TransactionEvent":
        return call
    return replace(call, payload=call.payload | {"offline": True})


def presumed(stands_for: str | None) -> Payload:
    """Return the answer that a charger goes on with until there is a real one."""
    if stands_for is not None:
        return {"transactionId": int(stands_for), "idTagInfo": {"status": "Accepted"}}
    return {}
