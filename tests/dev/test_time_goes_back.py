"""Time that goes back: what has happened stays, and goes on when the clock has caught up."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.api.test_deliveries import deploy, operate, status, tell
from tests.clocks import MovableClock
from tests.conftest import CHARGER, created
from tests.dev.test_clock import turn

VERSIONS = pytest.mark.parametrize("version", ["OCPP1.6", "OCPP2.0.1"])
DAY = 86_400


@pytest.fixture
def client(clock: MovableClock) -> Iterator[httpx.Client]:
    """A sandbox in which all is done at once, and whose chargers forget nothing."""
    settings = Settings.of(world="empty", provisioning_seconds=0, log_retention=100_000)
    with in_process(settings, clock=clock) as sandbox:
        yield sandbox.client


def back(client: httpx.Client) -> None:
    assert client.delete("/dev/clock").status_code == 204


def begin_session(client: httpx.Client, version: str) -> str:
    charger = created(client.post("/chargers", json=CHARGER | {"ocpp_version": version}))["id"]
    client.post(f"/chargers/{charger}/start-session", json={"id_tag": "TAG-1"})
    client.post(f"/chargers/{charger}/power-update", json={"power_w": 1000})
    return str(charger)


def tell_at_once(client: httpx.Client, charger: str, *commands: str) -> None:
    """Send commands; the charger must carry out each of them at once."""
    for command in commands:
        body = {"id_tag": "TAG-2"} if command == "start-session" else {}
        assert client.post(f"/chargers/{charger}/{command}", json=body).status_code == 202
    query = {"charger_id": charger, "limit": "1000"}
    told = client.get("/dev/records/commands", params=query).json()["data"]
    assert [command["status"] for command in told[-len(commands) :]] == ["applied"] * len(commands)


def log(client: httpx.Client, charger: str) -> list[dict[str, Any]]:
    """Return the whole log, the oldest first."""
    answer = client.get("/dev/records/logs", params={"charger_id": charger, "limit": 1000})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["data"]
    while len(found) < answer.json()["total"]:
        query = {"charger_id": charger, "limit": "1000", "offset": str(len(found))}
        found += client.get("/dev/records/logs", params=query).json()["data"]
    return found


def look(client: httpx.Client, charger: str) -> list[dict[str, Any]]:
    assert client.get(f"/chargers/{charger}/logs").status_code == 200
    assert client.get(f"/chargers/{charger}/configuration").status_code == 200
    return log(client, charger)


def energies(entries: list[dict[str, Any]]) -> list[float]:
    """Return the readings of the energy register, the oldest first, save those that are told once more."""
    return [*_readings([json.loads(entry["message"]) for entry in entries])]


def _readings(told: Any) -> Iterator[float]:
    if isinstance(told, dict):
        if told.get("context") == "Transaction.Begin":
            return
        if told.get("measurand") == "Energy.Active.Import.Register":
            yield float(told["value"])
        elif "meterStop" in told:
            yield float(told["meterStop"])
        told = [*told.values()]
    for part in told if isinstance(told, list) else []:
        yield from _readings(part)


def assert_sane(entries: list[dict[str, Any]]) -> None:
    stamps = [entry["timestamp"] for entry in entries]
    assert stamps == sorted(stamps)
    readings = energies(entries)
    assert readings
    assert readings == sorted(readings)
    assert readings[0] >= 0


@VERSIONS
def test_a_session_stands_still_until_the_clock_has_caught_up(
    client: httpx.Client, clock: MovableClock, version: str
) -> None:
    charger = begin_session(client, version)
    turn(client, advance=DAY)
    before = look(client, charger)
    back(client)
    clock.advance(hours=23)
    assert look(client, charger) == before
    clock.advance(hours=2)
    after = look(client, charger)
    assert after[: len(before)] == before
    assert len(after) > len(before)
    assert_sane(after)


@VERSIONS
def test_a_command_is_carried_out_at_the_charger_s_own_time(client: httpx.Client, version: str) -> None:
    charger = begin_session(client, version)
    turn(client, advance=DAY)
    before = look(client, charger)
    back(client)
    assert client.post(f"/chargers/{charger}/stop-session", json={}).status_code == 202
    after = look(client, charger)
    assert {entry["timestamp"] for entry in after[len(before) :]} == {before[-1]["timestamp"]}
    assert energies(after)[-1] == pytest.approx(24_000, abs=20)
    assert_sane(after)
    commands = client.get("/dev/records/commands", params={"charger_id": charger}).json()["data"]
    assert [command["status"] for command in commands] == ["applied"] * 3


@VERSIONS
def test_a_session_that_begins_meanwhile_begins_at_the_charger_s_own_time(
    client: httpx.Client, clock: MovableClock, version: str
) -> None:
    charger = begin_session(client, version)
    turn(client, advance=DAY)
    look(client, charger)
    back(client)
    tell_at_once(client, charger, "stop-session", "start-session", "stop-session", "start-session")
    clock.advance(days=2)
    entries = look(client, charger)
    assert_sane(entries)
    assert energies(entries)[-1] == pytest.approx(48_000, abs=100)


@VERSIONS
def test_a_charger_that_is_ahead_can_be_stopped_and_started(
    client: httpx.Client, clock: MovableClock, version: str
) -> None:
    charger = begin_session(client, version)
    turn(client, advance=DAY)
    look(client, charger)
    back(client)
    tell_at_once(client, charger, "stop-charger", "start-charger", "start-session")
    clock.advance(days=2)
    assert_sane(look(client, charger))


def test_a_charger_that_was_made_later_is_there_and_works(client: httpx.Client) -> None:
    turn(client, advance=DAY)
    charger = created(client.post("/chargers", json=CHARGER))["id"]
    back(client)
    client.post(f"/chargers/{charger}/start-session", json={"id_tag": "TAG-1"})
    entries = look(client, charger)
    assert entries[0]["action"] == "BootNotification"
    assert {entry["timestamp"] for entry in entries} == {"2026-03-02T12:00:00Z"}
    (command,) = client.get("/dev/records/commands", params={"charger_id": charger}).json()["data"]
    assert command["status"] == "applied"


def test_another_ocpp_version_boots_after_what_the_log_says(client: httpx.Client) -> None:
    charger = begin_session(client, "OCPP1.6")
    turn(client, advance=DAY)
    look(client, charger)
    back(client)
    assert client.put(f"/chargers/{charger}", json={"ocpp_version": "OCPP2.0.1"}).status_code == 200
    entries = look(client, charger)
    assert "chargingStation" in json.dumps(entries[-8:])
    assert_sane(entries)


def test_a_reset_may_leave_chargers_ahead(client: httpx.Client, clock: MovableClock) -> None:
    charger = begin_session(client, "OCPP1.6")
    turn(client, advance=DAY)
    look(client, charger)
    client.post("/dev/reset")
    back(client)
    assert client.get("/chargers").json()["total"] == 0
    clock.advance(days=2)
    charger = begin_session(client, "OCPP1.6")
    clock.advance(hours=2)
    assert_sane(look(client, charger))


def test_a_process_that_starts_again_goes_back_to_real_time(tmp_path: Path, clock: MovableClock) -> None:
    settings = Settings.of(world="empty", provisioning_seconds=0, data=tmp_path)
    with in_process(settings, clock=clock) as sandbox:
        charger = begin_session(sandbox.client, "OCPP1.6")
        turn(sandbox.client, advance=DAY)
        before = look(sandbox.client, charger)
    with in_process(settings, clock=clock) as sandbox:
        assert sandbox.client.get("/dev/clock").json()["now"] == "2026-03-01T12:00:00Z"
        assert look(sandbox.client, charger) == before


def test_a_creation_that_is_done_stays_done(slow_client: httpx.Client) -> None:
    polled = slow_client.post("/ocpp/chargers", json=CHARGER).json()["status_url"]
    turn(slow_client, advance=100)
    back(slow_client)
    assert slow_client.get(polled).json()["status"] == "READY"
    (charger,) = slow_client.get("/chargers").json()["data"]
    plugged = slow_client.post(f"/chargers/{charger['id']}/plug-connector", json={})
    assert plugged.status_code == 202


def test_a_creation_that_was_begun_later_waits(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    turn(slow_client, advance=DAY)
    polled = slow_client.post("/ocpp/chargers", json=CHARGER).json()["status_url"]
    back(slow_client)
    seen = []
    for seconds in (0, DAY, 50, 50):
        slow_clock.advance(seconds=seconds)
        seen.append(slow_client.get(polled).json()["status"])
    assert seen == ["PENDING", "PENDING", "PROVISIONING", "READY"]
    (charger,) = slow_client.get("/chargers").json()["data"]
    (boot, *_) = look(slow_client, charger["id"])
    assert boot["timestamp"] == "2026-03-02T12:01:40Z"


def test_a_command_that_was_sent_later_waits(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    deployment = deploy(slow_client)
    turn(slow_client, advance=DAY)
    command = tell(slow_client, deployment, "plug-connector")
    back(slow_client)
    assert status(slow_client, command) is None
    slow_clock.advance(days=1, seconds=10)
    assert status(slow_client, command) == "applied"


def test_a_command_on_its_way_is_not_hastened_by_a_charger_that_is_ahead(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    deployment = deploy(slow_client)
    turn(slow_client, advance=DAY)
    look(slow_client, deployment)
    back(slow_client)
    command = tell(slow_client, deployment, "plug-connector")
    seen = []
    for seconds in (0, 5, 5):
        slow_clock.advance(seconds=seconds)
        seen.append(status(slow_client, command))
    assert seen == [None, "received", "applied"]


def test_a_command_for_a_stopped_charger_that_is_ahead_waits_and_expires(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    deployment = ahead(slow_client, "stop")
    command = tell(slow_client, deployment, "plug-connector")
    slow_clock.advance(seconds=10)
    assert status(slow_client, command) == "deferred"
    slow_clock.advance(seconds=1001)
    assert status(slow_client, command) == "expired"


def test_a_stopped_charger_that_is_ahead_can_be_started(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    deployment = ahead(slow_client, "stop")
    command = tell(slow_client, deployment, "plug-connector")
    slow_clock.advance(seconds=10)
    operate(slow_client, deployment, "restart")
    assert status(slow_client, command) == "applied"
    assert_sorted(look(slow_client, deployment))


@pytest.mark.parametrize("what", ["status", "events", "diagnostics"])
def test_stages_and_diagnostics_of_a_charger_that_is_ahead(slow_client: httpx.Client, what: str) -> None:
    deployment = ahead(slow_client, "restart")
    query = {"identity": "CP-0001", "deployment_id": deployment}
    answer = slow_client.get(f"/evcharger/deployment-runtime-ops/{what}", params=query)
    assert answer.status_code == 200, answer.text


def ahead(client: httpx.Client, action: str) -> str:
    """Deploy a charger, let its runtime be operated a day later, and go back."""
    deployment = deploy(client)
    turn(client, advance=DAY)
    operate(client, deployment, action)
    back(client)
    return deployment


def assert_sorted(entries: list[dict[str, Any]]) -> None:
    stamps = [entry["timestamp"] for entry in entries]
    assert stamps == sorted(stamps)
