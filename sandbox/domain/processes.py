"""How the processes of chargers fared: started anew, stopped, or not to be started."""

from datetime import datetime
from typing import Literal

from sandbox.domain.records import ProvisioningError, RuntimeChange
from sandbox.domain.retention import forget_oldest
from sandbox.domain.world import Tenant

FIRST_ATTEMPT = 1
"""The attempt that a charger is created with; nothing is kept of it unless it ends."""


def note(
    tenant: Tenant,
    charger_id: str,
    kind: Literal["started", "stopped", "failed"],
    at: datetime,
    error: ProvisioningError | None = None,
) -> None:
    """Keep what happened to a charger's process; each start begins another attempt."""
    newest, _ = tenant.runtime_changes.page(offset=0, limit=1, newest_first=True, charger_id=charger_id)
    attempt = newest[0].attempt if newest else FIRST_ATTEMPT
    tenant.runtime_changes.add(
        RuntimeChange(
            id=tenant.frame_ids.uuid(),
            organization_id=tenant.organization_id,
            charger_id=charger_id,
            kind=kind,
            attempt=attempt + 1 if kind == "started" else attempt,
            at=at,
            code=error and error.code,
            hint=error and error.message,
        )
    )
    forget_oldest(tenant.runtime_changes, charger_id, tenant.rules.log_retention)
