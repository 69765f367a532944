"""Chargers that are created in the background; time passes as the tests let it."""

import time
from datetime import timedelta
from typing import Any

import httpx
import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import InProcessSandbox, isolated
from sandbox.server import Server
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.conftest import CHARGER
from tests.e2e.processes import PATIENCE
from tests.sdk.conftest import detail
from tests.sdk.gateway.conftest import make_location

TEMPLATE = ocpplab.ChargerTemplate(
    **{name: value for name, value in CHARGER.items() if name != "identity"},
    identity_prefix="SITE_A_",
    template_name="Bay",
)
FAILURE = {
    "code": "capacity_exceeded",
    "message": "No capacity left",
    "step": "charger-1-0-02",
    "param": "ocpp_version",
    "doc_url": "https://docs.example/capacity",
    "retryable": True,
}


@pytest.fixture
def accepted(timed: Any) -> Any:
    """A charger whose creation has just been accepted."""
    return timed.chargers.create(**CHARGER)


@pytest.fixture
def job(timed: Any) -> tuple[str, str]:
    """The ids of a location, and of a job that creates two chargers there and cannot create a third."""
    location = make_location(timed)
    groups = [ocpplab.ChargerGroup(template=TEMPLATE, charger_ids=["001", "002", "001"])]
    return location.id, timed.location_chargers.create(location.id, request=groups).job_id


def fail_next(sandbox: InProcessSandbox, **wanted: Any) -> None:
    order = {"organization_id": sandbox.organization_id, **wanted}
    sandbox.client.post("/dev/provisioning-failures", json=order).raise_for_status()


def test_a_creation_is_accepted_with_a_place_to_poll(accepted: Any) -> None:
    assert (accepted.identity, accepted.status) == ("CP-0001", "PENDING")
    assert accepted.workflow_run_id.startswith("wfr_")
    assert accepted.status_url == f"/ocpp/chargers/{accepted.charger_id}/status"


def test_a_charger_becomes_ready_step_by_step(timed: Any, clock: MovableClock, accepted: Any) -> None:
    seen = []
    for _ in range(4):
        seen.append(timed.chargers.get_status(accepted.charger_id).status)
        clock.advance(seconds=4)
    assert seen == ["PENDING", "PROVISIONING", "PROVISIONING", "READY"]


def test_a_charger_becomes_ready_while_its_status_is_polled(client_class: Any, http: httpx.Client) -> None:
    settings = Settings.of(port=0, log_level="warning", provisioning_seconds=0.2)
    with Server(settings) as server, isolated(server.url) as sandbox:
        client = client_class(base_url=sandbox.url, token=sandbox.user_token(), httpx_client=http)
        charger_id = client.chargers.create(**CHARGER).charger_id
        seen, deadline = ["PENDING"], time.monotonic() + PATIENCE
        while seen[-1] not in ("READY", "FAILED") and time.monotonic() < deadline:
            seen.append(client.chargers.get_status(charger_id).status)
    assert list(dict.fromkeys(seen)) == ["PENDING", "PROVISIONING", "READY"]


def test_a_ready_charger_tells_when_it_was(timed: Any, clock: MovableClock, accepted: Any) -> None:
    begun = clock.time
    assert timed.chargers.get_status(accepted.charger_id).provisioned_at is None
    clock.advance(minutes=1)
    status = timed.chargers.get_status(accepted.charger_id)
    assert status.provisioned_at == begun + timedelta(seconds=10)
    assert (status.error, status.workflow_run_id) == (None, accepted.workflow_run_id)


def test_a_charger_boots_when_it_is_ready(timed: Any, clock: MovableClock, accepted: Any) -> None:
    assert timed.chargers.get_logs(accepted.charger_id).total == 0
    clock.advance(seconds=10)
    booted = timed.chargers.get_logs(accepted.charger_id).data[-1]
    assert (booted.action, booted.timestamp) == ("BootNotification", clock.time)


def test_a_failed_charger_tells_why(timed: Any, clock: MovableClock, timed_sandbox: InProcessSandbox) -> None:
    fail_next(timed_sandbox, kind="charger", **FAILURE)
    accepted = timed.chargers.create(**CHARGER)
    assert timed.chargers.get_status(accepted.charger_id).error is None
    clock.advance(seconds=10)
    status = timed.chargers.get_status(accepted.charger_id)
    assert (status.status, status.provisioned_at) == ("FAILED", None)
    assert status.error == ocpplab.ProvisioningErrorDetail(**FAILURE)


