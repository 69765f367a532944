"""Where deployments are, how they came there, what a look into them shows, and whether all is ready."""

import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.conftest import created, problems

BODY = {
    "identity": "CP-0001",
    "model": "wallbox-pulsar-plus",
    "ws_url": "ws://127.0.0.1:9000/ocpp",
    "ocpp_version": "OCPP1.6",
    "charger_name": "Bay A01",
}
OPS = "/evcharger/deployment-runtime-ops"


def deploy(client: httpx.Client, **fields: Any) -> str:
    return str(created(client.post("/evcharger/deployment", json=BODY | fields))["deployment_id"])


def status(client: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = client.get(f"{OPS}/status", params={"identity": "CP-0001", **query})
    assert answer.status_code == 200, answer.text
    item: dict[str, Any] = answer.json()["items"][0]
    return item


def events(client: httpx.Client, **query: Any) -> list[tuple[int, str, str]]:
    found = client.get(f"{OPS}/events", params=query).json()["events"]
    return [(event["attempt"], event["stage"], event["outcome"]) for event in found]


def operate(client: httpx.Client, deployment: str, action: str) -> None:
    answer = client.post(OPS, json={"action": action, "deployment_id": deployment})
    assert answer.json()["accepted_count"] == 1, answer.text


def diagnose(client: httpx.Client, deployment: str, **query: Any) -> dict[str, Any]:
    answer = client.get(f"{OPS}/diagnostics", params={"deployment_id": deployment, **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_deployment_passes_all_stages_on_its_way_up(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    deploy(slow_client)
    seen = []
    for seconds in (0, 30, 15, 20, 20, 10, 5):
        slow_clock.advance(seconds=seconds)
        now = status(slow_client)
        seen.append((now["stage"], now["outcome"]))
    assert seen == [
        ("queued", "in_progress"),
        ("scheduling", "in_progress"),
        ("pulling", "in_progress"),
        ("starting", "in_progress"),
        ("connecting", "in_progress"),
        ("registering", "in_progress"),
        ("online", "succeeded"),
    ]


def test_the_status_shows_the_events_of_the_present_attempt_on_demand(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    deployment = deploy(slow_client)
    slow_clock.advance(seconds=100)
    assert status(slow_client)["events"] is None
    operate(slow_client, deployment, "restart")
    now = status(slow_client, events=True)
    assert now["attempt"] == 2
    assert [event["stage"] for event in now["events"]][-1] == "online"
    assert {event["attempt"] for event in now["events"]} == {2}
    assert now["since"] == now["events"][-1]["at"]


def test_a_failed_deployment_tells_what_to_mend(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    slow_client.post("/dev/provisioning-failures", json={"code": "no_image", "message": "No such image"})
    deploy(slow_client)
    slow_clock.advance(seconds=100)
    now = status(slow_client)
    assert (now["stage"], now["outcome"]) == ("starting", "failed")
    assert (now["code"], now["hint"]) == ("no_image", "No such image")


def test_an_attempt_after_a_failed_one_recovers(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    slow_client.post("/dev/provisioning-failures", json={})
    deployment = deploy(slow_client)
    slow_clock.advance(seconds=100)
    slow_clock.advance(seconds=1)
    operate(slow_client, deployment, "restart")
    assert events(slow_client, outcome="alerts") == [(2, "online", "recovered"), (1, "starting", "failed")]
    assert events(slow_client, outcome="recovered") == [(2, "online", "recovered")]
    assert events(slow_client, outcome="failed") == [(1, "starting", "failed")]
    assert events(slow_client, outcome="stuck") == []
    assert (status(slow_client)["stage"], status(slow_client)["outcome"]) == ("online", "succeeded")


def test_a_stop_and_a_start_are_events(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    deployment = deploy(slow_client)
    slow_clock.advance(seconds=100)
    for action in ("stop", "restart"):
        slow_clock.advance(seconds=1)
        operate(slow_client, deployment, action)
    assert events(slow_client, identity="CP-0001")[0] == (2, "online", "succeeded")
    assert (1, "stopped", "succeeded") in events(slow_client)
    since = status(slow_client)["since"]
    assert events(slow_client, since=since) == []


def test_each_start_between_two_looks_is_an_attempt(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    deployment = deploy(slow_client)
    slow_clock.advance(seconds=100)
    for command in ("reset-charger", "reset-charger", "stop-charger", "start-charger"):
        slow_client.post(f"/chargers/{deployment}/{command}", json={})
        slow_clock.advance(seconds=1)
    slow_clock.advance(seconds=20)
    assert (status(slow_client)["attempt"], status(slow_client)["stage"]) == (4, "online")
    assert [stage for _, stage, _ in events(slow_client)].count("stopped") == 1


def test_attempts_count_on_when_the_oldest_are_forgotten() -> None:
    with in_process(Settings.of(world="empty", log_retention=10, provisioning_seconds=0)) as sandbox:
        deployment = deploy(sandbox.client)
        for _ in range(15):
            operate(sandbox.client, deployment, "restart")
        assert status(sandbox.client)["attempt"] == 16
        query = {"charger_id": deployment}
        assert sandbox.client.get("/dev/records/runtime_changes", params=query).json()["total"] == 10
        attempts = {attempt for attempt, _, _ in events(sandbox.client, limit=500)}
        assert attempts == set(range(7, 17))


@pytest.mark.parametrize("action", ["stop", "restart"])
def test_a_deployment_that_comes_up_cannot_be_stopped_or_restarted(
    slow_client: httpx.Client, slow_clock: MovableClock, action: str
) -> None:
    deployment = deploy(slow_client)
    slow_clock.advance(seconds=50)
    answer = slow_client.post(OPS, json={"action": action, "deployment_id": deployment}).json()
    assert (answer["failed_count"], "PROVISIONING" in answer["results"][0]["error"]) == (1, True)
    slow_clock.advance(seconds=50)
    assert status(slow_client)["stage"] == "online"


def test_a_plus_that_a_query_turned_into_a_blank_is_read_as_one(client: httpx.Client) -> None:
    deploy(client)
    answer = client.get(f"{OPS}/events?since=2026-03-01T13:00:00+01:00")
    assert (answer.status_code, len(answer.json()["events"])) == (200, 7)


@pytest.mark.parametrize("until", ["0001-01-01T00:05:00-23:59", "9999-12-31T23:59:59-23:59"])
def test_a_moment_that_utc_cannot_tell_is_422_or_empty(client: httpx.Client, until: str) -> None:
    query = {"deployment_id": deploy(client), "until": until}
    assert client.get(f"{OPS}/diagnostics", params=query).status_code in (200, 422)


def test_events_come_newest_first_up_to_a_limit(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    deploy(slow_client)
    slow_clock.advance(seconds=100)
    stages = [stage for _, stage, _ in events(slow_client)]
    assert stages == [
        "online",
        "registering",
        "connecting",
        "starting",
        "pulling",
        "scheduling",
        "queued",
    ]
    assert [stage for _, stage, _ in events(slow_client, limit=2)] == ["online", "registering"]
    assert events(slow_client, identity="CP-9") == []


def test_the_status_of_all_is_told_without_identities(client: httpx.Client) -> None:
    for name in ("CP-1", "CP-2"):
        deploy(client, identity=name)
    items = client.get(f"{OPS}/status").json()["items"]
    assert [(item["identity"], item["stage"]) for item in items] == [("CP-1", "online"), ("CP-2", "online")]


def test_of_several_identities_an_unknown_one_is_not_deployed(client: httpx.Client) -> None:
    deploy(client)
    items = client.get(f"{OPS}/status", params={"identity": ["CP-0001", "CP-9"]}).json()["items"]
    assert [(item["stage"], item["attempt"]) for item in items] == [("online", 1), ("not_deployed", 0)]


def test_an_identity_that_is_unknown_is_404(client: httpx.Client) -> None:
    assert client.get(f"{OPS}/status", params={"identity": "CP-9"}).status_code == 404


def test_events_of_the_attempt_go_with_one_identity(client: httpx.Client) -> None:
    deploy(client)
    query: dict[str, Any] = {"identity": ["CP-0001", "CP-9"], "events": True}
    assert problems(client.get(f"{OPS}/status", params=query)) == {"query.events": "value_error"}


def test_more_identities_than_a_hundred_are_422(client: httpx.Client) -> None:
    query = {"identity": [f"CP-{number}" for number in range(101)]}
    assert problems(client.get(f"{OPS}/status", params=query)) == {"query.identity": "too_long"}


def test_a_clock_that_went_back_shows_no_stage(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    slow_clock.advance(seconds=10)
    deploy(slow_client)
    slow_clock.advance(seconds=-1)
    assert (status(slow_client)["stage"], status(slow_client)["attempt"]) == (None, 0)


def test_a_diagnosis_of_a_connected_charger_shows_its_log(client: httpx.Client) -> None:
    deployment = deploy(client)
    found = diagnose(client, deployment)
    assert (found["verdict"]["code"], found["verdict"]["severity"]) == ("connected", "ok")
    assert found["deployment"] == {"replicas": 1, "ready_replicas": 1}
    assert [(pod["phase"], pod["ready"], pod["restart_count"]) for pod in found["pods"]] == [
        ("Running", True, 0)
    ]
    assert found["logs"]["source"] == "current"
    assert "BootNotification" in found["logs"]["lines"][0]["text"]
    assert [event["reason"] for event in found["events"]][-1] == "Online"
    assert found["notes"] == []


@pytest.mark.parametrize(
    ("seconds", "verdict", "replicas"), [(0, "scheduling", 1), (50, "starting", 1), (100, "connected", 1)]
)
def test_the_verdict_follows_the_stage(
    slow_client: httpx.Client, slow_clock: MovableClock, seconds: int, verdict: str, replicas: int
) -> None:
    deployment = deploy(slow_client)
    slow_clock.advance(seconds=seconds)
    found = diagnose(slow_client, deployment)
    assert (found["verdict"]["code"], found["deployment"]["replicas"]) == (verdict, replicas)
    assert found["deployment"]["ready_replicas"] == int(verdict == "connected")


def test_a_stopped_charger_has_no_process(client: httpx.Client) -> None:
    deployment = deploy(client)
    operate(client, deployment, "stop")
    found = diagnose(client, deployment)
    assert (found["verdict"]["code"], found["pods"]) == ("stopped", [])
    assert found["deployment"] == {"replicas": 0, "ready_replicas": 0}


def test_a_charger_that_could_not_be_started_shows_why(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    slow_client.post("/dev/provisioning-failures", json={"code": "no_image", "message": "No such image"})
    deployment = deploy(slow_client)
    slow_clock.advance(seconds=100)
    verdict = diagnose(slow_client, deployment)["verdict"]
    assert (verdict["code"], verdict["hint"]) == ("crash_loop", "No such image")
    assert "no_image" in verdict["evidence"]


def test_after_a_restart_the_log_of_the_process_before_can_be_read(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    deployment = deploy(slow_client)
    slow_clock.advance(seconds=100)
    first = diagnose(slow_client, deployment)["logs"]["lines"]
    slow_clock.advance(seconds=1)
    operate(slow_client, deployment, "restart")
    before = diagnose(slow_client, deployment, previous=True)["logs"]
    assert (before["source"], before["lines"]) == ("previous", first)
    now = diagnose(slow_client, deployment)
    assert now["pods"][0]["restart_count"] == 1
    assert {line["ts"] for line in now["logs"]["lines"]} == {now["pods"][0]["started_at"]}


def test_lines_are_chosen_by_level_and_number(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    deployment = deploy(slow_client)
    slow_clock.advance(seconds=500)
    everything = diagnose(slow_client, deployment)["logs"]
    assert "debug" in {line["level"] for line in everything["lines"]}
    told = diagnose(slow_client, deployment, level="info")["logs"]["lines"]
    assert {line["level"] for line in told} == {"info"}
    last = diagnose(slow_client, deployment, tail_lines=2)["logs"]
    assert (last["truncated"], last["lines"]) == (True, everything["lines"][-2:])


def test_the_window_is_the_last_quarter_of_an_hour(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    deployment = deploy(slow_client)
    slow_clock.advance(hours=1)
    found = diagnose(slow_client, deployment, level="info")
    assert found["window"] == {"since": "2026-03-01T12:45:00Z", "until": "2026-03-01T13:00:00Z"}
    assert (found["logs"]["lines"], found["events"]) == ([], [])
    wide = diagnose(slow_client, deployment, since="2026-03-01T12:00:00Z", level="info")
    assert wide["logs"]["lines"]


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-03-01T00:00:00Z", "until": "2026-03-01T06:00:01Z"},
        {"since": "2026-03-01T02:00:00Z", "until": "2026-03-01T01:00:00Z"},
    ],
)
def test_a_window_that_is_too_long_or_the_wrong_way_is_422(
    client: httpx.Client, query: dict[str, str]
) -> None:
    answer = client.get(f"{OPS}/diagnostics", params={"deployment_id": deploy(client), **query})
    assert problems(answer) == {"query.since": "value_error"}


def test_a_window_at_the_beginning_of_the_calendar_is_empty(client: httpx.Client) -> None:
    found = diagnose(client, deploy(client), until="0001-01-01T00:00:00Z")
    assert (found["logs"]["lines"], found["events"]) == ([], [])


def test_a_diagnosis_can_be_downloaded_as_text(client: httpx.Client) -> None:
    query: dict[str, Any] = {"deployment_id": deploy(client), "download": True}
    answer = client.get(f"{OPS}/diagnostics", params=query)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert len(answer.text.splitlines()) == 6
    assert "INFO -> BootNotification [2," in answer.text


def test_the_authorization_key_does_not_show_in_the_log(client: httpx.Client) -> None:
    deployment = deploy(client, authorization_key="s3cret-key-0123456789")
    body = {
        "target": {"deployment_id": deployment},
        "payload": {"action": "DataTransfer", "payload": {"vendorId": "s3cret-key-0123456789"}},
    }
    client.post("/evcharger/commands/proxy-message", json=body)
    text = client.get(f"{OPS}/diagnostics", params={"deployment_id": deployment, "download": True}).text
    assert "[redacted]" in text
    assert "s3cret" not in text


def test_a_diagnosis_of_an_unknown_deployment_is_404(client: httpx.Client) -> None:
    assert client.get(f"{OPS}/diagnostics", params={"deployment_id": "dep-0"}).status_code == 404


@pytest.mark.parametrize("path", ["/health", "/health/live"])
def test_the_service_is_alive(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Authorization": ""})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_service_is_ready(client: httpx.Client) -> None:
    answer = client.get("/health/ready", headers={"Authorization": ""})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok", "mqtt": "ok"})


def test_the_service_is_not_ready_when_nothing_can_be_kept(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with in_process(Settings.of(world="empty", data=data)) as sandbox:
        assert sandbox.client.get("/health/ready").status_code == 200
        shutil.rmtree(data)
        answer = sandbox.client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "not_ready", "database": "error", "mqtt": "ok"},
    )
