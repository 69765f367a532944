"""How a charger finds out that its CSMS is there no more although nobody has hung up."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import pytest

from sandbox.kit import Sandbox
from sandbox.live.backoff import Backoff
from sandbox.live.line import Line
from sandbox.ocpp.peer import Peer
from sandbox.ocpp.websocket import connect
from tests.live.waiting import PATIENCE, line
from tests.ocpp.bare import CLOSE, PING, PONG, TEXT, BareConnection, BareCsms, bare_csms

pytestmark = pytest.mark.anyio

NOW = "2026-01-05T10:00:00Z"
SECOND = 1.0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class OftenPinged:
    """Connects with pings that follow each other in no time, and hears how the line fares."""

    def __init__(self, csms: BareCsms) -> None:
        self.line = Line("CP-1", self._dial, self, Backoff(Random(1)))
        self.problems: list[str | None] = []
        self._url = f"{csms.url}/CP-1"

    async def _dial(self) -> Peer:
        connection = await connect(self._url, version="ocpp1.6", ping_interval=0.02, ping_timeout=0.1)
        return Peer(
            connection,
            "ocpp1.6",
            answer=lambda *_: {},
            heard=lambda *_: None,
            schemas=None,
            patience=PATIENCE,
            sent_by="charger",
        )

    def connected(self, peer: Peer) -> None:
        """Be told."""

    def disconnected(self) -> None:
        self.problems.append(self.line.problem)

    def failed(self, code: str) -> None:
        """Be told."""


async def test_a_csms_that_answers_no_pings_is_left_and_dialled_again() -> None:
    async with bare_csms() as csms:
        charger = OftenPinged(csms)
        charger.line.open()
        async with asyncio.timeout(PATIENCE):
            await csms.arrived.get()
            await csms.arrived.get()
        assert charger.problems == ["the connection is closed (1011, keepalive ping timeout)"]
        await charger.line.close("done")


class Far:
    """A CSMS that answers what one charger says, and knows when it was pinged."""

    def __init__(self, connection: BareConnection) -> None:
        self._connection = connection
        self.pinged: asyncio.Queue[float] = asyncio.Queue()
        self.answers: dict[str, asyncio.Future[Any]] = {}
        self.is_booted = asyncio.Event()

    async def attend(self) -> None:
        """Answer until the charger hangs up."""
        while (heard := await self._connection.hear()).kind != CLOSE:
            if heard.kind == PING:
                self._connection.say(PONG, heard.content)
                self.pinged.put_nowait(asyncio.get_running_loop().time())
            elif heard.kind == TEXT:
                self._answer(json.loads(heard.content))
        self._connection.say(CLOSE, heard.content)
        self._connection.leave()

    async def ask(self, action: str, payload: dict[str, Any]) -> Any:
        """Return the answer of the charger."""
        answer = self.answers[action] = asyncio.get_running_loop().create_future()
        self._connection.say_json([2, action, action, payload])
        return await answer

    def _answer(self, frame: list[Any]) -> None:
        if frame[0] != 2:
            self.answers[frame[1]].set_result(frame[2])
            return
        told = {"currentTime": NOW, "interval": 300, "status": "Accepted"}
        members = {"BootNotification": told, "Heartbeat": {"currentTime": NOW}}.get(frame[2], {})
        self._connection.say_json([3, frame[1], members])
        if frame[2] == "BootNotification":
            self.is_booted.set()


@asynccontextmanager
async def attended(csms: BareCsms) -> AsyncIterator[Far]:
    """Return the other end of the next connection, once the charger has booted over it."""
    far = Far(await csms.arrived.get())
    attending = asyncio.create_task(far.attend())
    await far.is_booted.wait()
    yield far
    attending.cancel()
    await asyncio.gather(attending, return_exceptions=True)


async def test_the_csms_is_pinged_as_often_as_it_wants_whatever_the_clock_shows() -> None:
    async with asyncio.timeout(2 * PATIENCE), bare_csms() as csms:
        with Sandbox(csms="live") as sandbox:
            charger = sandbox.create_charger(identity="CP-1", ws_url=csms.url)
            async with attended(csms) as far:
                often = {"key": "WebSocketPingInterval", "value": "1"}
                assert await far.ask("ChangeConfiguration", often) == {"status": "RebootRequired"}
                assert far.pinged.empty()
                assert await far.ask("Reset", {"type": "Soft"}) == {"status": "Accepted"}
                async with attended(csms) as again:
                    await asyncio.to_thread(sandbox.clock.freeze)
                    first = await again.pinged.get()
                    await asyncio.to_thread(sandbox.clock.advance, hours=1)
                    second = await again.pinged.get()
                    assert second - first > 0.9 * SECOND
                    assert line(sandbox.client, charger["id"])["state"] == "connected"
                    assert csms.arrived.empty()
