"""Each declared error status arrives as the SDK's own class, with the body parsed."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import Sandbox
from tests.conftest import CHARGER
from tests.sdk.conftest import NO_RETRIES, UNKNOWN, MakeClient


def detail(refused: pytest.ExceptionInfo[Any]) -> Any:
    """Return the detail of an error, which 0.1.1 parses throughout and 0.1.2 only for some statuses."""
    body = refused.value.body
    return body["detail"] if isinstance(body, dict) else body.detail


def test_400_for_what_makes_no_sense(client: Any) -> None:
    with pytest.raises(ocpplab.BadRequestError) as refused:
        client.charger_deployments.create_charger(
            **CHARGER | {"brand_slug": "acme"}, request_options=NO_RETRIES
        )
    assert "acme" in detail(refused)


@pytest.mark.parametrize("token", [None, "this-is-not-a-token"])
def test_401_for_a_token_that_is_none(make_client: MakeClient, token: str | None) -> None:
    with pytest.raises(ocpplab.UnauthorizedError) as refused:
        make_client(token=token).locations.list_locations(request_options=NO_RETRIES)
    assert detail(refused)
    assert refused.value.headers["www-authenticate"].startswith("Bearer")


def test_401_for_a_token_that_has_expired(make_client: MakeClient, sandbox: Sandbox) -> None:
    with pytest.raises(ocpplab.UnauthorizedError) as refused:
        make_client(token=sandbox.token(defect="expired")).locations.list_locations(
            request_options=NO_RETRIES
        )
    assert "expired" in detail(refused)


def test_403_for_a_user_who_names_an_organization(make_client: MakeClient, sandbox: Sandbox) -> None:
    with pytest.raises(ocpplab.ForbiddenError) as refused:
        make_client(organization_id=sandbox.organization_id).locations.list_locations(
            request_options=NO_RETRIES
        )
    assert "X-Organization-Id" in detail(refused)


def test_404_for_the_unknown(client: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError) as refused:
        client.locations.get_location(UNKNOWN, request_options=NO_RETRIES)
    assert UNKNOWN in detail(refused)


def test_422_for_what_does_not_fit_the_schema(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.locations.list_locations(limit=101, request_options=NO_RETRIES)
    (problem,) = [dict(problem) for problem in detail(refused)]
    assert (problem["loc"], problem["type"], problem["ctx"]) == (
        ["query", "limit"],
        "less_than_equal",
        {"le": 100},
    )
