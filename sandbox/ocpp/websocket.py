"""WebSockets that speak OCPP-J: connecting as a charger does, and listening as a CSMS does."""

import base64
import binascii
import logging
import ssl as tls
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from websockets import exceptions
from websockets.asyncio import client, server
from websockets.asyncio.connection import Connection as Socket
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.typing import Subprotocol

from sandbox.ocpp.connection import Connection, ConnectionLost
from sandbox.ocpp.failures import CannotConnect, explained, no_subprotocol
from sandbox.ocpp.messages import OcppVersion

__all__ = ["CannotConnect", "Connection", "ConnectionLost", "Listener", "WebSocket", "connect", "serve"]

Basic = tuple[str, str]
"""User name, which is the charger's identity, and password."""

Check = Callable[[str, Basic | None], HTTPStatus | None]
"""Takes an identity and the credentials, and returns the status that turns the charger away, or None."""

USER_AGENT = "ocpplab-sandbox"

# The library tells headers where everything is logged, and passwords are among them.
_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)

# Deflate costs more memory than all else of a connection; a peer takes one frame after the other.
_OPTIONS: dict[str, Any] = {
    "compression": None,
    "max_size": 1 << 20,
    "max_queue": 4,
    "write_limit": 1 << 14,
    "close_timeout": 2.0,
    "logger": _log,
}
_MOST_REASON_BYTES = 123


class WebSocket:
    """An open connection of the charger *identity*, at either end; a `Connection`."""

    __slots__ = ("_socket", "identity", "version")

    def __init__(self, socket: Socket, identity: str, version: OcppVersion) -> None:
        self._socket = socket
        self.identity = identity
        self.version = version

    @property
    def is_open(self) -> bool:
        return self._socket.state is State.OPEN

    async def send(self, text: str) -> None:
        try:
            await self._socket.send(text)
        except exceptions.ConnectionClosed as closed:
            raise _lost(closed) from closed.__cause__

    async def recv(self) -> str:
        try:
            frame = await self._socket.recv()
        except exceptions.ConnectionClosed as closed:
            raise _lost(closed) from closed.__cause__
        # OCPP-J knows only texts; whoever sends bytes means a text
        return frame if isinstance(frame, str) else frame.decode(errors="replace")

    async def close(self, code: int = 1000, reason: str = "") -> None:
        await self._socket.close(code, reason.encode()[:_MOST_REASON_BYTES].decode(errors="ignore"))


async def connect(  # noqa: PLR0913
    url: str,
    *,
    version: OcppVersion,
    basic: Basic | None = None,
    ssl: tls.SSLContext | None = None,
    ping_interval: float | None = None,
    ping_timeout: float | None = None,
    open_timeout: float | None = 10.0,
) -> WebSocket:
    """Connect as the charger whose identity is the last part of *url*.

    Neither a proxy of the system nor a redirect is followed: what is dialled is the *url*, and nothing else.

    Args:
        url: `ws://` or `wss://`, with the identity percent-encoded.
        version: the subprotocol; nothing else is accepted.
        basic: credentials.
        ssl: for `wss://`; without it the system's certificates are trusted.
        ping_interval: seconds between pings; None is never.
        ping_timeout: seconds until a ping counts as unanswered, which ends the connection.
        open_timeout: seconds until an attempt counts as failed.

    Raises:
        CannotConnect: and it says why.
    """
    tls_options: dict[str, Any] = {} if ssl is None else {"ssl": ssl}
    try:
        opened = await _Dialled(
            url,
            subprotocols=[Subprotocol(version)],
            additional_headers=None if basic is None else {"Authorization": _authorization(basic)},
            user_agent_header=USER_AGENT,
            proxy=None,
            ping_interval=ping_interval,
            ping_timeout=ping_timeout,
            open_timeout=open_timeout,
            **_OPTIONS,
            **tls_options,
        )
    except (exceptions.WebSocketException, OSError, ValueError) as failed:
        raise explained(url, version, failed, open_timeout or 0.0) from failed
    if opened.subprotocol is None:
        await opened.close(1002, f"{version} was not chosen")
        raise no_subprotocol("none", version)
    opened.request = None  # it is of no more use
    return WebSocket(opened, _identity(url), version)


