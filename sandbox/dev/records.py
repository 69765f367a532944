"""`/dev/records/{collection}`: a look inside the state."""

from typing import Any

from pydantic import Field

from sandbox.auth.tenancy import Scope
from sandbox.domain.world import OWNED, World
from sandbox.errors import BadRequest, NotFound
from sandbox.rest.models import Query, UuidText
from sandbox.rest.operation import Operation
from sandbox.rest.views import View


class RecordQuery(Query):
    """Which records to show."""

    organization_id: UuidText | None = Field(None, description="Only records of this organization.")
    limit: int = Field(100, ge=1, le=1000, description="Records per answer.")
    offset: int = Field(0, ge=0, le=100_000_000, description="Zero-based offset.")


class RecordsResponse(View):
    """Stored records, the oldest first."""

    data: list[dict[str, Any]]
    total: int


def list_records(world: World, collection: str, query: RecordQuery) -> RecordsResponse:
    """List the records of a collection as they are stored."""
    records = world.records(collection)
    where = {}
    if query.organization_id is not None:
        if collection not in {spec.name for spec in OWNED}:
            raise BadRequest(f"{collection} belong to no organization: leave organization_id out")
        where["organization_id"] = query.organization_id
    found, total = records.page(offset=query.offset, limit=query.limit, **where)
    return RecordsResponse(data=[record.model_dump(mode="json") for record in found], total=total)


OPERATIONS = (
    Operation(
        "GET",
        "/dev/records/{collection}",
        list_records,
        scope=Scope.PUBLIC,
        errors=(BadRequest, NotFound),
        tag="Sandbox",
    ),
)
