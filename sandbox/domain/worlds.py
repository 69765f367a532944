"""Worlds: opening a fixture file as the state, and going back to it."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from sandbox.domain import chargers
from sandbox.domain.records import REVOKED_TOKENS, Activity, Charger, Location, Organization
from sandbox.domain.world import Tenant, World
from sandbox.domain.world_documents import (
    ActivityDocument,
    ChargerDocument,
    LocationDocument,
    OrganizationDocument,
    WorldDocument,
    read,
)
from sandbox.errors import ApiError, BadWorld
from sandbox.fixture_files import fixture
from sandbox.store.store import Snapshot

D = TypeVar("D", OrganizationDocument, LocationDocument, ChargerDocument, ActivityDocument)

UPTIME = timedelta(hours=1)
"""How long before its first activity, or before the opening, a charger of a world was switched on."""


class Opening:
    """Opens one world file, and opens it anew on demand.

    Args:
        world: where to; one that was opened by an earlier process is left as it is, and goes back to the file
            that it was opened with.
        name: `default`, `empty`, `demo` or the path of a file.

    Raises:
        BadWorld: the file cannot be read or does not make sense; the text says where.
    """

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self._opened: Snapshot | None = None
        begun = world.opened()
        self._name = name if begun is None else begun.name
        if begun is None:
            self._open()

    def reset(self) -> None:
        """Go back to the world as it was opened; tokens that were revoked stay so."""
        if self._opened is None:
            self._open()
        else:
            self._world.store.restore(self._opened, keep=(REVOKED_TOKENS,))

    def _open(self) -> None:
        with self._world.change():
            self._world.clear()
            _Reader(self._world, _path_of(self._name)).read()
            self._world.remember_opening(_lasting(self._name))
        self._opened = self._world.store.snapshot()


class _Reader:
    """Puts the rows of one file into the world, one after another."""

    def __init__(self, world: World, path: Path) -> None:
        self._world = world
        self._path = path
        self._now = world.clock.now()
        self._busy: dict[str, float] = {}

    def read(self) -> None:
        with _uncollected():
            self._add(read(self._path))

    def _add(self, document: WorldDocument) -> None:
        for activity in document.activity.values():
            busy = self._busy.get(activity.charger_id, 0.0)
            self._busy[activity.charger_id] = max(busy, activity.minutes_ago)
        self._each("organizations", document.organizations, self._add_organization)
        self._each("locations", document.locations, self._add_location)
        self._each("chargers", document.chargers, self._add_charger)
        self._each("activity", document.activity, self._add_activity)

    def _each(self, table: str, rows: Mapping[str, D], add: Callable[[D], None]) -> None:
        for key, row in rows.items():
            try:
                _require_key(key, row.id)
                add(row)
            except (BadWorld, ApiError) as refused:
                raise BadWorld(f"{self._path}: {table}/{key}: {refused}") from None

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
        charger = Charger(
            **{**vars(document), "name": document.name or document.identity},
            powered_at=self._now - timedelta(minutes=self._busy.get(document.id, 0.0)) - UPTIME,
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
            at=self._now - timedelta(minutes=document.minutes_ago),
            command=document.command,
            payload=document.payload.model_dump(exclude_none=True),
        )
        tenant.activities.put(activity)

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


def _path_of(name: str) -> Path:
    return fixture(f"worlds/{name}.json") if _is_shipped(name) else Path(name)


def _lasting(name: str) -> str:
    """Return the name of a world, good in any working folder: that of a shipped one, or an absolute path."""
    return name if _is_shipped(name) else str(Path(name).absolute())


def _is_shipped(name: str) -> bool:
    return fixture(f"worlds/{name}.json").is_file()
