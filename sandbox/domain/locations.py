"""Locations: opening, changing and closing the sites where chargers stand."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from sandbox.domain import chargers
from sandbox.domain.records import Coordinates, Location
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, Conflict, NotFound
from sandbox.slugs import kebab


class LocationDraft(BaseModel):
    """What is needed to open a location."""

    model_config = ConfigDict(frozen=True)

    name: str
    address: str
    city: str
    country: str
    coordinates: Coordinates
    timezone: str | None = None
    owner_name: str | None = None
    public: bool = True


def create(tenant: Tenant, draft: LocationDraft) -> Location:
    """Open a location; its slug is made of the name and eight random digits."""
    now = tenant.clock.now()
    location = Location(
        id=tenant.ids.uuid(),
        organization_id=tenant.organization_id,
        slug=f"{kebab(draft.name) or 'location'}-{tenant.ids.hex(8)}",
        status="active",
        created_at=now,
        updated_at=now,
        **dict(draft),
    )
    tenant.locations.add(location)
    return location


def find(tenant: Tenant, location_id: str) -> Location:
    """Return the location, or raise NotFound."""
    if (location := tenant.locations.get(location_id)) is None:
        raise NotFound(f"Location {location_id} not found")
    return location


def find_by_id_or_slug(tenant: Tenant, text: str) -> Location:
    """Return the location of that id or slug, or raise NotFound."""
    found = tenant.locations.get(text) or tenant.locations.first(slug=text)
    if found is None:
        raise NotFound(f"Location {text} not found")
    return found


def find_by_any_name(tenant: Tenant, text: str) -> Location:
    """Return the location of that id, slug or name.

    Raises:
        NotFound: there is none.
        Conflict: several have the name.
    """
    try:
        return find_by_id_or_slug(tenant, text)
    except NotFound:
        named = tenant.locations.find(name=text)
    if len(named) > 1:
        ids = ", ".join(location.id for location in named)
        raise Conflict(f"{len(named)} locations are named {text!r}: use an id or a slug; ids: {ids}")
    if not named:
        raise NotFound(f"Location {text} not found")
    return named[0]


def update(tenant: Tenant, location: Location, changes: Mapping[str, Any]) -> Location:
    """Change some fields of a location.

    Raises:
        BadRequest: another location of the organization has the slug.
    """
    slug = changes.get("slug", location.slug)
    owner = tenant.locations.first(slug=slug)
    if owner is not None and owner.id != location.id:
        raise BadRequest(f"Slug {slug!r} is taken by location {owner.id}", place=("slug",), given=slug)
    changed = location.replaced(**changes, updated_at=tenant.clock.now())
    tenant.locations.put(changed)
    return changed


def delete(tenant: Tenant, location: Location) -> None:
    """Close a location; the chargers that stand there go with it, and what roaming partners see of it."""
    for charger in tenant.chargers.find(location_id=location.id):
        chargers.delete(tenant, charger)
    tenant.runs.clear(parent_id=location.id)
    tenant.ocpi_locations.clear(location_id=location.id)
    tenant.locations.remove(location.id)
