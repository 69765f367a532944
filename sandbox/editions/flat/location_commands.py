"""Commands to the chargers of a location, with flat bodies (release 0.1.1); runtime ones in 0.1.2 too."""

from sandbox.domain import commands, locations
from sandbox.domain.commands import Order
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound
from sandbox.resources.command_models import (
    AuthorizeIdTag,
    ConnectorSelection,
    LocationCommandResponse,
    LocationTarget,
    PowerUpdate,
    StartSession,
    StartTransaction,
    StopSession,
    StopTransaction,
)
from sandbox.rest.models import UuidText
from sandbox.rest.operation import Operation


class LocationConnectorSelection(ConnectorSelection, LocationTarget):
    """A connector, on the chargers that are meant."""


class LocationStartTransaction(StartTransaction, LocationTarget):
    """A transaction to start, on the chargers that are meant."""


class LocationStopTransaction(StopTransaction, LocationTarget):
    """A transaction to stop, on the chargers that are meant."""


class LocationStartSession(StartSession, LocationTarget):
    """A session to start, on the chargers that are meant."""


class LocationStopSession(StopSession, LocationTarget):
    """A session to stop, on the chargers that are meant."""


class LocationAuthorizeIdTag(AuthorizeIdTag, LocationTarget):
    """A tag to present, on the chargers that are meant."""


class LocationPowerUpdate(PowerUpdate, LocationTarget):
    """A power to draw, on the chargers that are meant."""


def location_plug_connector(
    tenant: Tenant, location_id: UuidText, body: LocationConnectorSelection
) -> LocationCommandResponse:
    """Plug vehicles in."""
    return _fan_out(tenant, location_id, "plug_connector", body)


def location_unplug_connector(
    tenant: Tenant, location_id: UuidText, body: LocationConnectorSelection
) -> LocationCommandResponse:
    """Unplug the vehicles."""
    return _fan_out(tenant, location_id, "unplug_connector", body)


def location_unlock_connector(
    tenant: Tenant, location_id: UuidText, body: LocationConnectorSelection
) -> LocationCommandResponse:
    """Unlock connectors by remote command."""
    return _fan_out(tenant, location_id, "unlock_connector", body)


def location_start_session(
    tenant: Tenant, location_id: UuidText, body: LocationStartSession
) -> LocationCommandResponse:
    """Start sessions: plug, authorize, charge."""
    return _fan_out(tenant, location_id, "start_session", body)


def location_stop_session(
    tenant: Tenant, location_id: UuidText, body: LocationStopSession
) -> LocationCommandResponse:
    """Stop sessions: stop, unplug."""
    return _fan_out(tenant, location_id, "stop_session", body)


def location_start_transaction(
    tenant: Tenant, location_id: UuidText, body: LocationStartTransaction
) -> LocationCommandResponse:
    """Start transactions by remote command."""
    return _fan_out(tenant, location_id, "start_transaction", body)


def location_stop_transaction(
    tenant: Tenant, location_id: UuidText, body: LocationStopTransaction
) -> LocationCommandResponse:
    """Stop transactions by remote command."""
    return _fan_out(tenant, location_id, "stop_transaction", body)


def location_authorize_id_tag(
    tenant: Tenant, location_id: UuidText, body: LocationAuthorizeIdTag
) -> LocationCommandResponse:
    """Present a tag to the readers."""
    return _fan_out(tenant, location_id, "authorize_id_tag", body)


def location_ev_requests_energy(
    tenant: Tenant, location_id: UuidText, body: LocationConnectorSelection
) -> LocationCommandResponse:
    """Let the vehicles ask for energy."""
    return _fan_out(tenant, location_id, "ev_requests_energy", body)


def location_ev_stops_energy(
    tenant: Tenant, location_id: UuidText, body: LocationConnectorSelection
) -> LocationCommandResponse:
    """Let the vehicles stop taking energy."""
    return _fan_out(tenant, location_id, "ev_stops_energy", body)


def location_power_update(
    tenant: Tenant, location_id: UuidText, body: LocationPowerUpdate
) -> LocationCommandResponse:
    """Change the power that the vehicles draw."""
    return _fan_out(tenant, location_id, "power_update", body)


def start_location_charger_runtimes(
    tenant: Tenant, location_id: UuidText, body: LocationTarget | None = None
) -> LocationCommandResponse:
    """Start the runtimes of chargers."""
    return _fan_out(tenant, location_id, "start_charger", body or LocationTarget())


def stop_location_charger_runtimes(
    tenant: Tenant, location_id: UuidText, body: LocationTarget | None = None
) -> LocationCommandResponse:
    """Stop the runtimes of chargers."""
    return _fan_out(tenant, location_id, "stop_charger", body or LocationTarget())


def reset_location_charger_runtimes(
    tenant: Tenant, location_id: UuidText, body: LocationTarget | None = None
) -> LocationCommandResponse:
    """Restart the runtimes of chargers."""
    return _fan_out(tenant, location_id, "reset_charger", body or LocationTarget())


def _fan_out(tenant: Tenant, location_id: str, command: str, body: LocationTarget) -> LocationCommandResponse:
    location = locations.find(tenant, location_id)
    reached = commands.fan_out(tenant, location, body.charger_ids, Order(command, body.payload()))
    return LocationCommandResponse.of(reached)


TAG = "Location commands"

OPERATIONS = tuple(
    Operation(
        "POST",
        f"/locations/{{location_id}}/chargers/{path}",
        handler,
        status=202,
        errors=(BadRequest, NotFound),
        tag=TAG,
    )
    for path, handler in (
        ("plug-connector", location_plug_connector),
        ("unplug-connector", location_unplug_connector),
        ("unlock-connector", location_unlock_connector),
        ("start-session", location_start_session),
        ("stop-session", location_stop_session),
        ("start-transaction", location_start_transaction),
        ("stop-transaction", location_stop_transaction),
        ("authorize-id-tag", location_authorize_id_tag),
        ("ev-requests-energy", location_ev_requests_energy),
        ("ev-stops-energy", location_ev_stops_energy),
        ("power-update", location_power_update),
        ("start-chargers", start_location_charger_runtimes),
        ("stop-chargers", stop_location_charger_runtimes),
        ("reset-chargers", reset_location_charger_runtimes),
    )
)
