"""What is checked before a request reaches the router: its `Host`, its `Origin` and the size of its body.

Browsers send requests for any page that a developer visits. `HostGuard` stops a name that was rebound to this
machine, `OriginGuard` stops writes by foreign pages, and CORS keeps the answers from them. The guards answer
instead of raising, because no exception handler of the application is outside of them; `REFUSAL` tells why.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.auth.cors import LOOPBACK_ORIGIN
from sandbox.auth.hosts import AllowedHosts, name_of
from sandbox.errors import ApiError, BadRequest, ContentTooLarge, Facts, Forbidden

REFUSAL = "sandbox.refusal"
"""Where the scope of a request tells which `ApiError` a guard has answered."""

_READING_METHODS = {"GET", "HEAD", "OPTIONS"}
_MOST_SHOWN = 40
_MAX_LENGTH_DIGITS = 18  # beyond that, a Content-Length need not be read to be too large


class HostGuard:
    """Answers 400 unless `Host` is loopback or allowed: a name, `*.name` for what is under it, or `*`."""

    def __init__(self, app: ASGIApp, allowed_hosts: Sequence[str] = ()) -> None:
        self._app = app
        self._hosts = AllowedHosts(allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = self._error(scope) if scope["type"] == "http" else None
        await (self._app if error is None else _answer(error))(scope, receive, send)

    def _error(self, scope: Scope) -> ApiError | None:
        values = _values(scope, b"host")
        if len(values) != 1:
            return self._refused(
                f"a request needs exactly one Host header; this one has {len(values)}", values
            )
        name = name_of(values[0])
        if name is None:
            return self._refused("the Host header is malformed", values)
        if self._hosts.allow(name):
            return None
        return self._refused(f"the host {name} is not allowed; SANDBOX_ALLOWED_HOSTS can add it", values)

    def _refused(self, detail: str, values: Sequence[str]) -> ApiError:
        return BadRequest(detail, facts=Facts("host", {"Host": values}, {"Host": self._hosts.shown}))


class OriginGuard:
    """Answers 403 to a write by a foreign page: its `Origin` is not loopback, not allowed, and not ours.

    Ours is the origin of the `Host` that was asked, which `HostGuard` has let in.
    """

    def __init__(self, app: ASGIApp, allowed_origins: Sequence[str] = ()) -> None:
        self._app = app
        self._allowed = frozenset(allowed_origins)
        self._loopback = re.compile(LOOPBACK_ORIGIN)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _READING_METHODS and self._is_foreign(scope):
            await _answer(self._refused(scope))(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refused(self, scope: Scope) -> ApiError:
        expected = ["loopback", "that of Host", *sorted(self._allowed)]
        facts = Facts("origin", {"Origin": _values(scope, b"origin")}, {"Origin": expected})
        return Forbidden(
            "this origin may not change anything; SANDBOX_ALLOWED_ORIGINS can add it", facts=facts
        )

    def _is_foreign(self, scope: Scope) -> bool:
        hosts = _values(scope, b"host")
        ours = {f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts}
        return not all(origin in ours or self._is_allowed(origin) for origin in _values(scope, b"origin"))

    def _is_allowed(self, origin: str) -> bool:
        return "*" in self._allowed or origin in self._allowed or bool(self._loopback.fullmatch(origin))


class BodyGuard:
    """Answers 413 to a body that is too large: before it is read if its length was declared.

    Args:
        app: what is guarded.
        limit: the largest body, in bytes.
        exceptions: larger ones, by path.
    """

    def __init__(self, app: ASGIApp, limit: int, exceptions: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._limit = limit
        self._exceptions = exceptions or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
            return
        limit = self._exceptions.get(scope["path"], self._limit)
        if over := [length for length in _values(scope, b"content-length") if _is_over(length, limit)]:
            error = _too_large(limit, {"Content-Length": over[0][:_MOST_SHOWN]})
            await _answer(error)(scope, receive, send)
        else:
            await self._count(limit, scope, receive, send)

    async def _count(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = _Exchange(receive, send, limit)
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except Exception:
            if not exchange.is_refused:
                raise
        if exchange.is_refused:
            await _answer(_too_large(limit, {"bytes": exchange.received}))(scope, receive, send)


class _Exchange:
    """One request whose body is counted; once it is refused, nothing the application says is sent."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self.is_refused = False
        self.received = 0
        self._receive = receive
        self._send = send
        self._limit = limit
        self._is_answering = False

    async def receive(self) -> Message:
        message = await self._receive()
        self.received += len(message.get("body", b""))
        # An answer that has begun cannot become a 413: it is not cut in half.
        if self.received > self._limit and not self._is_answering:
            self.is_refused = True
            raise _too_large(self._limit, {"bytes": self.received})
        return message

    async def send(self, message: Message) -> None:
        if not self.is_refused:
            self._is_answering = True
            await self._send(message)


def _is_over(length: str, limit: int) -> bool:
    # What is not a number is the server's to refuse; the body is counted in any case.
    return length.isdecimal() and (len(length) > _MAX_LENGTH_DIGITS or int(length) > limit)


def _too_large(limit: int, saw: Mapping[str, Any]) -> ContentTooLarge:
    facts = Facts("size", saw, {"bytes": limit})
    error = ContentTooLarge(f"the body is over the limit of {limit} bytes", facts=facts)
    error.headers["Connection"] = "close"  # the rest of the body would be taken for the next request
    return error


def _answer(error: ApiError) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        scope[REFUSAL] = error
        await JSONResponse(error.body, error.status, error.headers)(scope, receive, send)

    return answer


def _has_body(scope: Scope) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]
