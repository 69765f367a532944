"""A charger that is put back, or started again, during an outage: its time and its meter do not go back."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.csms import Csms
from sandbox.csms.frames import Frame
from sandbox.kit.in_process import in_process
from sandbox.settings import Settings
from tests.conftest import DEPLOYMENT
from tests.live.waiting import until_line

LIVE: dict[str, Any] = {"world": "empty", "provisioning_seconds": 0, "csms": "live"}
AWAY = 330
"""Seconds that pass while the CSMS is away; a transaction is sampled each minute."""

Rest = httpx.Client


def charging(client: Rest, csms: Csms, version: str) -> str:
    """Let a charger charge, take its CSMS away, and let time pass."""
    deployment = DEPLOYMENT | {"ws_url": csms.url, "ocpp_version": version}
    charger = str(client.post("/evcharger/deployment", json=deployment).json()["deployment_id"])
    csms.wait_for("StatusNotification", count=3 if version == "ocpp1.6" else 2)
    assert client.post(f"/chargers/{charger}/start-session", json={"id_tag": "TAG-1"}).is_success
    if version == "ocpp1.6":
        csms.wait_for("StatusNotification", status="Charging")
    else:
        csms.wait_for("TransactionEvent", count=2)
    return charger


def pass_time(client: Rest, charger: str) -> None:
    until_line(client, charger, "offline", has_problem=True)
    assert client.post("/dev/clock", json={"advance": AWAY}).is_success


def take_snapshot(client: Rest) -> Callable[[], httpx.Response]:
    assert client.post("/dev/snapshots", json={"name": "here"}).is_success
    return lambda: client.post("/dev/snapshots/here/restore")


def take_snapshot_of_one(client: Rest) -> Callable[[], httpx.Response]:
    (tenant,) = client.get("/dev/tenants").json()["data"]
    one = {"organization_id": tenant["id"]}
    assert client.post("/dev/snapshots", json={"name": "here"} | one).is_success
    return lambda: client.post("/dev/snapshots/here/restore", params=one)


def export(client: Rest) -> Callable[[], httpx.Response]:
    state = client.get("/dev/export").content
    return lambda: client.post("/dev/import", content=state, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("take", [take_snapshot, take_snapshot_of_one, export])
def test_a_state_that_is_kept_holds_a_live_charger_as_it_is(
    version: str, take: Callable[[Rest], Callable[[], httpx.Response]]
) -> None:
    with in_process(Settings.of(**LIVE)) as sandbox:
        with Csms() as csms:
            charger = charging(sandbox.client, csms, version)
        pass_time(sandbox.client, charger)
        before = datetime.fromisoformat(sandbox.client.get("/dev/clock").json()["now"])
        assert take(sandbox.client)().is_success
        assert_ended_at_the_earliest(csms.port, version, before)


def test_a_sandbox_that_is_started_again_goes_on_from_when_it_was_stopped(
    version: str, tmp_path: Path
) -> None:
    settings = Settings.of(**LIVE, data=tmp_path / "data")
    with in_process(settings) as sandbox:
        with Csms() as csms:
            charger = charging(sandbox.client, csms, version)
        pass_time(sandbox.client, charger)
        before = datetime.fromisoformat(sandbox.client.get("/dev/clock").json()["now"])
    with in_process(settings):
        assert_ended_at_the_earliest(csms.port, version, before)


def assert_ended_at_the_earliest(port: int, version: str, moment: datetime) -> None:
    """Check that a CSMS which comes back hears of an end after all else, and with as much energy."""
    with Csms(port=port) as csms:
        if version == "ocpp1.6":
            end = csms.wait_for("StopTransaction").payload
            samples = [frame.payload["meterValue"][0] for frame in heard(csms, "MeterValues")]
            reason, energy = end["reason"], [*map(_energy, samples), end["meterStop"]]
            times = [*(sample["timestamp"] for sample in samples), end["timestamp"]]
        else:
            csms.wait_for("TransactionEvent", eventType="Ended")
            events = [frame.payload for frame in heard(csms, "TransactionEvent")]
            reason = events[-1]["transactionInfo"]["stoppedReason"]
            times = [event["timestamp"] for event in events]
            energy = [_energy(sample) for event in events for sample in event.get("meterValue", ())]
        assert reason == "PowerLoss"
        assert len(times) > AWAY // 60
        assert times == sorted(times)
        assert datetime.fromisoformat(times[-1]) >= moment
        assert energy == sorted(energy)
        assert energy[-1] > 0
        assert csms.violations == []


def heard(csms: Csms, action: str) -> list[Frame]:
    return [frame for frame in csms.frames() if frame.is_request and frame.action == action]


def _energy(sample: dict[str, Any]) -> float:
    return next(
        float(value["value"])
        for value in sample["sampledValue"]
        if value.get("measurand", "Energy.Active.Import.Register") == "Energy.Active.Import.Register"
    )
