"""Groups of chargers that are created at a location in the background: 202, then a job to poll."""

from datetime import datetime
from typing import Self

from pydantic import Field

from sandbox.domain import locations, provisioning, runs
from sandbox.domain.records import Run
from sandbox.domain.world import Tenant
from sandbox.errors import NotFound
from sandbox.resources.chargers import ChargerResponse
from sandbox.resources.command_models import LocationCommandFailure
from sandbox.resources.location_chargers import TAG, ChargerGroups, CreateLocationChargersResponse
from sandbox.resources.provisioning import ProvisioningErrorDetail, ProvisioningStatus, shown_error
from sandbox.rest.models import UuidText
from sandbox.rest.operation import Operation
from sandbox.rest.views import View


class LocationChargerBulkAcceptedResponse(View):
    """Chargers that are being created."""

    job_id: str = Field(examples=["3fa85f64-5717-4562-b3fc-2c963f66afa6"])
    status: ProvisioningStatus
    workflow_run_id: str | None = Field(examples=["wfr_3fa85f642b1c"])
    status_url: str = Field(description="Poll it until READY or FAILED.")

    @classmethod
    def of(cls, run: Run) -> Self:
        """Show the job that has just begun."""
        return cls(
            job_id=run.subject_id,
            status=runs.ACCEPTED,
            workflow_run_id=run.id,
            status_url=f"/ocpp/locations/{run.parent_id}/chargers/jobs/{run.subject_id}",
        )


class LocationChargerBulkStatusResponse(View):
    """How far the creation of chargers has come."""

    job_id: str
    job_type: str | None = Field(examples=["location_chargers"])
    status: ProvisioningStatus
    workflow_run_id: str | None
    error: ProvisioningErrorDetail | None = Field(description="Only when FAILED.")
    results: CreateLocationChargersResponse | None = Field(description="Only when READY.")
    provisioned_at: datetime | None = Field(description="Only when READY.")


def create_location_charger_groups(
    tenant: Tenant, location_id: UuidText, body: ChargerGroups
) -> LocationChargerBulkAcceptedResponse:
    """Create groups of like chargers at a location in the background."""
    location = locations.find(tenant, location_id)
    groups = [group.group() for group in body]
    return LocationChargerBulkAcceptedResponse.of(provisioning.begin_groups(tenant, location, groups))


def get_location_charger_job(
    tenant: Tenant, location_id: UuidText, job_id: UuidText
) -> LocationChargerBulkStatusResponse:
    """Tell how far the creation of chargers has come."""
    location, now = locations.find(tenant, location_id), tenant.clock.now()
    run = runs.find_job(tenant, job_id, kind="location_chargers", parent_id=location.id)
    return LocationChargerBulkStatusResponse(
        job_id=run.subject_id,
        job_type=run.kind,
        status=runs.status(run, now),
        workflow_run_id=run.id,
        error=shown_error(runs.shown_error(run, now)),
        results=_results(tenant, run),
        provisioned_at=runs.finished_at(run, now),
    )


def _results(tenant: Tenant, run: Run) -> CreateLocationChargersResponse | None:
    """Show what a finished job created, as far as it is still there."""
    if run.results is None:
        return None
    found = filter(None, map(tenant.chargers.get, run.results["created"]))
    failed = run.results["failed"]
    return CreateLocationChargersResponse(
        created_count=len(run.results["created"]),
        failed_count=len(failed),
        created=[ChargerResponse.of(charger) for charger in found],
        failed=[LocationCommandFailure(**failure) for failure in failed],
    )


_CHARGERS = "/ocpp/locations/{location_id}/chargers"

OPERATIONS = (
    Operation("POST", _CHARGERS, create_location_charger_groups, status=202, errors=(NotFound,), tag=TAG),
    Operation("GET", f"{_CHARGERS}/jobs/{{job_id}}", get_location_charger_job, errors=(NotFound,), tag=TAG),
)
