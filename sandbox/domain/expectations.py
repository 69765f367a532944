"""What comes to a charger by itself, as far as its organization wants that."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from heapq import merge

from sandbox.charger.schedule import Deadline
from sandbox.charger.visitors import deadline, departures
from sandbox.demand.days import stay
from sandbox.demand.window import coming, coming_since
from sandbox.domain.demand_records import UPTIME
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


def of_world_charger(tenant: Tenant, charger: Charger, after: datetime) -> Iterator[Deadline]:
    """Yield the same for a charger as its world left it: what goes on there when that is opened ends too."""
    found, demand = of_charger(tenant, charger, after), tenant.demands.get(tenant.organization_id)
    if demand is None or tenant.activities.first(charger_id=charger.id) is None:
        return found
    opened = departures(demand.since + UPTIME, partial(stay, demand.traffic, charger.identity))
    return merge((opened,), found, key=lambda each: each.at)


def next_moment(tenant: Tenant, charger: Charger, after: datetime) -> datetime | None:
    """Return when something comes next to a charger, after a moment."""
    return next((each.at for each in of_charger(tenant, charger, after)), None)
