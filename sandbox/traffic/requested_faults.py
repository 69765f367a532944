"""Faults that a request asks for itself: `X-Sandbox-Fault: status=503; times=2`, or the same in its query.

With `times` the first so many attempts of the very same request are hit, the next one passes, and then it
begins anew: what a client that retries needs. `off` in place of a fault lets no fault hit the request.
"""

from collections import OrderedDict
from hashlib import blake2b
from random import Random
from typing import Any
from urllib.parse import parse_qsl

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from starlette.types import Scope

from sandbox.clock import Ids
from sandbox.errors import Invalid, problem
from sandbox.rest.exchange import Exchange, Headers
from sandbox.rest.unknown import nearest
from sandbox.traffic.effects import Effect
from sandbox.traffic.fault_texts import FORMS, NotAFault, parts, value_of
from sandbox.traffic.rules import Hit, Rule, Trigger, Visit

HEADER = b"x-sandbox-fault"
PARAMETER = "x-sandbox-fault"
OFF = "off"
"""In place of a fault: none hits this request."""

MOST_REMEMBERED = 1000

Place = tuple[str, ...]

_FIELDS = (*Trigger.model_fields, *Effect.model_fields)
_IN_QUERY = PARAMETER.encode()
NAME = "X-Sandbox-Fault"
"""What a fault that a request asks for is called."""


class RequestedFaults:
    """Hits requests that ask for it; remembers attempts as long as they are not over.

    Args:
        ids: the source of chance.
    """

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._attempts: OrderedDict[tuple[str | None, bytes], Rule] = OrderedDict()

    def hit(self, visit: Visit) -> Hit | None:
        """Return what happens to a request that asks for a fault.

        Raises:
            Invalid: it cannot be understood what it asks for.
        """
        exchange = visit.exchange
        wanted = wish(exchange.headers, exchange.query)
        if wanted is None:
            return None
        asked, sent = _digests(exchange, wanted)
        key = visit.organization_id, sent
        rule = self._attempts.pop(key, None) or _rule(
            wanted, _place(exchange), self._ids.stream(asked).random
        )
        if rule.spent:
            return None
        hit = rule.hit(visit)
        if rule.has_memory:
            self._attempts[key] = rule
            if len(self._attempts) > MOST_REMEMBERED:
                self._attempts.popitem(last=False)
        return hit

    def organizations(self) -> set[str | None]:
        """Return whose attempts are remembered."""
        return {organization_id for organization_id, _ in self._attempts}

    def forget(self, organization_id: str | None = None) -> None:
        """Let attempts begin anew: all, or those of one organization."""
        for key in [key for key in self._attempts if organization_id in (None, key[0])]:
            del self._attempts[key]


def wish(headers: Headers, query: bytes) -> str | None:
    """Return what a request asks for: a fault, or `OFF`; what it asks for in several places is all meant."""
    wanted = [value.decode("latin-1") for name, value in headers if name == HEADER]
    if _IN_QUERY in query.lower():
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        wanted += [value for name, value in pairs if name.lower() == PARAMETER]
    return "; ".join(wanted) if wanted else None


def without_request(scope: Scope) -> Scope:
    """Return the scope without the query parameter that asks for a fault."""
    pieces = scope["query_string"].split(b"&")
    kept = [piece for piece in pieces if piece.lower().partition(b"=")[0] != _IN_QUERY]
    return scope if len(kept) == len(pieces) else {**scope, "query_string": b"&".join(kept)}


def _digests(exchange: Exchange, wanted: str) -> tuple[str, bytes]:
    """Return what tells requests apart, whoever sends them, and what tells their senders apart too.

    A digest, because bodies may be large.
    """
    digest = blake2b(digest_size=16)
    given = exchange.method, exchange.path, exchange.query, exchange.body, wanted
    for part in given:
        digest.update(_delimited(part))
    asked = digest.hexdigest()
    digest.update(_delimited(exchange.header(b"authorization") or ""))
    return asked, digest.digest()


def _delimited(part: str | bytes) -> bytes:
    raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
    return b"%d:%b" % (len(raw), raw)


def _fields(text: str) -> dict[str, Any]:
    fields = {name: value_of(name, value) for name, value in parts(text)}
    if not fields:
        raise NotAFault("Input should name a fault, such as status=503, or be off", text)
    return fields


def _place(exchange: Exchange) -> Place:
    """Return where a request asks for its fault: in its header, as far as it has one."""
    return ("query", PARAMETER) if exchange.header(HEADER) is None else ("header", NAME)


def _rule(text: str, asked_in: Place, random: Random) -> Rule:
    try:
        fields = _fields(text)
        trigger = {name: fields.pop(name) for name in [*fields] if name in Trigger.model_fields}
        return Rule(NAME, Trigger(**trigger), Effect(**fields), random)
    except NotAFault as refused:
        place = asked_in if refused.name is None else (*asked_in, refused.name)
        raise Invalid([problem("value_error", place, str(refused), refused.given)]) from None
    except ValidationError as refused:
        raise Invalid(
            [
                problem(error["type"], [*asked_in, *error["loc"]], _told(error), error["input"])
                for error in refused.errors(include_url=False)
            ]
        ) from None


def _told(error: ErrorDetails) -> str:
    """Return what is wrong, and what may have been meant."""
    name = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "extra_forbidden" and (meant := nearest(name, _FIELDS)) is not None:
        return f"{error['msg']}; did you mean {meant}?"
    return f"{error['msg']}; {FORMS[name]}" if name in FORMS else error["msg"]
