"""A request and its answer, as they happen: whoever deals with them notes what the journal will tell."""

from datetime import datetime
from typing import Any

from starlette.types import Scope

from sandbox.auth.gate import ANYBODY, Caller
from sandbox.errors import ApiError
from sandbox.rest.operation import Operation
from sandbox.rest.pages import Page, Slice

_KEY = "sandbox.exchange"

Headers = list[tuple[bytes, bytes]]


class Exchange:
    """One request and its answer.

    The bytes are those of the wire. What is derived from them is derived when somebody asks, because most
    requests are never looked at again.
    """

    __slots__ = (
        "_answer",
        "_page",
        "answer_headers",
        "answer_size",
        "at",
        "body",
        "caller",
        "error",
        "fault",
        "headers",
        "id",
        "method",
        "operation",
        "path",
        "query",
        "route",
        "scheme",
        "seconds",
        "spoilt",
        "status",
        "warnings",
    )

    def __init__(self, scope: Scope, id: int = 0, at: datetime | None = None) -> None:  # noqa: A002
        self.id = id
        self.at = at
        self.method: str = scope["method"]
        self.scheme: str = scope.get("scheme", "http")
        self.path: str = scope["path"]
        self.query: bytes = scope["query_string"]
        self.headers: Headers = scope["headers"]
        self.body = b""
        self.route: str | None = None
        self.operation: Operation | None = None
        self.caller: Caller = ANYBODY
        self.warnings: list[str] = []
        self.fault: str | None = None
        self.spoilt: str | None = None
        self.error: ApiError | None = None
        self.seconds = 0.0
        self.status: int | None = None
        self.answer_headers: Headers = []
        self.answer_size = 0
        self._answer = b""
        self._page: Page[Any] | Slice[Any] | None = None

    def refused(self, error: ApiError) -> None:
        """Note why the request was refused, without the frames that an exception holds on to."""
        error.__traceback__ = error.__context__ = error.__cause__ = None
        self.error = error

    def returned(self, result: Any) -> None:
        """Note what the handler returned; a page is kept in place of its bytes, which would be many."""
        if isinstance(result, Page | Slice) and self.fault is None:
            self._page = result

    def continued(self, body: bytes, most_bytes: int) -> None:
        """Note a part of the answer's body, of which no more than *most_bytes* are kept."""
        if self._page is None and self.answer_size < most_bytes:
            self._answer += body[: most_bytes - self.answer_size]
        self.answer_size += len(body)

    @property
    def answer_body(self) -> bytes:
        """The body of the answer, or its beginning."""
        return self._answer if self._page is None else self._page.json()

    def header(self, name: bytes) -> str | None:
        """Return the first header of the request with this lower-case name."""
        return next((value.decode("latin-1") for key, value in self.headers if key == name), None)

    @property
    def base_url(self) -> str:
        """The URL that the sandbox was called by, without a path."""
        return f"{self.scheme}://{self.header(b'host')}"


def exchange_of(scope: Scope) -> Exchange:
    """Return the exchange that a request is part of."""
    exchange: Any = scope.get(_KEY)
    return begin(scope, Exchange(scope)) if exchange is None else exchange


def begin(scope: Scope, exchange: Exchange) -> Exchange:
    """Let *exchange* be the one that a request is part of."""
    scope[_KEY] = exchange
    return exchange
