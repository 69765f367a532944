"""What these SDKs make of errors: 401, 403 and 404 of commands are not declared and arrive as they are."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest
from ocpplab.core.api_error import ApiError  # type: ignore[import-not-found]

from sandbox.kit import Sandbox
from tests.sdk.conftest import UNKNOWN, MakeClient


def test_401_for_a_token_that_has_expired(make_client: MakeClient, sandbox: Sandbox) -> None:
    with pytest.raises(ApiError) as refused:
        make_client(token=sandbox.token(defect="expired")).ocpp.logs.list()
    assert (refused.value.status_code, "expired" in refused.value.body["detail"]) == (401, True)


def test_403_for_a_user_who_names_an_organization(make_client: MakeClient, sandbox: Sandbox) -> None:
    client = make_client(headers={"X-Organization-Id": sandbox.organization_id})
    with pytest.raises(ApiError) as refused:
        client.ocpp.logs.list()
    assert (refused.value.status_code, type(refused.value.body["detail"])) == (403, str)


def test_an_admin_names_the_organization_in_a_header(
    make_client: MakeClient, sandbox: Sandbox, deployment: Any
) -> None:
    headers = {"X-Organization-Id": sandbox.organization_id}
    admin = make_client(token=sandbox.admin_token(), headers=headers)
    assert admin.ocpp.logs.list(deployment_id=deployment.deployment_id).total > 0


def test_404_for_an_unknown_target(client: Any) -> None:
    with pytest.raises(ApiError) as refused:
        client.ocpp.commands.plug_connector(target=ocpplab.CommandTarget(deployment_id=UNKNOWN))
    assert (refused.value.status_code, UNKNOWN in refused.value.body["detail"]) == (404, True)


def test_422_for_what_does_not_fit_the_schema(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.ocpp.logs.list(page_size=501)
    (problem,) = refused.value.body.detail
    assert (problem.loc, problem.type, problem.ctx) == (
        ["query", "page_size"],
        "less_than_equal",
        {"le": 500},
    )
