"""Brings a stored charger to life: its state goes through the simulation and back, its frames to the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

from sandbox.charger.links import Loopback
from sandbox.charger.machine import Hardware, Simulation, commission
from sandbox.charger.state import ChargerState
from sandbox.domain import deliveries, logs
from sandbox.domain.records import Charger, ProvisioningError, RuntimeChange
from sandbox.domain.world import Tenant


@contextmanager
def running(tenant: Tenant, charger: Charger) -> Iterator[Simulation]:
    """Open the simulation of a charger; what happened in it is kept when the block ends well."""
    kept = tenant.states.get(charger.id)
    state = kept or _switched_on(charger)
    simulation = Simulation(state, hardware(charger), Loopback(), frame_limit=tenant.rules.log_retention)
    if kept is None:
        _catch_up(tenant, charger, simulation)
    _deliver(tenant, charger, simulation)
    yield simulation
    _deliver(tenant, charger, simulation)
    if simulation.state is not kept:
        tenant.states.put(simulation.state)
        _note_process(tenant, state, simulation.state)
    logs.append(tenant, charger, simulation.frames)


def settle(tenant: Tenant, charger: Charger) -> ChargerState:
    """Let time pass for a charger up to now and return its state."""
    with running(tenant, charger) as simulation:
        simulation.settle(tenant.clock.now())
    return simulation.state


def note_process(
    tenant: Tenant,
    charger_id: str,
    kind: Literal["started", "stopped", "failed"],
    at: datetime,
    error: ProvisioningError | None = None,
) -> None:
    """Keep what happened to a charger's process."""
    tenant.runtime_changes.add(
        RuntimeChange(
            id=tenant.frame_ids.uuid(),
            organization_id=tenant.organization_id,
            charger_id=charger_id,
            kind=kind,
            at=at,
            code=error and error.code,
            hint=error and error.message,
        )
    )


def hardware(charger: Charger) -> Hardware:
    """Return what the charger is made of."""
    return Hardware(
        vendor=charger.vendor_name,
        model=charger.model_name,
        connector_count=charger.connector_count,
        max_power_w=charger.max_power_w,
        current_type=charger.current_type,
        phases=charger.phases,
    )


def _switched_on(charger: Charger) -> ChargerState:
    """Return the state of a charger that nobody has looked at yet; one without power stays silent."""
    state = commission(
        id=charger.id,
        organization_id=charger.organization_id,
        identity=charger.identity,
        ocpp_version=charger.ocpp_version,
        hardware=hardware(charger),
        at=charger.powered_at or charger.created_at,
    )
    return state if charger.powered_at else state.evolve(runtime="stopped", boot_at=None)


def _deliver(tenant: Tenant, charger: Charger, simulation: Simulation) -> None:
    """Let the charger carry out what waits for it."""
    now = tenant.clock.now()
    waiting = tenant.commands.find(charger_id=charger.id, waiting="yes")
    for command in sorted(waiting, key=lambda command: command.due_at):
        advanced = deliveries.advance(command, simulation, now, tenant.rules.command_lifetime)
        if advanced is not command:
            tenant.commands.put(advanced)


def _note_process(tenant: Tenant, before: ChargerState, after: ChargerState) -> None:
    """Keep when the charger's process was started anew or stopped."""
    if after.start_count > before.start_count:
        note_process(tenant, after.id, "started", after.started_at)
    if after.runtime == "stopped" and before.runtime != "stopped":
        note_process(tenant, after.id, "stopped", after.settled_at)


def _catch_up(tenant: Tenant, charger: Charger, simulation: Simulation) -> None:
    """Let a charger live through what its world file says of it."""
    told = tenant.activities.find(charger_id=charger.id)
    for activity in sorted(told, key=lambda activity: activity.at):
        simulation.perform(activity.command, activity.payload, activity.at)
