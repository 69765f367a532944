"""What comes due by itself is done once, in the order of its time, whatever else goes on."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.clock import Clock
from sandbox.kit import in_process
from sandbox.settings import Settings
from sandbox.store.storage import AppendOnlyStorage
from tests.clocks import MovableClock
from tests.conftest import CHARGER, LOCATION, created

GROUP = {
    "template": {
        "brand_slug": "wallbox",
        "model_slug": "wallbox-pulsar-plus",
        "connector_type": "Type2",
        "ws_url": "ws://127.0.0.1:9000/ocpp",
    },
    "chargers_number": 2,
}


def begin_job(client: httpx.Client) -> str:
    location = created(client.post("/locations", json=LOCATION))["id"]
    return str(client.post(f"/ocpp/locations/{location}/chargers", json=[GROUP]).json()["status_url"])


def test_a_job_is_never_ready_before_its_work_is_done() -> None:
    began = datetime(2026, 3, 1, 12, tzinfo=UTC)
    ticks: Iterator[int] = iter(range(1_000_000))
    clock = Clock(lambda: began + timedelta(milliseconds=next(ticks)))
    settings = Settings.of(world="empty", provisioning_seconds=0.1)
    with in_process(settings, clock=clock) as sandbox:
        url = begin_job(sandbox.client)
        seen = [sandbox.client.get(url).json() for _ in range(100)]
    assert {(status["status"], status["results"] is None) for status in seen} == {
        ("PENDING", True),
        ("PROVISIONING", True),
        ("READY", False),
    }


def test_a_disk_that_refuses_leaves_the_work_for_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    clock = MovableClock()
    settings = Settings.of(world="empty", provisioning_seconds=100, data=tmp_path)
    with in_process(settings, clock=clock) as sandbox:
        client, url = sandbox.client, begin_job(sandbox.client)
        clock.advance(seconds=100)
        with monkeypatch.context() as broken:
            broken.setattr(AppendOnlyStorage, "_write_all", refuse)
            assert client.get("/locations").json()["total"] == 1
            assert client.get(url).json()["status"] == "PROVISIONING"
            assert client.get("/health/live").status_code == 200
            assert client.get("/health/ready").json()["database"] == "error"
        assert client.get(url).json()["results"]["created_count"] == 2
        assert client.get("/health/ready").status_code == 200


def test_what_is_under_way_is_undone_by_a_reset(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    tenant = created(slow_client.post("/dev/tenants", json={"name": "kept"}))["id"]
    begin_job(slow_client)
    assert slow_client.post("/dev/reset").status_code == 204
    slow_clock.advance(seconds=100)
    assert slow_client.get("/dev/records/runs").json()["total"] == 0
    assert slow_client.get(f"/dev/tenants/{tenant}").status_code == 404


def test_work_that_began_after_a_reset_is_done(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    begin_job(slow_client)
    slow_client.post("/dev/reset")
    organization = created(slow_client.post("/dev/tenants", json={"name": "new"}))["id"]
    token = slow_client.post("/dev/token", json={"organization_id": organization}).json()["access_token"]
    slow_client.headers["Authorization"] = f"Bearer {token}"
    url = begin_job(slow_client)
    slow_clock.advance(seconds=100)
    assert slow_client.get(url).json()["results"]["created_count"] == 2


def test_runs_that_overlap_end_each_in_its_time(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    urls = []
    for _ in range(3):
        urls.append(begin_job(slow_client))
        slow_clock.advance(seconds=30)
    seen = []
    for _ in range(3):
        slow_clock.advance(seconds=30)
        seen.append([slow_client.get(url).json()["status"] == "READY" for url in urls])
    assert seen == [[True, False, False], [True, True, False], [True, True, True]]


def test_a_finished_run_keeps_no_work(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    url = begin_job(slow_client)
    slow_clock.advance(seconds=100)
    slow_client.get(url)
    assert slow_client.get("/dev/records/runs").json()["data"][0]["work"] == {}


def test_an_operation_on_a_location_leaves_no_run(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    location = created(slow_client.post("/locations", json=LOCATION))["id"]
    body = {"action": "restart", "location_id": location}
    assert slow_client.post("/ocpp/deployment-runtime-ops", json=body).status_code == 202
    slow_clock.advance(seconds=100)
    assert slow_client.get("/dev/records/runs").json()["total"] == 0


def test_another_ocpp_version_does_not_switch_on_a_charger_that_comes_up(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    charger = slow_client.post("/ocpp/chargers", json=CHARGER).json()["charger_id"]
    slow_client.put(f"/chargers/{charger}", json={"ocpp_version": "OCPP2.0.1"})
    assert slow_client.get(f"/chargers/{charger}/logs").json()["total"] == 0
    slow_clock.advance(seconds=100)
    assert slow_client.get(f"/ocpp/chargers/{charger}/status").json()["status"] == "READY"
    assert "chargingStation" in slow_client.get(f"/chargers/{charger}/logs").json()["data"][-1]["message"]


def test_another_ocpp_version_does_not_switch_on_a_charger_that_failed(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    slow_client.post("/dev/provisioning-failures", json={})
    charger = slow_client.post("/ocpp/chargers", json=CHARGER).json()["charger_id"]
    slow_clock.advance(seconds=100)
    slow_client.put(f"/chargers/{charger}", json={"ocpp_version": "OCPP2.0.1"})
    slow_clock.advance(seconds=100)
    assert slow_client.get(f"/ocpp/chargers/{charger}/status").json()["status"] == "FAILED"
    assert slow_client.get(f"/chargers/{charger}/logs").json()["total"] == 0


def test_a_folder_of_version_0_1_0_shows_its_commands(tmp_path: Path) -> None:
    settings = Settings.of(world="empty", data=tmp_path)
    with in_process(settings) as sandbox:
        charger = created(sandbox.client.post("/chargers", json=CHARGER))["id"]
        organization = sandbox.organization_id
    command = {
        "id": "3fa85f642b1c",
        "organization_id": organization,
        "charger_id": charger,
        "identity": "CP-0001",
        "event_type": "plug_connector",
        "ocpp_version": "ocpp1.6",
        "payload": {},
        "status": "applied",
        "reason": None,
        "result": None,
        "created_at": "2026-03-01T12:00:00Z",
    }
    with (tmp_path / "state.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"changes": {"commands": {command["id"]: command}}}) + "\n")
    with in_process(settings) as sandbox:
        (shown,) = sandbox.client.get("/evcharger/commands", params={"deployment_id": charger}).json()["data"]
        assert (shown["status"], shown["updated_at"]) == ("applied", command["created_at"])
        (stored,) = sandbox.client.get("/dev/records/commands").json()["data"]
        assert (stored["command"], stored["waiting"]) == ("plug_connector", None)
