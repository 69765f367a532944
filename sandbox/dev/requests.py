"""`/dev/requests`: the journal of requests and answers."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints
from pydantic_core import from_json
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.auth.tokens import TokenAuthority
from sandbox.dev.examples import such_as
from sandbox.dev.lookup import Lookup
from sandbox.dev.rows import DevQuery, row
from sandbox.errors import NotFound
from sandbox.rest.exchange import Exchange
from sandbox.rest.models import UuidText
from sandbox.rest.responses import JSON
from sandbox.rest.views import View
from sandbox.traffic.connections import Patience
from sandbox.traffic.entries import Entry, entry
from sandbox.traffic.har import archive
from sandbox.traffic.journal import Fits, Journal
from sandbox.traffic.matching import ExchangePattern, Method, Short, StatusPattern

Pair = Annotated[str, StringConstraints(pattern=r"^[^:]+:", max_length=1000)]


class PatternQuery(DevQuery):
    """Which requests are meant: those that fit in every parameter."""

    method: Method | None = None
    path: Short | None = Field(None, description="A template, or a path in which `*` is any text.")
    operation: Short | None = Field(None, description="Operation id; `*` is any text.")
    edition: Short | None = None
    organization_id: UuidText | None = None
    role: Short | None = None
    sdk: Short | None = Field(None, description="Such as `python/0.3.*`.")
    status: StatusPattern | None = Field(None, description="`404`, or `4xx`.")
    fault: Short | None = Field(None, description="Name of the fault that was applied; `*` is any.")
    header: list[Annotated[Pair, such_as("X-Trace:abc")]] = Field(
        [], description="`Name:value`, `*` is any text; may be repeated."
    )
    param: list[Annotated[Pair, such_as("page:2")]] = Field(
        [], description="Query parameter, `name:value`; may be repeated."
    )
    field: list[Annotated[Pair, such_as("target.identity:CP-0001")]] = Field(
        [], description="Body field, `dotted.name:value`; may be repeated."
    )

    def pattern(self) -> ExchangePattern:
        """Return the pattern."""
        given = {name: getattr(self, name) for name in _SCALARS}
        return ExchangePattern(
            **given,
            headers=dict(map(_pair, self.header)),
            query=dict(map(_pair, self.param)),
            body={name: _json(value) for name, value in map(_pair, self.field)},
        )


class FindQuery(PatternQuery):
    """Which requests to show."""

    after: int = Field(0, ge=0, description="Only those that began after the request with this id.")
    limit: int = Field(100, ge=1, le=1000, description="The newest so many.")


class WaitQuery(PatternQuery):
    """What to wait for."""

    count: int = Field(1, ge=1, le=1_000_000, description="How many.")
    timeout: float = Field(5, ge=0, le=60, description="Seconds to wait at most.")


class RequestsResponse(View):
    """Requests and their answers, the oldest first."""

    data: list[Entry]
    total: int


class CountResponse(View):
    """How many requests fit."""

    count: int


class WaitResponse(View):
    """What had come when the waiting was over."""

    matched: bool = Field(description="Whether there were enough.")
    count: int
    data: list[Entry]


def list_requests(lookup: Lookup, asking: Exchange, query: FindQuery) -> RequestsResponse:
    """List requests and their answers, the oldest first."""
    found = [one for one in lookup.find(query.pattern(), asking) if one.id > query.after]
    return RequestsResponse(data=lookup.entries(found[-query.limit :]), total=len(found))


def count_requests(lookup: Lookup, asking: Exchange, query: PatternQuery) -> CountResponse:
    """Count the requests that fit."""
    return CountResponse(count=len(lookup.find(query.pattern(), asking)))


class Waiting(Response):
    """Answers as soon as enough requests have come, time is over, or there is nobody to wait any more."""

    media_type = JSON
    shape: ClassVar[object] = WaitResponse

    def __init__(self, lookup: Lookup, patience: Patience, fits: Fits, query: WaitQuery) -> None:
        super().__init__()
        self._lookup = lookup
        self._patience = patience
        self._fits = fits
        self._query = query

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, and answer."""
        query = self._query
        with self._lookup.journal.expecting(self._fits, query.count) as expected:
            await self._patience.wait(query.timeout, receive, until=expected.met)
        data = self._lookup.entries(expected.found[-_MOST_SHOWN:])
        came = WaitResponse(matched=expected.is_met, count=expected.count, data=data)
        self.body = came.model_dump_json().encode()
        self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def wait_for_requests(lookup: Lookup, patience: Patience, asking: Exchange, query: WaitQuery) -> Waiting:
    """Answer as soon as so many requests fit, or when the time is over."""
    return Waiting(lookup, patience, lookup.fits(query.pattern(), asking), query)


def get_requests_archive(lookup: Lookup, asking: Exchange, query: PatternQuery) -> dict[str, Any]:
    """Get the requests that fit as an HTTP archive (HAR 1.2)."""
    return archive(lookup.entries(lookup.find(query.pattern(), asking)))


def get_request(journal: Journal, authority: TokenAuthority, request_id: str) -> Entry:
    """Get one request and its answer."""
    return entry(found(journal, request_id), authority.token_format)


def delete_requests(lookup: Lookup, asking: Exchange, query: PatternQuery) -> None:
    """Forget the requests that fit."""
    lookup.journal.clear(lookup.fits(query.pattern(), asking))


def found(journal: Journal, request_id: str) -> Exchange:
    """Return the exchange with this id, or raise NotFound."""
    exchange = journal.get(int(request_id)) if request_id.isdecimal() and len(request_id) < _DIGITS else None
    if exchange is None:
        raise NotFound(f"Request {request_id} is not in the journal: unknown, or forgotten by now")
    return exchange


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition(":")
    return name, value.strip()


def _json(text: str) -> Any:
    """Read a value as JSON where it is some: `5`, `true` and `"5"`; anything else is text."""
    try:
        return from_json(text)
    except ValueError:
        return text


_SCALARS = [name for name in PatternQuery.model_fields if name in ExchangePattern.model_fields]
_MOST_SHOWN = 1000
_DIGITS = 20
_REQUESTS = "/dev/requests"


OPERATIONS = (
    row("GET", _REQUESTS, list_requests, in_change=False),
    row("DELETE", _REQUESTS, delete_requests, 204, in_change=False),
    row("GET", f"{_REQUESTS}/count", count_requests, in_change=False),
    row("GET", f"{_REQUESTS}/wait", wait_for_requests, in_change=False),
    row("GET", f"{_REQUESTS}/har", get_requests_archive, in_change=False),
    row("GET", f"{_REQUESTS}/{{request_id}}", get_request, errors=(NotFound,), in_change=False),
)
