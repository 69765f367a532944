"""Worlds: opening a fixture file as the state, and going back to it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import from_json

from sandbox.domain import chargers
from sandbox.domain.records import Activity, Charger, Location, Organization
from sandbox.domain.world import World
from sandbox.domain.world_documents import ActivityDocument, ChargerDocument
from sandbox.errors import ApiError, BadWorld
from sandbox.fixture_files import fixture
from sandbox.store.store import Snapshot

T = TypeVar("T")

UPTIME = timedelta(hours=1)
"""How long before its first activity, or before the opening, a charger of a world was switched on."""


class Opening:
    """Opens one world file, and opens it anew on demand.

    Args:
        world: where to; a world that has been opened before, by an earlier process, is left as it is.
        name: `default`, `empty`, `demo` or the path of a file.

    Raises:
        BadWorld: the file cannot be read or does not make sense; the text says where.
    """

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self._path = _path_of(name)
        self._opened: Snapshot | None = None
        if world.opened() is None:
            self._open()

    def reset(self) -> None:
        """Go back to the world as it was opened; tokens that were revoked stay so."""
        revoked = self._world.revoked_tokens()
        if self._opened is None:
            self._open()
        else:
            self._world.store.restore(self._opened)
        for token in revoked:
            self._world.revoke(token.id)

    def _open(self) -> None:
        with self._world.change():
            self._world.clear()
            _Reader(self._world, self._path).read()
        self._opened = self._world.store.snapshot()


class _Reader:
    """Reads the tables of one file into the world, one row after another."""

    def __init__(self, world: World, path: Path) -> None:
        self._world = world
        self._path = path
        self._now = world.clock.now()
        self._busy: dict[str, float] = {}

    def read(self) -> None:
        tables = _tables(self._path)
        self._each(tables, "organizations", Organization, self._world.organizations.put)
        self._each(tables, "locations", Location, self._add_location)
        self._each(tables, "activity", ActivityDocument, self._note_activity)
        self._each(tables, "chargers", ChargerDocument, self._add_charger)
        self._each(tables, "activity", ActivityDocument, self._add_activity)
        self._world.remember_opening(str(self._path), self._now)

    def _each(
        self, tables: Mapping[str, Any], table: str, model: Callable[..., T], add: Callable[[T], None]
    ) -> None:
        for row_id, row in tables.get(table, {}).items():
            try:
                add(model(**row))
            except (ValidationError, ApiError, TypeError, ValueError) as refused:
                raise BadWorld(f"{self._path}: {table}/{row_id}: {refused}") from None

    def _add_location(self, location: Location) -> None:
        self._world.organization(location.organization_id)
        self._world.tenant(location.organization_id).locations.put(location)

    def _note_activity(self, document: ActivityDocument) -> None:
        busy = self._busy.get(document.charger_id, 0.0)
        self._busy[document.charger_id] = max(busy, document.minutes_ago)

    def _add_charger(self, document: ChargerDocument) -> None:
        self._world.organization(document.organization_id)
        tenant = self._world.tenant(document.organization_id)
        model = tenant.catalog.installable(document.brand_slug, document.model_slug, document.connector_type)
        charger = Charger(
            **{**dict(document), "name": document.name or document.identity},
            powered_at=self._now - timedelta(minutes=self._busy.get(document.id, 0.0)) - UPTIME,
            **chargers.made_of(tenant, model),
        )
        tenant.chargers.put(charger)

    def _add_activity(self, document: ActivityDocument) -> None:
        tenant = self._world.tenant(document.organization_id)
        activity = Activity(
            id=document.id,
            organization_id=tenant.organization_id,
            charger_id=chargers.find(tenant, document.charger_id).id,
            at=self._now - timedelta(minutes=document.minutes_ago),
            command=document.command,
            payload=document.payload.model_dump(exclude_none=True),
        )
        tenant.activities.put(activity)


def _path_of(name: str) -> Path:
    path = fixture(f"worlds/{name}.json")
    return path if path.is_file() else Path(name)


def _tables(path: Path) -> Mapping[str, Any]:
    try:
        tables = from_json(path.read_bytes())
    except (OSError, ValueError) as unreadable:
        known = ", ".join(sorted(file.stem for file in fixture("worlds").glob("*.json")))
        raise BadWorld(
            f"The world {path} cannot be read: {unreadable}; worlds that come with it: {known}"
        ) from None
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise BadWorld(f"{path}: expected an object of tables, each an object of rows by id")
    if unknown := set(tables) - {"organizations", "locations", "chargers", "activity"}:
        raise BadWorld(f"{path}: unknown table {min(unknown)!r}")
    return tables
