"""What goes and comes between a fleet and its CSMS, counted as it happens."""

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from pydantic_core import from_json

from sandbox.charger.frames import Direction
from sandbox.domain.records import Charger
from sandbox.live.latencies import Latencies
from sandbox.ocpp.counting import OTHERS, count
from sandbox.ocpp.plain_text import plain
from sandbox.ocpp.schemas import Violation

MOST_KINDS = 100
"""That are told apart of what a CSMS, or a charger, may do wrong in any number of ways."""

_MOST_LETTERS = 50
_INDEX = re.compile(r"\[\d+\]")
_CALL, _RESULT = "2", "3"
_BLANKS = "[ \t\r\n"


class _Asked(NamedTuple):
    message_id: str
    at: float
    becomes: str | None
    """What a transaction has when the CSMS has answered: `started`, `ended` or nothing new."""


class Tally:
    """An `Observer` that counts.

    Args:
        now: seconds of real time, from any beginning.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._created: dict[str, float] = {}
        self._asked: dict[str, _Asked] = {}
        self._answered_at: dict[str, float] = {}
        self._newly_accepted: list[str] = []
        self._connections: Counter[str] = Counter()
        self._connected: set[str] = set()
        self.accepted: dict[str, float] = {}
        """When a charger was accepted first, in seconds from its creation, by its id."""
        self.last_accepted_at: float | None = None
        self.sent: Counter[str] = Counter()
        """Requests to the CSMS by action."""
        self.received: Counter[str] = Counter()
        """Requests of the CSMS by action."""
        self.frames = 0
        self.latencies = Latencies()
        self.call_errors: Counter[str] = Counter()
        """By what was refused: who has refused it, the action and the code."""
        self.violations: Counter[str] = Counter()
        """By what does not fit the schemas: who has said it, the action, the place and why.

        One for each action, place and error code, told by the first: the values in it may be any.
        """
        self._first_violations: dict[tuple[str, ...], str] = {}
        self.transactions: Counter[str] = Counter()
        """Those that have started and ended, as far as the CSMS has answered."""

    @property
    def connected_count(self) -> int:
        """How many chargers are connected now."""
        return len(self._connected)

    @property
    def open_transactions(self) -> int:
        """How many transactions have started and not ended, as far as the CSMS has answered."""
        return self.transactions["started"] - self.transactions["ended"]

    def is_connected(self, charger: Charger) -> bool:
        """Tell whether a charger is connected now."""
        return charger.id in self._connected

    def quiet_for(self, charger: Charger) -> float:
        """Return how many seconds ago a charger was answered; 0 if it waits for an answer."""
        if charger.id in self._asked:
            return 0.0
        return self._now() - self._answered_at.get(charger.id, self._created[charger.id])

    @property
    def reconnects(self) -> int:
        """How many connections came after the first of their charger."""
        return self._connections.total() - len(self._connections)

    @property
    def errors(self) -> int:
        """How many CALLERRORs and violations there were."""
        return self.call_errors.total() + self.violations.total()

    def created(self, charger: Charger) -> None:
        """Note when a charger was made."""
        self._created[charger.id] = self._now()

    def take_accepted(self) -> list[str]:
        """Return the ids of chargers that were accepted since the last time."""
        accepted, self._newly_accepted = self._newly_accepted, []
        return accepted

    def connected(self, charger: Charger) -> None:
        """Count a connection."""
        self._connected.add(charger.id)
        self._connections[charger.id] += 1

    def disconnected(self, charger: Charger) -> None:
        """Count a connection no more."""
        self._connected.discard(charger.id)
        self._asked.pop(charger.id, None)

    def heard(self, charger: Charger, direction: Direction, action: str, text: str) -> None:
        """Count a frame."""
        self.frames += 1
        kind = text.lstrip(_BLANKS)[:1]
        if kind == _CALL:
            self._asks(charger, direction, action, text)
        elif direction == "csms_to_cp":
            self._is_answered(charger, action, text, is_result=kind == _RESULT)
        elif kind != _RESULT:
            self._refuses("charger", action, text)

    def violated(self, charger: Charger, direction: Direction, action: str, violation: Violation) -> None:
        """Count what does not fit the schemas."""
        who = "CSMS" if direction == "csms_to_cp" else "charger"
        kind = (who, action, violation.code, _INDEX.sub("[]", violation.path))
        if kind not in self._first_violations and len(self._first_violations) < MOST_KINDS:
            told = without_identity(str(violation), charger.identity)
            self._first_violations[kind] = f"{who}: {action or 'no frame'}: {told}"
        self.violations[self._first_violations.get(kind, OTHERS)] += 1

    def _asks(self, charger: Charger, direction: Direction, action: str, text: str) -> None:
        if direction == "csms_to_cp":
            count(self.received, plain(action, _MOST_LETTERS), MOST_KINDS)
            return
        self.sent[action] += 1
        self._asked[charger.id] = _Asked(_own_id(text), self._now(), _becomes(action, text))

    def _is_answered(self, charger: Charger, action: str, text: str, *, is_result: bool) -> None:
        if not is_result:
            self._refuses("CSMS", action, text)
        asked = self._asked.get(charger.id)
        if asked is None or asked.message_id != _member(text, 1):
            return  # it comes too late: nobody waits for it any more
        del self._asked[charger.id]
        self._answered_at[charger.id] = now = self._now()
        self.latencies.add(now - asked.at)
        if is_result:
            self._is_confirmed(charger, action, text, asked)

    def _is_confirmed(self, charger: Charger, action: str, text: str, asked: _Asked) -> None:
        if asked.becomes is not None:
            self.transactions[asked.becomes] += 1
        elif action == "BootNotification" and _status(text) == "Accepted":
            self._newly_accepted.append(charger.id)
            if charger.id not in self.accepted:
                self.last_accepted_at = accepted_at = self._now()
                self.accepted[charger.id] = accepted_at - self._created[charger.id]

    def _refuses(self, who: str, action: str, text: str) -> None:
        about, code = plain(action, _MOST_LETTERS), plain(str(_member(text, 2) or "no code"), _MOST_LETTERS)
        count(self.call_errors, f"{who}: {about or 'no frame'}: {code}", MOST_KINDS)


def without_identity(text: str, identity: str) -> str:
    """Return what is wrong with a charger as it would be said of any other one."""
    for spelling in {identity, quote(identity, safe="")}:
        told, *rest = text.split(spelling)
        for piece in rest:
            # An identity may be as short as `1`, which is in numbers, addresses and names as well.
            is_part = _goes_on(told[-1:]) or told[-1:] == "." or _goes_on(piece.removeprefix(".")[:1])
            told += (spelling if is_part else "<identity>") + piece
        text = told
    return text


def _goes_on(letter: str) -> bool:
    return letter.isalnum() or letter in {"-", "_"}


def _own_id(text: str) -> str:
    """Return the id of a request of our own making, without blanks and escapes."""
    return text.split('"', 2)[1]


def _becomes(action: str, text: str) -> str | None:
    if action == "TransactionEvent":
        # The frame is of our own making, without blanks.
        return next((what for word, what in _EVENTS.items() if word in text), None)
    return _MESSAGES.get(action)


_MESSAGES = {"StartTransaction": "started", "StopTransaction": "ended"}
_EVENTS = {'"eventType":"Started"': "started", '"eventType":"Ended"': "ended"}


def _status(text: str) -> object:
    payload = _member(text, 2)
    return payload.get("status") if isinstance(payload, dict) else None


def _member(text: str, number: int) -> object:
    try:
        return from_json(text)[number]
    except (IndexError, KeyError, TypeError, ValueError):
        return None
