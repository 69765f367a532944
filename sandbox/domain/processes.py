"""How the processes of chargers fared: started anew, stopped, not to be started; and whom they reached.

started, stopped, failed   the process; each start begins another attempt
connecting                 a live charger began to look for its CSMS
unreachable                it could not connect
connected                  it could, and registers
unaccepted                 the CSMS has answered, but not accepted it
online, offline            the CSMS has accepted it; the connection is lost

A charger with the built-in CSMS is online as soon as it is started: the last five are those of live ones.
"""

from dataclasses import dataclass
from datetime import datetime

from sandbox.domain.records import RuntimeChange, RuntimeChangeKind
from sandbox.domain.retention import forget_oldest
from sandbox.domain.world import Tenant

FIRST_ATTEMPT = 1
"""The attempt that a charger is created with; of one that is not live nothing is kept unless it ends."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a process; *code* and *hint* say why, where it is not as it should be."""

    kind: RuntimeChangeKind
    at: datetime
    code: str | None = None
    hint: str | None = None


def note(tenant: Tenant, charger_id: str, change: Change) -> None:
    """Keep what happened to a charger's process; each start begins another attempt."""
    newest, _ = tenant.runtime_changes.page(offset=0, limit=1, newest_first=True, charger_id=charger_id)
    attempt = newest[0].attempt if newest else FIRST_ATTEMPT
    tenant.runtime_changes.add(
        RuntimeChange(
            id=tenant.frame_ids.uuid(),
            organization_id=tenant.organization_id,
            charger_id=charger_id,
            kind=change.kind,
            attempt=attempt + 1 if change.kind == "started" else attempt,
            at=change.at,
            code=change.code,
            hint=change.hint,
        )
    )
    forget_oldest(tenant.runtime_changes, charger_id, tenant.rules.log_retention)
