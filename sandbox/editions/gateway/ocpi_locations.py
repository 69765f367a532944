"""OCPI locations of an operator: read, changed, deleted, and opened in bulk in the background."""

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from sandbox.domain import cpos, evses, locations, ocpi_locations, runs
from sandbox.domain.evses import Topology
from sandbox.domain.ocpi_records import OcpiLocation
from sandbox.domain.records import Coordinates
from sandbox.domain.world import Tenant
from sandbox.editions.gateway.cpos import CpoNumber
from sandbox.editions.gateway.ocpi_location_requests import CreateOcpiLocationsRequest, OcpiLocationFields
from sandbox.errors import BadRequest, NotFound
from sandbox.resources.provisioning import JobAccepted, JobStatus, ProvisioningErrorDetail, job_fields
from sandbox.rest.models import UuidText
from sandbox.rest.operation import Operation
from sandbox.rest.pages import PageQuery
from sandbox.rest.views import View


class EvseSummary(View):
    """The ids of an EVSE and its connector."""

    evse_uid: str = Field(examples=["alice-3fa8-01-AC-01"])
    ocpi_evse_id: str
    ocpi_connector_id: str
    topology_id: str


class ChargerSummary(View):
    """A charger of an OCPI location."""

    id: str = Field(examples=["dep-3fa85f642b1c"])
    identity: str = Field(examples=["alice-3fa8-01-AC-01"])
    connector_type: str = Field(examples=["Type2"])
    ocpp_version: str = Field(examples=["OCPP1.6"])
    charge_point_id: str
    evses: list[EvseSummary] = Field(description="One for each connector.")
    topology_default_id: str | None = Field(description="Only of the first charger of a location.")

    @classmethod
    def of(cls, seen: Topology) -> Self:
        """Show a charger."""
        return cls(
            id=seen.charger.id,
            identity=seen.charger.identity,
            connector_type=seen.charger.connector_type,
            ocpp_version=seen.charger.ocpp_version.upper(),
            charge_point_id=seen.charge_point_id,
            evses=[
                EvseSummary(
                    evse_uid=evse.evse_uid,
                    ocpi_evse_id=evse.ocpi_evse_id,
                    ocpi_connector_id=evse.ocpi_connector_id,
                    topology_id=evse.topology_id,
                )
                for evse in seen.evses
            ],
            topology_default_id=seen.default_id,
        )


class OcpiLocationResponse(View):
    """An OCPI location with its chargers."""

    id: str = Field(examples=["loc-3fa85f642b1c"])
    ocpp_location_id: str = Field(examples=["aaaaaaaa-0001-4000-8000-000000000001"])
    organization_id: str
    slug: str = Field(examples=["harbour-hub-3fa85f64"])
    name: str = Field(examples=["Harbour Hub"])
    address: str = Field(examples=["1 Quay Street"])
    city: str = Field(examples=["Paris"])
    country: str = Field(examples=["FR"])
    coordinates: Coordinates
    timezone: str | None = Field(examples=["Europe/Paris"])
    owner_name: str | None = Field(examples=["Harbour Energy"])
    public: bool
    chargers: list[ChargerSummary]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, tenant: Tenant, shown: OcpiLocation) -> Self:
        """Show a location as it is now."""
        site = locations.find(tenant, shown.location_id)
        return cls(
            id=shown.id,
            ocpp_location_id=site.id,
            organization_id=shown.organization_id,
            slug=site.slug,
            name=site.name,
            address=site.address,
            city=site.city,
            country=site.country,
            coordinates=site.coordinates,
            timezone=site.timezone,
            owner_name=site.owner_name,
            public=site.public,
            chargers=[ChargerSummary.of(seen) for seen in evses.topology(tenant, shown)],
            created_at=shown.created_at,
            updated_at=max(shown.updated_at, site.updated_at),
        )


class OcpiLocationListResponse(View):
    """A page of OCPI locations."""

    data: list[OcpiLocationResponse]
    total: int
    page: int
    limit: int


class LocationBulkAcceptedResponse(JobAccepted):
    """Locations that are being opened."""


class OcpiLocationFailure(View):
    """A location that could not be opened."""

    name: str = Field(examples=["Harbour Hub"])
    error: ProvisioningErrorDetail


