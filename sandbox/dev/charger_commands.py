"""`/dev/chargers/{charger_id}/commands`: what can be asked of a charger now."""

from typing import Any, Self

from pydantic import Field

from sandbox.charger.commands.examples import ID_TAG
from sandbox.dev.rows import DevQuery, row
from sandbox.domain import rehearsals
from sandbox.domain.records import CommandStatus
from sandbox.domain.rehearsals import Rehearsed
from sandbox.domain.world import World
from sandbox.errors import NotFound
from sandbox.resources.command_models import ConnectorNumber, IdTag
from sandbox.rest.views import View


class PossibilitiesQuery(DevQuery):
    """What commands are about."""

    connector_id: ConnectorNumber | None = Field(
        None,
        description="The connector that is meant; without one, the first for which a command makes sense.",
    )
    id_tag: IdTag = Field(ID_TAG, description="The tag of commands that carry one.")


class PossibleCommand(View):
    """What would come of a command if it were sent now."""

    command: str = Field(description="As `/dev/records/commands` names it.", examples=["plug_connector"])
    possible: bool = Field(description="Whether it would be carried out at once.")
    status: CommandStatus | None = Field(
        description="The status that it would have; null if the charger is not READY and takes no commands.",
        examples=["rejected"],
    )
    reason: str | None = Field(
        description="Why it is not possible, or not all of it.",
        examples=["connector 1 already has a cable plugged in"],
    )
    connector: bool = Field(description="Whether the payload may name a `connector_id`.")
    payload: dict[str, Any] = Field(description="What was tried.", examples=[{"connector_id": 1}])

    @classmethod
    def of(cls, rehearsed: Rehearsed) -> Self:
        """Show *rehearsed*."""
        return cls(
            command=rehearsed.command,
            possible=rehearsed.status == "applied",
            status=rehearsed.status,
            reason=rehearsed.reason,
            connector=rehearsed.takes_connector,
            payload=dict(rehearsed.payload),
        )


class PossibilitiesResponse(View):
    """Every command that a charger can be sent."""

    data: list[PossibleCommand]


def list_possible_commands(world: World, charger_id: str, query: PossibilitiesQuery) -> PossibilitiesResponse:
    """Tell of each command whether the charger could carry it out now, and why not.

    It is a rehearsal: nothing is stored, sent or told. The built-in CSMS is asked as ever; the CSMS of a live
    charger is not, and is taken to agree.
    """
    charger = world.charger(charger_id)
    tried = rehearsals.rehearse_each(
        world.tenant(charger.organization_id), charger, connector_id=query.connector_id, id_tag=query.id_tag
    )
    return PossibilitiesResponse(data=[PossibleCommand.of(one) for one in tried])


OPERATIONS = (row("GET", "/dev/chargers/{charger_id}/commands", list_possible_commands, errors=(NotFound,)),)
