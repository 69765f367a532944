"""Virtual locations: a site with its chargers in one request, deployed in the background."""

from typing import Annotated, Any

from pydantic import Field

from sandbox.domain import locations
from sandbox.domain.records import Coordinates, Location, Run
from sandbox.domain.world import Tenant
from sandbox.resources.locations import SiteFields
from sandbox.resources.parties import AnyCountry
from sandbox.rest.models import Body
from sandbox.rest.views import View

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]

TAG = "Virtual locations"


class VirtualLocationCoordinates(Body):
    """A place on Earth, in degrees."""

    lat: Latitude = Field(examples=[48.8925])
    lng: Longitude = Field(examples=[2.2361])


class VirtualLocationFields(SiteFields):
    """A site; its chargers come beside."""

    country: AnyCountry = Field(description="ISO 3166-1 alpha-2 or alpha-3 code.", examples=["FR"])
    coordinates: VirtualLocationCoordinates

    def open(self, tenant: Tenant) -> Location:
        """Open the location."""
        fields: dict[str, Any] = self.given()
        fields.pop("chargers", None)
        place = Coordinates(latitude=self.coordinates.lat, longitude=self.coordinates.lng)
        return locations.create(tenant, locations.LocationDraft(**{**fields, "coordinates": place}))


class AcceptedResponse(View):
    """Work that goes on in the background."""

    status: str = Field("accepted", examples=["accepted"])
    detail: str = Field(examples=["Harbour Hub: chargers being deployed: 2"])


def told(location: Location, run: Run) -> str:
    """Say what is going on at a location that has been accepted."""
    results = run.results or {}
    failed = len(results["failed"])
    refused = f", {failed} cannot be" if failed else ""
    return f"{location.name}: chargers being deployed: {len(results['created'])}{refused}"
