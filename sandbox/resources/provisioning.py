"""How creations in the background show themselves: jobs, states and errors."""

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from sandbox.domain import runs
from sandbox.domain.records import ProvisioningError, Run
from sandbox.domain.runs import Status
from sandbox.rest.views import View


class ProvisioningErrorDetail(View):
    """Why a creation failed."""

    code: str = Field(description="For programs.", examples=["unknown_error"])
    message: str = Field(description="For people.", examples=["No capacity left"])
    step: str | None = Field(None, description="The step that failed.", examples=["charger-1-0-02"])
    param: str | None = Field(None, description="The part of the request that was at fault.")
    doc_url: str | None = None
    retryable: bool | None = Field(None, description="Whether the same request may succeed later.")


class JobAccepted(View):
    """A job that has begun."""

    job_id: str = Field(examples=["3fa85f64-5717-4562-b3fc-2c963f66afa6"])
    status: Status
    workflow_run_id: str | None = Field(examples=["wfr_3fa85f642b1c"])
    status_url: str = Field(description="Poll it until READY or FAILED.")

    @classmethod
    def at(cls, jobs_url: str, run: Run) -> Self:
        """Show a job that has just begun, among those at *jobs_url*."""
        return cls(
            job_id=run.subject_id,
            status=runs.ACCEPTED,
            workflow_run_id=run.id,
            status_url=f"{jobs_url}/{run.subject_id}",
        )


class JobStatus(View):
    """How far a job has come; what it came to stands beside."""

    job_id: str
    job_type: str | None = Field(examples=["location_chargers"])
    status: Status
    workflow_run_id: str | None
    error: ProvisioningErrorDetail | None = Field(description="Only when FAILED.")
    provisioned_at: datetime | None = Field(description="Only when READY.")


def job_fields(run: Run, now: datetime) -> dict[str, Any]:
    """Return the fields of a `JobStatus`."""
    return {
        "job_id": run.subject_id,
        "job_type": run.kind,
        "status": runs.status(run, now),
        "workflow_run_id": run.id,
        "error": shown_error(runs.shown_error(run, now)),
        "provisioned_at": runs.finished_at(run, now),
    }


def shown_error(error: ProvisioningError | None) -> ProvisioningErrorDetail | None:
    """Show why a creation failed, if it did."""
    return None if error is None else ProvisioningErrorDetail(**dict(error))
