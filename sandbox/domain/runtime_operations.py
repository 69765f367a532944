"""Runtime operations: a deployment is stopped, restarted or deleted, or all those of a location are."""

from dataclasses import dataclass
from typing import Any, Literal

from sandbox.domain import chargers, commands, provisioning, readiness, runs, simulations
from sandbox.domain.commands import Order
from sandbox.domain.records import Charger, Command, Location, Run
from sandbox.domain.world import Tenant

RuntimeAction = Literal["stop", "restart", "delete"]


@dataclass(frozen=True, slots=True)
class Operated:
    """What became of an operation: what the runtime is now, or why it was not done."""

    response: dict[str, Any] | None
    error: str | None = None


def operate(tenant: Tenant, charger: Charger, action: RuntimeAction) -> Operated:
    """Do it to one charger; to restart one that could not be provisioned is to try again."""
    if action == "delete":
        chargers.delete(tenant, charger)
        return Operated({"runtime": "deleted"})
    reached = readiness.status(tenant, charger)
    if action == "restart" and reached == "FAILED":
        return Operated({"runtime": _runtime(tenant, provisioning.try_again(tenant, charger))})
    if reached != "READY":
        return Operated(None, f"the charger is {reached}: there is no runtime to {action}")
    sent = _stop(tenant, charger) if action == "stop" else _restart(tenant, charger)
    if sent.status == "applied":
        return Operated(sent.result)
    if sent.reason is not None:
        return Operated(None, sent.reason)
    # It is done, and the CSMS of a live charger has yet to answer.
    return Operated({"runtime": _runtime(tenant, charger)})


def begin_at(tenant: Tenant, location: Location, action: RuntimeAction) -> Run:
    """Start a job that does it to every charger of a location."""
    return runs.start_job(tenant, "runtime_operation", location.id, {"action": action})


def finish_at(tenant: Tenant, run: Run) -> None:
    """Do it to the chargers that stand at the location by then; nobody asks for the job again."""
    for charger in tenant.chargers.find(location_id=run.parent_id):
        operate(tenant, charger, run.work["action"])
    tenant.runs.remove(run.id)


def _stop(tenant: Tenant, charger: Charger) -> Command:
    return commands.send(tenant, charger, Order("stop_charger", at_once=True))


def _restart(tenant: Tenant, charger: Charger) -> Command:
    """Restart a charger: one that is stopped is only started, one that has no CSMS cannot be reset by it."""
    state = simulations.settle(tenant, charger)
    if state.runtime == "online" and state.connected:
        return commands.send(tenant, charger, Order("reset_charger", at_once=True))
    if state.runtime != "stopped":
        _stop(tenant, charger)
    return commands.send(tenant, charger, Order("start_charger", at_once=True))


def _runtime(tenant: Tenant, charger: Charger) -> str:
    return simulations.settle(tenant, charger).runtime
