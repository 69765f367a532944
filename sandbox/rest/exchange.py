"""A request and its answer, as they happen: whoever deals with them notes what the journal will tell."""

from datetime import datetime
from typing import Any

from starlette.types import Message, Scope

from sandbox.auth.gate import ANYBODY, Caller
from sandbox.errors import ApiError
from sandbox.rest.operation import Operation

_KEY = "sandbox.exchange"

Headers = list[tuple[bytes, bytes]]


class Exchange:
    """One request and its answer.

    The bytes are those of the wire. What is derived from them is derived when somebody asks, because most
    requests are never looked at again.
    """

    __slots__ = (
        "answer_body",
        "answer_headers",
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
        "seconds",
        "status",
        "warnings",
    )

    def __init__(self, scope: Scope, id: int = 0, at: datetime | None = None) -> None:  # noqa: A002
        self.id = id
        self.at = at
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: bytes = scope["query_string"]
        self.headers: Headers = scope["headers"]
        self.body = b""
        self.route: str | None = None
        self.operation: Operation | None = None
        self.caller: Caller = ANYBODY
        self.warnings: list[str] = []
        self.fault: str | None = None
        self.error: ApiError | None = None
        self.seconds = 0.0
        self.status: int | None = None
        self.answer_headers: Headers = []
        self.answer_body = b""

    def refused(self, error: ApiError) -> None:
        """Note why the request was refused, without the frames that an exception holds on to."""
        error.__traceback__ = error.__context__ = error.__cause__ = None
        self.error = error

    def answered(self, message: Message, most_bytes: int) -> None:
        """Note a message of the answer; of its body no more than *most_bytes* are kept."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.answer_headers = message["headers"]
        elif (room := most_bytes - len(self.answer_body)) > 0:
            self.answer_body += message.get("body", b"")[:room]

    def header(self, name: bytes) -> str | None:
        """Return the first header of the request with this lower-case name."""
        return next((value.decode("latin-1") for key, value in self.headers if key == name), None)


def exchange_of(scope: Scope) -> Exchange:
    """Return the exchange that a request is part of."""
    exchange: Any = scope.get(_KEY)
    return begin(scope, Exchange(scope)) if exchange is None else exchange


def begin(scope: Scope, exchange: Exchange) -> Exchange:
    """Let *exchange* be the one that a request is part of."""
    scope[_KEY] = exchange
    return exchange
