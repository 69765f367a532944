"""The runtime of a charger: started, stopped and restarted."""

from sandbox.domain import commands
from sandbox.domain.commands import Order
from sandbox.domain.world import Tenant
from sandbox.errors import NotFound
from sandbox.resources.command_models import QueuedCommandResponse
from sandbox.rest.models import Body
from sandbox.rest.operation import Operation


class Anything(Body):
    """A free object; the service reads nothing from it."""


def start_charger_runtime(
    tenant: Tenant, charger_id: str, body: Anything | None = None
) -> QueuedCommandResponse:
    """Start the charger's runtime: it connects and boots."""
    return queue(tenant, charger_id, "start_charger", body or Anything())


def stop_charger_runtime(
    tenant: Tenant, charger_id: str, body: Anything | None = None
) -> QueuedCommandResponse:
    """Stop the charger's runtime: it disconnects."""
    return queue(tenant, charger_id, "stop_charger", body or Anything())


def reset_charger_runtime(
    tenant: Tenant, charger_id: str, body: Anything | None = None
) -> QueuedCommandResponse:
    """Restart the charger's runtime."""
    return queue(tenant, charger_id, "reset_charger", body or Anything())


def queue(tenant: Tenant, charger_id: str, command: str, body: Body) -> QueuedCommandResponse:
    """Send a command to one charger."""
    return QueuedCommandResponse.of(commands.send_to(tenant, charger_id, Order(command, body.given())))


TAG = "Charger runtime"

OPERATIONS = tuple(
    Operation("POST", f"/chargers/{{charger_id}}/{path}", handler, status=202, errors=(NotFound,), tag=TAG)
    for path, handler in (
        ("start-charger", start_charger_runtime),
        ("stop-charger", stop_charger_runtime),
        ("reset-charger", reset_charger_runtime),
    )
)
