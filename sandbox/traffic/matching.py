"""Which requests are meant: one pattern for faults and for the journal."""

import re
from collections.abc import Callable, Mapping
from fnmatch import translate
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import from_json

from sandbox.auth.claims import TokenFormat
from sandbox.rest.exchange import Exchange
from sandbox.rest.models import UuidText
from sandbox.traffic.dotted import at
from sandbox.traffic.identity import sdk_of, sender_of

Predicate = Callable[[Exchange], bool]

Method = Annotated[str, BeforeValidator(lambda given: given.upper() if isinstance(given, str) else given)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=500)]
StatusPattern = Annotated[str, StringConstraints(pattern=r"^[1-5]([0-9]{2}|xx)$")]

_PLACEHOLDER = re.compile(r"\{[^}/]*\}")
_MISSING = object()
# What `fnmatch` takes for a wildcard besides `*`.
_OTHER_WILDCARDS = re.compile(r"[?\[]")


class RequestPattern(BaseModel):
    """Which requests are meant: those that fit in every field that is given."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    method: Method | None = Field(None, examples=["POST"])
    path: Short | None = Field(
        None,
        description="A template such as `/locations/{location_id}`, or a path in which `*` is any text.",
        examples=["/locations/{location_id}"],
    )
    operation: Short | None = Field(None, description="Operation id; `*` is any text.", examples=["create_*"])
    edition: Short | None = Field(None, examples=["deployments"])
    organization_id: UuidText | None = Field(
        None, description="The organization that the token, or the header of an admin, names."
    )
    role: Short | None = Field(None, examples=["admin"])
    sdk: Short | None = Field(
        None,
        description="`<language>/<version>` of an official SDK; `*` is any text.",
        examples=["python/0.3.*"],
    )
    headers: dict[str, str] = Field({}, description="Values by name; `*` is any text.")
    query: dict[str, str] = Field({}, description="Query parameters: values by name; `*` is any text.")
    body: dict[str, Any] = Field(
        {}, description="Values by dotted name.", examples=[{"target.identity": "CP-0001"}]
    )


class ExchangePattern(RequestPattern):
    """Which exchanges of the journal are meant."""

    status: StatusPattern | None = Field(None, description="`404`, or `4xx`.", examples=["4xx"])
    fault: Short | None = Field(None, description="Name of the fault that was applied; `*` is any.")


class Matcher:
    """Tells whether an exchange fits a pattern."""

    def __init__(self, pattern: RequestPattern, token_format: TokenFormat) -> None:
        self._token_format = token_format
        given = ((name, wanted) for name, wanted in pattern if wanted is not None and wanted != {})
        self._predicates = [self._predicate(name, wanted) for name, wanted in given]

    def fits(self, exchange: Exchange) -> bool:
        """Tell whether the exchange fits in every field."""
        return all(predicate(exchange) for predicate in self._predicates)

    def _predicate(self, name: str, wanted: Any) -> Predicate:
        if name in ("organization_id", "role"):
            return lambda exchange: getattr(sender_of(exchange, self._token_format), name) == wanted
        return _PREDICATES[name](wanted)


def _method(wanted: str) -> Predicate:
    return lambda exchange: exchange.method == wanted


def _path(wanted: str) -> Predicate:
    if "{" in wanted:
        fits_route = same_template(wanted)
        return lambda exchange: exchange.route is not None and fits_route(exchange.route)
    fits = fitting(wanted)
    return lambda exchange: fits(exchange.path)


def _operation(wanted: str) -> Predicate:
    fits = fitting(wanted)
    return lambda exchange: exchange.operation is not None and fits(exchange.operation.name)


def _edition(wanted: str) -> Predicate:
    return lambda exchange: exchange.operation is not None and wanted in exchange.operation.editions


def _sdk(wanted: str) -> Predicate:
    fits = fitting(wanted)
    return lambda exchange: fits(sdk_of(exchange) or "")


def _headers(wanted: Mapping[str, str]) -> Predicate:
    by_name = {name.lower().encode("latin-1", "replace"): fitting(glob) for name, glob in wanted.items()}
    return lambda exchange: all(
        (given := exchange.header(name)) is not None and fits(given) for name, fits in by_name.items()
    )


def _query(wanted: Mapping[str, str]) -> Predicate:
    by_name = {name: fitting(glob) for name, glob in wanted.items()}

    def fits(exchange: Exchange) -> bool:
        given = parse_qsl(exchange.query.decode("latin-1"), keep_blank_values=True)
        return all(
            any(name == one and fits_value(value) for one, value in given)
            for name, fits_value in by_name.items()
        )

    return fits


def _body(wanted: Mapping[str, Any]) -> Predicate:
    def fits(exchange: Exchange) -> bool:
        try:
            given = from_json(exchange.body)
        except (ValueError, RecursionError):
            return False
        return all(_equal(at(given, name, _MISSING), value) for name, value in wanted.items())

    return fits


def _status(wanted: str) -> Predicate:
    beginning = wanted.removesuffix("xx")
    return lambda exchange: exchange.status is not None and str(exchange.status).startswith(beginning)


def _fault(wanted: str) -> Predicate:
    fits = fitting(wanted)
    return lambda exchange: exchange.fault is not None and fits(exchange.fault)


def same_template(wanted: str) -> Callable[[str], bool]:
    """Return what tells whether a template is the same, whatever its parameters are called."""
    template = _PLACEHOLDER.sub("{}", wanted)
    return lambda other: _PLACEHOLDER.sub("{}", other) == template


def fitting(wanted: str) -> Callable[[str], bool]:
    """Return what tells whether a text fits, in which `*` is any text and nothing else is special."""
    if "*" not in wanted:
        return wanted.__eq__
    match = re.compile(translate(_OTHER_WILDCARDS.sub(r"[\g<0>]", wanted))).match
    return lambda given: match(given) is not None


def _equal(given: Any, wanted: Any) -> bool:
    """Compare as JSON: 1 is 1.0 but not true, and the order of names does not matter."""
    if isinstance(given, dict) and isinstance(wanted, dict):
        return given.keys() == wanted.keys() and all(_equal(given[key], wanted[key]) for key in given)
    if isinstance(given, list) and isinstance(wanted, list):
        return len(given) == len(wanted) and all(map(_equal, given, wanted))
    return isinstance(given, bool) is isinstance(wanted, bool) and bool(given == wanted)


_PREDICATES: Mapping[str, Callable[[Any], Predicate]] = {
    "method": _method,
    "path": _path,
    "operation": _operation,
    "edition": _edition,
    "sdk": _sdk,
    "headers": _headers,
    "query": _query,
    "body": _body,
    "status": _status,
    "fault": _fault,
}
