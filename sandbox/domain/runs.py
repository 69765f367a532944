"""Runs: work that is answered at once and done when its time has come.

PENDING       the run is accepted, its first step has not begun
PROVISIONING  it is at work
READY         it is done; `results` says what came of it
FAILED        it could not be done; `error` says why

Which of them holds is a function of the run and the clock, and a run whose work is not done yet is still at
work: a clock that stands still stops all runs. What is done stays done when the clock goes back.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from sandbox.domain import run_failures
from sandbox.domain.records import ProvisioningError, Run, RunKind
from sandbox.domain.world import Tenant
from sandbox.errors import NotFound, SandboxError

Status = Literal["PENDING", "PROVISIONING", "READY", "FAILED"]

ACCEPTED: Status = "PENDING"
"""What the answer says that accepts a run, however soon it is done."""

PENDING_SHARE = 0.25
"""The part of a run that passes before its first step."""


class RunFailed(SandboxError):
    """What a run is for cannot be done; *error* is what its status shows."""

    def __init__(self, error: ProvisioningError) -> None:
        super().__init__(error.message)
        self.error = error


def start(  # noqa: PLR0913 - what a run is
    tenant: Tenant,
    kind: RunKind,
    subject_id: str,
    *,
    work: Mapping[str, Any] | None = None,
    parent_id: str | None = None,
    after: timedelta | None = None,
) -> Run:
    """Start a run; it fails at its end when somebody ordered that the next one shall fail.

    Args:
        tenant: whose run it is.
        kind: says what will be done at its end.
        subject_id: what is made, such as a charger; a job, which makes several things, is its own subject.
        work: what the end needs to know.
        parent_id: the location or operator that a job belongs to.
        after: how long it takes, if not as long as provisioning.
    """
    now = tenant.clock.now()
    takes = tenant.rules.provisioning if after is None else after
    run = Run(
        id=f"wfr_{tenant.ids.hex(12)}",
        organization_id=tenant.organization_id,
        kind=kind,
        subject_id=subject_id,
        parent_id=parent_id,
        work=dict(work or {}),
        started_at=now,
        provisioning_at=now + takes * PENDING_SHARE,
        ends_at=now + takes,
        error=run_failures.take(tenant, kind),
    )
    tenant.runs.add(run)
    return run


def start_job(tenant: Tenant, kind: RunKind, parent_id: str, work: Mapping[str, Any]) -> Run:
    """Start a run that makes several things in a location or for an operator."""
    return start(tenant, kind, tenant.ids.uuid(), work=work, parent_id=parent_id)


def status(run: Run, now: datetime) -> Status:
    """Return what a run has come to."""
    if run.state == "open":
        return "PENDING" if now < run.provisioning_at else "PROVISIONING"
    return "READY" if run.error is None else "FAILED"


def shown_error(run: Run, now: datetime) -> ProvisioningError | None:
    """Return why a run failed, once it has."""
    return run.error if status(run, now) == "FAILED" else None


def shown_results(run: Run, now: datetime) -> dict[str, Any] | None:
    """Return what a run came to, once it is done."""
    return run.results if status(run, now) == "READY" else None


def finished_at(run: Run, now: datetime) -> datetime | None:
    """Return when a run was done, once it is."""
    return run.ends_at if status(run, now) == "READY" else None


def of_subject(tenant: Tenant, subject_id: str) -> Run | None:
    """Return the run that makes, or made, the subject."""
    return tenant.runs.first(subject_id=subject_id)


def find_job(tenant: Tenant, job_id: str, *, kind: RunKind, parent_id: str) -> Run:
    """Return the run that is the job of that id in a location or for an operator, or raise NotFound."""
    run = of_subject(tenant, job_id)
    if run is None or run.kind != kind or run.parent_id != parent_id:
        raise NotFound(f"Job {job_id} not found")
    return run
