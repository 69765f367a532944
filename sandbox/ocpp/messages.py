"""OCPP-J frames: `[2, id, action, payload]`, `[3, id, payload]`, `[4, id, code, description, details]`."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

OcppVersion = Literal["ocpp1.6", "ocpp2.0.1"]
Payload: TypeAlias = dict[str, Any]
Direction = Literal["cp_to_csms", "csms_to_cp"]


@dataclass(frozen=True, slots=True)
class CallError:
    """A refusal at the level of the protocol, in either direction."""

    code: str
    description: str = ""
    details: Payload = field(default_factory=dict)


Reply: TypeAlias = Payload | CallError


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
