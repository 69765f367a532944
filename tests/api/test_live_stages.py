"""Where live deployments are, and what a look into them shows."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.csms.csms import Csms
from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.conftest import created
from tests.live.waiting import nobody, until_line

OPS = "/evcharger/deployment-runtime-ops"
DEPLOYMENT = {"identity": "CP-0001", "model": "wallbox-pulsar-plus", "ocpp_version": "OCPP1.6"}


@pytest.fixture
def csms() -> Iterator[Csms]:
    with Csms() as csms:
        yield csms


@pytest.fixture
def live() -> Iterator[httpx.Client]:
    with in_process(Settings.of(world="empty", provisioning_seconds=0, csms="live")) as sandbox:
        yield sandbox.client


def deploy(client: httpx.Client, ws_url: str, **fields: Any) -> str:
    body = DEPLOYMENT | {"charger_name": "Bay A01", "ws_url": ws_url} | fields
    return str(created(client.post("/evcharger/deployment", json=body))["deployment_id"])


def status(client: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{OPS}/status", params={"identity": "CP-0001"}).json()["items"][0]
    return found


def events(client: httpx.Client, **query: Any) -> list[tuple[int, str, str]]:
    """Return attempt, stage and outcome of what happened, the oldest first."""
    found = client.get(f"{OPS}/events", params=query).json()["events"]
    return [(event["attempt"], event["stage"], event["outcome"]) for event in reversed(found)]


def diagnose(client: httpx.Client, deployment: str) -> dict[str, Any]:
    answer = client.get(f"{OPS}/diagnostics", params={"deployment_id": deployment})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def operate(client: httpx.Client, deployment: str, action: str) -> dict[str, Any]:
    answer = client.post(OPS, json={"action": action, "deployment_id": deployment})
    (result,) = answer.json()["results"]
    operated: dict[str, Any] = result
    return operated


def is_up(csms: Csms, boots: int = 1) -> None:
    csms.wait_for("StatusNotification", identity="CP-0001", count=2 * boots)


ONLINE = [("connecting", "in_progress"), ("registering", "in_progress"), ("online", "succeeded")]


def test_a_live_charger_passes_the_stages_that_it_lives_through(live: httpx.Client, csms: Csms) -> None:
    deploy(live, csms.url)
    is_up(csms)
    assert events(live) == [
        *((1, stage, "in_progress") for stage in ("queued", "scheduling", "pulling", "starting")),
        *((1, *stage) for stage in ONLINE),
    ]
    assert (status(live)["stage"], status(live)["outcome"]) == ("online", "succeeded")


def test_a_csms_that_is_away_is_told_with_code_and_hint(live: httpx.Client) -> None:
    with nobody() as url:
        deployment = deploy(live, url)
        until_line(live, deployment, "offline")
    now = status(live)
    assert (now["stage"], now["outcome"], now["code"]) == ("connecting", "failed", "csms_unreachable")
    assert now["hint"].startswith("nobody listens at ")
    found = diagnose(live, deployment)
    assert (found["verdict"]["code"], found["verdict"]["severity"]) == ("csms_unreachable", "error")
    assert found["verdict"]["hint"] == now["hint"]
    assert found["deployment"] == {"replicas": 1, "ready_replicas": 0}
    (pod,) = found["pods"]
    assert (pod["phase"], pod["ready"], pod["waiting_reason"]) == ("Running", False, None)


def test_a_refused_target_is_told_with_its_reason(live: httpx.Client) -> None:
    deployment = deploy(live, "ws://csms.example.com/ocpp")
    until_line(live, deployment, "refused")
    now = status(live)
    assert (now["stage"], now["outcome"], now["code"]) == ("connecting", "failed", "target_refused")
    assert now["hint"] == "the host csms.example.com is not allowed; SANDBOX_CSMS_ALLOW can add it"
    assert diagnose(live, deployment)["verdict"]["code"] == "csms_unreachable"


def test_a_csms_that_turns_the_charger_away_is_told(live: httpx.Client) -> None:
    with Csms(basic=("", "right")) as csms:
        deployment = deploy(live, csms.url, security_profile=1, authorization_key="wrong-key-0123456789")
        until_line(live, deployment, "offline")
    assert (status(live)["code"], status(live)["stage"]) == ("csms_rejected", "connecting")
    assert "401" in status(live)["hint"]
    assert diagnose(live, deployment)["verdict"]["code"] == "csms_rejected"


def test_a_boot_that_is_not_accepted_is_stuck(live: httpx.Client, csms: Csms) -> None:
    csms.answer("BootNotification", status="Rejected", payload={"interval": 1000})
    deployment = deploy(live, csms.url)
    until_line(live, deployment, "connected", problem="not accepted")
    now = status(live)
    assert (now["stage"], now["outcome"], now["code"]) == ("registering", "stuck", "csms_rejected")
    assert events(live, outcome="stuck") == events(live, outcome="alerts") == [(1, "registering", "stuck")]
    assert diagnose(live, deployment)["verdict"]["code"] == "csms_rejected"


def test_a_charger_that_loses_its_csms_is_offline_and_recovers(live: httpx.Client) -> None:
    with Csms() as csms:
        deployment = deploy(live, csms.url)
        is_up(csms)
        port = csms.port
    until_line(live, deployment, "offline")
    assert ("offline", "failed") in [event[1:] for event in events(live)]
    assert diagnose(live, deployment)["deployment"]["ready_replicas"] == 0
    with Csms(port=port):
        until_line(live, deployment, "connected")
        assert (status(live)["stage"], status(live)["outcome"]) == ("online", "succeeded")
        assert events(live, outcome="recovered") == [(1, "online", "recovered")]
        assert diagnose(live, deployment)["verdict"]["code"] == "connected"


def test_a_restart_is_another_attempt_and_answers_what_the_runtime_is_now(
    live: httpx.Client, csms: Csms
) -> None:
    deployment = deploy(live, csms.url)
    is_up(csms)
    operated = operate(live, deployment, "restart")
    assert (operated["status"], operated["response"]) == ("accepted", {"runtime": "starting"})
    is_up(csms, boots=2)
    second = [event[1:] for event in events(live) if event[0] == 2]
    assert second == [
        *((stage, "in_progress") for stage in ("queued", "scheduling", "pulling", "starting")),
        *ONLINE,
    ]
    csms.assert_no_violations()


def test_a_stop_is_done_when_it_is_answered(live: httpx.Client, csms: Csms) -> None:
    deployment = deploy(live, csms.url)
    is_up(csms)
    operated = operate(live, deployment, "stop")
    assert (operated["status"], operated["response"]) == ("accepted", {"runtime": "stopped"})
    until_line(live, deployment, "stopped")
    assert [event[1:] for event in events(live)][-1] == ("stopped", "succeeded")
    assert diagnose(live, deployment)["verdict"]["code"] == "stopped"
    assert operate(live, deployment, "stop")["error"] == "charger runtime is already stopped"
    assert operate(live, deployment, "restart")["response"] == {"runtime": "starting"}
    is_up(csms, boots=2)


def test_a_charger_without_its_csms_can_be_stopped_and_restarted(live: httpx.Client) -> None:
    with nobody() as url:
        deployment = deploy(live, url)
        until_line(live, deployment, "offline")
        restarted = operate(live, deployment, "restart")
        assert (restarted["status"], restarted["response"]) == ("accepted", {"runtime": "starting"})
        assert operate(live, deployment, "stop")["response"] == {"runtime": "stopped"}
        assert status(live)["attempt"] == 2


def test_a_charger_that_is_deleted_hangs_up(live: httpx.Client, csms: Csms) -> None:
    deployment = deploy(live, csms.url)
    is_up(csms)
    assert operate(live, deployment, "delete")["response"] == {"runtime": "deleted"}
    assert live.get(f"/dev/lines/{deployment}").status_code == 404


def test_a_charger_that_comes_back_to_the_built_in_csms_is_online(live: httpx.Client) -> None:
    with nobody() as url:
        deployment = deploy(live, url)
        until_line(live, deployment, "offline")
        live.put(f"/dev/lines/{deployment}", json={"csms": "loopback"})
    assert (status(live)["stage"], status(live)["outcome"]) == ("online", "succeeded")
    assert diagnose(live, deployment)["verdict"]["code"] == "connected"
