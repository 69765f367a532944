"""OCPP-J frames: `[2, id, action, payload]`, `[3, id, payload]`, `[4, id, code, description, details]`.

Scripts speak in `Call`, `Incoming` and `Reply`; only the log and a socket know message ids and JSON arrays.
"""

import json
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias, TypeVar

Payload: TypeAlias = dict[str, Any]
Direction = Literal["cp_to_csms", "csms_to_cp"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CallError:
    """A refusal at the level of the protocol, in either direction."""

    code: str
    description: str = ""
    details: Payload = field(default_factory=dict)


Reply: TypeAlias = Payload | CallError


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the charger; whoever drives the script sends the CSMS's reply back into it.

    A *proxied* one was put into the charger's mouth: nothing has happened that it could be about. Where the
    reply decides nothing, it is not *awaited*: the script may go on before it is there.
    """

    action: str
    payload: Payload
    proxied: bool = False
    awaited: bool = True


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


def tell(action: str, payload: Payload) -> Script[None]:
    """Send a request whose reply tells the charger nothing, whatever it is."""
    yield Call(action, payload, awaited=False)


def call_text(message_id: str, action: str, payload: Payload) -> str:
    return _json([2, message_id, action, payload])


def reply_text(message_id: str, reply: Reply) -> str:
    if isinstance(reply, CallError):
        return _json([4, message_id, reply.code, reply.description, reply.details])
    return _json([3, message_id, reply])


def wire_time(moment: datetime) -> str:
    """Write an instant as OCPP does: RFC 3339, UTC, milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
