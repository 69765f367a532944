"""Orders that the next runs of an organization fail, or items of the next batches."""

from typing import Literal, get_args

from sandbox.domain.records import BatchItem, ProvisioningError, RunFailure, RunKind
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest

FallibleRun = Literal["charger", "location_chargers", "cpo", "cpo_locations"]
"""The kinds of run whose status somebody can poll."""

FallibleKind = FallibleRun | BatchItem
"""What can be ordered to fail: runs, or items of a request about several chargers."""


def order(tenant: Tenant, *, kind: FallibleKind | None, times: int, error: ProvisioningError) -> RunFailure:
    """Let the next runs of the organization fail, those of one kind or of any."""
    failure = RunFailure(
        id=tenant.ids.uuid(),
        organization_id=tenant.organization_id,
        kind=kind,
        remaining=times,
        error=error,
        created_at=tenant.clock.now(),
    )
    tenant.run_failures.add(failure)
    return failure


def take(tenant: Tenant, kind: RunKind) -> ProvisioningError | None:
    """Return why a run that begins now shall fail, if it shall; the oldest order counts."""
    return _take(tenant, kind, None) if kind in get_args(FallibleRun) else None


def pass_item(tenant: Tenant) -> None:
    """Let an item of a batch pass, or raise BadRequest when the next one is ordered to fail."""
    if (error := _take(tenant, "batch_item")) is not None:
        raise BadRequest(error.message)


def _take(tenant: Tenant, *kinds: RunKind | BatchItem | None) -> ProvisioningError | None:
    for failure in tenant.run_failures.find():
        if failure.kind in kinds:
            if failure.remaining == 1:
                tenant.run_failures.remove(failure.id)
            else:
                tenant.run_failures.put(failure.replaced(remaining=failure.remaining - 1))
            return failure.error
    return None
