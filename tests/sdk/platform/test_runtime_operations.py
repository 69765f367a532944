from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.clocks import MovableClock
from tests.sdk.conftest import UNKNOWN
from tests.sdk.platform.conftest import open_location


@pytest.mark.parametrize(
    ("action", "runtime"), [("stop", "stopped"), ("restart", "online"), ("delete", "deleted")]
)
def test_one_deployment_is_operated_at_once(client: Any, deployment: Any, action: str, runtime: str) -> None:
    operated = client.evcharger.deployment_runtime_ops.operate(
        action=action, deployment_id=deployment.deployment_id
    )
    assert isinstance(operated, ocpplab.OcppDeploymentRuntimeOpsResponse)
    assert (operated.action, operated.target_type) == (action, "deployment")
    assert (operated.accepted_count, operated.failed_count) == (1, 0)
    assert [result.response for result in operated.results] == [{"runtime": runtime}]


def test_a_location_is_operated_in_the_background(timed: Any, clock: MovableClock) -> None:
    ops = timed.evcharger.deployment_runtime_ops
    location = open_location(timed, "CP-1", "CP-2")
    clock.advance(seconds=10)
    accepted = ops.operate(action="stop", location_id=location.location_id)
    assert isinstance(accepted, ocpplab.AcceptedResponse)
    assert {item.stage for item in ops.status().items} == {"online"}
    clock.advance(seconds=10)
    assert {item.stage for item in ops.status().items} == {"stopped"}


@pytest.mark.parametrize("target", [{}, {"deployment_id": "dep-1", "location_id": UNKNOWN}])
def test_either_a_deployment_or_a_location_is_operated(client: Any, target: dict[str, str]) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError):
        client.evcharger.deployment_runtime_ops.operate(action="stop", **target)
