"""`/dev/chargers`: many chargers at a glance, and one as it is now."""

from typing import Any

from pydantic import Field

from sandbox.dev.charger_rows import ChargerRow
from sandbox.dev.charger_views import ChargerNow
from sandbox.dev.rows import DevPageQuery, row
from sandbox.domain import readiness, simulations
from sandbox.domain.records import CHARGERS, LOCATIONS, STATES, Charger
from sandbox.domain.world import World
from sandbox.errors import NotFound
from sandbox.rest.models import UuidText
from sandbox.rest.views import View


class ChargersQuery(DevPageQuery):
    """Which chargers."""

    organization_id: UuidText | None = Field(None, description="Only chargers of this organization.")
    location_id: UuidText | None = Field(None, description="Only chargers of this location.")
    limit: int = Field(50, ge=1, le=1000, description="Entries per page.")


class ChargersResponse(View):
    """Chargers as they were when somebody last looked at them, the oldest first."""

    data: list[ChargerRow]
    total: int
    page: int
    limit: int


def list_chargers(world: World, query: ChargersQuery) -> ChargersResponse:
    """List chargers as they were when somebody last looked at them: this brings none of them up to date.

    Runtime and statuses are null of a charger that nobody has looked at yet. `GET /dev/events` tells what
    changes from then on.
    """
    found, total = _page(world, query)
    states = world.store.collection(STATES)
    rows = []
    for charger in found:
        held = world.lines.held(charger.id)
        rows.append(ChargerRow.of(charger, states.get(charger.id) if held is None else held.state))
    return ChargersResponse(data=rows, total=total, page=query.page, limit=query.limit)


def get_charger_now(world: World, charger_id: str) -> ChargerNow:
    """Show a charger as it is now: everything that was due has happened.

    One that is not READY yet has no power: nothing happens to it.
    """
    charger = world.charger(charger_id)
    tenant = world.tenant(charger.organization_id)
    reached = readiness.status(tenant, charger)
    if reached == "READY":
        return ChargerNow.of(tenant, charger, simulations.settle(tenant, charger), None)
    state = tenant.states.get(charger.id) or simulations.switched_on(charger)
    return ChargerNow.of(tenant, charger, state, reached)


def _page(world: World, query: ChargersQuery) -> tuple[list[Charger], int]:
    """Return the chargers of a page and the count of all that fit; a place that nobody knows has none."""
    where: dict[str, Any] = {}
    if query.organization_id is not None:
        where["organization_id"] = query.organization_id
    if query.location_id is not None:
        location = world.store.collection(LOCATIONS).get(query.location_id)
        if location is None or query.organization_id not in (None, location.organization_id):
            return [], 0
        where = {"organization_id": location.organization_id, "location_id": location.id}
    return world.store.collection(CHARGERS).page(offset=query.offset, limit=query.limit, **where)


_CHARGER = "/dev/chargers/{charger_id}"

OPERATIONS = (
    row("GET", "/dev/chargers", list_chargers),
    row("GET", _CHARGER, get_charger_now, errors=(NotFound,)),
)
