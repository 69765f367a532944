"""A strict CSMS on the central system classes of `ocpp`, a process of its own.

It prints one line when it is ready: `{"ocpp": port, "control": port}`.
"""

import argparse
import asyncio
import json
import ssl
import sys
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from tests.live.strict.answers import Transactions
from tests.live.strict.charge_points import VERSIONS, Asking, ChargePoint, Desk, Wire
from tests.live.strict.control import Refused, controlled
from tests.live.strict.credentials import identity_of, password_of
from tests.live.strict.journal import Journal
from tests.live.strict.provoked import Provoked

_MOST_SECONDS = 30


class CentralSystem:
    """The chargers that are connected."""

    def __init__(self, desk: Desk, password: str | None) -> None:
        self._desk = desk
        self._password = password
        self._points: dict[str, ChargePoint] = {}

    def admit(self, _: ServerConnection, request: Request) -> Response | None:
        """Refuse a charger without the password; None lets it in."""
        if self._password in (None, password_of(request.path, request.headers.get("Authorization", ""))):
            return None
        headers = Headers({"WWW-Authenticate": 'Basic realm="ocpp"', "Content-Length": "0"})
        return Response(HTTPStatus.UNAUTHORIZED, "Unauthorized", headers)

    async def attend(self, connection: ServerConnection) -> None:
        """Serve one charger until it is gone."""
        assert connection.request is not None
        identity = identity_of(connection.request.path)
        about = {"subprotocol": connection.subprotocol, "path": connection.request.path}
        headers = {name.lower(): value for name, value in connection.request.headers.raw_items()}
        self._desk.journal.connection(identity, "opened", {**about, "headers": headers})
        wire = Wire(identity, connection, self._desk.journal)
        point = self._points[identity] = VERSIONS[str(connection.subprotocol)](identity, wire, self._desk)
        try:
            await point.start()
        except ConnectionClosed:
            pass
        finally:
            if self._points.get(identity) is point:
                del self._points[identity]
            point.gone.set()
            code, reason = connection.close_code, connection.close_reason
            self._desk.journal.connection(identity, "closed", {"code": code, "reason": reason})

    async def call(self, asking: dict[str, Any]) -> dict[str, Any]:
        """Return the charger's answer as `{"result": ...}` or `{"error": ...}`."""
        point = self._point(asking["identity"])
        unchecked = asking.get("unchecked", False)
        return await point.ask(Asking(asking["action"], asking.get("payload", {}), unchecked=unchecked))

    async def raw(self, asking: dict[str, Any]) -> None:
        """Send a text as it is."""
        await self._point(asking["identity"]).wire.send(asking["text"])

    async def close(self, asking: dict[str, Any]) -> None:
        """Close a connection, or drop it without a word."""
        connection = self._point(asking["identity"]).wire.connection
        if asking.get("force"):
            connection.transport.abort()
        else:
            await connection.close(asking.get("code") or 1000)

    def connected(self) -> list[str]:
        """Return the identities of those that are connected."""
        return list(self._points)

    def _point(self, identity: str) -> ChargePoint:
        if identity not in self._points:
            raise Refused(HTTPStatus.NOT_FOUND, f"{identity} is not connected")
        return self._points[identity]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--interval", type=int, default=300)
    parser.add_argument("--first-transaction", type=int, default=1)
    for name in ("--password", "--cert", "--key", "--ca"):
        parser.add_argument(name)
    return parser.parse_args()


def _tls(options: argparse.Namespace) -> ssl.SSLContext | None:
    if options.cert is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.cert, options.key)
    if options.ca is not None:
        context.load_verify_locations(options.ca)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


async def _main() -> None:
    options = _options()
    desk = Desk(Journal(), Provoked(), Transactions(options.first_transaction), options.interval)
    system = CentralSystem(desk, options.password)
    loop = asyncio.get_running_loop()

    def done(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(_MOST_SECONDS)

    routes = {
        "GET /messages": lambda query, _: desk.journal.after(
            int(query.get("after", 0)), float(query.get("wait", 0))
        ),
        "DELETE /messages": lambda _, __: desk.journal.clear(),
        "GET /violations": lambda _, __: desk.journal.violations,
        "GET /transactions": lambda _, __: desk.transactions.listed(),
        "GET /connected": lambda _, __: system.connected(),
        "POST /call": lambda _, body: done(system.call(body)),
        "POST /raw": lambda _, body: done(system.raw(body)),
        "POST /close": lambda _, body: done(system.close(body)),
        "POST /reply": lambda _, body: desk.provoked.add(body),
    }
    server = await serve(
        system.attend,
        "127.0.0.1",
        options.port,
        subprotocols=[Subprotocol(version) for version in VERSIONS],
        process_request=system.admit,
        ssl=_tls(options),
        compression=None,
    )
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(json.dumps({"ocpp": port, "control": controlled(routes)}) + "\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
