"""Commands with `{target, payload}` bodies, which all answer alike (releases 0.2.3 and later)."""

from typing import Any

from sandbox.domain import chargers, commands, locations
from sandbox.domain.commands import FanOut, Order
from sandbox.domain.world import Tenant
from sandbox.errors import ApiError
from sandbox.resources.command_models import LocationCommandResponse
from sandbox.resources.fan_out_requests import (
    AuthorizeRequest,
    ConfigurationRequest,
    ConnectorRequest,
    DeploymentTarget,
    FanOutRequest,
    InjectFaultRequest,
    LocalListRequest,
    PowerUpdateRequest,
    ProxyRequest,
    StartSessionRequest,
    StopSessionRequest,
)
from sandbox.rest.models import Body
from sandbox.rest.operation import Operation


def proxy_message(tenant: Tenant, body: ProxyRequest) -> LocationCommandResponse:
    """Let chargers send a message."""
    message = {"action": body.payload.action, "payload": body.payload.payload or {}}
    order = Order("proxy_message", message, event_type=body.payload.action)
    return LocationCommandResponse.of(_reach(tenant, body.target, order))


def change_configuration(tenant: Tenant, body: ConfigurationRequest) -> LocationCommandResponse:
    """Change a configuration key of chargers."""
    return _send(tenant, body.target, "set_configuration", body.payload)


def reset_cache(tenant: Tenant, body: FanOutRequest) -> LocationCommandResponse:
    """Empty the authorization caches of chargers."""
    return _send(tenant, body.target, "reset_auth_cache", body.payload)


def send_local_list(tenant: Tenant, body: LocalListRequest) -> LocationCommandResponse:
    """Replace or amend the local authorization lists of chargers."""
    return _send(tenant, body.target, "send_local_list", body.payload)


def clear_local_list(tenant: Tenant, body: FanOutRequest) -> LocationCommandResponse:
    """Empty the local authorization lists of chargers."""
    return _send(tenant, body.target, "clear_local_list", body.payload)


def inject_fault(tenant: Tenant, body: InjectFaultRequest) -> LocationCommandResponse:
    """Bring about a fault on chargers."""
    return _send(tenant, body.target, "inject_fault", body.payload)


def clear_fault(tenant: Tenant, body: ConnectorRequest) -> LocationCommandResponse:
    """Clear the faults of chargers."""
    return _send(tenant, body.target, "clear_fault", body.payload)


def plug_connector(tenant: Tenant, body: ConnectorRequest) -> LocationCommandResponse:
    """Plug vehicles in."""
    return _send(tenant, body.target, "plug_connector", body.payload)


def unplug_connector(tenant: Tenant, body: ConnectorRequest) -> LocationCommandResponse:
    """Unplug the vehicles."""
    return _send(tenant, body.target, "unplug_connector", body.payload)


def start_session(tenant: Tenant, body: StartSessionRequest) -> LocationCommandResponse:
    """Start sessions: plug, authorize, charge."""
    return _send(tenant, body.target, "start_session", body.payload)


def stop_session(tenant: Tenant, body: StopSessionRequest) -> LocationCommandResponse:
    """Stop sessions: stop, unplug."""
    return _send(tenant, body.target, "stop_session", body.payload)


def authorize_id_tag(tenant: Tenant, body: AuthorizeRequest) -> LocationCommandResponse:
    """Present a tag to the readers."""
    return _send(tenant, body.target, "authorize_id_tag", body.payload)


def ev_requests_energy(tenant: Tenant, body: ConnectorRequest) -> LocationCommandResponse:
    """Let the vehicles ask for energy."""
    return _send(tenant, body.target, "ev_requests_energy", body.payload)


def ev_stops_energy(tenant: Tenant, body: ConnectorRequest) -> LocationCommandResponse:
    """Let the vehicles stop taking energy."""
    return _send(tenant, body.target, "ev_stops_energy", body.payload)


def power_update(tenant: Tenant, body: PowerUpdateRequest) -> LocationCommandResponse:
    """Change the power that the vehicles draw."""
    return _send(tenant, body.target, "power_update", body.payload)


def _send(
    tenant: Tenant, target: DeploymentTarget, command: str, payload: Body | None
) -> LocationCommandResponse:
    told: dict[str, Any] = {} if payload is None else payload.model_dump(mode="json", exclude_none=True)
    return LocationCommandResponse.of(_reach(tenant, target, Order(command, told)))


def _reach(tenant: Tenant, target: DeploymentTarget, order: Order) -> FanOut:
    if target.deployment_id is not None:
        return commands.send_each(tenant, [chargers.find(tenant, target.deployment_id)], order)
    if target.identity is not None:
        return commands.send_each(tenant, [chargers.find_by_identity(tenant, target.identity)], order)
    location = locations.find(tenant, str(target.location_id))
    receivers, strangers = commands.standing_at(tenant, location, target.charger_ids)
    return commands.send_each(tenant, receivers, order, strangers)


TAG = "Commands"


def operations(prefix: str, errors: tuple[type[ApiError], ...]) -> tuple[Operation, ...]:
    """Return the rows of the commands under *prefix*, which declare *errors*."""
    return tuple(
        Operation("POST", f"{prefix}/{path}", handler, status=202, errors=errors, tag=TAG)
        for path, handler in (
            ("proxy-message", proxy_message),
            ("configuration", change_configuration),
            ("cache/reset", reset_cache),
            ("local-auth-list", send_local_list),
            ("clear-local-auth-list", clear_local_list),
            ("inject-fault", inject_fault),
            ("clear-fault", clear_fault),
            ("plug-connector", plug_connector),
            ("unplug-connector", unplug_connector),
            ("start-session", start_session),
            ("stop-session", stop_session),
            ("authorize-id-tag", authorize_id_tag),
            ("ev-requests-energy", ev_requests_energy),
            ("ev-stops-energy", ev_stops_energy),
            ("power-update", power_update),
        )
    )
