"""Faults that a request asks for itself: `X-Sandbox-Fault: status=503; times=2`, or the same in its query.

The parts are the fields of a fault. A delay may be `0.2`, `0.1..0.5` (between) or `0.2~0.5` (median and
sigma of a lognormal one), a rate limit `5/10` (requests and seconds). With `times` the first so many attempts
of the very same request are struck, the next one passes, and then it begins anew: what a client that retries
needs. `off` in place of a fault lets no fault strike the request.
"""

from collections import OrderedDict
from random import Random
from typing import Any
from urllib.parse import parse_qsl

from pydantic import ValidationError
from starlette.types import Scope

from sandbox.clock import Clock
from sandbox.errors import Invalid, problem
from sandbox.rest.exchange import Exchange, Headers
from sandbox.traffic.effects import Effect
from sandbox.traffic.faults import Occasion, Rule, Strike

HEADER = b"x-sandbox-fault"
PARAMETER = "x-sandbox-fault"
OFF = "off"
"""In place of a fault: none strikes this request."""

MOST_REMEMBERED = 1000

_IN_QUERY = PARAMETER.encode()
_PLACE = ("header", "X-Sandbox-Fault")


class RequestedFaults:
    """Strikes requests that ask for it; remembers attempts as long as they are not over.

    Args:
        clock: tells the time.
        random: the source of chance.
    """

    def __init__(self, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._random = random
        self._attempts: OrderedDict[object, Rule] = OrderedDict()

    def strike(self, exchange: Exchange) -> Strike | None:
        """Return what happens to a request that asks for a fault.

        Raises:
            Invalid: it cannot be understood what it asks for.
        """
        wanted = wish(exchange.headers, exchange.query)
        if wanted is None:
            return None
        key = (
            exchange.method,
            exchange.path,
            exchange.query,
            exchange.body,
            exchange.header(b"authorization"),
            wanted,
        )
        rule = self._attempts.pop(key, None) or _rule(wanted, self._random)
        if rule.spent:
            return None
        strike = rule.meet(self._clock.instant())
        self._attempts[key] = rule
        if len(self._attempts) > MOST_REMEMBERED:
            self._attempts.popitem(last=False)
        return strike


def is_asked_for(scope: Scope) -> bool:
    """Tell whether a request asks for a fault, at the least cost."""
    return _IN_QUERY in scope["query_string"].lower() or any(name == HEADER for name, _ in scope["headers"])


def wish(headers: Headers, query: bytes) -> str | None:
    """Return what a request asks for: a fault, or `OFF`."""
    in_header = next((value.decode("latin-1") for name, value in headers if name == HEADER), None)
    if in_header is not None:
        return in_header
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return next((value for name, value in pairs if name.lower() == PARAMETER), None)


def without_request(scope: Scope) -> Scope:
    """Return the scope without the query parameter that asks for a fault."""
    pieces = scope["query_string"].split(b"&")
    kept = [piece for piece in pieces if not piece.lower().startswith(_IN_QUERY + b"=")]
    return scope if len(kept) == len(pieces) else {**scope, "query_string": b"&".join(kept)}


def _rule(text: str, random: Random) -> Rule:
    fields = dict(_field(part) for part in text.split(";") if part.strip())
    occasion = {name: fields.pop(name) for name in list(fields) if name in Occasion.model_fields}
    try:
        return Rule("X-Sandbox-Fault", Occasion(**occasion), Effect(**fields), random)
    except ValidationError as refused:
        raise Invalid(
            [
                problem(error["type"], [*_PLACE, *error["loc"]], error["msg"], error["input"])
                for error in refused.errors(include_url=False)
            ]
        ) from None


def _field(part: str) -> tuple[str, Any]:
    name, equals, value = (piece.strip() for piece in part.partition("="))
    if not equals:
        message = "Input should be parts like status=503, joined by semicolons"
        raise Invalid([problem("value_error", _PLACE, message, part)])
    return name, _STRUCTURED.get(name, str)(value)


def _delay(text: str) -> Any:
    for mark, names in (("..", ("min", "max")), ("~", ("median", "sigma"))):
        first, found, second = text.partition(mark)
        if found:
            return dict(zip(names, (first, second), strict=True))
    return text


def _rate_limit(text: str) -> Any:
    requests, _, seconds = text.partition("/")
    return {"requests": requests, "seconds": seconds or 1}


_STRUCTURED = {"delay": _delay, "rate_limit": _rate_limit}
