"""Worlds: opening a file as the state, going back to it, and replacing the state by another file."""

from collections.abc import Mapping
from pathlib import Path

from sandbox.domain import shares
from sandbox.domain.records import OPENED_WORLDS, REVOKED_TOKENS
from sandbox.domain.world import World
from sandbox.domain.world_documents import NotJson
from sandbox.domain.world_files import load
from sandbox.errors import BadWorld
from sandbox.fixture_files import fixture
from sandbox.store.snapshots import Snapshot


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
        self.name = name if begun is None else begun.name
        if begun is None:
            self.open_anew()

    @property
    def is_shipped(self) -> bool:
        """Whether the world comes with the sandbox."""
        return _is_shipped(self.name)

    @property
    def opened(self) -> Snapshot:
        """The world as it was opened; that of an earlier process as its file is now."""
        if self._opened is None:
            self._opened = self._read()
        return self._opened

    def open_anew(self) -> None:
        """Read the file once more and let the state be what it says; one that is refused changes nothing."""
        self._opened = self._read()
        self._go_back()
        self._world.was_replaced("opened", None)

    def reset(self, organization_id: str | None = None) -> None:
        """Go back to the world as it was opened, in whole or for one organization; revoked tokens stay so.

        An organization that the world does not have becomes empty.

        Raises:
            NotFound: there is no such organization, in the world or now.
            Conflict: what it had has the id of something that belongs to another one by now.
        """
        if organization_id is None:
            self._go_back()
        else:
            self._go_back_for(organization_id)
        self._world.was_replaced("reset", organization_id)

    def _go_back(self) -> None:
        self._world.store.restore(self.opened, keep=(REVOKED_TOKENS,))

    def _go_back_for(self, organization_id: str) -> None:
        share = shares.of(self.opened, organization_id)
        if share is None:
            share = shares.emptied(self.opened, self._world.organization(organization_id))
        shares.restore(self._world, share)

    def _read(self) -> Snapshot:
        path = _path_of(self.name)
        try:
            loaded = load(path.read_bytes(), self._world)
        except (NotJson, OSError, ValueError) as unreadable:
            raise _unreadable(path, unreadable) from None
        except BadWorld as refused:
            raise BadWorld("\n".join(f"{path}: {line}" for line in str(refused).splitlines())) from None
        loaded.remember_opening(_lasting(self.name))
        return loaded.store.snapshot()


def replace(world: World, content: bytes, organization_id: str | None) -> dict[str, int]:
    """Let the state, or that of one organization, be what the content of a file says; count what came.

    Raises:
        BadWorld: the file does not make sense, or does not hold the organization.
        Conflict: a row has the id of one that belongs to another organization.
    """
    try:
        snapshot = load(content, world).store.snapshot()
    except NotJson as unreadable:
        raise BadWorld(f"The file cannot be read: {unreadable}") from None
    if organization_id is None:
        world.store.restore(snapshot, keep=(REVOKED_TOKENS, OPENED_WORLDS))
        world.was_replaced("imported", None)
        return _counted({name: len(state.rows) for name, state in snapshot.tables.items()})
    if (share := shares.of(snapshot, organization_id)) is None:
        raise BadWorld(f"organizations: The file holds no organization {organization_id}")
    shares.restore(world, share)
    world.was_replaced("imported", organization_id)
    return _counted({"organizations": 1, **{name: len(rows) for name, rows in share.part.rows.items()}})


def _counted(rows: Mapping[str, int]) -> dict[str, int]:
    told = {name: rows[name] for name in ("organizations", "locations", "chargers")}
    return {**told, "records": sum(rows.values())}


def _unreadable(path: Path, reason: object) -> BadWorld:
    known = ", ".join(sorted(file.stem for file in fixture("worlds").glob("*.json")))
    return BadWorld(f"The world {path} cannot be read: {reason}; worlds that come with it: {known}")


def _path_of(name: str) -> Path:
    return fixture(f"worlds/{name}.json") if _is_shipped(name) else Path(name)


def _lasting(name: str) -> str:
    """Return the name of a world, good in any working folder: that of a shipped one, or an absolute path."""
    return name if _is_shipped(name) else str(Path(name).absolute())


def _is_shipped(name: str) -> bool:
    return fixture(f"worlds/{name}.json").is_file()
