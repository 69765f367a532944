"""Automatic sessions while somebody listens, and of live chargers."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.csms import Csms
from sandbox.kit import Sandbox, isolated
from sandbox.server import Server
from sandbox.settings import Settings
from tests.conftest import CHARGER, created
from tests.dev.events.listening import hear, make_charger, turn

HOUR = 3600
BUSY: dict[str, Any] = {
    "sessions_per_day": 480,
    "by_hour": [1] * 24,  # whatever the time of the day is
    "faults_per_day": 0,
    "refused_share": 0,
    "session_minutes": 5,
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    settings = Settings.of(port=0, log_level="warning", world="empty", provisioning_seconds=0)
    with Server(settings) as server:
        yield server.url


@pytest.fixture
def sandbox(url: str) -> Iterator[Sandbox]:
    with isolated(url) as sandbox:
        turn(sandbox, frozen=True)
        yield sandbox


@pytest.fixture
def csms() -> Iterator[Csms]:
    with Csms() as csms:
        yield csms


def put(sandbox: Sandbox, **traffic: float) -> None:
    told = {"organization_id": sandbox.organization_id, **BUSY, **traffic}
    assert sandbox.client.put("/dev/demand", json=told).is_success


@pytest.mark.parametrize("version", ["OCPP1.6", "OCPP2.0.1"])
def test_sessions_are_told_to_those_who_listen(sandbox: Sandbox, version: str) -> None:
    charger = make_charger(sandbox, ocpp_version=version)
    with hear(sandbox, "session", "connector") as ear:
        ear.next(status="Available")
        put(sandbox)
        for _ in range(3):
            turn(sandbox, advance=HOUR)
            begun = ear.next(kind="session", change="started")
            assert begun["charger_id"] == charger
            assert begun["at"] < ear.next(kind="session", change="ended")["at"]


def test_a_driver_who_is_turned_away_does_not_stop_the_rounds(sandbox: Sandbox) -> None:
    charger = make_charger(sandbox)
    with hear(sandbox, "session", "connector") as ear:
        ear.next(status="Available")
        put(sandbox)
        sandbox.client.post(f"/chargers/{charger}/plug-connector", json={})
        turn(sandbox, advance=5 * HOUR)
        sandbox.client.post(f"/chargers/{charger}/unplug-connector", json={})
        ear.next(status="Available")
        turn(sandbox, advance=5 * HOUR)
        ear.next(kind="session", change="started")


def live(sandbox: Sandbox, csms: Csms) -> str:
    charger = created(sandbox.client.post("/chargers", json=CHARGER | {"ws_url": csms.url}))["id"]
    switched = sandbox.client.put(f"/dev/lines/{charger}", json={"csms": "live"})
    assert switched.is_success, switched.text
    csms.wait_for("StatusNotification", count=2)
    return str(charger)


def test_a_live_charger_has_visitors_as_its_clock_goes(sandbox: Sandbox, csms: Csms) -> None:
    live(sandbox, csms)
    put(sandbox, sessions_per_day=50_000, session_minutes=0.1, dwell_minutes=0)
    turn(sandbox, frozen=False, speed=60)
    csms.wait_for("StopTransaction", count=2)
    assert csms.violations == []


def test_a_live_charger_does_not_make_up_for_a_leap(sandbox: Sandbox, csms: Csms) -> None:
    live(sandbox, csms)
    put(sandbox)
    turn(sandbox, advance=30 * 24 * HOUR)
    csms.wait_for("Heartbeat")
    assert not any(frame.action == "Authorize" for frame in csms.frames())


def test_nobody_comes_to_a_live_charger_any_more_when_it_was_taken_back(sandbox: Sandbox, csms: Csms) -> None:
    live(sandbox, csms)
    put(sandbox)
    query = {"organization_id": sandbox.organization_id}
    assert sandbox.client.delete("/dev/demand", params=query).is_success
    turn(sandbox, frozen=False, speed=36_000)
    csms.wait_for("Heartbeat", count=3)
    assert not any(frame.action == "Authorize" for frame in csms.frames())
