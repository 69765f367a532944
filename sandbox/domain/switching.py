"""Which CSMS a charger has: switched from one to the other while it lives."""

from sandbox.charger.links import Loopback
from sandbox.charger.machine import Simulation
from sandbox.domain import handovers, logs, processes, readiness, simulations
from sandbox.domain.lines import Mode
from sandbox.domain.processes import Change
from sandbox.domain.records import Charger
from sandbox.domain.world import Tenant

_UNDER_WAY = ("queued", "received", "deferred")


def switch(tenant: Tenant, charger: Charger, mode: Mode | None) -> Charger:
    """Let a charger have the built-in CSMS or that at its `ws_url`; None leaves that to the settings."""
    simulations.settle(tenant, charger)
    switched = charger.replaced(csms=mode)
    lines = tenant.lines
    if readiness.status(tenant, charger) == "READY" and lines.mode_of(charger) != lines.mode_of(switched):
        if lines.is_live(switched):
            _give_away(tenant, charger)
        else:
            _cut_off(tenant, charger)
    tenant.chargers.put(switched)
    if not lines.is_live(switched):
        # One that was cut off boots with the built-in CSMS at once.
        simulations.settle(tenant, switched)
    return switched


def _give_away(tenant: Tenant, charger: Charger) -> None:
    """Let the built-in CSMS hear that the charger goes off; it comes up where it is live."""
    state = tenant.states.get(charger.id)
    assert state is not None, "it was settled"
    simulation = Simulation(state, simulations.hardware(charger), Loopback())
    after = handovers.power_down(simulation, tenant.clock.now())
    tenant.states.put(after)
    for change in simulation.process_changes:
        processes.note(tenant, charger.id, Change(change.kind, change.at))
    if after.runtime == "starting":
        processes.note(tenant, charger.id, Change("started", after.started_at))
    logs.append(tenant, charger, simulation.frames)


def _cut_off(tenant: Tenant, charger: Charger) -> None:
    """Take a charger out of the hands that it is in; nobody will say what came of commands under way."""
    if (state := tenant.states.get(charger.id)) is not None:
        tenant.states.put(state.evolve(connected=False))
    for command in tenant.commands.find(charger_id=charger.id):
        if command.waiting is None and command.status in _UNDER_WAY:
            reason = "the charger was given another CSMS while it was carried out"
            tenant.commands.put(
                command.replaced(status="failed", reason=reason, updated_at=tenant.clock.now())
            )
