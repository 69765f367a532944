"""Presets that are no faults of requests, as the SDKs of this edition see them."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest
from ocpplab.core.api_error import ApiError  # type: ignore[import-not-found]

from sandbox.kit import Sandbox
from tests.sdk.platform.conftest import DEPLOYMENT, open_location


def order(sandbox: Sandbox, preset: str) -> None:
    organization = {"organization_id": sandbox.organization_id}
    answer = sandbox.client.post(f"/dev/faults/presets/{preset}", json=organization)
    assert answer.status_code == 201, answer.text


def test_a_charger_that_is_offline_keeps_its_commands(sandbox: Sandbox, client: Any, deployment: Any) -> None:
    order(sandbox, "charger-offline")
    (item,) = client.evcharger.deployment_runtime_ops.status().items
    reached = client.evcharger.commands.plug_connector(target=ocpplab.CommandTarget(identity=item.identity))
    command = reached.results[0].command
    assert client.evcharger.commands.get_status(command.id).status == "deferred"


def test_one_charger_of_a_command_to_a_location_fails(sandbox: Sandbox, client: Any) -> None:
    opened = open_location(client, "CP-1", "CP-2")
    order(sandbox, "partial-batch-failure")
    target = ocpplab.CommandTarget(location_id=opened.location_id)
    reached = client.evcharger.commands.plug_connector(target=target)
    assert [failure.identity for failure in reached.failed] == ["CP-1"]
    assert [result.identity for result in reached.results] == ["CP-2"]


def test_what_may_not_be_done_twice_is_sent_only_once(sandbox: Sandbox) -> None:
    sandbox.fault(status=503, method="POST")
    with pytest.raises(ApiError):
        sandbox.sdk().evcharger.deployment.create(**DEPLOYMENT)
    sandbox.requests.assert_called(times=1, method="POST", status="503")
