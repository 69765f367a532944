"""Locations: create, read, update, delete."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from sandbox.domain import locations
from sandbox.domain.records import Coordinates, Location
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound
from sandbox.rest.models import Body, Text, UuidText
from sandbox.rest.operation import Operation
from sandbox.rest.pages import Page, PageQuery
from sandbox.rest.views import RecordView

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Timezone = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+)*$", max_length=64)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=200)]


class SiteFields(Body):
    """What a site needs, besides where it is on Earth."""

    name: Text = Field(description="Name for people; the slug is derived from it.", examples=["Harbour Hub"])
    address: Text = Field(description="Street address.", examples=["1 Quay Street"])
    city: Text = Field(examples=["Paris"])
    country: Country = Field(description="ISO 3166-1 alpha-2 code.", examples=["FR"])
    timezone: Timezone | None = Field(None, description="IANA time zone.", examples=["Europe/Paris"])
    owner_name: Text | None = Field(None, examples=["Harbour Energy"])
    public: bool | None = Field(None, description="Open to everybody; true when left out.")


class SiteChanges(Body):
    """The fields of a site to change; one that is left out or null stays as it is."""

    name: Text | None = Field(None, examples=["Harbour Hub East"])
    address: Text | None = Field(None, examples=["2 Quay Street"])
    city: Text | None = Field(None, examples=["Paris"])
    country: Country | None = Field(None, description="ISO 3166-1 alpha-2 code.", examples=["FR"])
    coordinates: Coordinates | None = None
    timezone: Timezone | None = Field(None, description="IANA time zone.", examples=["Europe/Paris"])
    owner_name: Text | None = Field(None, examples=["Harbour Energy"])
    public: bool | None = None


class CreateLocationRequest(SiteFields):
    """A location to create."""

    coordinates: Coordinates


class UpdateLocationRequest(SiteChanges):
    """The fields of a location to change; a field that is left out or null stays as it is."""

    slug: Slug | None = Field(None, examples=["harbour-hub-east"])
    status: Text | None = Field(None, examples=["active"])


class LocationResponse(RecordView):
    """A location."""

    id: str = Field(examples=["aaaaaaaa-0001-4000-8000-000000000001"])
    slug: str = Field(examples=["harbour-hub-3fa85f64"])
    name: str = Field(examples=["Harbour Hub"])
    address: str = Field(examples=["1 Quay Street"])
    city: str = Field(examples=["Paris"])
    country: str = Field(examples=["FR"])
    coordinates: Coordinates
    timezone: str | None = Field(examples=["Europe/Paris"])
    owner_name: str | None = Field(examples=["Harbour Energy"])
    public: bool
    status: str = Field(examples=["active"])
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, record: Location) -> Self:
        """Show *record*."""
        return cls(**{name: getattr(record, name) for name in cls.model_fields})


def list_locations(tenant: Tenant, query: PageQuery) -> Page[LocationResponse]:
    """List the locations of the organization, the oldest first."""
    found, total = tenant.locations.page(offset=query.offset, limit=query.limit)
    return Page(LocationResponse, found, total, query)


def create_location(tenant: Tenant, body: CreateLocationRequest) -> LocationResponse:
    """Create a location."""
    draft = locations.LocationDraft(**body.given())
    return LocationResponse.of(locations.create(tenant, draft))


def get_location(tenant: Tenant, location_id: UuidText) -> LocationResponse:
    """Get one location."""
    return LocationResponse.of(locations.find(tenant, location_id))


def update_location(tenant: Tenant, location_id: UuidText, body: UpdateLocationRequest) -> LocationResponse:
    """Change the given fields of a location."""
    location = locations.find(tenant, location_id)
    return LocationResponse.of(locations.update(tenant, location, body.given()))


def delete_location(tenant: Tenant, location_id: UuidText) -> None:
    """Delete a location and the chargers that stand there."""
    locations.delete(tenant, locations.find(tenant, location_id))


TAG = "Locations"

OPERATIONS = (
    Operation("GET", "/locations", list_locations, tag=TAG),
    Operation("POST", "/locations", create_location, status=201, errors=(BadRequest,), tag=TAG),
    Operation("GET", "/locations/{location_id}", get_location, errors=(NotFound,), tag=TAG),
    Operation("PUT", "/locations/{location_id}", update_location, errors=(BadRequest, NotFound), tag=TAG),
    Operation("DELETE", "/locations/{location_id}", delete_location, status=204, errors=(NotFound,), tag=TAG),
)
