"""Chargers in bulk: each one succeeds or fails for itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sandbox.domain import chargers
from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.records import Charger, Location
from sandbox.domain.world import Tenant
from sandbox.errors import ApiError, BadRequest

T = TypeVar("T")

MOST = 1000
"""Chargers that one request may create."""

SUFFIX_DIGITS = 8
"""Hexadecimal digits of an identity suffix that nobody chose."""


@dataclass(frozen=True, slots=True)
class Bulk(Generic[T]):
    """What was done, and what was not: by identity or charger id, with the reason."""

    done: list[T] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


def create(tenant: Tenant, location: Location, drafts: Iterable[ChargerDraft]) -> Bulk[Charger]:
    """Deploy chargers at a location."""
    bulk: Bulk[Charger] = Bulk()
    for number, draft in enumerate(drafts):
        try:
            if number >= MOST:
                raise BadRequest(f"One request creates {MOST} chargers at most")
            _require_same_location(location, draft.location_id)
            placed = draft.model_copy(update={"location_id": location.id})
            bulk.done.append(chargers.create(tenant, placed))
        except ApiError as refused:
            bulk.failed.append((draft.identity, str(refused)))
    return bulk


def update(
    tenant: Tenant, location: Location, changes: Iterable[tuple[str, Mapping[str, Any]]]
) -> Bulk[Charger]:
    """Change chargers of a location, which stay there."""
    bulk: Bulk[Charger] = Bulk()
    for charger_id, fields in changes:
        try:
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
            chargers.delete(tenant, chargers.find_in(tenant, location, charger_id))
            bulk.done.append(charger_id)
        except ApiError as refused:
            bulk.failed.append((charger_id, str(refused)))
    return bulk


def suffixes(tenant: Tenant, chosen: Sequence[str] | None, number: int | None) -> list[str]:
    """Return identity suffixes: the chosen ones, cut or filled up with random digits to *number*."""
    wanted = list(chosen or ())
    if number is None:
        return wanted
    return wanted[:number] + [tenant.ids.hex(SUFFIX_DIGITS) for _ in range(number - len(wanted))]


def _require_same_location(location: Location, location_id: str | None) -> None:
    if location_id not in (None, location.id):
        raise BadRequest(f"location_id {location_id} is not the location of this request, {location.id}")