class LocationBulkResults(View):
    """What came of a job."""

    created_count: int
    failed_count: int
    created: list[str] = Field(examples=[["loc-3fa85f642b1c"]])
    failed: list[OcpiLocationFailure]


class LocationBulkStatusResponse(JobStatus):
    """How far the opening of locations has come."""

    results: LocationBulkResults | None = Field(description="Only when READY.")


def list_ocpi_locations(tenant: Tenant, cpo_id: CpoNumber, query: PageQuery) -> OcpiLocationListResponse:
    """List the locations of an operator, the oldest first."""
    cpo = cpos.find(tenant, cpo_id)
    found, total = cpos.locations_of(tenant, cpo, offset=query.offset, limit=query.limit)
    return OcpiLocationListResponse(
        data=[OcpiLocationResponse.of(tenant, location) for location in found],
        total=total,
        page=query.page,
        limit=query.limit,
    )


def create_ocpi_locations(
    tenant: Tenant, cpo_id: CpoNumber, body: CreateOcpiLocationsRequest
) -> LocationBulkAcceptedResponse:
    """Open locations for an operator in the background."""
    cpo = cpos.find(tenant, cpo_id)
    run = ocpi_locations.begin(tenant, cpo, body.sites(tenant.gallery, cpo))
    return LocationBulkAcceptedResponse.at(f"/ocpi/cpos/{cpo.number}/locations/jobs", run)


def get_ocpi_location_job(tenant: Tenant, cpo_id: CpoNumber, job_id: UuidText) -> LocationBulkStatusResponse:
    """Tell how far the opening of locations has come."""
    cpo, now = cpos.find(tenant, cpo_id), tenant.clock.now()
    run = runs.find_job(tenant, job_id, kind="cpo_locations", parent_id=cpo.id)
    results = _results(runs.shown_results(run, now))
    return LocationBulkStatusResponse(**job_fields(run, now), results=results)


def get_ocpi_location(tenant: Tenant, cpo_id: CpoNumber, location_id: str) -> OcpiLocationResponse:
    """Get one location of an operator."""
    return OcpiLocationResponse.of(tenant, _find(tenant, cpo_id, location_id))


def update_ocpi_location(
    tenant: Tenant, cpo_id: CpoNumber, location_id: str, body: OcpiLocationFields
) -> OcpiLocationResponse:
    """Change the given fields of a location, and of the site behind it."""
    location = _find(tenant, cpo_id, location_id)
    return OcpiLocationResponse.of(tenant, ocpi_locations.update(tenant, location, body.given()))


def delete_ocpi_location(tenant: Tenant, cpo_id: CpoNumber, location_id: str) -> None:
    """Delete a location, the site behind it and the chargers there."""
    ocpi_locations.delete(tenant, _find(tenant, cpo_id, location_id))


def _find(tenant: Tenant, number: str, location_id: str) -> OcpiLocation:
    return ocpi_locations.find(tenant, cpos.find(tenant, number), location_id)


def _results(results: dict[str, Any] | None) -> LocationBulkResults | None:
    if results is None:
        return None
    created, failed = results["created"], results["failed"]
    return LocationBulkResults(
        created_count=len(created),
        failed_count=len(failed),
        created=created,
        failed=[
            OcpiLocationFailure(name=failure["name"], error=ProvisioningErrorDetail(**failure["error"]))
            for failure in failed
        ],
    )


TAG = "OCPI locations"
_LOCATIONS = "/ocpi/cpos/{cpo_id}/locations"
_LOCATION = f"{_LOCATIONS}/{{location_id}}"
_WRITE_ERRORS = (BadRequest, NotFound)

OPERATIONS = (
    Operation("GET", _LOCATIONS, list_ocpi_locations, errors=(NotFound,), tag=TAG),
    Operation("POST", _LOCATIONS, create_ocpi_locations, status=202, errors=_WRITE_ERRORS, tag=TAG),
    Operation("GET", f"{_LOCATIONS}/jobs/{{job_id}}", get_ocpi_location_job, errors=(NotFound,), tag=TAG),
    Operation("GET", _LOCATION, get_ocpi_location, errors=(NotFound,), tag=TAG),
    Operation("PATCH", _LOCATION, update_ocpi_location, errors=_WRITE_ERRORS, tag=TAG),
    Operation("DELETE", _LOCATION, delete_ocpi_location, status=204, errors=(NotFound,), tag=TAG),
)
