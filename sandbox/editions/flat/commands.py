"""Commands with `{target, event}` bodies (release 0.1.2)."""

from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from sandbox.domain import chargers, commands, locations, proxying
from sandbox.domain.commands import FanOut
from sandbox.domain.world import Tenant
from sandbox.editions.flat.command_models import (
    AuthorizeIdTag,
    ConnectorSelection,
    InjectFault,
    LocalAuthList,
    LocationCommandResponse,
    PowerUpdate,
    QueuedCommandResponse,
    StartSession,
    StopSession,
)
from sandbox.editions.flat.configuration import (
    CacheResetResponse,
    ConfigurationChangeResponse,
    ConfigurationMap,
    LocalListMutationResponse,
    change_configuration,
    delete_local_list,
    reset_auth_cache,
    send_local_list,
)
from sandbox.editions.flat.faults import FaultOperationResponse
from sandbox.editions.flat.proxying import ProxyAction, ProxyOcppVersion
from sandbox.errors import BadRequest, NotFound
from sandbox.rest.models import Body, UuidText
from sandbox.rest.operation import Operation


class ChargerCommandTarget(Body):
    """One charger."""

    charger_id: str = Field(examples=["dep-3fa85f642b1c"])


class CommandTarget(Body):
    """Either one charger, or the chargers of a location."""

    charger_id: str | None = Field(None, examples=["dep-3fa85f642b1c"])
    location_id: UuidText | None = None
    charger_ids: list[str] | None = Field(None, description="Only with `location_id`: these of its chargers.")

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {
                    "required": ["charger_id"],
                    "properties": {
                        "charger_id": {"type": "string"},
                        "location_id": {"type": "null"},
                        "charger_ids": {"type": "null"},
                    },
                },
                {
                    "required": ["location_id"],
                    "properties": {"location_id": {"type": "string"}, "charger_id": {"type": "null"}},
                },
            ]
        }
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.charger_id is None) == (self.location_id is None):
            raise ValueError("give exactly one of charger_id and location_id")
        if self.charger_ids is not None and self.location_id is None:
            raise ValueError("charger_ids goes only with location_id")
        return self


class StartSessionEvent(StartSession):
    """A session to start; it ends by itself after the duration or the energy, whichever comes first."""

    duration_seconds: int | None = Field(None, ge=1, le=31_536_000, examples=[600])
    target_energy_kwh: Annotated[float, Field(gt=0, le=100_000)] | None = Field(None, examples=[12.5])


class ConfigurationEvent(Body):
    """Configuration keys to change."""

    configuration: ConfigurationMap = Field(examples=[{"HeartbeatInterval": "60"}])


class ProxyMessageEvent(Body):
    """A message to send as it is."""

    action: ProxyAction = Field(examples=["heartbeat"])
    ocpp_version: ProxyOcppVersion = Field(examples=["ocpp1.6"])
    payload: dict[str, Any] = Field(examples=[{}])


class EmptyEvent(Body):
    """Nothing to say."""


class ConnectorCommand(Body):
    """A connector, on the chargers that are meant."""

    target: CommandTarget
    event: ConnectorSelection = Field(default_factory=ConnectorSelection)


class StartSessionCommand(Body):
    """A session to start, on the chargers that are meant."""

    target: CommandTarget
    event: StartSessionEvent


class StopSessionCommand(Body):
    """A session to stop, on the chargers that are meant."""

    target: CommandTarget
    event: StopSession = Field(default_factory=StopSession)


class AuthorizeCommand(Body):
    """A tag to present, on the chargers that are meant."""

    target: CommandTarget
    event: AuthorizeIdTag


class PowerUpdateCommand(Body):
    """A power to draw, on the chargers that are meant."""

    target: CommandTarget
    event: PowerUpdate


class EmptyCommand(Body):
    """One charger."""

    target: ChargerCommandTarget
    event: EmptyEvent | None = None


class ProxyCommand(Body):
    """A message to send, on one charger."""

    target: ChargerCommandTarget
    event: ProxyMessageEvent


class ConfigurationCommand(Body):
    """Configuration keys to change, on one charger."""

    target: ChargerCommandTarget
    event: ConfigurationEvent


class LocalListCommand(Body):
    """A local authorization list, for one charger."""

    target: ChargerCommandTarget
    event: LocalAuthList


class InjectFaultCommand(Body):
    """A fault to bring about, on one charger."""

    target: ChargerCommandTarget
    event: InjectFault


class ClearFaultCommand(Body):
    """Where to clear the fault, on one charger."""

    target: ChargerCommandTarget
    event: ConnectorSelection = Field(default_factory=ConnectorSelection)


def command_proxy_message(tenant: Tenant, body: ProxyCommand) -> QueuedCommandResponse:
    """Let a charger send a message."""
    charger = chargers.find(tenant, body.target.charger_id)
    event = body.event
    return QueuedCommandResponse.of(
        proxying.send(tenant, charger, event.action, event.ocpp_version, event.payload)
    )


def command_set_configuration(tenant: Tenant, body: ConfigurationCommand) -> ConfigurationChangeResponse:
    """Change configuration keys of a charger."""
    return change_configuration(tenant, body.target.charger_id, body.event.configuration)


