"""Chargers that are there as soon as they are created."""

from sandbox.domain import chargers
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest
from sandbox.resources.chargers import TAG, ChargerResponse, CreateChargerRequest
from sandbox.rest.operation import Operation


def create_charger(tenant: Tenant, body: CreateChargerRequest) -> ChargerResponse:
    """Create a charger; it boots at once."""
    return ChargerResponse.of(chargers.create(tenant, body.draft()))


OPERATIONS = (Operation("POST", "/chargers", create_charger, status=201, errors=(BadRequest,), tag=TAG),)
