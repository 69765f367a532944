"""`/dev/export` and `/dev/import`: the state as a world file."""

from typing import Any, ClassVar

from pydantic import Field
from starlette.responses import Response

from sandbox.dev import IMPORT_PATH
from sandbox.dev.rows import DevQuery, row
from sandbox.domain import exports, worlds
from sandbox.domain.world import World
from sandbox.errors import BadRequest, BadWorld, Conflict, NotFound
from sandbox.rest.models import RawJson, UuidText
from sandbox.rest.responses import JSON
from sandbox.rest.views import View


class ExportQuery(DevQuery):
    """What to export or import."""

    organization_id: UuidText | None = Field(None, description="All organizations when left out.")


class ImportResponse(View):
    """How much was imported."""

    organizations: int = Field(examples=[1])
    locations: int = Field(examples=[3])
    chargers: int = Field(examples=[12])
    records: int = Field(description="Rows of all kinds.", examples=[57])


class WorldFile(Response):
    """A world file, as it is written."""

    media_type = JSON
    shape: ClassVar[object] = dict[str, Any]


def export_state(world: World, query: ExportQuery) -> WorldFile:
    """Export the state as a world file, in whole or of one organization."""
    organization_id = query.organization_id
    organization = None if organization_id is None else world.organization(organization_id)
    return WorldFile(exports.write(world, organization))


def import_state(world: World, body: RawJson, query: ExportQuery) -> ImportResponse:
    """Let the state be what a world file says, in whole or for one organization."""
    try:
        imported = worlds.replace(world, body, query.organization_id)
    except BadWorld as refused:
        raise BadRequest(str(refused)) from None
    return ImportResponse(**imported)


OPERATIONS = (
    row("GET", "/dev/export", export_state, errors=(NotFound,)),
    row(
        "POST",
        IMPORT_PATH,
        import_state,
        errors=(BadRequest, Conflict),
        in_change=False,
    ),
)
