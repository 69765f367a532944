"""Why a request was refused: which check did it, what it saw, and what would have passed.

The checks themselves leave the facts on the error that they raise; here they are made readable.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json, to_json

from sandbox.auth.tenancy import HEADER
from sandbox.errors import ApiError, BadRequest, Check, Conflict, Facts, Invalid, NotFound
from sandbox.rest.exchange import Exchange
from sandbox.rest.fork import Fork
from sandbox.rest.nearest import Directory, named
from sandbox.traffic import redaction
from sandbox.traffic.naming import named_in
from sandbox.traffic.requested_faults import HEADER as HEADER_OF_FAULT
from sandbox.traffic.requested_faults import NAME, PARAMETER, wish

_BAD_REQUEST = 400
_VALID = "valid: "
_EXISTING = "exactly one that exists, of this organization"
_CARRIED_OUT = "the request was carried out: only its answer was "
_SPOILT = {"after": "lost", "truncated": "cut", "garbled": "made unreadable"}
_ADVICE: Mapping[Check, str] = {
    "host": "SANDBOX_ALLOWED_HOSTS adds names that the sandbox may be called by",
    "origin": "SANDBOX_ALLOWED_ORIGINS adds origins whose pages may call the sandbox",
    "size": "SANDBOX_MAX_BODY_BYTES sets the limit",
    "strict": "SANDBOX_STRICT=off ignores what is unknown, as the real service does",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of one answer; *check* is None when nothing refused the request.

    A request whose answer alone a fault has spoilt was not refused; *hints* tell that.
    """

    check: Check | None
    said: Any
    saw: Any
    expected: Any
    hints: list[str]


def explain(exchange: Exchange, directory: Directory) -> Explanation:
    """Return why a request was answered as it was, as far as the request and the routes tell."""
    facts = _facts(exchange)
    if facts is None:
        hints = [*_carried_out(exchange), *_applied(exchange), *exchange.warnings]
        return Explanation(None, None, None, None, redaction.words(hints))
    saw, expected = facts.saw, facts.expected
    if facts.check == "route":
        expected = named(directory.nearest(exchange.method, exchange.path))
    hints = [*_hints(facts, exchange, expected), *_meant(exchange, directory), *exchange.warnings]
    said, saw, expected = _said(exchange), *map(redaction.words, (_plain(saw), _plain(expected)))
    return Explanation(facts.check, said, saw, expected, redaction.words(hints))


def _facts(exchange: Exchange) -> Facts | None:
    if exchange.error is not None:
        return _of_error(exchange.error, exchange)
    if _is_good(exchange):
        return None
    if exchange.fault is not None:
        return Facts("fault", {"fault": exchange.fault}, {"fault": None})
    return _of_preflight(exchange) if exchange.method == "OPTIONS" else None


def _is_good(exchange: Exchange) -> bool:
    """Tell whether a request was carried out; of a lost answer there is no status."""
    return exchange.spoilt is not None if exchange.status is None else exchange.status < _BAD_REQUEST


def _of_error(error: ApiError, exchange: Exchange) -> Facts:
    """Return the facts that the check has left, or what else can be told."""
    if error.facts.saw is not None:
        return error.facts
    match error:
        case Invalid():
            return _of_problems(error)
        case BadRequest():
            return _of_state(error)
        case NotFound() | Conflict():
            return _of_object(error, exchange)
        case _:
            return error.facts


def _of_preflight(exchange: Exchange) -> Facts:
    asked = ("origin", "access-control-request-method", "access-control-request-headers")
    saw = {name: exchange.header(name.encode()) for name in asked}
    return Facts("origin", saw, {"origin": ["loopback", "those of SANDBOX_ALLOWED_ORIGINS"]})


def _of_problems(error: Invalid) -> Facts:
    """Return what stood in the places of a 422, and what should have."""
    problems = [(_place(problem["loc"]), problem) for problem in error.problems]
    saw = {place: _found(problem) for place, problem in problems}
    return Facts(error.facts.check, saw, {place: problem["msg"] for place, problem in problems})


