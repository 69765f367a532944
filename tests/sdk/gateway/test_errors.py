"""Each declared error status arrives as the SDK's own class."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import Sandbox
from tests.conftest import CHARGER
from tests.sdk.conftest import UNKNOWN, MakeClient, detail


def test_400_for_what_makes_no_sense(client: Any) -> None:
    with pytest.raises(ocpplab.BadRequestError) as refused:
        client.chargers.create(**CHARGER | {"brand_slug": "acme"})
    assert "acme" in refused.value.body.detail


def test_401_for_a_token_that_has_expired(make_client: MakeClient, sandbox: Sandbox) -> None:
    with pytest.raises(ocpplab.UnauthorizedError) as refused:
        make_client(token=sandbox.token(defect="expired")).locations.list()
    assert "expired" in refused.value.body.detail


def test_403_for_a_user_who_names_an_organization(make_client: MakeClient, sandbox: Sandbox) -> None:
    with pytest.raises(ocpplab.ForbiddenError) as refused:
        make_client(organization_id=sandbox.organization_id).locations.list()
    assert "X-Organization-Id" in refused.value.body.detail


def test_404_for_the_unknown(client: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError) as refused:
        client.locations.get(UNKNOWN)
    assert UNKNOWN in detail(refused)


def test_422_for_what_does_not_fit_the_schema(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.locations.list(limit=101)
    (problem,) = detail(refused)
    assert (problem["loc"], problem["type"]) == (["query", "limit"], "less_than_equal")
    assert problem["ctx"] == {"le": 100}


def test_an_admin_works_in_the_organization_it_names(
    make_client: MakeClient, sandbox: Sandbox, location: Any
) -> None:
    admin = make_client(token=sandbox.admin_token(), organization_id=sandbox.organization_id)
    assert admin.locations.list().data == [location]
