"""What the scripts of a charger are made of: they speak in `Call`, `Incoming` and `Reply`.

Only the log and a socket know message ids and JSON arrays.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar

from sandbox.ocpp.messages import (
    CallError,
    Direction,
    NoAnswer,
    Payload,
    Reply,
    call_text,
    reply_text,
    wire_time,
)

__all__ = [
    "Call",
    "CallError",
    "Direction",
    "Frame",
    "Incoming",
    "NoAnswer",
    "Payload",
    "Reply",
    "Script",
    "ask",
    "call_text",
    "reply_text",
    "tell",
    "wire_time",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the charger; whoever drives the script sends the CSMS's reply back into it.

    A *proxied* one was put into the charger's mouth: nothing has happened that it could be about. Where the
    reply decides nothing, it is not *awaited*: the script may go on before it is there. *stands_for* is the
    made-up id of a transaction that the reply gives its own (OCPP 1.6). *outlet* is where it has happened, if
    the payload does not tell.
    """

    action: str
    payload: Payload
    proxied: bool = False
    awaited: bool = True
    stands_for: str | None = None
    outlet: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request of the CSMS together with the charger's answer to it."""

    action: str
    payload: Payload
    reply: Reply


Script: TypeAlias = Generator[Call | Incoming, Reply, T]
"""A conversation: yields what the charger says, is sent the replies, returns a result of type T."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One entry of the log: an OCPP-J message as it went over the wire."""

    direction: Direction
    action: str
    message: str
    timestamp: datetime


def ask(action: str, payload: Payload) -> Script[Payload]:
    """Send a request whose refusal tells the charger nothing: a CALLERROR reads as an empty answer."""
    reply = yield Call(action, payload)
    return {} if isinstance(reply, CallError) else reply


def tell(action: str, payload: Payload, *, outlet: int | None = None) -> Script[None]:
    """Send a request whose reply tells the charger nothing, whatever it is."""
    yield Call(action, payload, awaited=False, outlet=outlet)


def judgement(reply: Reply, member: str) -> Payload | CallError | None:
    """Return what a reply says about a tag in *member*, or its refusal; None if nobody has answered."""
    if isinstance(reply, CallError):
        return None if isinstance(reply, NoAnswer) else reply
    found: Payload = reply.get(member, {})
    return found
