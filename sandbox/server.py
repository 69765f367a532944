"""A sandbox that listens: in the foreground for the command line, in a thread for tests."""

import asyncio
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Any, Self, cast

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from sandbox.app import create_app
from sandbox.errors import StartupError
from sandbox.garbage import short_pauses
from sandbox.settings import Settings
from sandbox.traffic.connections import ABORT, KEY


def bind(settings: Settings) -> socket.socket:
    """Return a socket that listens where the settings say; port 0 takes a free one.

    Raises:
        StartupError: somebody else has the port, or the address is not ours.
    """
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        listening = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as refused:
        raise StartupError(
            f"Cannot listen on {settings.host} port {settings.port}: {refused.strerror}"
        ) from None
    # Connections inherit it: without it, each answer waits 40 ms for the client to acknowledge its headers.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
    return listening


def address(listening: socket.socket) -> str:
    """Return the base URL of a listening socket, as seen from this machine."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def serve(app: Starlette, listening: socket.socket, *, log_level: str, on_start: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM."""
    for request_to_stop in (signal.SIGINT, signal.SIGTERM):
        # uvicorn obeys, then raises it again for whoever listened before: to stop as asked is no failure.
        signal.signal(request_to_stop, signal.SIG_IGN)
    with short_pauses():
        _Server(app, log_level, on_start).run(sockets=[listening])


class Server:
    """A sandbox in a thread of its own, ready when the `with` block begins and gone when it ends.

    Args:
        settings: as for `create_app`; by default a free port, and creations in the background that
            take no time.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings.of(port=0, log_level="warning", provisioning_seconds=0)
        self._answered = threading.Event()
        self._listening = bind(self._settings)
        self.url = address(self._listening)

    def __enter__(self) -> Self:
        try:
            app = create_app(self._settings)
        except BaseException:
            self._listening.close()
            raise
        self._server = _Server(app, self._settings.log_level, self._answered.set)
        self._thread = threading.Thread(target=self._run, name="ocpplab-sandbox", daemon=True)
        self._thread.start()
        self._answered.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._listening.close()

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._listening])
        finally:
            self._answered.set()


class _Server(uvicorn.Server):
    """Tells when it answers, so that nobody has to poll, and lets streams end when it stops."""

    def __init__(self, app: Starlette, log_level: str, on_start: Callable[[], None]) -> None:
        super().__init__(_config(app, log_level))
        self._gateway = app.state.gateway
        self._on_start = on_start

    async def startup(self, sockets: Sequence[socket.socket] | None = None) -> None:
        await super().startup(sockets=list(sockets or ()))
        self._on_start()

    async def shutdown(self, sockets: Sequence[socket.socket] | None = None) -> None:
        self._gateway.end_streams()
        await super().shutdown(sockets=list(sockets or ()))


def _protocol(**parts: Any) -> Any:
    """Return uvicorn's end of a connection, which lets the application close it: a fault may want to."""
    protocol: Any = AutoHTTPProtocol(**parts)
    app = protocol.app

    def closable(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        scope["extensions"] = {KEY: protocol.transport.close, ABORT: protocol.transport.abort}
        answered: Awaitable[None] = app(scope, receive, send)
        return answered

    protocol.app = closable
    return protocol


def _config(app: ASGIApp, log_level: str) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=cast("type[asyncio.Protocol]", _protocol),
        log_level=log_level,
        access_log=log_level in ("info", "debug"),
        lifespan="on",
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=5,
    )
