"""Runtime operations: a deployment is stopped, restarted or deleted, or all those of a location are."""

from typing import Any, Literal

from sandbox.domain import chargers, commands, runs, simulations
from sandbox.domain.commands import Order
from sandbox.domain.records import Charger, Command, Location, Run
from sandbox.domain.world import Tenant

RuntimeAction = Literal["stop", "restart", "delete"]


def operate(tenant: Tenant, charger: Charger, action: RuntimeAction) -> Command | None:
    """Do it to one charger and return the command that did it; deletion leaves none."""
    if action == "delete":
        chargers.delete(tenant, charger)
        return None
    command = "stop_charger" if action == "stop" else _restart(tenant, charger)
    return commands.send(tenant, charger, Order(command, at_once=True))


def begin_at(tenant: Tenant, location: Location, action: RuntimeAction) -> Run:
    """Start a job that does it to every charger of a location."""
    return runs.start_job(tenant, "runtime_operation", location.id, {"action": action})


def finish_at(tenant: Tenant, run: Run) -> dict[str, Any]:
    """Do it to the chargers that stand at the location by then; return how many there were."""
    found = tenant.chargers.find(location_id=run.parent_id)
    for charger in found:
        operate(tenant, charger, run.work["action"])
    return {"operated": len(found)}


def _restart(tenant: Tenant, charger: Charger) -> str:
    """Return the command that restarts a charger: one that is stopped is only started."""
    stopped = simulations.settle(tenant, charger).runtime == "stopped"
    return "start_charger" if stopped else "reset_charger"
