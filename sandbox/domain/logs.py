"""The log of a charger: the OCPP-J frames of both directions, the oldest forgotten first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sandbox.charger.frames import Frame
from sandbox.domain.records import Charger, LogEntry
from sandbox.domain.retention import forget_oldest
from sandbox.domain.world import Tenant


@dataclass(frozen=True, slots=True)
class Filter:
    """Which frames are meant; both ends of the time span belong to it, and None is no limit."""

    since: datetime | None = None
    until: datetime | None = None
    actions: Collection[str] | None = None

    def fits(self, entry: LogEntry) -> bool:
        """Tell whether a frame is meant."""
        return (
            (self.since is None or entry.timestamp >= self.since)
            and (self.until is None or entry.timestamp <= self.until)
            and (self.actions is None or entry.action in self.actions)
        )


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
    forget_oldest(tenant.logs, charger.id, tenant.rules.log_retention)


def search(tenant: Tenant, charger_ids: Iterable[str], wanted: Filter) -> list[LogEntry]:
    """Return the frames of some chargers that fit, newest first."""
    ids = list(charger_ids)
    found = [entry for charger_id in ids for entry in tenant.logs.find(charger_id=charger_id)]
    fitting = [entry for entry in found if wanted.fits(entry)]
    fitting.reverse()
    if len(ids) > 1:
        # Each log is in order by itself, and the sort keeps what happened in one moment together.
        fitting.sort(key=lambda entry: entry.timestamp, reverse=True)
    return fitting


def delete(tenant: Tenant, charger_ids: Iterable[str], wanted: Filter) -> None:
    """Remove the frames of some chargers that fit."""
    for entry in search(tenant, charger_ids, wanted):
        tenant.logs.remove(entry.id)
