"""A peer that is there no more, or reads no more, although nobody has hung up."""

import asyncio
from typing import Any

import pytest

from sandbox.ocpp import websocket
from sandbox.ocpp.listening import serve
from sandbox.ocpp.websocket import ConnectionLost, WebSocket, connect
from tests.live.waiting import PATIENCE
from tests.ocpp.bare import PING, PONG, BareCsms, bare_csms

pytestmark = pytest.mark.anyio

OFTEN: dict[str, Any] = {"version": "ocpp1.6", "ping_interval": 0.02, "ping_timeout": 0.1}
NEVER: dict[str, Any] = {"version": "ocpp1.6"}
MUCH = "x" * 500_000


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "SEND_SECONDS", 0.2)


async def test_who_answers_no_pings_is_lost() -> None:
    async with bare_csms() as csms:
        charger = await connect(f"{csms.url}/CP-1", **OFTEN)
        far = await csms.arrived.get()
        assert (await far.hear()).kind == PING
        with pytest.raises(ConnectionLost) as lost:
            await charger.recv()
        assert (lost.value.code, lost.value.reason) == (1011, "keepalive ping timeout")


async def test_who_answers_pings_is_not() -> None:
    async with bare_csms() as csms:
        charger = await connect(f"{csms.url}/CP-1", **OFTEN | {"ping_timeout": PATIENCE})
        far = await csms.arrived.get()
        for _ in range(10):
            ping = await far.hear()
            assert ping.kind == PING
            far.say(PONG, ping.content)
        assert charger.is_open


async def test_who_reads_no_more_is_lost(soon: None) -> None:
    async with bare_csms() as csms:
        charger = await connect(f"{csms.url}/CP-1", **NEVER)
        await csms.arrived.get()
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(ConnectionLost):
                await _say_much(charger)
            with pytest.raises(ConnectionLost):
                await charger.recv()
        assert not charger.is_open


async def test_hanging_up_does_not_wait_for_who_reads_no_more() -> None:
    async with bare_csms() as csms:
        charger, saying = await _stuck(csms)
        async with asyncio.timeout(PATIENCE):
            await charger.close()
            with pytest.raises(ConnectionLost):
                await saying
        assert not charger.is_open


async def test_a_listener_that_ends_does_not_wait_for_who_reads_no_more() -> None:
    arrived: asyncio.Queue[WebSocket] = asyncio.Queue()

    async def handler(connection: WebSocket) -> None:
        arrived.put_nowait(connection)
        with pytest.raises(ConnectionLost):
            await _say_much(connection)

    async with asyncio.timeout(PATIENCE):
        async with serve("127.0.0.1", 0, handler, versions=["ocpp1.6"]) as listener:
            reader, writer = await asyncio.open_connection("127.0.0.1", listener.port, limit=1)
            writer.write(
                b"GET /CP-1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
                b"Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n"
            )
            await _until_stuck(await arrived.get())
        assert not reader.at_eof()
        writer.transport.abort()


async def _say_much(connection: WebSocket) -> None:
    while True:
        await connection.send(MUCH)


async def _stuck(csms: BareCsms) -> tuple[WebSocket, asyncio.Task[None]]:
    """Return a charger, and what it says until it cannot get rid of it any more."""
    charger = await connect(f"{csms.url}/CP-1", **NEVER)
    await csms.arrived.get()
    saying = asyncio.create_task(_say_much(charger))
    await _until_stuck(charger)
    return charger, saying


async def _until_stuck(connection: WebSocket) -> None:
    while not connection._socket.transport.get_write_buffer_size():  # noqa: ASYNC110 - nobody tells of it
        await asyncio.sleep(0)
