"""Chargers of a location in bulk: each one succeeds or fails for itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sandbox.domain import chargers, run_failures
from sandbox.domain.charger_groups import GroupDraft
from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.records import Charger, Location
from sandbox.domain.world import Tenant
from sandbox.errors import ApiError, BadRequest

T = TypeVar("T")

MOST_CHARGERS = 1000
"""Chargers that one request may create."""


@dataclass(frozen=True, slots=True)
class Bulk(Generic[T]):
    """What was done, and what was not: by identity or charger id, with the reason."""

    done: list[T] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


def create(
    tenant: Tenant,
    location: Location,
    drafts: Iterable[ChargerDraft],
    *,
    how: Callable[[Tenant, ChargerDraft], Charger] = chargers.create,
) -> Bulk[Charger]:
    """Deploy chargers at a location; they boot at once, unless *how* deploys them otherwise."""
    bulk: Bulk[Charger] = Bulk()
    for draft in drafts:
        try:
            run_failures.pass_item(tenant)
            _require_same_location(location, draft.location_id)
            placed = draft.model_copy(update={"location_id": location.id})
            bulk.done.append(how(tenant, placed))
        except ApiError as refused:
            bulk.failed.append((draft.identity, str(refused)))
    return bulk


def create_groups(tenant: Tenant, location: Location, groups: Iterable[GroupDraft]) -> Bulk[Charger]:
    """Deploy groups of chargers at a location."""
    return create(tenant, location, (draft for group in groups for draft in group.drafts(tenant)))


def update(
    tenant: Tenant, location: Location, changes: Iterable[tuple[str, Mapping[str, Any]]]
) -> Bulk[Charger]:
    """Change chargers of a location, which stay there."""
    bulk: Bulk[Charger] = Bulk()
    for charger_id, fields in changes:
        try:
            run_failures.pass_item(tenant)
            charger = chargers.find_in(tenant, location, charger_id)
            _require_same_location(location, fields.get("location_id"))
            bulk.done.append(chargers.update(tenant, charger, fields))
        except ApiError as refused:
            bulk.failed.append((charger_id, str(refused)))
    return bulk


def delete(tenant: Tenant, location: Location, charger_ids: Iterable[str]) -> Bulk[str]:
    """Remove chargers of a location."""
    bulk: Bulk[str] = Bulk()
    for charger_id in charger_ids:
        try:
            run_failures.pass_item(tenant)
            chargers.delete(tenant, chargers.find_in(tenant, location, charger_id))
            bulk.done.append(charger_id)
        except ApiError as refused:
            bulk.failed.append((charger_id, str(refused)))
    return bulk


def _require_same_location(location: Location, location_id: str | None) -> None:
    if location_id not in (None, location.id):
        raise BadRequest(f"location_id {location_id} is not the location of this request, {location.id}")
