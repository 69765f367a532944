"""Commands to one charger, one route each, with flat bodies (release 0.1.1)."""

from sandbox.domain.world import Tenant
from sandbox.errors import NotFound
from sandbox.resources.command_models import (
    AuthorizeIdTag,
    ConnectorSelection,
    PowerUpdate,
    QueuedCommandResponse,
    StartSession,
    StartTransaction,
    StopSession,
    StopTransaction,
)
from sandbox.resources.runtime import queue
from sandbox.rest.operation import Operation


def plug_connector(tenant: Tenant, charger_id: str, body: ConnectorSelection) -> QueuedCommandResponse:
    """Plug a vehicle in."""
    return queue(tenant, charger_id, "plug_connector", body)


def unplug_connector(tenant: Tenant, charger_id: str, body: ConnectorSelection) -> QueuedCommandResponse:
    """Unplug the vehicle."""
    return queue(tenant, charger_id, "unplug_connector", body)


def unlock_connector(tenant: Tenant, charger_id: str, body: ConnectorSelection) -> QueuedCommandResponse:
    """Unlock a connector by remote command."""
    return queue(tenant, charger_id, "unlock_connector", body)


def start_session(tenant: Tenant, charger_id: str, body: StartSession) -> QueuedCommandResponse:
    """Start a session: plug, authorize, charge."""
    return queue(tenant, charger_id, "start_session", body)


def stop_session(tenant: Tenant, charger_id: str, body: StopSession) -> QueuedCommandResponse:
    """Stop a session: stop, unplug."""
    return queue(tenant, charger_id, "stop_session", body)


def start_transaction(tenant: Tenant, charger_id: str, body: StartTransaction) -> QueuedCommandResponse:
    """Start a transaction by remote command."""
    return queue(tenant, charger_id, "start_transaction", body)


def stop_transaction(tenant: Tenant, charger_id: str, body: StopTransaction) -> QueuedCommandResponse:
    """Stop a transaction by remote command."""
    return queue(tenant, charger_id, "stop_transaction", body)


def authorize_id_tag(tenant: Tenant, charger_id: str, body: AuthorizeIdTag) -> QueuedCommandResponse:
    """Present a tag to the reader."""
    return queue(tenant, charger_id, "authorize_id_tag", body)


def ev_requests_energy(tenant: Tenant, charger_id: str, body: ConnectorSelection) -> QueuedCommandResponse:
    """Let the vehicle ask for energy."""
    return queue(tenant, charger_id, "ev_requests_energy", body)


def ev_stops_energy(tenant: Tenant, charger_id: str, body: ConnectorSelection) -> QueuedCommandResponse:
    """Let the vehicle stop taking energy."""
    return queue(tenant, charger_id, "ev_stops_energy", body)


def power_update(tenant: Tenant, charger_id: str, body: PowerUpdate) -> QueuedCommandResponse:
    """Change the power that the vehicle draws."""
    return queue(tenant, charger_id, "power_update", body)


TAG = "Charger commands"

OPERATIONS = (
    *(
        Operation(
            "POST", f"/chargers/{{charger_id}}/{path}", handler, status=202, errors=(NotFound,), tag=TAG
        )
        for path, handler in (
            ("plug-connector", plug_connector),
            ("unplug-connector", unplug_connector),
            ("unlock-connector", unlock_connector),
            ("start-session", start_session),
            ("stop-session", stop_session),
            ("start-transaction", start_transaction),
            ("stop-transaction", stop_transaction),
            ("authorize-id-tag", authorize_id_tag),
            ("ev-requests-energy", ev_requests_energy),
            ("ev-stops-energy", ev_stops_energy),
            ("power-update", power_update),
        )
    ),
)
