"""Virtual locations: a site with its chargers, which boot in the background."""

from typing import Self

from pydantic import Field, model_validator

from sandbox.domain import locations, provisioning
from sandbox.domain.bulk import MOST_CHARGERS
from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.world import Tenant
from sandbox.errors import NotFound
from sandbox.resources.deployments import VirtualChargerFields
from sandbox.resources.virtual_locations import TAG, AcceptedResponse, VirtualLocationFields, summary
from sandbox.rest.models import Query, Text
from sandbox.rest.operation import Operation


class VirtualCharger(VirtualChargerFields):
    """A charger of a virtual location."""

    model_slug: Text = Field(description="A model of the brand.", examples=["wallbox-pulsar-plus"])


class CreateVirtualLocationRequest(VirtualLocationFields):
    """A site with its chargers."""

    chargers: list[VirtualCharger] = Field(max_length=MOST_CHARGERS)


class VirtualLocationQuery(Query):
    """Which location to delete: release 0.2.3 names its slug, 0.3.0 its id; either takes the other too."""

    location_id: str | None = Field(None, examples=["aaaaaaaa-0001-4000-8000-000000000001"])
    slug: str | None = Field(None, examples=["harbour-hub-3fa85f64"])

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.location_id is None) == (self.slug is None):
            raise ValueError("give exactly one of location_id and slug")
        return self


def create_virtual_location(tenant: Tenant, body: CreateVirtualLocationRequest) -> AcceptedResponse:
    """Open a location and deploy its chargers in the background; one that fails does not stop the others."""
    location = body.open(tenant)
    drafts = [ChargerDraft(**charger.given()) for charger in body.chargers]
    bulk = provisioning.deploy(tenant, location, drafts)
    return AcceptedResponse(detail=summary(location.name, bulk))


def delete_virtual_location(tenant: Tenant, query: VirtualLocationQuery) -> None:
    """Delete a location and the chargers that stand there."""
    locations.delete(tenant, locations.find_by_id_or_slug(tenant, str(query.location_id or query.slug)))


OPERATIONS = (
    Operation("POST", "/ocpp/location", create_virtual_location, status=202, tag=TAG),
    Operation("DELETE", "/ocpp/location", delete_virtual_location, status=204, errors=(NotFound,), tag=TAG),
)
