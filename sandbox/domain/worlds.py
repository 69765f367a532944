"""Worlds: opening a fixture file as the state, and going back to it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import from_json

from sandbox.domain import chargers, simulations
from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.records import Charger, Location, Organization
from sandbox.domain.world import World
from sandbox.errors import ApiError, BadWorld
from sandbox.fixture_files import fixture
from sandbox.store.store import Snapshot

T = TypeVar("T")

UPTIME = timedelta(hours=1)
"""How long the chargers of a world have been on when it is opened, or longer if they did something before."""


class Activity(BaseModel):
    """What a charger was told before the world was opened."""

    id: str
    organization_id: str
    charger_id: str
    minutes_ago: float = Field(gt=0)
    command: str
    payload: dict[str, Any]


class ChargerDocument(ChargerDraft):
    """A charger as a world file describes it."""

    id: str
    organization_id: str
    created_at: datetime
    updated_at: datetime


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
        """Go back to the world as it was opened."""
        if self._opened is None:
            self._open()
        else:
            self._world.store.restore(self._opened)

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
        self._activities: dict[str, list[Activity]] = defaultdict(list)

    def read(self) -> None:
        tables = _tables(self._path)
        self._each(tables, "organizations", Organization, self._world.organizations.put)
        self._each(tables, "locations", Location, self._add_location)
        self._each(tables, "activity", Activity, lambda row: self._activities[row.charger_id].append(row))
        self._each(tables, "chargers", ChargerDocument, self._add_charger)
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

    def _add_charger(self, document: ChargerDocument) -> None:
        self._world.organization(document.organization_id)
        tenant = self._world.tenant(document.organization_id)
        model = tenant.catalog.installable(document.brand_slug, document.model_slug, document.connector_type)
        activities = sorted(self._activities[document.id], key=lambda activity: -activity.minutes_ago)
        busy = timedelta(minutes=activities[0].minutes_ago + 5) if activities else timedelta()
        charger = Charger(
            **{**dict(document), "name": document.name or document.identity},
            powered_at=self._now - max(UPTIME, busy),
            **chargers.made_of(tenant, model),
        )
        tenant.chargers.put(charger)
        if activities:
            with simulations.running(tenant, charger) as simulation:
                for activity in activities:
                    then = self._now - timedelta(minutes=activity.minutes_ago)
                    simulation.perform(activity.command, activity.payload, then)


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
