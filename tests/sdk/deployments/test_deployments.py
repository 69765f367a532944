import re
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest
from ocpplab.core.api_error import ApiError  # type: ignore[import-not-found]

from tests.conftest import CHARGER
from tests.sdk.frames import requests, statuses


def test_a_deployment_arrives_parsed(deployment: Any) -> None:
    assert re.fullmatch(r"dep-[0-9a-f]{12}", deployment.deployment_id)
    assert deployment.id == deployment.deployment_id
    assert (deployment.identity, deployment.ocpp_version) == ("CP-0001", "OCPP1.6")
    assert deployment.provisioning_state == "READY"


def test_a_deployment_is_online_at_once(client: Any, deployment: Any) -> None:
    log = client.ocpp.logs.list(deployment_id=deployment.deployment_id)
    (boot,) = requests(log, "BootNotification")
    assert (boot["chargePointVendor"], boot["chargePointModel"]) == ("Wallbox", "Pulsar Plus")
    assert statuses(log) == ["Available"]


def test_a_deployment_may_be_secured(client: Any) -> None:
    secured = client.ocpp.deployment.create(
        **CHARGER, ocpp_version="OCPP2.0.1", security_profile=2, authorization_key="0123456789abcdef"
    )
    assert secured.ocpp_version == "OCPP2.0.1"


def test_a_deleted_deployment_takes_no_commands(client: Any, deployment: Any) -> None:
    assert client.ocpp.deployment.delete(deployment_id=deployment.deployment_id) is None
    target = ocpplab.CommandTarget(deployment_id=deployment.deployment_id)
    with pytest.raises(ApiError) as refused:
        client.ocpp.commands.plug_connector(target=target)
    assert refused.value.status_code == 404


def test_a_deleted_deployment_is_not_found(client: Any, deployment: Any) -> None:
    client.ocpp.deployment.delete(deployment_id=deployment.deployment_id)
    with pytest.raises(ocpplab.NotFoundError) as refused:
        client.ocpp.deployment.delete(deployment_id=deployment.deployment_id)
    assert deployment.deployment_id in refused.value.body.detail


def test_to_delete_without_saying_what_deletes_nothing(client: Any, deployment: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.ocpp.deployment.delete()
    assert refused.value.body.detail[0].loc == ["query", "deployment_id"]
    assert client.ocpp.logs.list(deployment_id=deployment.deployment_id).total > 0


def test_an_identity_is_free_again_after_its_deployment(client: Any, deployment: Any) -> None:
    client.ocpp.deployment.delete(deployment_id=deployment.deployment_id)
    assert client.ocpp.deployment.create(**CHARGER).identity == deployment.identity


@pytest.mark.parametrize(("field", "value"), [("identity", "CP-0001"), ("brand_slug", "acme")])
def test_what_makes_no_sense_is_refused_with_the_field(
    client: Any, deployment: Any, field: str, value: str
) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.ocpp.deployment.create(**CHARGER | {"identity": "CP-2"} | {field: value})
    (problem,) = refused.value.body.detail
    assert (problem.loc, problem.input) == (["body", field], value)
