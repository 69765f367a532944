"""Where the object is that a request did not find: with another organization, or under another name."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple

from sandbox.domain.ocpi_records import CPOS, OCPI_LOCATIONS
from sandbox.domain.records import CHARGERS, COMMANDS, LOCATIONS, RUNS
from sandbox.domain.world import World
from sandbox.rest.exchange import Exchange
from sandbox.store.store import CollectionSpec


class _Kind(NamedTuple):
    """A kind of objects: what people call one, how errors about one begin, and its other names."""

    name: str
    word: str
    records: CollectionSpec[Any]
    aliases: tuple[str, ...] = ()


_KINDS = (
    _Kind("charger", "Charger", CHARGERS, ("identity",)),
    _Kind("location", "Location", LOCATIONS, ("slug", "name")),
    _Kind("OCPI operator", "CPO", CPOS, ("number", "party")),
    _Kind("OCPI location", "Location", OCPI_LOCATIONS),
    _Kind("job", "Job", RUNS),
    _Kind("command", "Command", COMMANDS),
)
_MOST_VALUES = 20
_MOST_ORGANIZATIONS = 100
_MOST_RECORDS = 1000
_MOST_SHOWN = 3


def hints(world: World, exchange: Exchange, named: Iterable[str]) -> Iterator[str]:
    """Tell what there is instead of the objects that a request *named* and that were not found."""
    said = str(exchange.error)
    own = exchange.caller.organization_id
    values = list(dict.fromkeys(named))[:_MOST_VALUES]
    found = [
        hint
        for value in values
        for hint in (*_by_id(world, value, own), *_by_another_name(world, value, own))
    ]
    yield from found
    if own is not None:
        yield from _in_all(world, said, own, () if found else values)
    yield from _in_the_catalog(world, said, values)


def organizations(world: World) -> Iterator[str]:
    """Tell which organizations there are."""
    some, total = world.organizations.page(offset=0, limit=_MOST_SHOWN)
    shown = ", ".join(f"{one.id} ({one.name})" for one in some)
    yield f"organizations: {shown or 'none'}; GET /dev/tenants lists all {total}"


def _by_id(world: World, value: str, own: str | None) -> Iterator[str]:
    for kind in _KINDS:
        record = world.store.collection(kind.records).get(value)
        if record is not None:
            whose = (
                "" if record.organization_id == own else f" of another organization, {record.organization_id}"
            )
            yield f"{value} is the id of a {kind.name}{whose}"


def _by_another_name(world: World, value: str, own: str | None) -> Iterator[str]:
    others, _ = world.organizations.page(offset=0, limit=_MOST_ORGANIZATIONS)
    owners = dict.fromkeys(owner for owner in (own, *(other.id for other in others)) if owner)
    for kind in _KINDS:
        records = world.store.collection(kind.records)
        for alias, owner in ((alias, owner) for alias in kind.aliases for owner in owners):
            found = records.first(organization_id=owner, **{alias: value})
            if found is not None:
                whose = "" if owner == own else f" of another organization, {owner}"
                yield f"{value} is the {alias} of the {kind.name} {found.id}{whose}"


def _in_all(world: World, said: str, own: str, values: Iterable[str]) -> Iterator[str]:
    """Tell how many such objects the organization has, and which are named nearly so."""
    for kind in _KINDS:
        if said.startswith(kind.word):
            records = world.store.collection(kind.records)
            some, total = records.page(offset=0, limit=_MOST_RECORDS, organization_id=own)
            yield f"objects of the kind {kind.name} in the organization: {total}"
            known = [str(getattr(one, name)) for one in some for name in ("id", *kind.aliases)]
            for value in values:
                near = [name for name in get_close_matches(value, known, n=1) if name != value]
                yield from (f"did you mean {name}?" for name in near)


def _in_the_catalog(world: World, said: str, values: Iterable[str]) -> Iterator[str]:
    if said.startswith("Brand"):
        slugs = [brand.slug for brand in world.catalog.brands]
    elif said.startswith("Model"):
        slugs = [model.slug for model in world.catalog.models]
    else:
        return
    near = [slug for value in values for slug in get_close_matches(value, slugs, n=_MOST_SHOWN)]
    yield f"nearest: {', '.join(near)}" if near else f"there are: {', '.join(slugs)}"
