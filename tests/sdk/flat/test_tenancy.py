from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import Sandbox, isolated
from tests.sdk.conftest import NO_RETRIES, UNKNOWN, MakeClient


def test_an_admin_works_in_the_organization_it_names(
    make_client: MakeClient, sandbox: Sandbox, location: Any
) -> None:
    admin = make_client(token=sandbox.admin_token(), organization_id=sandbox.organization_id)
    assert admin.locations.list_locations().data == [location]


@pytest.mark.parametrize("organization_id", [None, UNKNOWN])
def test_an_admin_has_to_name_one_that_exists(
    make_client: MakeClient, sandbox: Sandbox, organization_id: str | None
) -> None:
    admin = make_client(token=sandbox.admin_token(), organization_id=organization_id)
    with pytest.raises(ocpplab.ForbiddenError):
        admin.locations.list_locations(request_options=NO_RETRIES)


def test_an_admin_needs_none_for_the_catalog(make_client: MakeClient, sandbox: Sandbox) -> None:
    assert make_client(token=sandbox.admin_token()).catalog.list_catalog_brands().total > 0


def test_a_token_may_be_made_for_each_request(make_client: MakeClient, sandbox: Sandbox) -> None:
    assert make_client(token=sandbox.user_token).locations.list_locations().total == 0


def test_what_another_organization_owns_is_not_found(
    make_client: MakeClient, sandbox: Sandbox, location: Any, charger: Any
) -> None:
    with isolated(sandbox.url) as elsewhere:
        stranger = make_client(token=elsewhere.user_token())
        assert stranger.locations.list_locations().total == 0
        assert stranger.charger_deployments.list_chargers(location_id=location.id).total == 0
        for method, arguments in (
            (stranger.locations.get_location, {"location_id": location.id}),
            (stranger.locations.update_location, {"location_id": location.id, "name": "x"}),
            (stranger.locations.delete_location, {"location_id": location.id}),
            (stranger.charger_deployments.get_charger, {"charger_id": charger.id}),
            (stranger.charger_deployments.update_charger, {"charger_id": charger.id, "name": "x"}),
            (stranger.charger_deployments.delete_charger, {"charger_id": charger.id}),
        ):
            with pytest.raises(ocpplab.NotFoundError):
                method(**arguments, request_options=NO_RETRIES)
