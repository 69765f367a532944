"""A request and its answer, as they happen: whoever deals with them notes what the journal will tell."""

from datetime import datetime
from itertools import chain
from typing import Any

from starlette.types import Message, Scope

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
        "_answer_headers",
        "_headers",
        "_page",
        "answer_size",
        "at",
        "body",
        "caller",
        "error",
        "fault",
        "id",
        "method",
        "operation",
        "path",
        "query",
        "route",
        "scheme",
        "seconds",
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
        self._headers: Headers | bytes = scope["headers"]
        self.body = b""
        self.route: str | None = None
        self.operation: Operation | None = None
        self.caller: Caller = ANYBODY
        self.warnings: list[str] = []
        self.fault: str | None = None
        self.error: ApiError | None = None
        self.seconds = 0.0
        self.status: int | None = None
        self._answer_headers: Headers | bytes = []
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

    def answered(self, message: Message, most_bytes: int) -> None:
        """Note a message of the answer; of its body no more than *most_bytes* are kept."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._answer_headers = message["headers"]
            return
        body = message.get("body", b"")
        if self._page is None and self.answer_size < most_bytes:
            self._answer += body[: most_bytes - self.answer_size]
        self.answer_size += len(body)

    def pack(self) -> None:
        """Hold as few objects as can be: many that are kept make everything else slower."""
        self._headers, self._answer_headers = _packed(self._headers), _packed(self._answer_headers)

    @property
    def headers(self) -> Headers:
        """The headers of the request, names in lower case."""
        return _unpacked(self._headers)

    @property
    def answer_headers(self) -> Headers:
        """The headers of the answer."""
        return _unpacked(self._answer_headers)

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


def _packed(headers: Headers | bytes) -> bytes:
    """Return headers as one text; NUL can stand in none of them."""
    return headers if isinstance(headers, bytes) else b"\0".join(chain.from_iterable(headers))


def _unpacked(headers: Headers | bytes) -> Headers:
    if not isinstance(headers, bytes):
        return headers
    parts = headers.split(b"\0") if headers else []
    return list(zip(parts[::2], parts[1::2], strict=True))
