"""Chargers that change hands between the built-in CSMS and the one at their `ws_url`.

A CSMS knows nothing of what another one was told, so the power of the charger goes off and on again. The
built-in CSMS is told that the transactions are over, whichever had them; what a live charger had not told its
CSMS yet is forgotten.
"""

from datetime import datetime

from sandbox.charger.machine import Simulation
from sandbox.charger.state import ChargerState


def was_cut_off(state: ChargerState) -> bool:
    """Tell whether a live charger was left in the middle of something that nobody goes on with."""
    is_asking = state.runtime == "starting" and state.boot_at is None
    return not state.connected or bool(state.unsent) or is_asking


def taken_back(state: ChargerState) -> ChargerState:
    """Return a charger that was live as the built-in CSMS can have it."""
    return state.evolve(connected=True, unsent=())


def power_cycle(simulation: Simulation, now: datetime) -> None:
    """Switch a charger off and on, unless it is off."""
    if simulation.state.runtime != "stopped":
        at = max(now, simulation.state.settled_at)
        simulation.perform("stop_charger", {}, at)
        simulation.perform("start_charger", {}, at)


def power_down(simulation: Simulation, now: datetime) -> ChargerState:
    """Switch a charger off, unless it is, and return it as it comes to life in other hands."""
    at = max(now, simulation.state.settled_at)
    if simulation.state.runtime == "stopped":
        return simulation.state
    simulation.perform("stop_charger", {}, at)
    return simulation.state.evolve(
        runtime="starting",
        started_at=at,
        start_count=simulation.state.start_count + 1,
        boot_at=at,
        boot_reason="PowerUp",
    )
