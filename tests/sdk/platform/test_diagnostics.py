"""The system view of one deployment."""

from datetime import timedelta
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest
from ocpplab.core.api_error import ApiError  # type: ignore[import-not-found]

from sandbox.kit import InProcessSandbox
from tests.clocks import MovableClock
from tests.sdk.conftest import UNKNOWN
from tests.sdk.platform.conftest import DEPLOYMENT


@pytest.fixture
def ops(timed: Any) -> Any:
    return timed.evcharger.deployment_runtime_ops


def test_an_online_charger_is_connected(ops: Any, online: Any) -> None:
    found = ops.diagnostics(deployment_id=online.deployment_id)
    assert (found.verdict.code, found.verdict.severity) == ("connected", "ok")
    assert (found.deployment.replicas, found.deployment.ready_replicas) == (1, 1)
    assert [(pod.phase, pod.ready, pod.restart_count) for pod in found.pods] == [("Running", True, 0)]


def test_a_charger_on_its_way_is_starting(timed: Any, ops: Any, clock: MovableClock) -> None:
    deployment = timed.evcharger.deployment.create(**DEPLOYMENT)
    clock.advance(seconds=7)
    found = ops.diagnostics(deployment_id=deployment.deployment_id)
    assert (found.verdict.code, found.deployment.ready_replicas) == ("starting", 0)


def test_a_stopped_charger_has_no_process(ops: Any, online: Any) -> None:
    ops.operate(action="stop", deployment_id=online.deployment_id)
    found = ops.diagnostics(deployment_id=online.deployment_id)
    assert (found.verdict.code, found.deployment.replicas, found.pods) == ("stopped", 0, [])


def test_a_charger_that_failed_is_in_a_crash_loop(
    timed: Any, ops: Any, clock: MovableClock, timed_sandbox: InProcessSandbox
) -> None:
    order = {"code": "image_missing", "message": "No such image"}
    timed_sandbox.client.post("/dev/provisioning-failures", json=order).raise_for_status()
    deployment = timed.evcharger.deployment.create(**DEPLOYMENT)
    clock.advance(seconds=10)
    verdict = ops.diagnostics(deployment_id=deployment.deployment_id).verdict
    assert (verdict.code, verdict.severity, verdict.hint) == ("crash_loop", "error", "No such image")


def test_the_window_is_a_quarter_of_an_hour(ops: Any, clock: MovableClock, online: Any) -> None:
    clock.advance(minutes=16)
    found = ops.diagnostics(deployment_id=online.deployment_id)
    assert found.window.until == clock.time.isoformat().replace("+00:00", "Z")
    assert found.events == []
    assert not any("BootNotification" in line.text for line in found.logs.lines)


def test_another_window_may_be_looked_at(ops: Any, clock: MovableClock, online: Any) -> None:
    clock.advance(hours=5)
    found = ops.diagnostics(deployment_id=online.deployment_id, since=clock.time - timedelta(hours=6))
    assert [event.reason for event in found.events][-1] == "Online"
    assert "BootNotification" in found.logs.lines[0].text


def test_a_window_has_six_hours_at_most(ops: Any, clock: MovableClock, online: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        ops.diagnostics(deployment_id=online.deployment_id, since=clock.time - timedelta(hours=7))
    assert refused.value.body["detail"][0]["loc"] == ["query", "since"]


def test_the_newest_lines_are_kept(ops: Any, online: Any) -> None:
    everything = ops.diagnostics(deployment_id=online.deployment_id).logs
    some = ops.diagnostics(deployment_id=online.deployment_id, tail_lines=2).logs
    assert (some.lines, some.truncated) == (everything.lines[-2:], True)
    assert everything.truncated is False


def test_lines_may_be_asked_for_by_level(ops: Any, clock: MovableClock, online: Any) -> None:
    clock.advance(minutes=10)
    levels = {
        level: {
            line.level for line in ops.diagnostics(deployment_id=online.deployment_id, level=level).logs.lines
        }
        for level in ("debug", "info", "warning")
    }
    assert levels == {"debug": {"debug", "info"}, "info": {"info"}, "warning": set()}


def test_the_process_before_has_a_log_of_its_own(ops: Any, clock: MovableClock, online: Any) -> None:
    clock.advance(minutes=1)
    ops.operate(action="restart", deployment_id=online.deployment_id)
    current, previous = (
        ops.diagnostics(deployment_id=online.deployment_id, previous=previous).logs
        for previous in (False, True)
    )
    assert (current.source, previous.source) == ("current", "previous")
    assert max(line.ts for line in previous.lines) < min(line.ts for line in current.lines)


def test_a_secret_is_not_shown(timed: Any, ops: Any, clock: MovableClock) -> None:
    deployment = timed.evcharger.deployment.create(**DEPLOYMENT, authorization_key="0123456789abcdef")
    clock.advance(seconds=10)
    timed.evcharger.commands.proxy_message(
        target=ocpplab.CommandTarget(identity="CP-0001"),
        payload=ocpplab.ProxyMessagePayload(
            action="DataTransfer", payload={"vendorId": "com.example", "data": "0123456789abcdef"}
        ),
    )
    clock.advance(seconds=4)
    lines = ops.diagnostics(deployment_id=deployment.deployment_id).logs.lines
    assert not any("0123456789abcdef" in line.text for line in lines)
    assert any("[redacted]" in line.text for line in lines)


def test_a_download_is_text_which_the_sdk_hands_over_as_it_is(ops: Any, online: Any) -> None:
    lines = ops.diagnostics(deployment_id=online.deployment_id).logs.lines
    with pytest.raises(ApiError) as handed_over:
        ops.diagnostics(deployment_id=online.deployment_id, download=True)
    assert handed_over.value.status_code == 200
    assert handed_over.value.headers["content-type"].startswith("text/plain")
    assert [line.split(" ", 2)[2] for line in handed_over.value.body.splitlines()] == [
        line.text for line in lines
    ]


def test_an_unknown_deployment_is_not_found(ops: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError):
        ops.diagnostics(deployment_id=UNKNOWN)
