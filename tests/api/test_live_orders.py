"""What live chargers answer at once, with a CSMS and without."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.csms.csms import Csms
from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.conftest import CHARGER, created
from tests.live.waiting import nobody, until_line

VERSIONS = ("ocpp1.6", "ocpp2.0.1")


@pytest.fixture
def csms() -> Iterator[Csms]:
    with Csms() as csms:
        yield csms


@pytest.fixture
def live() -> Iterator[httpx.Client]:
    with in_process(Settings.of(world="empty", provisioning_seconds=0, csms="live")) as sandbox:
        yield sandbox.client


def make(client: httpx.Client, ws_url: str, version: str = "ocpp1.6") -> str:
    body = CHARGER | {"ws_url": ws_url, "ocpp_version": version}
    return str(created(client.post("/chargers", json=body))["id"])


@pytest.fixture(params=["there", "away"])
def charger(request: pytest.FixtureRequest, live: httpx.Client) -> Iterator[str]:
    """A charger whose CSMS is there, or has never been."""
    if request.param == "there":
        with Csms() as csms:
            charger = make(live, csms.url)
            csms.wait_for("StatusNotification", count=2)
            yield charger
            csms.assert_no_violations()
    else:
        with nobody() as url:
            charger = make(live, url)
            until_line(live, charger, "offline")
            yield charger


def ask(client: httpx.Client, charger: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
    answer = client.post(f"/chargers/{charger}/{path}", json=body, params=query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_fault_is_brought_about_and_cleared_at_once(live: httpx.Client, charger: str) -> None:
    broken = ask(live, charger, "inject-fault", fault_type="OverCurrent")
    assert (broken["status"], broken["msg"]) == ("Faulted", "Fault OverCurrent injected")
    assert ask(live, charger, "inject-fault", fault_type="OverCurrent")["status"] == "Rejected"
    cleared = ask(live, charger, "clear-fault")
    assert (cleared["status"], cleared["msg"]) == ("Available", "Fault cleared")


def test_a_configuration_is_changed_at_once(live: httpx.Client, charger: str) -> None:
    told = ask(live, charger, "configuration", {"HeartbeatInterval": "60", "Nonsense": "1"})
    assert (told["status"], told["configured"]) == ("NotSupported", ["HeartbeatInterval"])
    shown = live.get(f"/chargers/{charger}/configuration", params={"keys": "HeartbeatInterval"})
    assert "60" in shown.text


def test_lists_and_caches_are_changed_at_once(live: httpx.Client, charger: str) -> None:
    entries = [{"id_tag": "TAG-1", "status": "Accepted"}]
    told = ask(live, charger, "local-auth-list", {"entries": entries, "list_version": 1})
    assert (told["status"], told["list_version"]) == ("Accepted", 1)
    assert "cleared" in ask(live, charger, "cache/reset")["msg"]
    assert live.delete(f"/chargers/{charger}/local-auth-list").json()["entries_deleted"] == 1


def test_a_preset_lets_live_chargers_go_offline(live: httpx.Client, charger: str) -> None:
    ordered = live.post("/dev/faults/presets/charger-offline", json={}).json()
    assert ordered["chargers"] == [charger]
    until_line(live, charger, "stopped")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_fault_in_a_session_ends_it_with_the_csms(live: httpx.Client, csms: Csms, version: str) -> None:
    charger = make(live, csms.url, version)
    csms.wait_for("StatusNotification")
    live.post(f"/chargers/{charger}/start-session", json={"id_tag": "TAG-1"})
    if version == "ocpp1.6":
        csms.wait_for("StatusNotification", status="Charging")
    else:
        csms.wait_for("TransactionEvent", triggerReason="ChargingStateChanged")
    assert ask(live, charger, "inject-fault", fault_type="GroundFault")["status"] == "Faulted"
    if version == "ocpp1.6":
        csms.wait_for("StopTransaction", reason="Other")
    else:
        csms.wait_for("TransactionEvent", eventType="Ended")
    csms.assert_no_violations()


def test_what_needs_the_csms_waits_and_a_reset_does_not(live: httpx.Client) -> None:
    with Csms() as csms:
        charger = make(live, csms.url)
        csms.wait_for("StatusNotification", count=2)
    until_line(live, charger, "offline")
    for command in ("reset-charger", "plug-connector"):
        live.post(f"/chargers/{charger}/{command}", json={})
    reset, plugged = live.get("/dev/records/commands", params={"charger_id": charger}).json()["data"]
    assert (reset["status"], reset["reason"]) == (
        "failed",
        "charger runtime is offline: there is no connection to its CSMS",
    )
    assert (plugged["status"], plugged["reason"]) == (
        "deferred",
        "charger runtime is offline: the command waits until it is online",
    )


def test_what_waits_for_a_stopped_charger_says_so(live: httpx.Client) -> None:
    with Csms() as csms:
        charger = make(live, csms.url)
        csms.wait_for("StatusNotification", count=2)
        live.post(f"/chargers/{charger}/stop-charger", json={})
        until_line(live, charger, "stopped")
        sent = {"target": {"charger_id": charger}, "event": {"connector_id": 1}}
        live.post("/ocpp/commands/plug-connector", json=sent)
        last = live.get("/dev/records/commands", params={"charger_id": charger}).json()["data"][-1]
        assert (last["status"], last["reason"]) == (
            "deferred",
            "charger runtime is stopped: the command waits until it is online",
        )
