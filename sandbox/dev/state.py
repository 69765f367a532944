"""`/dev/reset`: back to the world as it was opened."""

from pydantic import Field

from sandbox.auth.tenancy import Scope
from sandbox.domain.worlds import Opening
from sandbox.errors import BadWorld, Conflict, NotFound
from sandbox.rest.models import Query, UuidText
from sandbox.rest.operation import Operation
from sandbox.traffic.faults import Faults


class ResetQuery(Query):
    """What to reset."""

    organization_id: UuidText | None = Field(None, description="All organizations when left out.")


def reset(opening: Opening, faults: Faults, query: ResetQuery) -> None:
    """Go back to the world as it was opened, without faults, in whole or for one organization."""
    try:
        opening.reset(query.organization_id)
    except BadWorld as refused:
        raise Conflict(str(refused)) from None
    faults.clear(query.organization_id)


OPERATIONS = (
    Operation(
        "POST",
        "/dev/reset",
        reset,
        status=204,
        scope=Scope.PUBLIC,
        errors=(NotFound, Conflict),
        tag="Sandbox",
        in_change=False,
    ),
)
