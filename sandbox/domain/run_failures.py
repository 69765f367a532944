"""Orders that the next runs of an organization fail."""

from typing import Literal, get_args

from sandbox.domain.records import ProvisioningError, RunFailure, RunKind
from sandbox.domain.world import Tenant

FallibleKind = Literal["charger", "location_chargers", "cpo", "cpo_locations"]
"""The kinds whose status somebody can poll."""


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
    if kind not in get_args(FallibleKind):
        return None
    for failure in tenant.run_failures.find():
        if failure.kind in (None, kind):
            if failure.remaining == 1:
                tenant.run_failures.remove(failure.id)
            else:
                tenant.run_failures.put(failure.replaced(remaining=failure.remaining - 1))
            return failure.error
    return None
