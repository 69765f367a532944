"""What these SDKs make of errors: 403 is declared almost nowhere and arrives as it is."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest
from ocpplab.core.api_error import ApiError  # type: ignore[import-not-found]

from sandbox.kit import Sandbox
from tests.sdk.conftest import MakeClient


def test_401_for_a_token_that_has_expired(make_client: MakeClient, sandbox: Sandbox) -> None:
    with pytest.raises(ocpplab.UnauthorizedError) as refused:
        make_client(token=sandbox.token(defect="expired")).evcharger.deployment_runtime_ops.status()
    assert "expired" in refused.value.body.detail
    assert refused.value.headers["www-authenticate"].startswith("Bearer")


def test_403_for_a_user_who_names_an_organization(make_client: MakeClient, sandbox: Sandbox) -> None:
    client = make_client(headers={"X-Organization-Id": sandbox.organization_id})
    with pytest.raises(ApiError) as refused:
        client.evcharger.deployment_runtime_ops.status()
    assert refused.value.status_code == 403


def test_an_admin_names_the_organization_in_a_header(
    make_client: MakeClient, sandbox: Sandbox, deployment: Any
) -> None:
    headers = {"X-Organization-Id": sandbox.organization_id}
    admin = make_client(token=sandbox.admin_token(), headers=headers)
    assert len(admin.evcharger.deployment_runtime_ops.status().items) == 1


def test_422_for_what_does_not_fit_the_schema(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.evcharger.commands.list_results(identity="CP-1", limit=501)
    (problem,) = refused.value.body["detail"]
    assert (problem["loc"], problem["type"], problem["ctx"]) == (
        ["query", "limit"],
        "less_than_equal",
        {"le": 500},
    )
