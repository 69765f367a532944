"""What went over the wire, and what was wrong with it."""

import asyncio
from collections import deque
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sandbox.clock import Clock
from sandbox.ocpp.messages import CallError, CallMessage, Direction, ReplyMessage, parse
from sandbox.ocpp.schemas import Violation

MOST_BREACHES = 1000
"""That are kept: chargers may do wrong for as long as a test, or a demonstration, lasts."""

Kind = Literal["call", "result", "error", "malformed"]


class Frame(NamedTuple):
    """One frame as it went over the wire, with when, whose and where to; frames are numbered from 1."""

    number: int
    at: datetime
    identity: str
    direction: Direction
    action: str
    """That of the request, for answers too; empty where none is known."""
    text: str

    @property
    def kind(self) -> Kind:
        """Whether it is a CALL, a CALLRESULT, a CALLERROR or none of them."""
        match parse(self.text):
            case CallMessage():
                return "call"
            case ReplyMessage(reply=CallError()):
                return "error"
            case ReplyMessage():
                return "result"
        return "malformed"

    @property
    def payload(self) -> dict[str, Any]:
        """The payload; `code`, `description` and `details` of a CALLERROR; empty if it is no frame."""
        match parse(self.text):
            case CallMessage(payload=payload) | ReplyMessage(reply=dict(payload)):
                return payload
            case ReplyMessage(reply=CallError(code, description, details)):
                return {"code": code, "description": description, "details": details}
        return {}

    @property
    def is_request(self) -> bool:
        """Whether it is a request of a charger."""
        return self.direction == "cp_to_csms" and self.kind == "call"


class Breach(NamedTuple):
    """What a charger did against the protocol: its frame does not fit the schema, or is not one."""

    identity: str
    action: str
    violation: Violation

    def __str__(self) -> str:
        about = f"{self.action} " if self.action else ""
        return f"{self.identity}: {about}{self.violation.code}: {self.violation}"


class Record:
    """Keeps the last *most* frames, and the last breaches; who waits for more frames is told."""

    def __init__(self, clock: Clock, most: int) -> None:
        self._clock = clock
        self._frames: deque[Frame] = deque(maxlen=most)
        self._number = 0
        self._waiting: list[asyncio.Future[None]] = []
        self.breaches: deque[Breach] = deque(maxlen=MOST_BREACHES)
        self.breach_count = 0
        """How many there were, with those that are not kept any more."""

    def add(self, identity: str, direction: Direction, action: str, text: str) -> Frame:
        """Keep a frame that goes or comes now."""
        self._number += 1
        frame = Frame(self._number, self._clock.now(), identity, direction, action, text)
        self._frames.append(frame)
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()
        return frame

    def add_breach(self, breach: Breach) -> None:
        """Keep what is wrong with the last frame of a charger."""
        self.breaches.append(breach)
        self.breach_count += 1

    def frames(self, identity: str | None = None) -> list[Frame]:
        """Return the frames, of one charger if it is named, the oldest first."""
        return [frame for frame in self._frames if identity in (None, frame.identity)]

    def forget(self) -> None:
        """Forget all frames and breaches; numbers go on."""
        self._frames.clear()
        self.breaches.clear()
        self.breach_count = 0

    async def more(self) -> None:
        """Wait for the next frame, and for what is done about it at once."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        await waiting
