from collections.abc import Callable
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import InProcessSandbox
from tests.clocks import MovableClock
from tests.sdk.conftest import UNKNOWN
from tests.sdk.deployments.conftest import found_locations, open_location, operator
from tests.sdk.frames import requests
from tests.sdk.releases import Release

Operate = Callable[..., Any]


def boots(client: Any, **whose: str) -> int:
    return len(requests(client.ocpp.logs.list(**whose), "BootNotification"))


@pytest.mark.parametrize(
    ("action", "runtime"), [("stop", "stopped"), ("restart", "online"), ("delete", "deleted")]
)
def test_one_deployment_is_operated_at_once(
    operate: Operate, deployment: Any, action: str, runtime: str
) -> None:
    operated = operate(action=action, deployment_id=deployment.deployment_id)
    assert isinstance(operated, ocpplab.OcppDeploymentRuntimeOpsResponse)
    assert (operated.action, operated.target_type) == (action, "deployment")
    assert (operated.deployment_id, operated.location_id) == (deployment.deployment_id, None)
    assert (operated.accepted_count, operated.failed_count) == (1, 0)
    (result,) = operated.results
    assert (result.status, result.response, result.error) == ("accepted", {"runtime": runtime}, None)


def test_a_restart_boots_again(client: Any, operate: Operate, deployment: Any) -> None:
    operate(action="restart", deployment_id=deployment.deployment_id)
    assert boots(client, deployment_id=deployment.deployment_id) == 2


def test_a_stopped_deployment_keeps_commands_until_it_is_restarted(
    client: Any, operate: Operate, deployment: Any
) -> None:
    operate(action="stop", deployment_id=deployment.deployment_id)
    before = client.ocpp.logs.list().total
    target = ocpplab.CommandTarget(identity=deployment.identity)
    assert client.ocpp.commands.plug_connector(target=target).queued_count == 1
    assert client.ocpp.logs.list().total == before
    operate(action="restart", deployment_id=deployment.deployment_id)
    assert "Preparing" in client.ocpp.logs.list().data[1].message


def test_a_deleted_deployment_is_gone(client: Any, operate: Operate, deployment: Any) -> None:
    operate(action="delete", deployment_id=deployment.deployment_id)
    with pytest.raises(ocpplab.NotFoundError):
        client.ocpp.deployment.delete(deployment_id=deployment.deployment_id)


def test_a_location_is_operated_in_the_background(
    timed: Any, clock: MovableClock, timed_sandbox: InProcessSandbox, release: Release
) -> None:
    open_location(timed, "CP-1", "CP-2")
    clock.advance(seconds=10)
    (location,) = found_locations(timed_sandbox.client)
    accepted = operator(timed, release)(action="restart", location_id=location["id"])
    assert isinstance(accepted, ocpplab.AcceptedResponse)
    assert (accepted.status, "restart" in accepted.detail) == ("accepted", True)
    assert [boots(timed, identity=identity) for identity in ("CP-1", "CP-2")] == [1, 1]
    clock.advance(seconds=10)
    assert [boots(timed, identity=identity) for identity in ("CP-1", "CP-2")] == [2, 2]


def test_chargers_of_a_location_are_deleted_in_the_background(
    timed: Any, clock: MovableClock, timed_sandbox: InProcessSandbox, release: Release
) -> None:
    open_location(timed, "CP-1")
    (location,) = found_locations(timed_sandbox.client)
    operator(timed, release)(action="delete", location_id=location["id"])
    clock.advance(seconds=10)
    assert timed_sandbox.client.get("/ocpp/chargers").json()["total"] == 0
    assert found_locations(timed_sandbox.client) == [location]


@pytest.mark.parametrize("target", [{}, {"deployment_id": "dep-1", "location_id": UNKNOWN}])
def test_either_a_deployment_or_a_location_is_operated(operate: Operate, target: dict[str, str]) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        operate(action="stop", **target)
    assert [problem.loc for problem in refused.value.body.detail] == [["body"]]


def test_there_are_three_actions(operate: Operate, deployment: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        operate(action="explode", deployment_id=deployment.deployment_id)
    assert refused.value.body.detail[0].loc == ["body", "action"]
