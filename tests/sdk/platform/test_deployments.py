import re
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import Sandbox
from tests.clocks import MovableClock
from tests.sdk.conftest import UNKNOWN
from tests.sdk.frames import requests
from tests.sdk.platform.conftest import DEPLOYMENT, open_location


def shown(sandbox: Sandbox, deployment: Any) -> dict[str, Any]:
    """Return the charger as another edition shows it: this one cannot."""
    charger: dict[str, Any] = sandbox.client.get(f"/ocpp/chargers/{deployment.deployment_id}").json()
    return charger


def test_a_deployment_is_accepted_before_it_is_there(timed: Any) -> None:
    deployment = timed.evcharger.deployment.create(**DEPLOYMENT)
    assert re.fullmatch(r"dep-[0-9a-f]{12}", deployment.deployment_id)
    assert deployment.id == deployment.deployment_id
    assert (deployment.identity, deployment.ocpp_version) == ("CP-0001", "OCPP1.6")
    assert deployment.provisioning_state == "PENDING"


def test_a_deployment_boots_when_its_time_has_come(timed: Any, clock: MovableClock) -> None:
    timed.evcharger.deployment.create(**DEPLOYMENT)
    assert list(timed.evcharger.logs.list(identity="CP-0001")) == []
    clock.advance(seconds=10)
    log = timed.evcharger.logs.list(identity="CP-0001").response
    (boot,) = requests(log, "BootNotification")
    assert (boot["chargePointVendor"], boot["chargePointModel"]) == ("Wallbox", "Pulsar Plus")


def test_brand_and_connector_come_from_the_model(client: Any, sandbox: Sandbox, deployment: Any) -> None:
    charger = shown(sandbox, deployment)
    assert (charger["vendor_name"], charger["connector_type"]) == ("Wallbox", "Type2")
    assert (charger["name"], charger["max_charging_power"]) == ("Bay A01", 22000)


def test_the_power_may_be_chosen(client: Any, sandbox: Sandbox) -> None:
    deployment = client.evcharger.deployment.create(**DEPLOYMENT, power_kwh=7.4, connector_type="Type2")
    assert shown(sandbox, deployment)["max_charging_power"] == 7400


def test_a_deployment_may_stand_at_a_location(client: Any, sandbox: Sandbox) -> None:
    location = open_location(client)
    deployment = client.evcharger.deployment.create(**DEPLOYMENT, location_id=location.location_id)
    assert shown(sandbox, deployment)["location_id"] == location.location_id


@pytest.mark.parametrize("key", ["deployment_id", "identity"])
def test_a_deployment_is_deleted_by_its_id_or_identity(client: Any, deployment: Any, key: str) -> None:
    assert client.evcharger.deployment.delete(**{key: getattr(deployment, key)}) is None
    with pytest.raises(ocpplab.NotFoundError):
        client.evcharger.deployment.delete(**{key: getattr(deployment, key)})


@pytest.mark.parametrize("keys", [{}, {"deployment_id": "dep-1", "identity": "CP-1"}])
def test_either_id_or_identity_says_what_to_delete(client: Any, keys: dict[str, str]) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError):
        client.evcharger.deployment.delete(**keys)


@pytest.mark.parametrize(
    ("field", "value"), [("identity", "CP-0001"), ("model", "acme-1"), ("location_id", UNKNOWN)]
)
def test_what_makes_no_sense_is_refused_with_the_field(
    client: Any, deployment: Any, field: str, value: str
) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.evcharger.deployment.create(**DEPLOYMENT | {"identity": "CP-2"} | {field: value})
    (problem,) = refused.value.body["detail"]
    assert (problem["loc"], problem["input"]) == (["body", field], value)
