"""Connections with both ends in the hands of a test: the charger's and the CSMS's."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sandbox.ocpp.connection import Connection, ConnectionLost
from sandbox.ocpp.listening import serve
from sandbox.ocpp.messages import OcppVersion
from sandbox.ocpp.websocket import WebSocket, connect

Ends = tuple[Connection, Connection]
Wire = Callable[[OcppVersion], AbstractAsyncContextManager[Ends]]


class End:
    """One end of a pipe in memory."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[str | ConnectionLost] = asyncio.Queue()
        self.lost: ConnectionLost | None = None
        self.other: End

    @property
    def is_open(self) -> bool:
        return self.lost is None

    async def send(self, text: str) -> None:
        if self.lost is not None:
            raise self.lost
        self.other.inbox.put_nowait(text)

    async def recv(self) -> str:
        item = await self.inbox.get()
        if isinstance(item, ConnectionLost):
            self.inbox.put_nowait(item)
            raise item
        return item

    async def close(self, code: int = 1000, reason: str = "") -> None:
        for end in (self, self.other):
            if end.lost is None:
                end.lost = ConnectionLost(code, reason)
                end.inbox.put_nowait(end.lost)


@asynccontextmanager
async def in_memory(_version: OcppVersion = "ocpp1.6") -> AsyncIterator[Ends]:
    charger, csms = End(), End()
    charger.other, csms.other = csms, charger
    yield charger, csms
    await charger.close()


@asynccontextmanager
async def over_websockets(version: OcppVersion = "ocpp1.6") -> AsyncIterator[Ends]:
    arrived: asyncio.Future[WebSocket] = asyncio.get_running_loop().create_future()
    leaving = asyncio.Event()

    async def handler(connection: WebSocket) -> None:
        arrived.set_result(connection)
        await leaving.wait()

    async with serve("127.0.0.1", 0, handler, versions=[version]) as listener:
        charger = await connect(f"{listener.url}/CP-1", version=version)
        try:
            yield charger, await arrived
        finally:
            leaving.set()
            await charger.close()
