"""WebSockets that speak OCPP-J, and connecting as a charger does; `listening` has the other end."""

import asyncio
import base64
import logging
import ssl as tls
from typing import Any
from urllib.parse import unquote, urlsplit

from websockets import exceptions
from websockets.asyncio import client
from websockets.asyncio.connection import Connection as Socket
from websockets.protocol import State
from websockets.typing import Subprotocol

from sandbox.ocpp.connection import Connection, ConnectionLost
from sandbox.ocpp.failures import CannotConnect, explained, no_subprotocol
from sandbox.ocpp.messages import OcppVersion

__all__ = ["CannotConnect", "Connection", "ConnectionLost", "WebSocket", "connect"]

Basic = tuple[str, str]
"""User name, which is the charger's identity, and password."""

USER_AGENT = "ocpplab-sandbox"

SEND_SECONDS = 30.0
"""Until a connection counts as lost whose other end takes nothing any more; pings cannot find that out, since
they have to wait as well."""

_CLOSE_SECONDS = 2.0

# The library tells headers where everything is logged, and passwords are among them.
_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)

OPTIONS: dict[str, Any] = {
    "compression": None,
    "max_size": 1 << 20,
    "max_queue": 4,
    "write_limit": 1 << 14,
    "close_timeout": _CLOSE_SECONDS,
    "logger": _log,
}
"""Of either end. Deflate costs more memory than all else; a peer takes one frame after the other."""

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
            async with asyncio.timeout(SEND_SECONDS):
                await self._socket.send(text)
        except exceptions.ConnectionClosed as closed:
            raise _lost(closed) from closed.__cause__
        except TimeoutError:
            self._socket.transport.abort()
            raise ConnectionLost from None

    async def recv(self) -> str:
        try:
            frame = await self._socket.recv()
        except exceptions.ConnectionClosed as closed:
            raise _lost(closed) from closed.__cause__
        # OCPP-J knows only texts; whoever sends bytes means a text
        return frame if isinstance(frame, str) else frame.decode(errors="replace")

    async def close(self, code: int = 1000, reason: str = "") -> None:
        await hang_up(self._socket, code, reason)


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
            **OPTIONS,
            **tls_options,
        )
    except (exceptions.WebSocketException, OSError, ValueError) as failed:
        raise explained(url, version, failed, open_timeout or 0.0) from failed
    return await _chosen(opened, url, version)


async def hang_up(socket: Socket, code: int, reason: str = "") -> None:
    """Close a connection, at the latest when its other end has had the time to agree."""
    told = reason.encode()[:_MOST_REASON_BYTES].decode(errors="ignore")
    try:
        # The library waits without end for who does not even read.
        async with asyncio.timeout(_CLOSE_SECONDS + 1):
            await socket.close(code, told)
    except TimeoutError:
        socket.transport.abort()
        await socket.wait_closed()


def identity_of(address: str) -> str:
    """Return the last part of a path or a URL, decoded."""
    return unquote(urlsplit(address).path.rpartition("/")[2])


async def _chosen(opened: client.ClientConnection, url: str, version: OcppVersion) -> WebSocket:
    """Return a connection over which *version* is spoken, or close it."""
    if opened.subprotocol is None:
        await hang_up(opened, 1002, f"{version} was not chosen")
        raise no_subprotocol("none", version)
    opened.request = None  # it is of no more use
    return WebSocket(opened, identity_of(url), version)


class _Dialled(client.connect):
    def process_redirect(self, exc: Exception) -> Exception | str:
        """Follow none: the other place may be one that must not be dialled."""
        return exc


def _authorization(basic: Basic) -> str:
    return "Basic " + base64.b64encode(":".join(basic).encode()).decode()


def _lost(closed: exceptions.ConnectionClosed) -> ConnectionLost:
    frame = closed.rcvd or closed.sent
    return ConnectionLost() if frame is None else ConnectionLost(frame.code, frame.reason)
