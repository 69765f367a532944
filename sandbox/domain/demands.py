"""Switching automatic sessions on and off."""

from collections.abc import Iterable

from sandbox.demand.traffic import Traffic
from sandbox.domain import simulations
from sandbox.domain.demand_records import DEMANDS, Demand
from sandbox.domain.world import Tenant, World


def of(world: World, organization_id: str | None) -> list[Demand]:
    """Return the demands of all organizations, or of one."""
    demands = world.store.collection(DEMANDS)
    return demands.find() if organization_id is None else demands.find(organization_id=organization_id)


def put(
    world: World, organization_ids: Iterable[str], traffic: Traffic, *, relative: bool = False
) -> list[Demand]:
    """Let sessions begin by themselves from now on, instead of those that did before; see `Demand`."""
    return [_put(world.tenant(organization_id), traffic, relative) for organization_id in organization_ids]


def remove(world: World, organization_id: str | None) -> None:
    """Let nobody come any more; who is there leaves in time."""
    for demand in of(world, organization_id):
        tenant = world.tenant(demand.organization_id)
        _live_through(tenant)
        tenant.demands.remove(demand.id)


def _put(tenant: Tenant, traffic: Traffic, relative: bool) -> Demand:  # noqa: FBT001
    _live_through(tenant)
    owner = tenant.organization_id
    now = tenant.clock.now()
    demand = Demand(id=owner, organization_id=owner, since=now, traffic=traffic, relative=relative)
    tenant.demands.put(demand)
    return demand


def _live_through(tenant: Tenant) -> None:
    """Let chargers have had who has come so far, and what their world says, however seldom anybody looked."""
    had_demand = tenant.demands.get(tenant.organization_id) is not None
    told = {activity.charger_id for activity in tenant.activities.find()}
    chargers = (one for one in tenant.chargers.find() if had_demand or one.id in told)
    simulations.settle_each(tenant, chargers)
