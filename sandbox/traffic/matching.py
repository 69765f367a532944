"""Which requests are meant: one pattern for faults and for the journal."""

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import from_json

from sandbox.auth.claims import TokenFormat
from sandbox.rest.exchange import Exchange
from sandbox.rest.models import UuidText
from sandbox.traffic.identity import sdk_of, sender_of

Predicate = Callable[[Exchange], bool]

Method = Annotated[str, BeforeValidator(lambda given: given.upper() if isinstance(given, str) else given)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=500)]
StatusPattern = Annotated[str, StringConstraints(pattern=r"^[1-5]([0-9]{2}|xx)$")]

_PLACEHOLDER = re.compile(r"\{[^}/]*\}")
_MISSING = object()


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
        template = _PLACEHOLDER.sub("{}", wanted)
        return lambda exchange: (
            exchange.route is not None and _PLACEHOLDER.sub("{}", exchange.route) == template
        )
    return lambda exchange: fnmatchcase(exchange.path, wanted)


def _operation(glob: str) -> Predicate:
    return lambda exchange: exchange.operation is not None and fnmatchcase(exchange.operation.name, glob)


def _edition(wanted: str) -> Predicate:
    return lambda exchange: exchange.operation is not None and wanted in exchange.operation.editions


def _sdk(glob: str) -> Predicate:
    return lambda exchange: fnmatchcase(sdk_of(exchange) or "", glob)


def _headers(wanted: Mapping[str, str]) -> Predicate:
    by_name = {name.lower().encode("latin-1", "replace"): glob for name, glob in wanted.items()}
    return lambda exchange: all(
        (given := exchange.header(name)) is not None and fnmatchcase(given, glob)
        for name, glob in by_name.items()
    )


def _query(wanted: Mapping[str, str]) -> Predicate:
    def fits(exchange: Exchange) -> bool:
        given = parse_qsl(exchange.query.decode("latin-1"), keep_blank_values=True)
        return all(
            any(name == one and fnmatchcase(value, glob) for one, value in given)
            for name, glob in wanted.items()
        )

    return fits


def _body(wanted: Mapping[str, Any]) -> Predicate:
    def fits(exchange: Exchange) -> bool:
        try:
            given = from_json(exchange.body)
        except (ValueError, RecursionError):
            return False
        # By text, because 1 and True are equal in Python but not in JSON.
        return all(repr(_at(given, name)) == repr(value) for name, value in wanted.items())

    return fits


def _status(wanted: str) -> Predicate:
    glob = wanted.replace("xx", "??")
    return lambda exchange: fnmatchcase(str(exchange.status), glob)


def _fault(glob: str) -> Predicate:
    return lambda exchange: exchange.fault is not None and fnmatchcase(exchange.fault, glob)


def _at(value: Any, dotted: str) -> Any:
    for part in dotted.split("."):
        if isinstance(value, dict):
            value = value.get(part, _MISSING)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return _MISSING
    return value


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
