"""What comes to a charger by itself, as far as its organization wants that."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.charger.schedule import Deadline
from sandbox.charger.visitors import deadline
from sandbox.demand.window import coming, coming_since
from sandbox.domain.records import Charger
from sandbox.domain.world import Tenant


def of_charger(tenant: Tenant, charger: Charger, after: datetime) -> Iterator[Deadline]:
    """Yield what comes to a charger after a moment, in order; of what has come by now only the last."""
    demand = tenant.demands.get(tenant.organization_id)
    if demand is None or charger.powered_at is None:
        return iter(())
    after = max(after, demand.since, charger.powered_at)
    who, now = charger.identity, tenant.clock.now()
    if demand.relative:
        return map(deadline, coming_since(demand.traffic, who, demand.since, after, now))
    return map(deadline, coming(demand.traffic, who, after, now))


def next_moment(tenant: Tenant, charger: Charger, after: datetime) -> datetime | None:
    """Return when something comes next to a charger, after a moment."""
    return next((each.at for each in of_charger(tenant, charger, after)), None)
