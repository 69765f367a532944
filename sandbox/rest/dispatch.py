"""The way of a request through one operation: admit, parse, handle inside one change, respond."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from inspect import isawaitable
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.auth.gate import ANYBODY, Caller, Gate
from sandbox.errors import ApiError, Facts, MethodNotAllowed, NotFound
from sandbox.rest.exchange import Exchange, exchange_of
from sandbox.rest.fork import Route
from sandbox.rest.nearest import Directory, named
from sandbox.rest.notices import notice
from sandbox.rest.operation import Operation
from sandbox.rest.parsing import Sent, Warnings, parse
from sandbox.rest.responses import answer_error, in_declared_terms, respond
from sandbox.rest.routing import Match, PathTree

_MOST_LETTERS = 200

_WARNINGS = b"x-sandbox-warnings"

Provide = Callable[[type, Caller], Any]
Change = Callable[[], AbstractContextManager[None]]
Settle = Callable[[], object]


class Dispatcher:
    """An ASGI application over operation rows.

    Args:
        tree: what is served.
        gate: who may call it.
        provide: makes what a handler asks for by type, bound to the caller's organization.
        change: opens a change of the state; a handler that raises has changed nothing.
        settle: brings about what has come due by now, before a handler could see it.
        strict: when given, fields and parameters that are unknown are refused, and of an unknown route the
            nearest ones in this directory are named.
    """

    def __init__(  # noqa: PLR0913 - its parts
        self,
        tree: PathTree[Route],
        gate: Gate,
        provide: Provide,
        change: Change,
        settle: Settle,
        *,
        strict: Directory | None = None,
    ) -> None:
        self._tree = tree
        self._strict = strict
        self._settle = settle
        self._gate = gate
        self._provide = provide
        self._change = change

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        exchange = exchange_of(scope)
        try:
            response = await self._answer(exchange, scope, receive)
        except ApiError as error:
            response = _warned(_refuse(exchange, error), exchange.warnings)
        await response(scope, receive, send)

    def recognise(self, exchange: Exchange, body: bytes) -> None:
        """Note which operation a request means and who calls it, as far as that can be told beforehand."""
        exchange.caller = self._gate.recognise(Headers(raw=exchange.headers))
        found = self._tree.find(exchange.path)
        match = None if found is None else found.by(exchange.method)
        if match is not None:
            exchange.route = match.target.path
            exchange.operation = match.target.choose(body)

    async def _answer(self, exchange: Exchange, scope: Scope, receive: Receive) -> Response:
        path = scope["path"]
        found = self._tree.find(path)
        if found is None:
            return self._elsewhere(scope, path)
        if (match := found.by(scope["method"])) is None:
            raise MethodNotAllowed(scope["method"], found.methods)
        exchange.route = match.target.path
        return await self._perform(match, exchange, scope, receive)

    def _elsewhere(self, scope: Scope, path: str) -> Response:
        """Redirect from a trailing slash as FastAPI does; else the path is unknown."""
        stripped = path.rstrip("/")
        if stripped == path or not stripped or self._tree.find(stripped) is None:
            raise self._unknown(scope["method"], path)
        target = scope["raw_path"].rstrip(b"/").decode("ascii")
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"{target}?{query}" if query else target, status_code=307)

    def _unknown(self, method: str, path: str) -> NotFound:
        facts = Facts("route", {"method": method, "path": path})
        if self._strict is None:
            return NotFound("Not Found", facts=facts)
        nearest = ", ".join(named(self._strict.nearest(method, path)))
        return NotFound(
            f"No route {method} {path[:_MOST_LETTERS]}; nearest: {nearest or 'none'}", facts=facts
        )

    async def _perform(
        self, match: Match[Route], exchange: Exchange, scope: Scope, receive: Receive
    ) -> Response:
        route = match.target
        headers = Headers(scope=scope)
        exchange.caller = ANYBODY
        exchange.caller = self._gate.admit(route.scope, headers)
        if route.reads_body:
            exchange.body = await read_body(receive)
        operation = exchange.operation = route.choose(exchange.body)
        warnings = exchange.warnings
        if operation.parameters.body is None and headers.get("content-length", "0") != "0":
            warnings.append("body ignored: this operation takes none")
        sent = Sent(match.values, scope["query_string"], headers.get("content-type", ""), exchange.body)
        try:
            arguments = parse(operation.parameters, sent, warnings, strict=self._strict is not None)
            response = await self._handle(exchange, operation, arguments)
        except ApiError as error:
            response = _refuse(exchange, in_declared_terms(error, operation))
        notice(exchange, operation)
        if operation.headers:
            response.headers.update(dict(operation.headers))
        return _warned(response, warnings)

    async def _handle(self, exchange: Exchange, operation: Operation, arguments: dict[str, Any]) -> Response:
        if operation.in_change:
            self._settle()
            with self._change():
                self._provide_for(exchange, operation, arguments)
                result = operation.handler(**arguments)
                exchange.returned(result)
                return respond(result, operation)
        self._provide_for(exchange, operation, arguments)
        result = operation.handler(**arguments)
        return respond(await result if isawaitable(result) else result, operation)

    def _provide_for(self, exchange: Exchange, operation: Operation, arguments: dict[str, Any]) -> None:
        for name, wanted in operation.parameters.provided.items():
            arguments[name] = exchange if wanted is Exchange else self._provide(wanted, exchange.caller)


async def read_body(receive: Receive) -> bytes:
    """Return the whole body of a request.

    Raises:
        ClientDisconnect: the client has gone before the body was whole: nothing is to be done.
    """
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


def _refuse(exchange: Exchange, error: ApiError) -> Response:
    exchange.refused(error)
    return answer_error(error)


def _warned(response: Response, warnings: Warnings) -> Response:
    if warnings:
        response.raw_headers.append((_WARNINGS, "; ".join(warnings[:10]).encode("ascii", "replace")))
    return response
