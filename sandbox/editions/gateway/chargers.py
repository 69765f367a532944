"""Chargers that are created in the background: 202, then a status to poll."""

from datetime import datetime

from pydantic import Field

from sandbox.domain import chargers, provisioning, readiness, runs
from sandbox.domain.runs import Status
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound
from sandbox.resources.chargers import TAG, CreateChargerRequest
from sandbox.resources.provisioning import ProvisioningErrorDetail, shown_error
from sandbox.rest.operation import Operation
from sandbox.rest.views import View


class ChargerAcceptedResponse(View):
    """A charger that is being created."""

    charger_id: str = Field(examples=["dep-3fa85f642b1c"])
    identity: str = Field(examples=["CP-0001"])
    status: Status
    workflow_run_id: str | None = Field(examples=["wfr_3fa85f642b1c"])
    status_url: str = Field(
        description="Poll it until READY or FAILED.", examples=["/ocpp/chargers/dep-3fa85f642b1c/status"]
    )


class ChargerStatusResponse(View):
    """How far the creation of a charger has come."""

    charger_id: str = Field(examples=["dep-3fa85f642b1c"])
    status: Status
    workflow_run_id: str | None = Field(examples=["wfr_3fa85f642b1c"])
    error: ProvisioningErrorDetail | None = Field(description="Only when FAILED.")
    provisioned_at: datetime | None = Field(description="Only when READY.")


def create_charger(tenant: Tenant, body: CreateChargerRequest) -> ChargerAcceptedResponse:
    """Create a charger in the background; it boots when it is READY."""
    charger, run = provisioning.begin(tenant, body.draft())
    return ChargerAcceptedResponse(
        charger_id=charger.id,
        identity=charger.identity,
        status=runs.ACCEPTED,
        workflow_run_id=run.id,
        status_url=f"/ocpp/chargers/{charger.id}/status",
    )


def get_charger_status(tenant: Tenant, charger_id: str) -> ChargerStatusResponse:
    """Tell how far the creation of a charger has come."""
    charger, now = chargers.find(tenant, charger_id), tenant.clock.now()
    run = runs.of_subject(tenant, charger.id)
    status = readiness.status(tenant, charger)
    return ChargerStatusResponse(
        charger_id=charger.id,
        status=status,
        workflow_run_id=run and run.id,
        error=None if run is None else shown_error(runs.shown_error(run, now)),
        provisioned_at=charger.powered_at if status == "READY" else None,
    )


OPERATIONS = (
    Operation("POST", "/ocpp/chargers", create_charger, status=202, errors=(BadRequest,), tag=TAG),
    Operation("GET", "/ocpp/chargers/{charger_id}/status", get_charger_status, errors=(NotFound,), tag=TAG),
)
