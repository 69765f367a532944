"""Rehearsals: what would come of each command if it were sent now. Nothing is kept, told or sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sandbox.charger import rehearsal
from sandbox.charger.commands.examples import examples, takes_connector
from sandbox.charger.commands.table import can_wait, why_it_waits
from sandbox.charger.links import Loopback
from sandbox.charger.machine import Simulation
from sandbox.charger.state import ChargerState
from sandbox.domain import commands, readiness, simulations
from sandbox.domain.commands import Order
from sandbox.domain.deliveries import Deliveries
from sandbox.domain.lines import HeldCharger
from sandbox.domain.records import Charger, CommandStatus
from sandbox.domain.simulations import hardware
from sandbox.domain.world import Tenant


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would come of a command.

    Args:
        command: the name that the simulation knows it by.
        payload: what it was tried with.
        takes_connector: whether the payload may name a connector.
        status: that of the command; None if it would be refused before it is one.
        reason: why it would not be applied, or not all of it.
    """

    command: str
    payload: Mapping[str, Any]
    takes_connector: bool
    status: CommandStatus | None
    reason: str | None


class _Verdict(NamedTuple):
    status: CommandStatus | None
    reason: str | None


_Try = Callable[[Order], _Verdict]


def rehearse_each(
    tenant: Tenant, charger: Charger, *, connector_id: int | None, id_tag: str
) -> list[Rehearsed]:
    """Try each command that a charger can be sent.

    Raises:
        NotFound: the charger has no such connector.
    """
    # All of them are sent at one moment, and so is the charger as they find it.
    state, attempt = _stage(tenant.at(tenant.clock.now()), charger)
    commands.require_connector(charger, state, {"connector_id": connector_id})
    rehearsed = []
    payloads = examples(state, hardware(charger), connector_id=connector_id, id_tag=id_tag)
    for command, payload in payloads.items():
        status, reason = attempt(Order(command, payload))
        rehearsed.append(Rehearsed(command, payload, takes_connector(command), status, reason))
    return rehearsed


def _stage(tenant: Tenant, charger: Charger) -> tuple[ChargerState, _Try]:
    """Return a charger as a command will find it, and what tries one on it."""
    against = readiness.objection(tenant, charger)
    if (held := tenant.lines.held(charger.id)) is not None and against is None:
        return held.state, lambda order: _of_held(tenant, charger, held, order)
    if against is None and not tenant.lines.is_expected(charger):
        return _simulated(tenant, charger)
    known = tenant.states.get(charger.id) or simulations.switched_on(charger)
    verdict = _Verdict("queued", simulations.NOT_ALIVE) if against is None else _Verdict(None, against)
    return known, lambda _: verdict


def _of_held(tenant: Tenant, charger: Charger, held: HeldCharger, order: Order) -> _Verdict:
    if can_wait(order.command) and not held.state.online:
        return _Verdict("deferred", why_it_waits(held.state))
    outcome = rehearsal.rehearse(
        held.state, hardware(charger), order.command, order.payload, tenant.clock.now()
    )
    return _Verdict(outcome.status, outcome.reason)


def _simulated(tenant: Tenant, charger: Charger) -> tuple[ChargerState, _Try]:
    """Let a charger come to the time when a command that is sent now is due, behind those on their way."""
    due_at = tenant.clock.now() + tenant.rules.command_delay
    state = simulations.foreseen(tenant.at(due_at), charger)
    ahead = state.settled_at if state.settled_at > due_at else None

    def attempt(order: Order) -> _Verdict:
        sent = commands.queued(tenant, charger, order, "rehearsed")
        simulation = Simulation(state, hardware(charger), Loopback(), frame_limit=1)
        deliveries = Deliveries(simulation, (), tenant.rules.command_lifetime, ahead=ahead)
        deliveries.add(sent)
        deliveries.bring_about(due_at)
        ended = deliveries.changed[sent.id]
        return _Verdict(ended.status, ended.reason)

    return state, attempt