def _found(problem: Mapping[str, Any]) -> Any:
    if problem["type"] == "json_invalid":
        return problem["ctx"]["error"]
    given = redaction.given(_plain(problem))
    if problem["type"] == "missing" and isinstance(given, dict):
        return {"fields": sorted(given)}
    return given


def _of_state(error: BadRequest) -> Facts:
    """Return the facts of a request that makes no sense: many errors list what is valid at their end."""
    _, listed, valid = str(error).partition(_VALID)
    expected = {_place(error.place): valid.split(", ")} if listed else None
    place = _place(error.place)
    saw = {place: redaction.field(place, _plain(error.given))} if error.place else None
    return Facts(error.facts.check, saw, expected)


def _of_object(error: ApiError, exchange: Exchange) -> Facts:
    """Return what the error is about: what the request named and the error names again."""
    said = str(error)
    saw = {
        place: redaction.field(place, value)
        for place, value in named_in(exchange).items()
        if _stands_in(said, value)
    }
    return Facts(error.facts.check, saw, dict.fromkeys(saw, _EXISTING))


def _stands_in(text: str, name: str) -> bool:
    """Tell whether a name stands in a text, and not as a part of another one."""
    if not name or name not in text:
        return False
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def _place(loc: Any) -> str:
    return ".".join(map(str, loc))


def _said(exchange: Exchange) -> Any:
    """Return the error as it was told."""
    if exchange.error is not None:
        return redaction.json(_plain(exchange.error.detail))
    answered = redaction.body(exchange.answer_body)
    return answered["detail"] if isinstance(answered, dict) and "detail" in answered else answered


def _plain(value: Any) -> Any:
    """Return what JSON can hold of a value."""
    return from_json(to_json(value, inf_nan_mode="null", fallback=str))


def _hints(facts: Facts, exchange: Exchange, expected: Any) -> Iterator[str]:
    match facts.check:
        case "route":
            nearest = ", ".join(expected)
            yield f"nearest: {nearest}" if nearest else "no route is like it: GET /openapi.json lists all"
        case "method":
            yield f"allowed: {', '.join(facts.expected)}"
        case "token" | "role":
            role = " --role admin" if facts.expected == {"role": "admin"} else ""
            yield f"a fresh token: ocpplab-sandbox token --url {exchange.base_url}{role}"
        case "organization":
            yield from _about_organizations(facts, exchange)
        case check if check in _ADVICE:
            yield _ADVICE[check]
    yield from _applied(exchange)


def _about_organizations(facts: Facts, exchange: Exchange) -> Iterator[str]:
    command = f"ocpplab-sandbox token --url {exchange.base_url}"
    if HEADER not in (facts.saw or ()):
        yield f"a token of an organization that exists: {command} --organization <id>"
    elif facts.saw.get("role") == "user":
        yield f"an admin token may send {HEADER}: {command} --role admin"
    else:
        yield f'with an admin token, send -H "{HEADER}: <id>"'


def _carried_out(exchange: Exchange) -> Iterator[str]:
    if exchange.spoilt is not None:
        yield f"{_CARRIED_OUT}{_SPOILT[exchange.spoilt]}"


def _applied(exchange: Exchange) -> Iterator[str]:
    if exchange.fault == NAME and wish(exchange.headers, exchange.query) is not None:
        place = f"parameter {PARAMETER}" if exchange.header(HEADER_OF_FAULT) is None else f"header {NAME}"
        yield f"the request asked for this fault itself, in its {place}"
    elif exchange.fault is not None:
        yield f"the fault {exchange.fault!r} was applied to this request: GET /dev/faults lists faults"


def _meant(exchange: Exchange, directory: Directory) -> Iterator[str]:
    """Tell what a body was taken for, where that depends on the body."""
    operation = exchange.operation
    route = None if exchange.route is None else directory.route(exchange.method, exchange.route)
    if isinstance(route, Fork) and operation is not None:
        edition = ", ".join(operation.editions)
        because = route.reason_for(operation)
        yield f"{route.method} {route.path} is of two editions; the body is of {edition}: {because}"
