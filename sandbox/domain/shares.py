"""What one organization has of a state: taken by reference, and put back while all others stay."""

from dataclasses import dataclass

from sandbox.domain.records import ORGANIZATIONS, Organization
from sandbox.domain.world import OWNED, World
from sandbox.errors import Conflict
from sandbox.store.snapshots import Part, Snapshot

_OWNED = tuple(spec.name for spec in OWNED)


@dataclass(frozen=True, slots=True)
class Share:
    """An organization and all it owned at one moment."""

    organization: Organization
    part: Part

    def __len__(self) -> int:
        return 1 + len(self.part)


def present(world: World, organization: Organization) -> Share:
    """Return what the organization has now."""
    return Share(organization, world.store.part(_OWNED, organization_id=organization.id))


def of(snapshot: Snapshot, organization_id: str) -> Share | None:
    """Return what the organization had in *snapshot*, or None if it was not there."""
    document = snapshot.document(ORGANIZATIONS.name, organization_id)
    if document is None:
        return None
    return Share(Organization.model_validate(document), _part(snapshot, organization_id))


def emptied(snapshot: Snapshot, organization: Organization) -> Share:
    """Return an organization that *snapshot* does not have, with nothing."""
    return Share(organization, _part(snapshot, organization.id))


def restore(world: World, share: Share) -> None:
    """Give the organization back what it had; one that is gone is there again.

    Its share must be known then: that of a world or a file is, a snapshot is forgotten with its organization.

    Raises:
        Conflict: a row has the id of one that by now belongs to another organization.
    """
    _refuse_foreign(world, share)
    organization = share.organization
    with world.change():
        if world.organizations.get(organization.id) != organization:
            world.organizations.put(organization)
        world.forget_deleted(organization.id)
        world.store.restore_part(share.part)


def _part(snapshot: Snapshot, organization_id: str) -> Part:
    return snapshot.part(_OWNED, organization_id=organization_id)


def _refuse_foreign(world: World, share: Share) -> None:
    for name, row_id in world.store.strangers(share.part):
        owner = world.records(name).get(row_id).organization_id
        raise Conflict(f"{name}/{row_id}: id: Taken by a row of organization {owner}")
