"""Whether a charger has been provisioned, so that it can be told something."""

from sandbox.domain import runs
from sandbox.domain.records import Charger
from sandbox.domain.runs import Status
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest


def status(tenant: Tenant, charger: Charger) -> Status:
    """Return how far the provisioning of a charger has come."""
    if (run := runs.of_subject(tenant, charger.id)) is not None:
        return runs.status(run, tenant.clock.now())
    return "PROVISIONING" if charger.powered_at is None else "READY"


def objection(tenant: Tenant, charger: Charger) -> str | None:
    """Say why the charger takes no commands; None if it is READY."""
    reached = status(tenant, charger)
    if reached == "READY":
        return None
    remedy = "delete it and create another" if reached == "FAILED" else "poll its status until it is READY"
    return f"Charger {charger.identity} is {reached} and takes no commands: {remedy}"


def require(tenant: Tenant, charger: Charger) -> None:
    """Raise BadRequest unless the charger is READY."""
    if (against := objection(tenant, charger)) is not None:
        raise BadRequest(against, place=("charger_id",), given=charger.id)
