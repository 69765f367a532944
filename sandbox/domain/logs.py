"""The log of a charger: the OCPP-J frames of both directions, the oldest forgotten first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sandbox.charger.frames import Frame
from sandbox.domain.records import Charger, LogEntry
from sandbox.domain.world import Tenant
from sandbox.store.store import Scoped


def append(tenant: Tenant, charger: Charger, frames: Sequence[Frame]) -> None:
    """Write frames into the charger's log."""
    for frame in frames:
        tenant.logs.put(
            LogEntry(
                id=tenant.frame_ids.uuid(),
                organization_id=tenant.organization_id,
                charger_id=charger.id,
                direction=frame.direction,
                action=frame.action,
                message=frame.message,
                timestamp=frame.timestamp,
            )
        )
    forget(tenant.logs, charger, tenant.rules.log_retention)


def forget(collection: Scoped[Any], charger: Charger, keep: int) -> None:
    """Remove the oldest records of the charger until *keep* are left."""
    surplus = collection.count(charger_id=charger.id) - keep
    if surplus > 0:
        oldest, _ = collection.page(offset=0, limit=surplus, charger_id=charger.id)
        for record in oldest:
            collection.remove(record.id)


def search(
    tenant: Tenant, charger_id: str, *, since: datetime | None, until: datetime | None, action: str | None
) -> list[LogEntry]:
    """Return the entries of a charger that fit, newest first; both ends of the time span belong to it."""
    found = [
        entry
        for entry in tenant.logs.find(charger_id=charger_id)
        if (since is None or entry.timestamp >= since)
        and (until is None or entry.timestamp <= until)
        and (action is None or entry.action == action)
    ]
    found.reverse()
    return found
