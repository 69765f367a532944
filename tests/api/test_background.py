"""Creations in the background: 202, a status to poll, and what comes of it on the clock."""

from typing import Any

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.conftest import CHARGER, LOCATION, created, problems

GROUP = {
    "template": {
        "brand_slug": "wallbox",
        "model_slug": "wallbox-pulsar-plus",
        "connector_type": "Type2",
        "ws_url": "ws://127.0.0.1:9000/ocpp",
        "identity_prefix": "SITE_",
        "template_name": "Bay",
    }
}
ERROR = {
    "code": "capacity_exceeded",
    "message": "No capacity left",
    "step": "charger-1-0-02",
    "param": "ws_url",
    "retryable": True,
}


def accepted(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    return body


def begin_charger(client: httpx.Client) -> dict[str, Any]:
    return accepted(client.post("/ocpp/chargers", json=CHARGER))


def begin_group(client: httpx.Client, **group: Any) -> tuple[str, dict[str, Any]]:
    location = created(client.post("/ocpp/locations", json=LOCATION))["id"]
    return location, accepted(client.post(f"/ocpp/locations/{location}/chargers", json=[GROUP | group]))


def test_a_charger_is_pending_then_provisioning_then_ready(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    begun = begin_charger(slow_client)
    assert (begun["status"], begun["identity"]) == ("PENDING", "CP-0001")
    assert begun["status_url"] == f"/ocpp/chargers/{begun['charger_id']}/status"
    seen = []
    for seconds in (0, 25, 74, 1):
        slow_clock.advance(seconds=seconds)
        seen.append(slow_client.get(begun["status_url"]).json())
    assert [status["status"] for status in seen] == ["PENDING", "PROVISIONING", "PROVISIONING", "READY"]
    assert [status["provisioned_at"] is not None for status in seen] == [False, False, False, True]
    assert {status["workflow_run_id"] for status in seen} == {begun["workflow_run_id"]}
    assert all(status["error"] is None for status in seen)


def test_a_clock_that_stands_still_stops_the_provisioning(slow_client: httpx.Client) -> None:
    url = begin_charger(slow_client)["status_url"]
    assert {slow_client.get(url).json()["status"] for _ in range(5)} == {"PENDING"}


def test_the_charger_can_be_read_at_once_and_boots_when_it_is_ready(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    charger = begin_charger(slow_client)["charger_id"]
    assert slow_client.get(f"/ocpp/chargers/{charger}").json()["identity"] == "CP-0001"
    assert slow_client.get(f"/ocpp/chargers/{charger}/logs").json()["total"] == 0
    slow_clock.advance(seconds=100)
    log = slow_client.get(f"/ocpp/chargers/{charger}/logs").json()["data"]
    assert log[-1]["action"] == "BootNotification"
    assert (
        log[-1]["timestamp"] == slow_client.get(f"/ocpp/chargers/{charger}/status").json()["provisioned_at"]
    )


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("/ocpp/commands/plug-connector", {"target": {"charger_id": ""}}, "body.target.charger_id"),
        ("/chargers/{id}/plug-connector", {}, "path.charger_id"),
        ("/ocpp/chargers/{id}/start-charger", {}, "path.charger_id"),
    ],
)
def test_a_charger_that_is_not_ready_takes_no_command(
    slow_client: httpx.Client, path: str, body: dict[str, Any], place: str
) -> None:
    charger = begin_charger(slow_client)["charger_id"]
    told = {"target": {"charger_id": charger}} if body else {}
    answer = slow_client.post(path.format(id=charger), json=told)
    assert problems(answer) == {place: "value_error"}
    assert "PENDING" in answer.text


def test_a_command_that_declares_400_says_so_with_400(slow_client: httpx.Client) -> None:
    target = {"charger_id": begin_charger(slow_client)["charger_id"]}
    body = {"target": target, "event": {"configuration": {"HeartbeatInterval": "60"}}}
    answer = slow_client.post("/ocpp/commands/configuration", json=body)
    assert (answer.status_code, "PENDING" in answer.json()["detail"]) == (400, True)


def test_a_charger_that_is_not_ready_fails_in_the_fan_out_of_its_location(slow_client: httpx.Client) -> None:
    location = created(slow_client.post("/ocpp/locations", json=LOCATION))["id"]
    accepted(slow_client.post("/ocpp/chargers", json=CHARGER | {"location_id": location}))
    body = {"target": {"location_id": location}, "event": {}}
    told = slow_client.post("/ocpp/commands/plug-connector", json=body).json()
    assert (told["targeted_count"], told["queued_count"], told["failed_count"]) == (1, 0, 1)
    assert told["failed"][0]["identity"] == "CP-0001"


def test_a_ready_charger_takes_commands(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    target = {"charger_id": begin_charger(slow_client)["charger_id"]}
    slow_clock.advance(seconds=100)
    told = slow_client.post("/ocpp/commands/plug-connector", json={"target": target, "event": {}})
    assert accepted(told)["queued_count"] == 1


def test_an_ordered_failure_shows_its_error_when_its_time_is_over(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    created(slow_client.post("/dev/provisioning-failures", json={"kind": "charger", **ERROR}))
    first, second = (
        begin_charger(slow_client),
        accepted(slow_client.post("/ocpp/chargers", json=CHARGER | {"identity": "CP-0002"})),
    )
    assert slow_client.get(first["status_url"]).json()["error"] is None
    slow_clock.advance(seconds=100)
    failed = slow_client.get(first["status_url"]).json()
    assert (failed["status"], failed["error"]) == ("FAILED", {**ERROR, "doc_url": None})
    assert failed["provisioned_at"] is None
    assert slow_client.get(second["status_url"]).json()["status"] == "READY"


def test_a_charger_that_failed_takes_no_commands_and_can_be_deleted(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    slow_client.post("/dev/provisioning-failures", json=ERROR)
    charger = begin_charger(slow_client)["charger_id"]
    slow_clock.advance(seconds=100)
    assert "FAILED" in slow_client.post(f"/chargers/{charger}/plug-connector", json={}).text
    assert slow_client.get(f"/chargers/{charger}/logs").json()["total"] == 0
    assert slow_client.delete(f"/ocpp/chargers/{charger}").status_code == 204
    assert slow_client.get("/dev/records/runs").json()["total"] == 0


def test_failures_are_ordered_for_one_organization_a_kind_and_a_number(slow_client: httpx.Client) -> None:
    ordered = created(slow_client.post("/dev/provisioning-failures", json={"kind": "cpo", "times": 3}))
    listed = slow_client.get("/dev/provisioning-failures").json()
    assert (listed["data"], listed["total"]) == ([ordered], 1)
    assert (ordered["kind"], ordered["remaining"], ordered["error"]["code"]) == ("cpo", 3, "unknown_error")
    assert slow_client.delete("/dev/provisioning-failures").status_code == 204
    assert slow_client.get("/dev/provisioning-failures").json()["total"] == 0


def test_a_failure_of_another_organization_is_none_of_ours(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    other = created(slow_client.post("/dev/tenants", json={"name": "other"}))["id"]
    created(slow_client.post("/dev/provisioning-failures", json={"organization_id": other}))
    begun = begin_charger(slow_client)
    slow_clock.advance(seconds=100)
    assert slow_client.get(begun["status_url"]).json()["status"] == "READY"


def test_a_failure_is_ordered_for_an_organization_that_exists(slow_client: httpx.Client) -> None:
    nobody = {"organization_id": "00000000-0000-4000-8000-000000000000"}
    assert slow_client.post("/dev/provisioning-failures", json=nobody).status_code == 404


def test_a_job_creates_its_chargers_when_its_time_is_over(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    location, job = begin_group(slow_client, charger_ids=["001"], chargers_number=3)
    assert job["status_url"] == f"/ocpp/locations/{location}/chargers/jobs/{job['job_id']}"
    assert slow_client.get(f"/locations/{location}/chargers").json()["total"] == 0
    assert slow_client.get(job["status_url"]).json()["results"] is None
    slow_clock.advance(seconds=100)
    ready = slow_client.get(job["status_url"]).json()
    assert (ready["status"], ready["job_type"]) == ("READY", "location_chargers")
    results = ready["results"]
    assert (results["created_count"], results["failed_count"], results["failed"]) == (3, 0, [])
    assert (results["created"][0]["identity"], results["created"][0]["name"]) == ("SITE_001", "Bay 001")
    listed = slow_client.get(f"/ocpp/locations/{location}/chargers").json()["data"]
    assert listed == results["created"]
    assert ready["provisioned_at"] == listed[0]["created_at"]


def test_each_charger_of_a_job_succeeds_or_fails_for_itself(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    created(slow_client.post("/chargers", json=CHARGER | {"identity": "SITE_001"}))
    _, job = begin_group(slow_client, charger_ids=["001", "002"])
    slow_clock.advance(seconds=100)
    results = slow_client.get(job["status_url"]).json()["results"]
    assert [charger["identity"] for charger in results["created"]] == ["SITE_002"]
    assert results["failed"][0]["identity"] == "SITE_001"
    assert "taken" in results["failed"][0]["error"]


def test_a_job_that_fails_creates_nothing(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    created(slow_client.post("/dev/provisioning-failures", json={"kind": "location_chargers", **ERROR}))
    location, job = begin_group(slow_client, chargers_number=2)
    slow_clock.advance(seconds=100)
    failed = slow_client.get(job["status_url"]).json()
    assert (failed["status"], failed["error"]["code"], failed["results"]) == ("FAILED", ERROR["code"], None)
    assert slow_client.get(f"/locations/{location}/chargers").json()["total"] == 0


def test_a_job_of_another_location_is_not_found(slow_client: httpx.Client) -> None:
    _, job = begin_group(slow_client, chargers_number=1)
    other = created(slow_client.post("/locations", json=LOCATION))["id"]
    assert slow_client.get(f"/ocpp/locations/{other}/chargers/jobs/{job['job_id']}").status_code == 404


def test_a_location_that_is_deleted_takes_its_jobs_along(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    location, _ = begin_group(slow_client, chargers_number=2)
    assert slow_client.delete(f"/ocpp/locations/{location}").status_code == 204
    slow_clock.advance(seconds=100)
    assert slow_client.get("/dev/records/runs").json()["total"] == 0
    assert slow_client.get("/chargers").json()["total"] == 0


def test_a_batch_of_a_thousand_is_ready_when_its_delay_is_over(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    location, job = begin_group(slow_client, chargers_number=1000)
    slow_clock.advance(seconds=99)
    assert slow_client.get(job["status_url"]).json()["status"] == "PROVISIONING"
    slow_clock.advance(seconds=1)
    assert slow_client.get(job["status_url"]).json()["results"]["created_count"] == 1000
    assert slow_client.get(f"/ocpp/locations/{location}/chargers").json()["total"] == 1000


def test_without_a_delay_everything_is_ready_at_once() -> None:
    with in_process(Settings.of(world="empty", provisioning_seconds=0)) as sandbox:
        begun = begin_charger(sandbox.client)
        assert sandbox.client.get(begun["status_url"]).json()["status"] == "READY"
        _, job = begin_group(sandbox.client, chargers_number=2)
        assert sandbox.client.get(job["status_url"]).json()["results"]["created_count"] == 2


def test_work_in_the_background_survives_a_restart(tmp_path: Any) -> None:
    clock = MovableClock()
    settings = Settings.of(world="empty", provisioning_seconds=100, data=tmp_path)
    with in_process(settings, clock=clock) as sandbox:
        _, job = begin_group(sandbox.client, chargers_number=2)
    clock.advance(seconds=100)
    with in_process(settings, clock=clock) as sandbox:
        assert sandbox.client.get(job["status_url"]).json()["results"]["created_count"] == 2


def test_a_charger_that_was_created_at_once_is_ready(slow_client: httpx.Client) -> None:
    charger = created(slow_client.post("/chargers", json=CHARGER))
    status = slow_client.get(f"/ocpp/chargers/{charger['id']}/status").json()
    assert (status["status"], status["workflow_run_id"]) == ("READY", None)
    assert status["provisioned_at"] == charger["created_at"]
