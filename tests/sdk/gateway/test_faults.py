"""Presets that are no faults of requests, as the SDKs of this edition see them."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]

from sandbox.kit import Sandbox
from tests.conftest import CHARGER
from tests.sdk.gateway.test_location_chargers import TEMPLATE


def order(sandbox: Sandbox, preset: str, **wanted: str) -> None:
    organization = {"organization_id": sandbox.organization_id}
    answer = sandbox.client.post(f"/dev/faults/presets/{preset}", json=organization | wanted)
    assert answer.status_code == 201, answer.text


def test_a_creation_ends_failed_and_may_be_tried_again(sandbox: Sandbox, client: Any) -> None:
    order(sandbox, "provisioning-failure")
    status = client.chargers.get_status(client.chargers.create(**CHARGER).charger_id)
    assert (status.status, status.error.retryable) == ("FAILED", True)
    again = client.chargers.create(**CHARGER | {"identity": "CP-0002"})
    assert client.chargers.get_status(again.charger_id).status == "READY"


def test_one_charger_of_a_job_fails(sandbox: Sandbox, client: Any, location: Any) -> None:
    order(sandbox, "partial-batch-failure")
    group = ocpplab.ChargerGroup(template=TEMPLATE, charger_ids=["001", "002"])
    job = client.location_chargers.create(location.id, request=[group])
    results = client.location_chargers.get_bulk_job(location.id, job.job_id).results
    assert [charger["identity"] for charger in results["created"]] == ["SITE_A_002"]
    assert results["failed"] == [{"identity": "SITE_A_001", "error": "Failed as ordered"}]


def test_a_charger_that_is_offline_keeps_its_commands(sandbox: Sandbox, client: Any, charger: Any) -> None:
    order(sandbox, "charger-offline", charger_id=charger.id)
    target = ocpplab.CommandTarget(charger_id=charger.id)
    queued = client.commands.plug_connector(target=target, event=ocpplab.ConnectorCommandEvent())
    assert queued is not None
    query = {"charger_id": charger.id}
    kept = sandbox.client.get("/dev/records/commands", params=query).json()["data"][-1]
    assert (kept["command"], kept["status"]) == ("plug_connector", "deferred")
