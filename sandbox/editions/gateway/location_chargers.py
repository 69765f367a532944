"""Groups of chargers that are created at a location in the background: 202, then a job to poll."""

from typing import Any

from pydantic import Field

from sandbox.domain import locations, provisioning, runs
from sandbox.domain.world import Tenant
from sandbox.errors import NotFound
from sandbox.resources.chargers import ChargerResponse
from sandbox.resources.command_models import LocationCommandFailure
from sandbox.resources.location_chargers import TAG, ChargerGroups, CreateLocationChargersResponse
from sandbox.resources.provisioning import JobAccepted, JobStatus, job_fields
from sandbox.rest.models import UuidText
from sandbox.rest.operation import Operation


class LocationChargerBulkAcceptedResponse(JobAccepted):
    """Chargers that are being created."""


class LocationChargerBulkStatusResponse(JobStatus):
    """How far the creation of chargers has come."""

    results: CreateLocationChargersResponse | None = Field(description="Only when READY.")


def create_location_charger_groups(
    tenant: Tenant, location_id: UuidText, body: ChargerGroups
) -> LocationChargerBulkAcceptedResponse:
    """Create groups of like chargers at a location in the background."""
    location = locations.find(tenant, location_id)
    groups = [group.group() for group in body]
    run = provisioning.begin_groups(tenant, location, groups)
    return LocationChargerBulkAcceptedResponse.at(f"/ocpp/locations/{location.id}/chargers/jobs", run)


def get_location_charger_job(
    tenant: Tenant, location_id: UuidText, job_id: UuidText
) -> LocationChargerBulkStatusResponse:
    """Tell how far the creation of chargers has come."""
    location, now = locations.find(tenant, location_id), tenant.clock.now()
    run = runs.find_job(tenant, job_id, kind="location_chargers", parent_id=location.id)
    results = _results(tenant, runs.shown_results(run, now))
    return LocationChargerBulkStatusResponse(**job_fields(run, now), results=results)


def _results(tenant: Tenant, results: dict[str, Any] | None) -> CreateLocationChargersResponse | None:
    """Show what a finished job created, as far as it is still there."""
    if results is None:
        return None
    found = filter(None, map(tenant.chargers.get, results["created"]))
    return CreateLocationChargersResponse(
        created_count=len(results["created"]),
        failed_count=len(results["failed"]),
        created=[ChargerResponse.of(charger) for charger in found],
        failed=[LocationCommandFailure(**failure) for failure in results["failed"]],
    )


_CHARGERS = "/ocpp/locations/{location_id}/chargers"

OPERATIONS = (
    Operation("POST", _CHARGERS, create_location_charger_groups, status=202, errors=(NotFound,), tag=TAG),
    Operation("GET", f"{_CHARGERS}/jobs/{{job_id}}", get_location_charger_job, errors=(NotFound,), tag=TAG),
)
