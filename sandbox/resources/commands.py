"""Commands with `{target, event}` bodies (releases 0.1.2 to 0.2.2)."""

from sandbox.domain import chargers, commands, locations, proxying
from sandbox.domain.commands import FanOut, Order
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound, placed
from sandbox.resources.command_models import (
    LocationCommandResponse,
    QueuedCommandResponse,
)
from sandbox.resources.command_requests import (
    AuthorizeCommand,
    ChargerCommandTarget,
    ClearFaultCommand,
    CommandTarget,
    ConfigurationCommand,
    ConnectorCommand,
    EmptyCommand,
    InjectFaultCommand,
    LocalListCommand,
    PowerUpdateCommand,
    ProxyCommand,
    StartSessionCommand,
    StopSessionCommand,
)
from sandbox.resources.configuration import (
    CacheResetResponse,
    ConfigurationChangeResponse,
    LocalListMutationResponse,
    change_configuration,
    delete_local_list,
    reset_auth_cache,
    send_local_list,
)
from sandbox.resources.faults import FaultOperationResponse
from sandbox.rest.models import Body
from sandbox.rest.operation import Operation


def command_proxy_message(tenant: Tenant, body: ProxyCommand) -> QueuedCommandResponse:
    """Let a charger send a message."""
    charger = chargers.find(tenant, body.target.charger_id)
    event = body.event
    return QueuedCommandResponse.of(
        proxying.send(tenant, charger, event.action, event.ocpp_version, event.payload)
    )


def command_set_configuration(tenant: Tenant, body: ConfigurationCommand) -> ConfigurationChangeResponse:
    """Change configuration keys of a charger."""
    with placed("target"):
        return change_configuration(tenant, body.target.charger_id, body.event.configuration)


def command_reset_auth_cache(tenant: Tenant, body: EmptyCommand) -> CacheResetResponse:
    """Empty the authorization cache of a charger."""
    with placed("target"):
        return reset_auth_cache(tenant, body.target.charger_id)


def command_send_local_list(tenant: Tenant, body: LocalListCommand) -> LocalListMutationResponse:
    """Replace the local authorization list of a charger."""
    with placed("target"):
        return send_local_list(tenant, body.target.charger_id, body.event)


def command_clear_local_list(tenant: Tenant, body: EmptyCommand) -> LocalListMutationResponse:
    """Empty the local authorization list of a charger."""
    with placed("target"):
        return delete_local_list(tenant, body.target.charger_id)


def command_inject_fault(tenant: Tenant, body: InjectFaultCommand) -> FaultOperationResponse:
    """Bring about a fault on a charger."""
    return _fault(tenant, body.target, "inject_fault", body.event)


def command_clear_fault(tenant: Tenant, body: ClearFaultCommand) -> FaultOperationResponse:
    """Clear the fault of a charger."""
    return _fault(tenant, body.target, "clear_fault", body.event)


def command_plug_connector(tenant: Tenant, body: ConnectorCommand) -> LocationCommandResponse:
    """Plug vehicles in."""
    return send(tenant, body.target, "plug_connector", body.event)


def command_unlock_connector(tenant: Tenant, body: ConnectorCommand) -> LocationCommandResponse:
    """Unlock connectors by remote command."""
    return send(tenant, body.target, "unlock_connector", body.event)


def command_start_session(tenant: Tenant, body: StartSessionCommand) -> LocationCommandResponse:
    """Start sessions: plug, authorize, charge."""
    return send(tenant, body.target, "start_session", body.event)


def command_stop_session(tenant: Tenant, body: StopSessionCommand) -> LocationCommandResponse:
    """Stop sessions: stop, unplug."""
    return send(tenant, body.target, "stop_session", body.event)


def command_authorize_id_tag(tenant: Tenant, body: AuthorizeCommand) -> LocationCommandResponse:
    """Present a tag to the readers."""
    return send(tenant, body.target, "authorize_id_tag", body.event)


def command_ev_requests_energy(tenant: Tenant, body: ConnectorCommand) -> LocationCommandResponse:
    """Let the vehicles ask for energy."""
    return send(tenant, body.target, "ev_requests_energy", body.event)


def command_ev_stops_energy(tenant: Tenant, body: ConnectorCommand) -> LocationCommandResponse:
    """Let the vehicles stop taking energy."""
    return send(tenant, body.target, "ev_stops_energy", body.event)


def command_power_update(tenant: Tenant, body: PowerUpdateCommand) -> LocationCommandResponse:
    """Change the power that the vehicles draw."""
    return send(tenant, body.target, "power_update", body.event)


def send(tenant: Tenant, target: CommandTarget, command: str, event: Body | None) -> LocationCommandResponse:
    """Send a command to the chargers that are meant."""
    order = Order(command, {} if event is None else event.given())
    with placed("target"):
        if target.charger_id is not None:
            reached = FanOut([commands.send_to(tenant, target.charger_id, order)])
        else:
            location = locations.find(tenant, str(target.location_id))
            reached = commands.fan_out(tenant, location, target.charger_ids, order)
    return LocationCommandResponse.of(reached)


def _fault(
    tenant: Tenant, target: ChargerCommandTarget, command: str, event: Body | None
) -> FaultOperationResponse:
    order = Order(command, {} if event is None else event.given(), at_once=True)
    with placed("target"):
        return FaultOperationResponse.of(commands.send_to(tenant, target.charger_id, order))


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