class Listener:
    """A CSMS's open port."""

    def __init__(self, listening: server.Server, scheme: str) -> None:
        self._server = listening
        host, self.port = next(iter(listening.sockets)).getsockname()[:2]
        self.url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"

    def kill(self) -> None:
        """Be gone at once, with all connections, and without a word: as if the process had died."""
        self._server.close(close_connections=False)
        for connection in self._server.connections:
            connection.transport.abort()


@asynccontextmanager
async def serve(  # noqa: PLR0913
    host: str,
    port: int,
    handler: Callable[[WebSocket], Awaitable[None]],
    *,
    versions: Sequence[OcppVersion],
    ssl: tls.SSLContext | None = None,
    check: Check | None = None,
    ping_interval: float | None = None,
    ping_timeout: float | None = None,
) -> AsyncIterator[Listener]:
    """Listen for chargers; each is the *handler*'s until that returns, which closes the connection.

    The identity is the last part of the path. Of the subprotocols that a charger offers the first is taken
    that is among *versions*; if none is, the connection is opened without one and closed, as OCPP-J wants it.

    Args:
        host: what to listen at.
        port: 0 takes a free one; the listener knows which.
        handler: what is done with a connection.
        versions: what is spoken.
        ssl: makes it `wss://`.
        check: decides who may connect; without it, everybody may.
        ping_interval: seconds between pings; None is never.
        ping_timeout: seconds until a ping counts as unanswered, which ends the connection.
    """

    def admit(connection: server.ServerConnection, request: Request) -> Response | None:
        identity = _identity(request.path)
        refused = check and check(identity, _credentials(request))
        if not identity:
            return connection.respond(HTTPStatus.NOT_FOUND, "The path does not end with an identity.\n")
        if refused is None:
            return None
        response = connection.respond(refused, f"{identity} may not connect.\n")
        if refused is HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = 'Basic realm="OCPP", charset="UTF-8"'
        return response

    def choose(_: server.ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
        return next((name for name in offered if name in versions), None)

    async def hand_over(connection: server.ServerConnection) -> None:
        assert connection.request is not None
        if connection.subprotocol is None:
            await connection.close(1002, f"offer one of {', '.join(versions)}")
            return
        version = cast("OcppVersion", connection.subprotocol)
        await handler(WebSocket(connection, _identity(connection.request.path), version))

    async with server.serve(
        hand_over,
        host,
        port,
        process_request=admit,
        select_subprotocol=choose,
        server_header=USER_AGENT,
        ssl=ssl,
        ping_interval=ping_interval,
        ping_timeout=ping_timeout,
        **_OPTIONS,
    ) as listening:
        yield Listener(listening, "ws" if ssl is None else "wss")


class _Dialled(client.connect):
    def process_redirect(self, exc: Exception) -> Exception | str:
        """Follow none: the other place may be one that must not be dialled."""
        return exc


def _identity(address: str) -> str:
    return unquote(urlsplit(address).path.rpartition("/")[2])


def _authorization(basic: Basic) -> str:
    return "Basic " + base64.b64encode(":".join(basic).encode()).decode()


def _credentials(request: Request) -> Basic | None:
    for value in request.headers.get_all("Authorization"):
        scheme, _, encoded = value.partition(" ")
        if scheme.lower() == "basic":
            try:
                user, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                return None
            return (user, password) if colon else None
    return None


def _lost(closed: exceptions.ConnectionClosed) -> ConnectionLost:
    frame = closed.rcvd or closed.sent
    return ConnectionLost() if frame is None else ConnectionLost(frame.code, frame.reason)
