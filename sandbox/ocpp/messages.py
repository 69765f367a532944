"""OCPP-J frames: `[2, id, action, payload]`, `[3, id, payload]`, `[4, id, code, description, details]`.

`parse` never raises: what is no frame is `Malformed`, and `refusal` says what OCPP-J wants answered to it.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, NoReturn, TypeAlias

OcppVersion = Literal["ocpp1.6", "ocpp2.0.1"]
Payload: TypeAlias = dict[str, Any]
Direction = Literal["cp_to_csms", "csms_to_cp"]

FORMAT_VIOLATION: dict[OcppVersion, str] = {"ocpp1.6": "FormationViolation", "ocpp2.0.1": "FormatViolation"}
"""The one error code that the versions spell differently."""

MOST_ID_LETTERS = 36
"""Of a message id (OCPP-J 1.6, 4.1.4): as many as a GUID has."""

NO_ID = "-1"
"""The message id of an answer to what has none (OCPP-J 2.0.1)."""


@dataclass(frozen=True, slots=True)
class CallError:
    """A refusal at the level of the protocol, in either direction."""

    code: str
    description: str = ""
    details: Payload = field(default_factory=dict)


class NoAnswer(CallError):
    """What stands for the answer to a request that nobody has answered, or not in time."""


Reply: TypeAlias = Payload | CallError


class CallMessage(NamedTuple):
    """A request: `[2, id, action, payload]`."""

    id: str
    action: str
    payload: Payload


class ReplyMessage(NamedTuple):
    """A CALLRESULT or a CALLERROR."""

    id: str
    reply: Reply


class Malformed(NamedTuple):
    """What is no frame: *problem* says why, `id` and `type` are what could be read of it."""

    problem: str
    id: str | None = None
    type: Any = None


Message: TypeAlias = CallMessage | ReplyMessage | Malformed


def parse(text: str) -> Message:
    """Read a frame; what is malformed is returned, not raised."""
    try:
        frame = _read(text)
        if "\\u" in text:
            _compact(frame).encode()
    except UnicodeEncodeError:
        return _damaged(text, "not Unicode: a surrogate stands alone")
    except (ValueError, RecursionError) as error:
        return _damaged(text, f"not JSON: {error}")
    if not isinstance(frame, list) or not frame:
        return Malformed("not a JSON array that begins with a message type")
    return _message(frame[0], frame[1] if len(frame) > 1 else None, frame[2:])


def refusal(malformed: Malformed, version: OcppVersion) -> tuple[str, CallError] | None:
    """Return the id and the CALLERROR that answer what is *malformed*; None if it is to be ignored.

    An answer is never answered, or two peers could go on for ever. 1.6 has no answer to what has no id, and
    ignores types of messages that it does not know; 2.0.1 has one, which stands for an id that is too long to
    be sent back as well.
    """
    if malformed.type in (3, 4):
        return None
    if version == "ocpp1.6":
        if malformed.id is None or malformed.type != 2:  # noqa: PLR2004
            return None
        return malformed.id, CallError(FORMAT_VIOLATION[version], described(malformed.problem))
    if malformed.id is None or len(malformed.id) > MOST_ID_LETTERS:
        return NO_ID, CallError("RpcFrameworkError", described(malformed.problem))
    known = malformed.type == 2  # noqa: PLR2004
    code = FORMAT_VIOLATION[version] if known else "MessageTypeNotSupported"
    return malformed.id, CallError(code, described(malformed.problem))


def described(text: str) -> str:
    """Cut a description to the 255 letters that a CALLERROR has room for."""
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"


def call_text(message_id: str, action: str, payload: Payload) -> str:
    return _json([2, message_id, action, payload])


def reply_text(message_id: str, reply: Reply) -> str:
    if isinstance(reply, CallError):
        return _json([4, message_id, reply.code, described(reply.description), reply.details])
    return _json([3, message_id, reply])


def wire_time(moment: datetime) -> str:
    """Write an instant as OCPP does: RFC 3339, UTC, milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


_MOST_LETTERS = 255
_BEGINNING = re.compile(r'\s*\[\s*([234])\s*,\s*"([^"\\]{1,36})"')


def _damaged(text: str, problem: str) -> Malformed:
    """Read of a damaged frame what stands before the damage."""
    found = _BEGINNING.match(text)
    return Malformed(problem, found[2], int(found[1])) if found else Malformed(problem)


def _message(kind: Any, message_id: Any, rest: list[Any]) -> Message:
    if not isinstance(message_id, str) or not message_id:
        return Malformed("the message id, a text, is missing", None, kind)
    if len(message_id) > MOST_ID_LETTERS:
        return Malformed(f"the message id has more than {MOST_ID_LETTERS} letters", message_id, kind)
    if type(kind) is not int or kind not in _READERS:
        return Malformed(f"{json.dumps(kind)[:20]} is no message type", message_id, kind)
    return _READERS[kind](message_id, rest)


def _call(message_id: str, rest: list[Any]) -> CallMessage | Malformed:
    match rest:
        case [str(action), dict(payload)] if action:
            return CallMessage(message_id, action, payload)
        case [str(action), None] if action:
            return CallMessage(message_id, action, {})
    return Malformed("a CALL is [2, id, action, payload]", message_id, 2)


def _result(message_id: str, rest: list[Any]) -> ReplyMessage | Malformed:
    match rest:
        case [dict(payload)]:
            return ReplyMessage(message_id, payload)
        case [None]:
            return ReplyMessage(message_id, {})
    return Malformed("a CALLRESULT is [3, id, payload]", message_id, 3)


def _error(message_id: str, rest: list[Any]) -> ReplyMessage | Malformed:
    """Read a CALLERROR; many leave out what is empty at its end."""
    match rest:
        case [str(code), *more] if code:
            description = more[0] if more and isinstance(more[0], str) else ""
            details = more[1] if len(more) > 1 and isinstance(more[1], dict) else {}
            return ReplyMessage(message_id, CallError(code, description, details))
    return Malformed("a CALLERROR is [4, id, code, description, details]", message_id, 4)


_READERS = {2: _call, 3: _result, 4: _error}


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _json(frame: list[Any]) -> str:
    text = _compact(frame)
    try:
        text.encode()
    except UnicodeEncodeError:  # a surrogate that stands alone can only go as an escape
        return _escaped(frame)
    return text


_read = json.JSONDecoder(parse_constant=_no_number).decode
_compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_escaped = json.JSONEncoder(separators=(",", ":")).encode
