"""Commands on their way: queued, received, deferred, applied, rejected, expired, failed."""

from typing import Any

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.conftest import CHARGER, LOCATION, created


def deploy(client: httpx.Client, **fields: Any) -> str:
    body = {"identity": "CP-0001", "brand_slug": "wallbox", "model_slug": "wallbox-pulsar-plus"}
    body |= {"connector_type": "Type2", "ws_url": "ws://127.0.0.1:9000/ocpp"}
    return str(created(client.post("/ocpp/deployment", json=body | fields))["id"])


def tell(client: httpx.Client, deployment: str, command: str, **payload: Any) -> str:
    body = {"target": {"deployment_id": deployment}, "payload": payload}
    told = client.post(f"/evcharger/commands/{command}", json=body)
    assert told.status_code == 202, told.text
    return str(told.json()["results"][0]["command"]["id"])


def status(client: httpx.Client, command: str) -> str | None:
    answer = client.get(f"/evcharger/commands/{command}")
    return str(answer.json()["status"]) if answer.status_code == 200 else None


def test_a_command_is_unknown_then_received_then_applied(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    command = tell(slow_client, deploy(slow_client), "plug-connector")
    seen = []
    for seconds in (0, 4.9, 0.2, 4.8, 0.2):
        slow_clock.advance(seconds=seconds)
        seen.append(status(slow_client, command))
    assert seen == [None, None, "received", "received", "applied"]


def test_a_command_is_carried_out_when_it_is_due(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    deployment = deploy(slow_client)
    command = tell(slow_client, deployment, "start-session", id_tag="TAG-1")
    slow_clock.advance(seconds=60)
    result = slow_client.get(f"/evcharger/commands/{command}").json()
    log = slow_client.get(f"/chargers/{deployment}/logs", params={"event": "StartTransaction"}).json()["data"]
    assert result["updated_at"] == log[0]["timestamp"]
    assert result["result"]["transaction_id"] == "1"
    moments = [result[name] for name in ("enqueued_at", "received_at", "updated_at")]
    assert moments == sorted(moments)
    assert len(set(moments)) == 3


def test_a_command_that_makes_no_sense_is_rejected_with_its_reason(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    command = tell(slow_client, deploy(slow_client), "unplug-connector")
    slow_clock.advance(seconds=10)
    result = slow_client.get(f"/evcharger/commands/{command}").json()
    assert (result["status"], "no cable" in result["detail"]) == ("rejected", True)


def test_a_charger_that_comes_up_keeps_commands_until_it_is_online(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    body = {"identity": "CP-0001", "model": "wallbox-pulsar-plus", "ws_url": "ws://127.0.0.1:9000/ocpp"}
    body |= {"ocpp_version": "OCPP1.6", "charger_name": "Bay"}
    deployment = created(slow_client.post("/evcharger/deployment", json=body))["deployment_id"]
    command = tell(slow_client, deployment, "plug-connector")
    slow_clock.advance(seconds=10)
    assert status(slow_client, command) == "deferred"
    slow_clock.advance(seconds=90)
    assert status(slow_client, command) == "applied"


def test_a_stopped_charger_keeps_commands_until_it_is_started(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    deployment = deploy(slow_client)
    operate(slow_client, deployment, "stop")
    command = tell(slow_client, deployment, "plug-connector")
    slow_clock.advance(seconds=20)
    assert status(slow_client, command) == "deferred"
    operate(slow_client, deployment, "restart")
    assert status(slow_client, command) == "applied"


def test_a_command_that_waits_too_long_expires(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    deployment = deploy(slow_client)
    operate(slow_client, deployment, "stop")
    command = tell(slow_client, deployment, "plug-connector")
    slow_clock.advance(seconds=1011)
    assert status(slow_client, command) == "expired"
    operate(slow_client, deployment, "restart")
    assert status(slow_client, command) == "expired"
    log = slow_client.get(f"/chargers/{deployment}/logs", params={"event": "StatusNotification"}).json()
    assert "Preparing" not in log["data"][0]["message"]


def test_a_command_to_a_charger_that_could_not_be_provisioned_fails(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    slow_client.post("/dev/provisioning-failures", json={})
    charger = slow_client.post("/ocpp/chargers", json=CHARGER).json()["charger_id"]
    slow_clock.advance(seconds=100)
    command = tell(slow_client, charger, "plug-connector")
    slow_clock.advance(seconds=10)
    assert status(slow_client, command) == "failed"


def test_what_is_only_stored_needs_no_connection(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    deployment = deploy(slow_client)
    operate(slow_client, deployment, "stop")
    command = tell(slow_client, deployment, "configuration", key="HeartbeatInterval", value="60")
    slow_clock.advance(seconds=10)
    assert status(slow_client, command) == "applied"


def test_a_refused_command_takes_nothing_back(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    location = created(slow_client.post("/locations", json=LOCATION))["id"]
    deployment = deploy(slow_client, location_id=location)
    tell(slow_client, deployment, "start-session", id_tag="TAG-1")
    slow_clock.advance(seconds=20)
    body = {"target": {"location_id": location}, "payload": {"connector_id": 99}}
    refused = slow_client.post("/evcharger/commands/plug-connector", json=body).json()
    assert (refused["queued_count"], refused["failed_count"]) == (0, 1)
    log = slow_client.get(f"/chargers/{deployment}/logs", params={"event": "StartTransaction"}).json()
    assert log["total"] == 2


def test_a_command_that_is_long_on_its_way_does_not_expire_on_it() -> None:
    clock = MovableClock()
    settings = Settings.of(world="empty", command_seconds=120, command_lifetime_seconds=60)
    with in_process(settings, clock=clock) as sandbox:
        command = tell(sandbox.client, deploy(sandbox.client), "plug-connector")
        clock.advance(seconds=600)
        assert status(sandbox.client, command) == "applied"


def test_a_start_on_its_way_brings_about_what_waited_at_its_time(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    deployment = deploy(slow_client)
    operate(slow_client, deployment, "stop")
    plugged = tell(slow_client, deployment, "plug-connector")
    slow_clock.advance(seconds=11)
    assert status(slow_client, plugged) == "deferred"
    slow_client.post(f"/chargers/{deployment}/start-charger", json={})
    slow_clock.advance(seconds=5000)
    results = slow_client.get("/evcharger/commands", params={"identity": "CP-0001"}).json()["data"]
    outcomes = {result["event_type"]: result for result in results}
    assert outcomes["plug_connector"]["status"] == "applied"
    assert outcomes["plug_connector"]["updated_at"] == outcomes["start_charger"]["updated_at"]


def test_a_fault_reaches_a_charger_that_comes_up_when_it_has_power(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    body = {"identity": "CP-0001", "model": "wallbox-pulsar-plus", "ws_url": "ws://127.0.0.1:9000/ocpp"}
    body |= {"ocpp_version": "OCPP1.6", "charger_name": "Bay"}
    deployment = created(slow_client.post("/evcharger/deployment", json=body))["deployment_id"]
    command = tell(slow_client, deployment, "inject-fault", fault_type="OverCurrent")
    slow_clock.advance(seconds=50)
    assert status(slow_client, command) == "deferred"
    assert slow_client.get(f"/chargers/{deployment}/logs").json()["total"] == 0
    slow_clock.advance(seconds=50)
    assert status(slow_client, command) == "applied"


def test_a_command_sent_before_its_charger_failed_fails(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    slow_client.post("/dev/provisioning-failures", json={})
    charger = slow_client.post("/ocpp/chargers", json=CHARGER).json()["charger_id"]
    command = tell(slow_client, charger, "plug-connector")
    slow_clock.advance(seconds=100)
    result = slow_client.get(f"/evcharger/commands/{command}").json()
    assert (result["status"], result["detail"]) == ("failed", "the charger could not be provisioned")


def test_commands_that_wait_are_not_forgotten() -> None:
    clock = MovableClock()
    settings = Settings.of(world="empty", command_seconds=10, log_retention=10)
    with in_process(settings, clock=clock) as sandbox:
        deployment = deploy(sandbox.client)
        sent = [
            tell(sandbox.client, deployment, "configuration", key="HeartbeatInterval", value=str(60 + number))
            for number in range(12)
        ]
        clock.advance(seconds=10)
        assert [status(sandbox.client, command) for command in sent] == ["applied"] * 12


def test_commands_are_carried_out_in_the_order_of_their_time(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    deployment = deploy(slow_client)
    sent = [tell(slow_client, deployment, name) for name in ("plug-connector", "unplug-connector")]
    slow_clock.advance(seconds=10)
    results = slow_client.get("/evcharger/commands", params={"deployment_id": deployment}).json()["data"]
    assert [result["command_id"] for result in results] == sent[::-1]
    assert [result["status"] for result in results] == ["applied", "applied"]


def test_results_show_only_what_the_charger_has_received(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    deployment = deploy(slow_client)
    first = tell(slow_client, deployment, "plug-connector")
    slow_clock.advance(seconds=10)
    tell(slow_client, deployment, "unplug-connector")
    results = slow_client.get("/evcharger/commands", params={"identity": "CP-0001"}).json()["data"]
    assert [result["command_id"] for result in results] == [first]


@pytest.mark.parametrize("query", [{"deployment_id": "dep-0"}, {"identity": "CP-9"}])
def test_an_unknown_charger_has_no_results(client: httpx.Client, query: dict[str, str]) -> None:
    assert client.get("/evcharger/commands", params=query).json() == {"data": []}


def test_a_command_of_another_organization_is_unknown(client: httpx.Client) -> None:
    command = tell(client, deploy(client), "plug-connector")
    tenant = created(client.post("/dev/tenants", json={"name": "other"}))["id"]
    token = client.post("/dev/token", json={"organization_id": tenant}).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get(f"/evcharger/commands/{command}", headers=headers).status_code == 404


def operate(client: httpx.Client, deployment: str, action: str) -> None:
    body = {"action": action, "deployment_id": deployment}
    answer = client.post("/evcharger/deployment-runtime-ops", json=body)
    assert (answer.status_code, answer.json()["accepted_count"]) == (200, 1), answer.text
