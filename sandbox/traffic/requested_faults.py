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
from starlette.types import Scope

from sandbox.clock import Ids
from sandbox.errors import Invalid, problem
from sandbox.rest.exchange import Exchange, Headers
from sandbox.traffic.effects import Effect
from sandbox.traffic.fault_texts import NotAFault, parts, value_of
from sandbox.traffic.rules import Hit, Rule, Trigger, Visit

HEADER = b"x-sandbox-fault"
PARAMETER = "x-sandbox-fault"
OFF = "off"
"""In place of a fault: none hits this request."""

MOST_REMEMBERED = 1000

_IN_QUERY = PARAMETER.encode()
_NAME = "X-Sandbox-Fault"
_PLACE = ("header", _NAME)


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
        rule = self._attempts.pop(key, None) or _rule(wanted, self._ids.stream(asked).random)
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


def is_asked_for(scope: Scope) -> bool:
    """Tell whether a request asks for a fault, at the least cost."""
    return _IN_QUERY in scope["query_string"].lower() or any(name == HEADER for name, _ in scope["headers"])


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


def _rule(text: str, random: Random) -> Rule:
    try:
        fields = _fields(text)
        trigger = {name: fields.pop(name) for name in [*fields] if name in Trigger.model_fields}
        return Rule(_NAME, Trigger(**trigger), Effect(**fields), random)
    except NotAFault as refused:
        place = _PLACE if refused.name is None else (*_PLACE, refused.name)
        raise Invalid([problem("value_error", place, str(refused), refused.given)]) from None
    except ValidationError as refused:
        raise Invalid(
            [
                problem(error["type"], [*_PLACE, *error["loc"]], error["msg"], error["input"])
                for error in refused.errors(include_url=False)
            ]
        ) from None