def command_reset_auth_cache(tenant: Tenant, body: EmptyCommand) -> CacheResetResponse:
    """Empty the authorization cache of a charger."""
    return reset_auth_cache(tenant, body.target.charger_id)


def command_send_local_list(tenant: Tenant, body: LocalListCommand) -> LocalListMutationResponse:
    """Replace the local authorization list of a charger."""
    return send_local_list(tenant, body.target.charger_id, body.event)


def command_clear_local_list(tenant: Tenant, body: EmptyCommand) -> LocalListMutationResponse:
    """Empty the local authorization list of a charger."""
    return delete_local_list(tenant, body.target.charger_id)


def command_inject_fault(tenant: Tenant, body: InjectFaultCommand) -> FaultOperationResponse:
    """Bring about a fault on a charger."""
    return _fault(tenant, body.target, "inject_fault", body.event)


def command_clear_fault(tenant: Tenant, body: ClearFaultCommand) -> FaultOperationResponse:
    """Clear the fault of a charger."""
    return _fault(tenant, body.target, "clear_fault", body.event)


def command_plug_connector(tenant: Tenant, body: ConnectorCommand) -> LocationCommandResponse:
    """Plug vehicles in."""
    return _send(tenant, body.target, "plug_connector", body.event)


def command_unlock_connector(tenant: Tenant, body: ConnectorCommand) -> LocationCommandResponse:
    """Unlock connectors by remote command."""
    return _send(tenant, body.target, "unlock_connector", body.event)


def command_start_session(tenant: Tenant, body: StartSessionCommand) -> LocationCommandResponse:
    """Start sessions: plug, authorize, charge."""
    return _send(tenant, body.target, "start_session", body.event)


def command_stop_session(tenant: Tenant, body: StopSessionCommand) -> LocationCommandResponse:
    """Stop sessions: stop, unplug."""
    return _send(tenant, body.target, "stop_session", body.event)


def command_authorize_id_tag(tenant: Tenant, body: AuthorizeCommand) -> LocationCommandResponse:
    """Present a tag to the readers."""
    return _send(tenant, body.target, "authorize_id_tag", body.event)


def command_ev_requests_energy(tenant: Tenant, body: ConnectorCommand) -> LocationCommandResponse:
    """Let the vehicles ask for energy."""
    return _send(tenant, body.target, "ev_requests_energy", body.event)


def command_ev_stops_energy(tenant: Tenant, body: ConnectorCommand) -> LocationCommandResponse:
    """Let the vehicles stop taking energy."""
    return _send(tenant, body.target, "ev_stops_energy", body.event)


def command_power_update(tenant: Tenant, body: PowerUpdateCommand) -> LocationCommandResponse:
    """Change the power that the vehicles draw."""
    return _send(tenant, body.target, "power_update", body.event)


def _send(tenant: Tenant, target: CommandTarget, command: str, event: Body) -> LocationCommandResponse:
    if target.charger_id is not None:
        charger = chargers.find(tenant, target.charger_id)
        reached = FanOut([commands.send(tenant, charger, command, event.given())])
    else:
        location = locations.find(tenant, str(target.location_id))
        reached = commands.fan_out(tenant, location, target.charger_ids, command, event.given())
    return LocationCommandResponse.of(reached)


def _fault(tenant: Tenant, target: ChargerCommandTarget, command: str, event: Body) -> FaultOperationResponse:
    charger = chargers.find(tenant, target.charger_id)
    return FaultOperationResponse.of(commands.send(tenant, charger, command, event.given()))


TAG = "Commands"
_BOTH_ERRORS = (BadRequest, NotFound)

OPERATIONS = (
    Operation(
        "POST", "/commands/proxy-message", command_proxy_message, status=202, errors=_BOTH_ERRORS, tag=TAG
    ),
    Operation("POST", "/commands/configuration", command_set_configuration, errors=_BOTH_ERRORS, tag=TAG),
    Operation("POST", "/commands/cache/reset", command_reset_auth_cache, errors=(NotFound,), tag=TAG),
    Operation("POST", "/commands/local-auth-list", command_send_local_list, errors=_BOTH_ERRORS, tag=TAG),
    Operation(
        "POST", "/commands/clear-local-auth-list", command_clear_local_list, errors=(NotFound,), tag=TAG
    ),
    Operation("POST", "/commands/inject-fault", command_inject_fault, errors=(NotFound,), tag=TAG),
    Operation("POST", "/commands/clear-fault", command_clear_fault, errors=(NotFound,), tag=TAG),
    *(
        Operation("POST", f"/commands/{path}", handler, status=202, errors=(NotFound,), tag=TAG)
        for path, handler in (
            ("plug-connector", command_plug_connector),
            ("unlock-connector", command_unlock_connector),
            ("start-session", command_start_session),
            ("stop-session", command_stop_session),
            ("authorize-id-tag", command_authorize_id_tag),
            ("ev-requests-energy", command_ev_requests_energy),
            ("ev-stops-energy", command_ev_stops_energy),
            ("power-update", command_power_update),
        )
    ),
)
