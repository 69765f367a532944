"""`/dev/records/{collection}`: a look inside the state."""

from typing import Any

from pydantic import Field

from sandbox.dev.rows import DevQuery, row
from sandbox.domain.world import OWNED, World
from sandbox.errors import BadRequest, NotFound
from sandbox.rest.models import UuidText
from sandbox.rest.views import View


class RecordQuery(DevQuery):
    """Which records to show."""

    organization_id: UuidText | None = Field(None, description="Only records of this organization.")
    charger_id: str | None = Field(None, description="Only records of this charger, as of its log.")
    limit: int = Field(100, ge=1, le=1000, description="Records per answer.")
    offset: int = Field(0, ge=0, le=100_000_000, description="Zero-based offset.")


class RecordsResponse(View):
    """Stored records, the oldest first."""

    data: list[dict[str, Any]]
    total: int


def list_records(world: World, collection: str, query: RecordQuery) -> RecordsResponse:
    """List the records of a collection as they are stored."""
    records = world.records(collection)
    where = _owner(world, collection, query)
    found, total = records.page(offset=query.offset, limit=query.limit, **where)
    return RecordsResponse(data=[_shown(record.model_dump(mode="json")) for record in found], total=total)


def _shown(stored: dict[str, Any]) -> dict[str, Any]:
    """Return a record without its secrets: whoever looks over a shoulder may see it."""
    return stored | {name: "***" for name in _SECRETS if stored.get(name) is not None}


def _owner(world: World, collection: str, query: RecordQuery) -> dict[str, str]:
    """Return what the records must belong to."""
    if query.charger_id is not None:
        _require(collection in _OF_CHARGERS, f"{collection} are not kept by charger: leave charger_id out")
        charger = world.charger(query.charger_id)
        other = query.organization_id not in (None, charger.organization_id)
        _require(not other, f"Charger {charger.id} belongs to organization {charger.organization_id}")
        return {"organization_id": charger.organization_id, "charger_id": charger.id}
    if query.organization_id is not None:
        _require(collection in _OWNED, f"{collection} belong to no organization: leave organization_id out")
        return {"organization_id": query.organization_id}
    return {}


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise BadRequest(otherwise)


_SECRETS = ("authorization_key",)
_OWNED = {spec.name for spec in OWNED}
_OF_CHARGERS = {spec.name for spec in OWNED if ("organization_id", "charger_id") in spec.indexes}

OPERATIONS = (
    row(
        "GET",
        "/dev/records/{collection}",
        list_records,
        errors=(BadRequest, NotFound),
    ),
)
