"""Listening for chargers, as a CSMS does."""

import asyncio
import base64
import binascii
import ssl as tls
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import cast

from websockets.asyncio import server
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from sandbox.ocpp.messages import OcppVersion
from sandbox.ocpp.websocket import OPTIONS, USER_AGENT, Basic, WebSocket, hang_up, identity_of

_GOING_AWAY = 1001

Handler = Callable[[WebSocket], Awaitable[None]]

Check = Callable[[str, Basic | None], HTTPStatus | None]
"""Takes an identity and the credentials, and returns the status that turns the charger away, or None."""

TurnedAway = Callable[[str, str], None]
"""Hears of who was turned away: the identity, empty if there was none, and why."""


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
    handler: Handler,
    *,
    versions: Sequence[OcppVersion],
    ssl: tls.SSLContext | None = None,
    check: Check | None = None,
    turned_away: TurnedAway | None = None,
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
        turned_away: is told whom the identity, the *check* or the subprotocol kept out.
        ping_interval: seconds between pings; None is never.
        ping_timeout: seconds until a ping counts as unanswered, which ends the connection.
    """
    door = _Door(handler, versions, check, turned_away or (lambda _identity, _why: None))
    async with server.serve(
        door.hand_over,
        host,
        port,
        process_request=door.admit,
        select_subprotocol=door.choose,
        server_header=USER_AGENT,
        ssl=ssl,
        ping_interval=ping_interval,
        ping_timeout=ping_timeout,
        **OPTIONS,
    ) as listening:
        try:
            yield Listener(listening, "ws" if ssl is None else "wss")
        finally:
            listening.close(close_connections=False)
            await asyncio.gather(*(hang_up(one, _GOING_AWAY) for one in listening.connections))


class _Door:
    """What a charger passes on its way to the *handler*, in this order."""

    def __init__(
        self,
        handler: Handler,
        versions: Sequence[OcppVersion],
        check: Check | None,
        turned_away: TurnedAway,
    ) -> None:
        self._handler = handler
        self._versions = versions
        self._check = check
        self._turned_away = turned_away

    def admit(self, connection: server.ServerConnection, request: Request) -> Response | None:
        identity = identity_of(request.path)
        if not identity:
            self._turned_away("", f"404: the path {request.path} does not end with an identity")
            return connection.respond(HTTPStatus.NOT_FOUND, "The path does not end with an identity.\n")
        refused = self._check and self._check(identity, _credentials(request))
        if refused is None:
            return None
        self._turned_away(identity, f"{refused.value} {refused.phrase}")
        response = connection.respond(refused, f"{identity} may not connect.\n")
        if refused is HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = 'Basic realm="OCPP", charset="UTF-8"'
        return response

    def choose(
        self, _connection: server.ServerConnection, offered: Sequence[Subprotocol]
    ) -> Subprotocol | None:
        return next((name for name in offered if name in self._versions), None)

    async def hand_over(self, connection: server.ServerConnection) -> None:
        assert connection.request is not None
        if connection.subprotocol is None:
            offered = ", ".join(connection.request.headers.get_all("Sec-WebSocket-Protocol")) or "none"
            self._turned_away(identity_of(connection.request.path), f"no subprotocol in common: {offered}")
            await hang_up(connection, 1002, f"offer one of {', '.join(self._versions)}")
            return
        version = cast("OcppVersion", connection.subprotocol)
        await self._handler(WebSocket(connection, identity_of(connection.request.path), version))


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
