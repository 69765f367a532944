"""`/dev/reset`: back to the world as it was opened."""

from pydantic import Field

from sandbox.dev.rows import DevQuery, row
from sandbox.domain.worlds import Opening
from sandbox.errors import BadWorld, Conflict, NotFound
from sandbox.rest.models import UuidText
from sandbox.traffic.faults import Faults


class ResetQuery(DevQuery):
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
    row(
        "POST",
        "/dev/reset",
        reset,
        status=204,
        errors=(NotFound, Conflict),
        in_change=False,
    ),
)
