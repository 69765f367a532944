"""What happens at a CSMS, in lines of text for people and in JSON lines for programs."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from types import TracebackType
from typing import Self

from sandbox.clock import Clock
from sandbox.csms.desk import Watcher
from sandbox.csms.frames import Breach, Frame
from sandbox.csms.scribe import Scribe
from sandbox.csms.transactions import Transaction
from sandbox.ocpp.counting import count
from sandbox.ocpp.messages import OcppVersion

_MOST_LETTERS = 100
_MOST_NAMES = 10
_MOST_ACTIONS = 200
"""That are counted one by one: both versions together have fewer, but a charger may say anything."""

GAP = "... {} lines are left out: they came faster than they were read\n"
"""Stands among the lines for people."""

_ARROWS = {"cp_to_csms": "->", "csms_to_cp": "<-"}


class Chronicle(Watcher):
    """Writes down what happens, up to the end of the `with` block, without keeping the CSMS waiting.

    Args:
        lines: is told each event in a line, for people; None tells nothing.
        record: is told each frame as a JSON object, for programs: `number`, `at`, `identity`,
            `direction`, `action`, and the frame as `message`, as the logs of a charger have it.
    """

    def __init__(self, lines: Scribe | None, record: Scribe | None) -> None:
        self._lines = lines
        self._record = record
        self._clock = Clock()
        self._chargers: dict[str, OcppVersion] = {}
        self._frames: Counter[str] = Counter()
        self._breaches = 0
        self._turned_away: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for scribe in (self._lines, self._record):
            if scribe is not None:
                scribe.close()

    @property
    def lack(self) -> str | None:
        """Why the record lacks frames; None if it has them all."""
        if self._record is None:
            return None
        if self._record.failure is not None:
            return self._record.failure.strerror or str(self._record.failure)
        return f"{self._record.left_out} came faster than it took" if self._record.left_out else None

    def came(self, identity: str, version: OcppVersion) -> None:
        """Tell that a charger is connected."""
        self._chargers[identity] = version
        self._tell(self._clock.now(), identity, "connected", version)

    def turned_away(self, identity: str, why: str) -> None:
        """Tell who could not connect."""
        reason = _printable(_short(why))
        count(self._turned_away, reason, _MOST_NAMES)
        self._tell(self._clock.now(), _short(identity) or "somebody", "turned away,", reason)

    def went(self, identity: str, code: int) -> None:
        """Tell that a connection is over."""
        self._tell(self._clock.now(), identity, "disconnected", str(code))

    def heard(self, frame: Frame) -> None:
        """Tell of a frame."""
        count(self._frames, _short(frame.action or "no action"), _MOST_ACTIONS)
        self._tell(frame.at, frame.identity, _ARROWS[frame.direction], _shown(frame))
        if self._record is not None:
            told = frame._asdict()
            told |= {"at": frame.at.isoformat(timespec="milliseconds"), "message": told.pop("text")}
            self._record.tell(json.dumps(told) + "\n")

    def violated(self, breach: Breach) -> None:
        """Tell what is wrong with the last frame."""
        self._breaches += 1
        about = f"{_printable(breach.action)} {breach.violation.code}: {_printable(str(breach.violation))}"
        self._tell(self._clock.now(), breach.identity, "!!", about)

    def summary(self, transactions: Iterable[Transaction]) -> str:
        """Return who was turned away, who came, what was said and wrong, and which transactions are open."""
        frames = [f"{_printable(action)} {count}" for action, count in self._frames.most_common()]
        still_open = [
            f"{_printable(one.identity)} {_printable(str(one.id))}" for one in transactions if one.is_open
        ]
        chargers = [f"{_printable(identity)} {version}" for identity, version in self._chargers.items()]
        reasons = [f"{reason}: {count}" for reason, count in self._turned_away.most_common()]
        turned_away = (
            [f"Turned away:       {_counted(self._turned_away.total(), reasons)}"] if reasons else []
        )
        return "\n".join(
            [
                *turned_away,
                f"Chargers:          {_counted(len(chargers), chargers)}",
                f"Frames:            {_counted(self._frames.total(), frames)}",
                f"Violations:        {self._breaches}",
                f"Open transactions: {_counted(len(still_open), still_open)}",
            ]
        )

    def _tell(self, at: datetime, identity: str, *words: str) -> None:
        if self._lines is not None:
            when = f"{at:%H:%M:%S}.{at.microsecond // 1000:03}"
            self._lines.tell(" ".join((when, _printable(identity), *words)) + "\n")


def _shown(frame: Frame) -> str:
    kind, payload = frame.kind, frame.payload
    match kind:
        case "malformed":
            return f"malformed {_short(json.dumps(frame.text))}"
        case "error":
            said = _printable(f"{payload['code']}: {payload['description']}")
            return f"{_printable(frame.action)} refused: {_short(said)}"
        case "result":
            return f"{_printable(frame.action)} answered {_short(json.dumps(payload))}"
    return f"{_printable(frame.action)} {_short(json.dumps(payload))}"


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 3]}..."


def _printable(text: str) -> str:
    """Return what a terminal can be shown, whatever a charger sent."""
    return json.dumps(text)[1:-1].replace('\\"', '"')


def _counted(count: int, names: list[str]) -> str:
    if not names:
        return str(count)
    more = f", and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"{count} ({', '.join(names[:_MOST_NAMES])}{more})"