def test_only_as_many_fail_as_were_ordered(
    timed: Any, clock: MovableClock, timed_sandbox: InProcessSandbox
) -> None:
    fail_next(timed_sandbox)
    made = [timed.chargers.create(**CHARGER | {"identity": name}) for name in ("CP-1", "CP-2")]
    clock.advance(seconds=10)
    statuses = [timed.chargers.get_status(accepted.charger_id) for accepted in made]
    assert [status.status for status in statuses] == ["FAILED", "READY"]
    assert statuses[0].error.code == "unknown_error"


def test_a_charger_that_is_not_ready_takes_no_commands(timed: Any, accepted: Any) -> None:
    with pytest.raises(ocpplab.BadRequestError) as refused:
        timed.commands.set_configuration(
            target=ocpplab.ChargerCommandTarget(charger_id=accepted.charger_id),
            event=ocpplab.ConfigurationUpdateEvent(configuration={"HeartbeatInterval": "60"}),
        )
    assert "PENDING" in refused.value.body.detail


def test_where_400_is_not_declared_it_is_refused_with_422(timed: Any, accepted: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        timed.commands.plug_connector(
            target=ocpplab.CommandTarget(charger_id=accepted.charger_id),
            event=ocpplab.ConnectorCommandEvent(),
        )
    (problem,) = [ocpplab.ValidationError(**problem) for problem in detail(refused)]
    assert (problem.loc, problem.input) == (["body", "target", "charger_id"], accepted.charger_id)


def test_a_location_command_names_who_is_not_ready(timed: Any, clock: MovableClock) -> None:
    location = make_location(timed)
    for identity in ("CP-1", "CP-2"):
        timed.chargers.create(**CHARGER | {"identity": identity}, location_id=location.id)
        clock.advance(seconds=9)
    reached = timed.commands.plug_connector(
        target=ocpplab.CommandTarget(location_id=location.id), event=ocpplab.ConnectorCommandEvent()
    )
    assert [result.identity for result in reached.results] == ["CP-1"]
    assert [failure.identity for failure in reached.failed] == ["CP-2"]


def test_a_job_is_accepted_with_a_place_to_poll(timed: Any) -> None:
    location = make_location(timed)
    group = ocpplab.ChargerGroup(template=TEMPLATE, chargers_number=2)
    accepted = timed.location_chargers.create(location.id, request=[group])
    assert accepted.status == "PENDING"
    assert accepted.status_url == f"/ocpp/locations/{location.id}/chargers/jobs/{accepted.job_id}"


def test_a_job_creates_when_its_time_has_come(timed: Any, clock: MovableClock, job: tuple[str, str]) -> None:
    seen = []
    for _ in range(3):
        clock.advance(seconds=4)
        status = timed.location_chargers.get_bulk_job(*job).status
        seen.append((status, timed.location_chargers.list(job[0]).total))
    assert seen == [("PROVISIONING", 0), ("PROVISIONING", 0), ("READY", 2)]


def test_a_finished_job_tells_what_it_created_and_what_failed(
    timed: Any, clock: MovableClock, job: tuple[str, str]
) -> None:
    assert timed.location_chargers.get_bulk_job(*job).results is None
    clock.advance(seconds=10)
    finished = timed.location_chargers.get_bulk_job(*job)
    created = [ocpplab.ChargerResponse(**charger) for charger in finished.results["created"]]
    assert created == timed.location_chargers.list(job[0]).data
    assert (finished.results["created_count"], finished.results["failed_count"]) == (2, 1)
    assert [failure["identity"] for failure in finished.results["failed"]] == ["SITE_A_001"]
    assert (finished.job_type, finished.provisioned_at) == ("location_chargers", clock.time)


def test_a_failed_job_tells_why_and_creates_nothing(
    timed: Any, clock: MovableClock, timed_sandbox: InProcessSandbox
) -> None:
    fail_next(timed_sandbox, kind="location_chargers", **FAILURE)
    location = make_location(timed)
    group = ocpplab.ChargerGroup(template=TEMPLATE, chargers_number=2)
    accepted = timed.location_chargers.create(location.id, request=[group])
    clock.advance(seconds=10)
    failed = timed.location_chargers.get_bulk_job(location.id, accepted.job_id)
    assert (failed.status, failed.results) == ("FAILED", None)
    assert failed.error == ocpplab.ProvisioningErrorDetail(**FAILURE)
    assert timed.location_chargers.list(location.id).total == 0


def test_a_job_belongs_to_its_location(timed: Any, job: tuple[str, str]) -> None:
    elsewhere = make_location(timed)
    with pytest.raises(ocpplab.NotFoundError):
        timed.location_chargers.get_bulk_job(elsewhere.id, job[1])
