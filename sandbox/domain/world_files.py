"""From the content of a file to the state that it describes: a world written by hand, or an export."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from sandbox.demand.traffic import Traffic
from sandbox.domain import chargers, exports
from sandbox.domain.demand_records import UPTIME, Demand
from sandbox.domain.records import Activity, Charger, Location, Organization
from sandbox.domain.world import Tenant, World
from sandbox.domain.world_documents import (
    ActivityDocument,
    ChargerDocument,
    LocationDocument,
    OrganizationDocument,
    WorldDocument,
    parse,
)
from sandbox.errors import ApiError, BadWorld

D = TypeVar("D", OrganizationDocument, LocationDocument, ChargerDocument, ActivityDocument)


def load(content: bytes, world: World) -> World:
    """Return a world like *world*, in memory, that holds what a file says and nothing else.

    Raises:
        NotJson: it is no JSON.
        BadWorld: it does not make sense: a line for each problem.
    """
    loaded = world.scratch()
    with _uncollected(), loaded.change():
        if exports.is_export(content):
            exports.fill(loaded, content)
        else:
            _Reader(loaded, now=lambda organization_id: world.clocks.of(organization_id).now()).read(content)
    return loaded


class _Reader:
    """Puts the rows of one world into an empty state, one after another.

    Args:
        world: where to.
        now: the present time of an organization.
    """

    def __init__(self, world: World, now: Callable[[str], datetime]) -> None:
        self._world = world
        self._now = now
        self._busy: dict[str, float] = {}

    def read(self, content: bytes) -> None:
        """Read the content of the file."""
        document = parse(content, WorldDocument)
        for activity in document.activity.values():
            busy = self._busy.get(activity.charger_id, 0.0)
            self._busy[activity.charger_id] = max(busy, activity.minutes_ago)
        self._each("organizations", document.organizations, self._add_organization)
        self._each("locations", document.locations, self._add_location)
        self._each("chargers", document.chargers, self._add_charger)
        self._each("activity", document.activity, self._add_activity)
        if document.demand is not None:
            self._add_demand(document.demand)

    def _each(self, table: str, rows: Mapping[str, D], add: Callable[[D], None]) -> None:
        for key, row in rows.items():
            try:
                _require_key(key, row.id)
                add(row)
            except (BadWorld, ApiError) as refused:
                raise BadWorld(f"{table}/{key}: {refused}") from None

    def _add_organization(self, document: OrganizationDocument) -> None:
        self._world.organizations.put(Organization(**dict(document)))

    def _add_location(self, document: LocationDocument) -> None:
        tenant = self._tenant(document.organization_id)
        if (owner := tenant.locations.first(slug=document.slug)) is not None:
            raise BadWorld(f"slug: {document.slug!r} is taken by location {owner.id}")
        tenant.locations.put(Location(**document.model_dump()))

    def _add_charger(self, document: ChargerDocument) -> None:
        tenant = self._tenant(document.organization_id)
        model = tenant.catalog.installable(document.brand_slug, document.model_slug, document.connector_type)
        place = document.location_id
        if place is not None and tenant.locations.get(place) is None:
            raise BadWorld(f"location_id: No location {place} of organization {tenant.organization_id}")
        if (owner := tenant.chargers.first(identity=document.identity)) is not None:
            raise BadWorld(f"identity: {document.identity!r} is taken by charger {owner.id}")
        busy = timedelta(minutes=self._busy.get(document.id, 0.0))
        charger = Charger(
            **{**vars(document), "name": document.name or document.identity},
            powered_at=self._now(tenant.organization_id) - busy - UPTIME,
            **chargers.made_of(tenant, model),
        )
        tenant.chargers.put(charger)

    def _add_activity(self, document: ActivityDocument) -> None:
        tenant = self._tenant(document.organization_id)
        charger = tenant.chargers.get(document.charger_id)
        if charger is None:
            raise BadWorld(
                f"charger_id: No charger {document.charger_id} of organization {tenant.organization_id}"
            )
        connector = document.payload.connector_id
        if connector is not None and connector > charger.connector_count:
            raise BadWorld(
                f"payload.connector_id: {charger.id} has no {connector}, only 1 to {charger.connector_count}"
            )
        activity = Activity(
            id=document.id,
            organization_id=tenant.organization_id,
            charger_id=charger.id,
            at=self._now(tenant.organization_id) - timedelta(minutes=document.minutes_ago),
            command=document.command,
            payload=document.payload.model_dump(exclude_none=True),
        )
        tenant.activities.put(activity)

    def _add_demand(self, traffic: Traffic) -> None:
        for organization in self._world.organizations.find():
            owner, since = organization.id, self._now(organization.id) - UPTIME
            self._world.tenant(owner).demands.put(
                Demand(id=owner, organization_id=owner, since=since, traffic=traffic)
            )

    def _tenant(self, organization_id: str) -> Tenant:
        if not self._world.is_organization(organization_id):
            raise BadWorld(f"organization_id: No organization {organization_id} in this file")
        return self._world.tenant(organization_id)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from searching again and again what is only growing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _require_key(key: str, row_id: str) -> None:
    if row_id != key:
        raise BadWorld(f"id: Should be {key!r}, as the key, not {row_id!r}")
