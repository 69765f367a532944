"""Virtual locations: a site with its chargers in one request, deployed in the background."""

from typing import Any

from pydantic import Field

from sandbox.domain import locations
from sandbox.domain.bulk import Bulk
from sandbox.domain.records import Charger, Coordinates, Latitude, Location, Longitude
from sandbox.domain.world import Tenant
from sandbox.resources.locations import SiteFields
from sandbox.resources.parties import AnyCountry
from sandbox.rest.models import Body
from sandbox.rest.views import View

TAG = "Virtual locations"

NAMED_REFUSALS = 3
"""Refused chargers that an answer names; there can be a thousand."""


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


def summary(name: str, bulk: Bulk[Charger]) -> str:
    """Say what is going on at a location that has been accepted, and which chargers were refused and why."""
    accepted = f"{name}: chargers being deployed: {len(bulk.done)}"
    if not bulk.failed:
        return accepted
    named = ", ".join(f"{identity} ({reason})" for identity, reason in bulk.failed[:NAMED_REFUSALS])
    more = len(bulk.failed) - NAMED_REFUSALS
    rest = f" and {more} more" if more > 0 else ""
    return f"{accepted}; {len(bulk.failed)} refused: {named}{rest}"
