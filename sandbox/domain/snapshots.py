"""Named snapshots: the whole state, or that of one organization, kept in memory to go back to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sandbox.domain import shares
from sandbox.domain.records import REVOKED_TOKENS
from sandbox.domain.shares import Share
from sandbox.domain.world import World
from sandbox.errors import Conflict, NotFound
from sandbox.store.snapshots import Snapshot

MOST_SNAPSHOTS = 100
"""Snapshots that there may be at the same time, of all organizations together."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot with its name, which is unique among those of its organization, or among whole ones."""

    name: str
    organization_id: str | None
    created_at: datetime
    state: Snapshot | Share


class Snapshots:
    """The snapshots of one sandbox; those of an organization that is gone are forgotten."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._kept: dict[tuple[str | None, str], Kept] = {}
        world.listeners.append(lambda _how, _organization_id: self._forget_gone())

    def take(self, name: str | None, organization_id: str | None) -> Kept:
        """Keep the present state under a name, or under the next free number; a name that is taken is reused.

        Raises:
            NotFound: there is no such organization.
            Conflict: there are too many snapshots.
        """
        with self._world.change():
            self._world.lines.settle_down(organization_id)
        state = self._present(organization_id)
        name = name or self._free_name(organization_id)
        self._forget_gone()
        if (organization_id, name) not in self._kept and len(self._kept) >= MOST_SNAPSHOTS:
            raise Conflict(
                f"There are {MOST_SNAPSHOTS} snapshots, which is as many as there can be: "
                "remove one with DELETE /dev/snapshots/{name}, or all with DELETE /dev/snapshots"
            )
        now = self._world.clocks.of(organization_id).now()
        self._kept.pop((organization_id, name), None)
        kept = self._kept[(organization_id, name)] = Kept(name, organization_id, now, state)
        return kept

    def listed(self, organization_id: str | None) -> list[Kept]:
        """Return the snapshots of an organization, or all there are, the oldest first."""
        self._forget_gone()
        return [kept for kept in self._kept.values() if organization_id in (None, kept.organization_id)]

    def restore(self, name: str, organization_id: str | None) -> None:
        """Go back to a snapshot, any number of times; revoked tokens stay so.

        Raises:
            NotFound: there is no such snapshot; one of an organization that is gone is forgotten.
            Conflict: what it holds has the id of something that belongs to another organization by now.
        """
        state = self._find(name, organization_id).state
        if isinstance(state, Share):
            shares.restore(self._world, state)
        else:
            self._world.store.restore(state, keep=(REVOKED_TOKENS,))
        self._world.was_replaced("restored", organization_id)

    def remove(self, name: str, organization_id: str | None) -> None:
        """Forget one snapshot, or raise NotFound."""
        self._find(name, organization_id)
        del self._kept[(organization_id, name)]

    def clear(self, organization_id: str | None) -> None:
        """Forget the snapshots of an organization, or all."""
        for kept in self.listed(organization_id):
            del self._kept[(kept.organization_id, kept.name)]

    def _present(self, organization_id: str | None) -> Snapshot | Share:
        if organization_id is None:
            return self._world.store.snapshot()
        return shares.present(self._world, self._world.organization(organization_id))

    def _find(self, name: str, organization_id: str | None) -> Kept:
        self._forget_gone()
        if (kept := self._kept.get((organization_id, name))) is None:
            whose = f"of organization {organization_id}" if organization_id else "of the whole sandbox"
            names = ", ".join(self._names(organization_id)) or "none"
            raise NotFound(f"Snapshot {name} {whose} not found; there are: {names}")
        return kept

    def _names(self, organization_id: str | None) -> Iterator[str]:
        return (name for owner, name in self._kept if owner == organization_id)

    def _free_name(self, organization_id: str | None) -> str:
        taken = set(self._names(organization_id))
        numbered = (f"snapshot-{number}" for number in range(1, MOST_SNAPSHOTS + 2))
        return next(name for name in numbered if name not in taken)

    def _forget_gone(self) -> None:
        for key in [*self._kept]:
            if key[0] is not None and not self._world.is_organization(key[0]):
                del self._kept[key]
