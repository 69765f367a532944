"""Commands that release 0.1.2 had lost: unplug, and transactions by remote command."""

from sandbox.domain.world import Tenant
from sandbox.errors import NotFound
from sandbox.resources.command_models import LocationCommandResponse, StartTransaction, StopTransaction
from sandbox.resources.command_requests import CommandTarget, ConnectorCommand
from sandbox.resources.commands import TAG, send
from sandbox.rest.models import Body
from sandbox.rest.operation import Operation


class StartTransactionCommand(Body):
    """A transaction to start, on the chargers that are meant."""

    target: CommandTarget
    event: StartTransaction


class StopTransactionCommand(Body):
    """A transaction to stop, on the chargers that are meant."""

    target: CommandTarget
    event: StopTransaction | None = None


def command_unplug_connector(tenant: Tenant, body: ConnectorCommand) -> LocationCommandResponse:
    """Unplug the vehicles."""
    return send(tenant, body.target, "unplug_connector", body.event)


def command_start_transaction(tenant: Tenant, body: StartTransactionCommand) -> LocationCommandResponse:
    """Start transactions by remote command."""
    return send(tenant, body.target, "start_transaction", body.event)


def command_stop_transaction(tenant: Tenant, body: StopTransactionCommand) -> LocationCommandResponse:
    """Stop transactions by remote command."""
    return send(tenant, body.target, "stop_transaction", body.event)


OPERATIONS = tuple(
    Operation("POST", f"/ocpp/commands/{path}", handler, status=202, errors=(NotFound,), tag=TAG)
    for path, handler in (
        ("unplug-connector", command_unplug_connector),
        ("start-transaction", command_start_transaction),
        ("stop-transaction", command_stop_transaction),
    )
)
