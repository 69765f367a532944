"""Exports: the whole state, or that of one organization, as a world file that holds each table as it is.

{
 "export": 1,                     tells an export from a world that was written by hand
 "organizations": {id: row},      then every table of `EXPORTED`, rows in order of creation
 ...
}
"""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, create_model
from pydantic_core import from_json, to_json

from sandbox.domain.export_checks import check, refuse_unfit
from sandbox.domain.records import DELETED_ORGANIZATIONS, ORGANIZATIONS, Organization
from sandbox.domain.world import OWNED, World
from sandbox.domain.world_documents import Document, parse
from sandbox.store.store import CollectionSpec

EXPORTED: tuple[CollectionSpec[Any], ...] = (ORGANIZATIONS, DELETED_ORGANIZATIONS, *OWNED)
"""All but the revoked tokens, and the note of which world was opened: they are of this sandbox."""


class _Head(Document):
    export: Literal[1]


_tables: dict[str, Any] = {spec.name: (dict[str, spec.model], {}) for spec in EXPORTED}  # type: ignore[name-defined]
ExportDocument = create_model("ExportDocument", __base__=_Head, **_tables)


def write(world: World, organization: Organization | None) -> bytes:
    """Return the export of everything, or of one organization: the same bytes for the same state."""
    with world.change():
        world.lines.settle_down(None if organization is None else organization.id)
    tables = ",\n".join(f' "{spec.name}": {_table(_rows(world, spec, organization))}' for spec in EXPORTED)
    return f'{{\n "export": 1,\n{tables}\n}}\n'.encode()


def is_export(content: bytes) -> bool:
    """Tell an export from a world that was written by hand, and from what is no JSON."""
    # Reading a large world twice is felt, so that only one in which the word stands is.
    if b'"export"' not in content:
        return False
    try:
        return "export" in from_json(content)
    except (TypeError, ValueError):
        return False


def fill(world: World, content: bytes) -> None:
    """Put the rows of an export into an empty world.

    Raises:
        BadWorld: a row is not what it should be, or rows contradict each other.
    """
    refuse_unfit(from_json(content))
    document = parse(content, ExportDocument)
    tables = {spec.name: getattr(document, spec.name) for spec in EXPORTED}
    check(tables, world.catalog)
    for spec in EXPORTED:
        collection = world.store.collection(spec)
        for record in tables[spec.name].values():
            collection.put(record)


def _rows(world: World, spec: CollectionSpec[Any], organization: Organization | None) -> list[BaseModel]:
    if organization is None:
        return world.store.collection(spec).find()
    if spec in OWNED:
        return world.store.collection(spec).find(organization_id=organization.id)
    return [organization] if spec is ORGANIZATIONS else []


def _table(records: list[BaseModel]) -> str:
    return "{\n" + ",\n".join(_lines(records)) + "\n }" if records else "{}"


def _lines(records: list[Any]) -> Iterator[str]:
    for record in records:
        yield f"  {to_json(record.id).decode()}: {record.model_dump_json(round_trip=True)}"
