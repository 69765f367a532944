"""Virtual locations: a site, with or without chargers, which come online in the background."""

from pydantic import Field

from sandbox.domain import locations, provisioning
from sandbox.domain.bulk import MOST_CHARGERS
from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.world import Tenant
from sandbox.errors import Conflict, NotFound
from sandbox.resources.deployments import VirtualChargerFields
from sandbox.resources.virtual_locations import TAG, AcceptedResponse, VirtualLocationFields, summary
from sandbox.rest.models import Query, Text
from sandbox.rest.operation import Operation


class VirtualCharger(VirtualChargerFields):
    """A charger of a virtual location."""

    model: Text = Field(description="A model of the brand.", examples=["wallbox-pulsar-plus"])

    def draft(self) -> ChargerDraft:
        """Return the draft that the domain takes."""
        fields = self.given()
        return ChargerDraft(model_slug=fields.pop("model"), **fields)


class CreateVirtualLocationRequest(VirtualLocationFields):
    """A site, with or without chargers."""

    chargers: list[VirtualCharger] | None = Field(None, max_length=MOST_CHARGERS)


class LocationAcceptedResponse(AcceptedResponse):
    """A location whose chargers come online in the background."""

    location_id: str = Field(examples=["aaaaaaaa-0001-4000-8000-000000000001"])


class VirtualLocationQuery(Query):
    """Which location to delete."""

    location_id: str = Field(
        description="Its id, its slug, or its name if no other location has it.",
        examples=["aaaaaaaa-0001-4000-8000-000000000001"],
    )


def create_virtual_location(tenant: Tenant, body: CreateVirtualLocationRequest) -> LocationAcceptedResponse:
    """Open a location and deploy its chargers in the background; one that fails does not stop the others."""
    location = body.open(tenant)
    bulk = provisioning.deploy(tenant, location, [charger.draft() for charger in body.chargers or ()])
    return LocationAcceptedResponse(detail=summary(location.name, bulk), location_id=location.id)


def delete_virtual_location(tenant: Tenant, query: VirtualLocationQuery) -> None:
    """Delete a location and the chargers that stand there."""
    locations.delete(tenant, locations.find_by_any_name(tenant, query.location_id))


OPERATIONS = (
    Operation("POST", "/evcharger/location", create_virtual_location, status=202, tag=TAG),
    Operation(
        "DELETE",
        "/evcharger/location",
        delete_virtual_location,
        status=204,
        errors=(NotFound, Conflict),
        tag=TAG,
    ),
)
