"""What has become of commands: one by its id, or those of a charger."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field

from sandbox.domain import chargers, deliveries, simulations
from sandbox.domain.records import Command
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound
from sandbox.resources.charger_choice import ChargerChoice
from sandbox.rest.operation import Operation
from sandbox.rest.views import View


class CommandResultResponse(View):
    """What has become of a command."""

    command_id: str = Field(examples=["3fa85f642b1c"])
    status: Literal["received", "deferred", "applied", "rejected", "expired", "failed"]
    detail: str | None = Field(description="Why it was not applied.")
    result: dict[str, Any] | None = Field(description="What it came to.")
    event_type: str = Field(examples=["start_session"])
    identity: str = Field(examples=["CP-0001"])
    deployment_id: str = Field(examples=["dep-3fa85f642b1c"])
    enqueued_at: datetime | None
    received_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, command: Command, now: datetime) -> Self:
        """Show a command that its charger has received."""
        return cls(
            command_id=command.id,
            status=deliveries.status(command, now),
            detail=command.reason,
            result=command.result,
            event_type=command.event_type,
            identity=command.identity,
            deployment_id=command.charger_id,
            enqueued_at=command.created_at,
            received_at=command.received_at,
            updated_at=max(command.updated_at, command.received_at),
        )


class CommandResultListResponse(View):
    """What has become of commands, the newest first."""

    data: list[CommandResultResponse]


class CommandResultQuery(ChargerChoice):
    """Whose commands."""

    limit: int = Field(50, ge=1, le=500, description="Commands per answer.")


def get_command_status(tenant: Tenant, command_id: str) -> CommandResultResponse:
    """Tell what has become of a command, once its charger has received it."""
    now = tenant.clock.now()
    sent = tenant.commands.get(command_id)
    if sent is not None:
        simulations.settle(tenant, chargers.find(tenant, sent.charger_id))
        sent = tenant.commands.get(command_id)
    if sent is None or not deliveries.is_received(sent, now):
        raise NotFound(f"Command {command_id} not found, or not received by its charger yet")
    return CommandResultResponse.of(sent, now)


def list_command_results(tenant: Tenant, query: CommandResultQuery) -> CommandResultListResponse:
    """Tell what has become of the commands that a charger has received, the newest first."""
    if not query.names_one:
        raise BadRequest("give deployment_id or identity")
    charger, now = query.charger(tenant), tenant.clock.now()
    if charger is None:
        return CommandResultListResponse(data=[])
    simulations.settle(tenant, charger)
    sent = reversed(tenant.commands.find(charger_id=charger.id))
    received = [command for command in sent if deliveries.is_received(command, now)]
    shown = [CommandResultResponse.of(command, now) for command in received[: query.limit]]
    return CommandResultListResponse(data=shown)


TAG = "Commands"

OPERATIONS = (
    Operation("GET", "/evcharger/commands", list_command_results, tag=TAG),
    Operation("GET", "/evcharger/commands/{command_id}", get_command_status, errors=(NotFound,), tag=TAG),
)
