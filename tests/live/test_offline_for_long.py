"""A charger whose CSMS is away for long: all that it keeps is told once and in order, and written once."""

import asyncio
from pathlib import Path

import httpx
import pytest

from sandbox.csms import Csms
from tests.live.apps import STATUSES, create, hears, logged, made, running

pytestmark = pytest.mark.anyio

PATIENCE = 10.0
READINGS = 40
_AT_ONCE = 10
"""Readings, at most, that a leap of time brings about."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_what_it_keeps_outlives_the_sandbox_and_is_written_message_by_message(tmp_path: Path) -> None:
    async with running(made(data=tmp_path)) as client:
        with Csms() as csms:
            charger_id = await create(client, csms)
            told = {"target": {"charger_id": charger_id}, "event": {"id_tag": "TAG-1"}}
            assert (await client.post("/ocpp/commands/start-session", json=told)).is_success
            await hears(csms, "StatusNotification", STATUSES + len(("Preparing", "Charging")))
            port = csms.port
            await client.post("/dev/clock", json={"frozen": True})
        for number in range(_AT_ONCE, READINGS + 1, _AT_ONCE):
            await client.post("/dev/clock", json={"advance": 60 * _AT_ONCE})
            assert await unsent(client) == number
    lines = (tmp_path / "state.jsonl").read_text("utf-8").splitlines()
    longest = max(line.count("MeterValues") for line in lines)
    assert longest == _AT_ONCE
    with Csms(port=port) as csms:
        async with running(made(data=tmp_path)) as client:
            await hears(csms, "StopTransaction", 1)
            readings = [
                frame for frame in csms.frames() if frame.is_request and frame.action == "MeterValues"
            ]
            moments = [frame.payload["meterValue"][0]["timestamp"] for frame in readings]
            assert len(moments) == READINGS
            assert moments == sorted(set(moments))
            # The CSMS has heard the last of them before the charger has heard its answer.
            async with asyncio.timeout(PATIENCE):
                while await unsent(client) > 0:  # noqa: ASYNC110 - an answer that is heard tells nobody
                    await asyncio.sleep(0.001)


async def unsent(client: httpx.AsyncClient) -> int:
    """Return how many messages about transactions are kept."""
    (line,) = (await client.get("/dev/lines")).json()["data"]
    await logged(client, line["charger_id"], "MeterValues")  # whoever looks at a charger has it written down
    kept = (await client.get("/dev/records/unsent_messages")).json()["total"]
    assert kept == line["unsent"]
    return int(kept)
