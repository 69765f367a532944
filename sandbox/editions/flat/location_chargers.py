"""Chargers of a location in bulk: the verb routes of release 0.1.1, and creation at once as in 0.1.2."""

from pydantic import Field

from sandbox.domain import bulk, locations
from sandbox.domain.bulk import MOST_CHARGERS
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound
from sandbox.resources.chargers import ChargerResponse, CreateChargerRequest
from sandbox.resources.location_chargers import (
    TAG,
    ChargerGroups,
    ChargerIds,
    CreateLocationChargersResponse,
    DeleteLocationChargersResponse,
    LocationChargerQuery,
    UpdateChargersRequest,
    UpdateLocationChargersResponse,
    delete_chargers,
    list_location_chargers,
    update_location_chargers,
)
from sandbox.rest.models import Body, UuidText
from sandbox.rest.operation import Operation
from sandbox.rest.pages import Page


class CreateChargersRequest(Body):
    """Chargers to create, one by one."""

    chargers: list[CreateChargerRequest] = Field(max_length=MOST_CHARGERS)


class DeleteChargersRequest(Body):
    """Chargers to delete."""

    charger_ids: ChargerIds


def list_location_chargers_by_verb(
    tenant: Tenant, location_id: UuidText, query: LocationChargerQuery
) -> Page[ChargerResponse]:
    """List the chargers of a location (release 0.1.1)."""
    return list_location_chargers(tenant, location_id, query)


def create_location_chargers(
    tenant: Tenant, location_id: UuidText, body: CreateChargersRequest
) -> CreateLocationChargersResponse:
    """Create chargers at a location, each described in full (release 0.1.1)."""
    location = locations.find(tenant, location_id)
    drafts = [charger.draft() for charger in body.chargers]
    return CreateLocationChargersResponse.of(bulk.create(tenant, location, drafts))


def create_location_charger_groups(
    tenant: Tenant, location_id: UuidText, body: ChargerGroups
) -> CreateLocationChargersResponse:
    """Create groups of like chargers at a location (release 0.1.2)."""
    location = locations.find(tenant, location_id)
    groups = [group.group() for group in body]
    return CreateLocationChargersResponse.of(bulk.create_groups(tenant, location, groups))


def update_location_chargers_by_verb(
    tenant: Tenant, location_id: UuidText, body: UpdateChargersRequest
) -> UpdateLocationChargersResponse:
    """Change chargers of a location (release 0.1.1)."""
    return update_location_chargers(tenant, location_id, body)


def delete_location_chargers(
    tenant: Tenant, location_id: UuidText, body: DeleteChargersRequest
) -> DeleteLocationChargersResponse:
    """Delete chargers of a location (release 0.1.1)."""
    return delete_chargers(tenant, location_id, body.charger_ids)


_CHARGERS = "/locations/{location_id}/chargers"

OPERATIONS = (
    Operation(
        "GET",
        f"{_CHARGERS}/get-chargers",
        list_location_chargers_by_verb,
        errors=(BadRequest, NotFound),
        tag=TAG,
    ),
    Operation(
        "POST",
        f"{_CHARGERS}/create-chargers",
        create_location_chargers,
        status=201,
        errors=(NotFound,),
        tag=TAG,
    ),
    Operation(
        "PUT", f"{_CHARGERS}/update-chargers", update_location_chargers_by_verb, errors=(NotFound,), tag=TAG
    ),
    Operation("POST", f"{_CHARGERS}/delete-chargers", delete_location_chargers, errors=(NotFound,), tag=TAG),
    Operation("POST", _CHARGERS, create_location_charger_groups, status=201, errors=(NotFound,), tag=TAG),
)
