"""Chargers at once, in the background, and in bulk, where each one succeeds or fails for itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from sandbox.domain import chargers, commands, locations, processes, runs
from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.records import Charger, Location, Run
from sandbox.domain.world import Tenant
from sandbox.errors import ApiError, BadRequest

T = TypeVar("T")

MOST_CHARGERS = 1000
"""Chargers that one request may create."""

SUFFIX_DIGITS = 8
"""Hexadecimal digits of an identity suffix that nobody chose."""


@dataclass(frozen=True, slots=True)
class Bulk(Generic[T]):
    """What was done, and what was not: by identity or charger id, with the reason."""

    done: list[T] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


class GroupDraft(BaseModel):
    """Like chargers: those with the given suffixes, a number of them, or both.

    Args:
        shared: what they have in common, as in a `ChargerDraft`.
        prefix: comes before each suffix in the identity.
        name: comes before each suffix in the name.
        suffixes: the chosen ones; random digits fill them up to *number*.
        number: how many chargers.
    """

    model_config = ConfigDict(frozen=True)

    shared: dict[str, Any]
    prefix: str = ""
    name: str | None = None
    suffixes: tuple[str, ...] | None = None
    number: int | None = None

    @property
    def size(self) -> int:
        """How many chargers there will be."""
        return len(self.suffixes or ()) if self.number is None else self.number

    def drafts(self, tenant: Tenant) -> Iterator[ChargerDraft]:
        """Return a draft for each charger."""
        for suffix in _suffixes(tenant, self.suffixes, self.number):
            name = self.name and f"{self.name} {suffix}"
            yield ChargerDraft(identity=f"{self.prefix}{suffix}", name=name, **self.shared)


def begin(tenant: Tenant, draft: ChargerDraft) -> tuple[Charger, Run]:
    """Deploy a charger that boots when its run ends, if it ends well.

    Raises:
        BadRequest: as `chargers.create`.
    """
    charger = chargers.create(tenant, draft)
    run = runs.start(tenant, "charger", charger.id)
    charger = charger.replaced(powered_at=run.ends_at)
    tenant.chargers.put(charger)
    return charger, run


def give_up(tenant: Tenant, run: Run) -> None:
    """Leave a charger whose run has failed without power."""
    if (charger := tenant.chargers.get(run.subject_id)) is not None:
        tenant.states.remove(charger.id)
        tenant.chargers.put(charger.replaced(powered_at=None))
        processes.note(tenant, charger.id, "failed", run.ends_at, run.error)
        commands.break_off(tenant, charger)


def try_again(tenant: Tenant, charger: Charger) -> Charger:
    """Switch on a charger whose run had failed."""
    now = tenant.clock.now()
    tenant.runs.clear(subject_id=charger.id)
    tenant.states.remove(charger.id)
    charger = charger.replaced(powered_at=now)
    tenant.chargers.put(charger)
    processes.note(tenant, charger.id, "started", now)
    return charger


def deploy(tenant: Tenant, location: Location, drafts: Iterable[ChargerDraft]) -> Bulk[Charger]:
    """Deploy chargers at a location that boot when provisioning is over."""
    return create(tenant, location, drafts, how=_in_background)


def _in_background(tenant: Tenant, draft: ChargerDraft) -> Charger:
    charger, _run = begin(tenant, draft)
    return charger


def begin_groups(tenant: Tenant, location: Location, groups: Sequence[GroupDraft]) -> Run:
    """Start a job that deploys groups of chargers at a location."""
    work = {"groups": [group.model_dump(mode="json") for group in groups]}
    return runs.start_job(tenant, "location_chargers", location.id, work)


def finish_groups(tenant: Tenant, run: Run) -> dict[str, Any]:
    """Deploy the chargers of a job; return the ids of those created, and what failed."""
    location = locations.find(tenant, str(run.parent_id))
    groups = [GroupDraft.model_validate(group) for group in run.work["groups"]]
    return created(create_groups(tenant, location, groups))


def create_groups(tenant: Tenant, location: Location, groups: Iterable[GroupDraft]) -> Bulk[Charger]:
    """Deploy groups of chargers at a location."""
    return create(tenant, location, (draft for group in groups for draft in group.drafts(tenant)))


def created(bulk: Bulk[Charger]) -> dict[str, Any]:
    """Return what a run that created chargers keeps as its results."""
    return {
        "created": [charger.id for charger in bulk.done],
        "failed": [{"identity": identity, "error": error} for identity, error in bulk.failed],
    }


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
            _require_same_location(location, draft.location_id)
            placed = draft.model_copy(update={"location_id": location.id})
            bulk.done.append(how(tenant, placed))
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


def _suffixes(tenant: Tenant, chosen: Sequence[str] | None, number: int | None) -> list[str]:
    """Return identity suffixes: the chosen ones, cut or filled up with random digits to *number*."""
    wanted = list(chosen or ())
    if number is None:
        return wanted
    return wanted[:number] + [tenant.ids.hex(SUFFIX_DIGITS) for _ in range(number - len(wanted))]


def _require_same_location(location: Location, location_id: str | None) -> None:
    if location_id not in (None, location.id):
        raise BadRequest(f"location_id {location_id} is not the location of this request, {location.id}")
