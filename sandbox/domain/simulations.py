"""Brings a stored charger to life: its state goes through the simulation and back, its frames to the log."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from sandbox.charger.links import Loopback
from sandbox.charger.machine import Hardware, Simulation, commission
from sandbox.charger.state import ChargerState
from sandbox.domain import expectations, handovers, logs, processes, readiness, unsent
from sandbox.domain.deliveries import Deliveries
from sandbox.domain.records import Charger, Command
from sandbox.domain.world import Tenant

NOT_ALIVE = "the charger is about to be switched on: try again in a moment"
_ALL = 10**9
"""More frames than a log holds."""


class Session(Protocol):
    """A charger that somebody looks at."""

    @property
    def state(self) -> ChargerState:
        """The charger as it is now."""

    def order(self, command: Command, *, at_once: bool) -> None:
        """Give it a command, which is carried out when it gets there."""


@contextmanager
def looking_at(tenant: Tenant, charger: Charger, most_frames: int | None = None) -> Iterator[Session]:
    """Look at a charger, up to now; what happened to it is kept when the block ends well.

    Of the frames that it has exchanged meanwhile no more than *most_frames* are written down, if that is less
    than a log holds.
    """
    if (held := tenant.lines.held(charger.id)) is not None:
        yield held
        held.keep()
        return
    if tenant.lines.is_expected(charger) and readiness.status(tenant, charger) == "READY":
        yield _Expected(tenant, charger)
        return
    simulated = _Simulated(tenant, charger, min(tenant.rules.log_retention, most_frames or _ALL))
    simulated.settle()
    yield simulated
    simulated.settle()
    simulated.keep()


def settle(tenant: Tenant, charger: Charger, most_frames: int | None = None) -> ChargerState:
    """Let time pass for a charger up to now and return its state."""
    with looking_at(tenant, charger, most_frames) as session:
        pass
    return session.state


def foreseen(tenant: Tenant, charger: Charger) -> ChargerState:
    """Return the state that a charger will have at the time of the tenant, and keep nothing of it."""
    simulated = _Simulated(tenant, charger, 1)
    simulated.settle()
    return simulated.state


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
        connector_type=charger.connector_type,
        security_profile=charger.security_profile,
    )


def switched_on(charger: Charger) -> ChargerState:
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


class _Expected:
    """A live charger that comes to life in a moment: until then nothing happens to it, and commands wait."""

    def __init__(self, tenant: Tenant, charger: Charger) -> None:
        self._tenant = tenant
        self.state = tenant.states.get(charger.id) or switched_on(charger)

    def order(self, command: Command, *, at_once: bool) -> None:
        if at_once:
            command = command.replaced(status="failed", waiting=None, reason=NOT_ALIVE)
        self._tenant.commands.put(command)


class _Simulated:
    """A charger whose state goes through the simulation and back."""

    def __init__(self, tenant: Tenant, charger: Charger, most_frames: int) -> None:
        self._tenant = tenant
        self._charger = charger
        self._kept = unsent.remembered(tenant, charger.id)
        state = self._kept or switched_on(charger)
        self._was_cut_off = handovers.was_cut_off(state) and not tenant.lines.is_live(charger)
        if self._was_cut_off:
            state = handovers.taken_back(state)
        expected = expectations.of_world_charger if self._kept is None else expectations.of_charger
        coming = expected(tenant, charger, state.settled_at)
        self._simulation = Simulation(
            state, hardware(charger), Loopback(), frame_limit=most_frames, coming=coming
        )
        if self._was_cut_off:
            handovers.power_cycle(self._simulation, tenant.clock.now())
        if self._kept is None:
            self._catch_up()
        waiting = tenant.commands.find(charger_id=charger.id, waiting="yes")
        ahead = self._ahead()
        if ahead is not None:
            self._simulation.settle(ahead)
        self._deliveries = Deliveries(self._simulation, waiting, tenant.rules.command_lifetime, ahead=ahead)

    @property
    def state(self) -> ChargerState:
        return self._simulation.state

    def order(self, command: Command, *, at_once: bool) -> None:  # noqa: ARG002 - here all is
        self._deliveries.add(command)

    def settle(self) -> None:
        now = self._tenant.clock.now()
        self._deliveries.bring_about(now)
        self._simulation.settle(now)

    def keep(self) -> None:
        tenant, simulation = self._tenant, self._simulation
        if simulation.state is not self._kept:
            tenant.states.put(simulation.state)
        if self._was_cut_off:
            tenant.unsent_messages.clear(charger_id=self._charger.id)
        for command in self._deliveries.changed.values():
            tenant.commands.put(command)
        for change in simulation.process_changes:
            processes.note(tenant, self._charger.id, processes.Change(change.kind, change.at))
        logs.append(tenant, self._charger, simulation.frames)

    def _ahead(self) -> datetime | None:
        """Return the charger's own time if the clock was put back before it: there it stands until then."""
        settled_at = self.state.settled_at
        is_ahead = settled_at > self._tenant.clock.now()
        return settled_at if is_ahead and readiness.status(self._tenant, self._charger) == "READY" else None

    def _catch_up(self) -> None:
        """Let a charger live through what its world file says of it."""
        told = self._tenant.activities.find(charger_id=self._charger.id)
        for activity in sorted(told, key=lambda activity: activity.at):
            self._simulation.perform(activity.command, activity.payload, activity.at)
