"""Brings a stored charger to life: its state goes through the simulation and back, its frames to the log."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sandbox.charger.links import Loopback
from sandbox.charger.machine import Hardware, Simulation, commission
from sandbox.charger.state import ChargerState
from sandbox.domain import logs, processes, readiness
from sandbox.domain.deliveries import Deliveries
from sandbox.domain.records import Charger
from sandbox.domain.world import Tenant


@dataclass(frozen=True, slots=True)
class Session:
    """A charger that somebody looks at: its simulation, and the commands that wait for it."""

    simulation: Simulation
    deliveries: Deliveries


@contextmanager
def looking_at(tenant: Tenant, charger: Charger, most_frames: int | None = None) -> Iterator[Session]:
    """Look at a charger, up to now; what happened to it is kept when the block ends well.

    Of the frames that it has exchanged meanwhile no more than *most_frames* are written down, if that is less
    than a log holds.
    """
    kept = tenant.states.get(charger.id)
    simulation = Simulation(
        kept or _switched_on(charger),
        hardware(charger),
        Loopback(),
        frame_limit=min(tenant.rules.log_retention, most_frames or tenant.rules.log_retention),
    )
    if kept is None:
        _catch_up(tenant, charger, simulation)
    waiting = tenant.commands.find(charger_id=charger.id, waiting="yes")
    ahead = _ahead(tenant, charger, simulation.state)
    if ahead is not None:
        simulation.settle(ahead)
    deliveries = Deliveries(simulation, waiting, tenant.rules.command_lifetime, ahead=ahead)
    deliveries.bring_about(tenant.clock.now())
    yield Session(simulation, deliveries)
    deliveries.bring_about(tenant.clock.now())
    if simulation.state is not kept:
        tenant.states.put(simulation.state)
    for command in deliveries.changed.values():
        tenant.commands.put(command)
    for change in simulation.process_changes:
        processes.note(tenant, charger.id, change.kind, change.at)
    logs.append(tenant, charger, simulation.frames)


def settle(tenant: Tenant, charger: Charger, most_frames: int | None = None) -> ChargerState:
    """Let time pass for a charger up to now and return its state."""
    with looking_at(tenant, charger, most_frames) as session:
        session.simulation.settle(tenant.clock.now())
    return session.simulation.state


def settle_each(tenant: Tenant, chargers: Iterable[Charger]) -> list[str]:
    """Let time pass for chargers up to now and return their ids."""
    return [settle(tenant, charger).id for charger in chargers]


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


def _ahead(tenant: Tenant, charger: Charger, state: ChargerState) -> datetime | None:
    """Return the charger's own time if the clock was put back before it: there it stands until then."""
    if state.settled_at <= tenant.clock.now() or readiness.status(tenant, charger) != "READY":
        return None
    return state.settled_at


def _catch_up(tenant: Tenant, charger: Charger, simulation: Simulation) -> None:
    """Let a charger live through what its world file says of it."""
    told = tenant.activities.find(charger_id=charger.id)
    for activity in sorted(told, key=lambda activity: activity.at):
        simulation.perform(activity.command, activity.payload, activity.at)
