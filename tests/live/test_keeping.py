"""What is kept of live chargers when the app around them fails, ends or begins anew."""

import asyncio
from contextlib import suppress

import pytest

from sandbox.csms import Csms
from sandbox.domain import simulations
from tests.live.apps import STATUSES, create, hears, logged, made, running

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_what_a_request_has_seen_of_a_charger_is_not_lost_when_the_request_fails() -> None:
    times = 5
    app = made()
    with Csms() as csms:
        async with running(app) as client:
            charger_id = await create(client, csms)
            world = app.state.gateway.world
            charger = world.charger(charger_id)
            for _ in range(times):
                await asyncio.to_thread(csms.call, "CP-1", "GetLocalListVersion")
                # The charger has noted what was said, and nobody has written it down yet.
                with suppress(OSError), world.change():
                    simulations.settle(world.tenant(charger.organization_id), charger)
                    raise OSError
            assert await logged(client, charger_id, "GetLocalListVersion") == 2 * times


async def test_what_cannot_be_brought_about_is_passed_over_and_the_charger_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with Csms() as csms:
        async with running(made()) as client:
            charger_id = await create(client, csms)
            await logged(client, charger_id, "Heartbeat")  # whoever looks at a charger has it written down
            state = (await client.get("/dev/export")).json()
            # No request can set this, and no session can end with it.
            state["charger_states"][charger_id]["configuration"]["StopTxnSampledData"] = "Nonsense"
            assert (await client.post("/dev/import", json=state)).is_success
            await hears(csms, "StatusNotification", 2 * STATUSES)
            event = {"id_tag": "TAG-1", "duration_seconds": 30}
            await client.post(
                "/ocpp/commands/start-session", json={"target": {"charger_id": charger_id}, "event": event}
            )
            await hears(csms, "StartTransaction", 1)
            for beat in range(1, 4):
                assert (await client.post("/dev/clock", json={"advance": 301})).is_success
                await hears(csms, "Heartbeat", beat)
            line = (await client.get(f"/dev/lines/{charger_id}")).json()
            assert line["state"] == "connected"
            assert line["problem"].startswith("internal error: what was due at ")
    failures = [record for record in caplog.records if record.getMessage() == "CP-1: a script has failed"]
    assert len(failures) == 1


async def test_an_app_that_begins_anew_lets_its_chargers_live_again() -> None:
    app = made()
    with Csms() as csms:
        async with running(app) as client:
            await create(client, csms)
        async with running(app):
            await hears(csms, "BootNotification", 2)
            assert csms.connected == ["CP-1"]


async def test_one_that_has_ended_listens_to_nothing_any_more() -> None:
    app = made()
    world = app.state.gateway.world
    before = [*world.store.listeners], [*world.listeners], [*world.clocks.listeners]
    async with running(app):
        assert len(world.clocks.listeners) > len(before[2])
    assert ([*world.store.listeners], [*world.listeners], [*world.clocks.listeners]) == before
