"""How a charger and its connectors are, in the words of OCPP, derived from the facts about them."""

from typing import Literal

from sandbox.charger.state import ChargerState, Connector

EnergyFlow = Literal["Charging", "SuspendedEV", "SuspendedEVSE"]
Status16 = Literal[
    "Available",
    "Preparing",
    "Charging",
    "SuspendedEV",
    "SuspendedEVSE",
    "Finishing",
    "Reserved",
    "Unavailable",
    "Faulted",
]
Status201 = Literal["Available", "Occupied", "Reserved", "Unavailable", "Faulted"]
ChargingState = Literal["Charging", "SuspendedEV", "SuspendedEVSE", "EVConnected", "Idle"]
Runtime = Literal["starting", "online", "offline", "stopped"]


def runtime(state: ChargerState) -> Runtime:
    """Return how the process is; one that is accepted, but has no connection, is offline."""
    return "offline" if state.runtime == "online" and not state.connected else state.runtime


def offered_w(connector: Connector) -> float:
    """Return the power that the outlet offers: its own, within what charging profiles allow."""
    return connector.power_w if connector.limit_w is None else min(connector.power_w, connector.limit_w)


def energy_flow(connector: Connector) -> EnergyFlow | None:
    """Tell what happens to the energy of a transaction; None when there is none or no cable."""
    if connector.transaction is None or connector.vehicle is None:
        return None
    if not connector.transaction.authorized or offered_w(connector) <= 0:
        return "SuspendedEVSE"
    return "Charging" if connector.vehicle.wants_energy else "SuspendedEV"


def status16(connector: Connector) -> Status16:
    if connector.fault is not None:
        return "Faulted"
    flow = energy_flow(connector)
    if flow is not None:
        return flow
    if not connector.operative:
        return "Unavailable"
    if connector.plugged:
        return "Finishing" if connector.finished else "Preparing"
    if connector.waiting is not None:
        return "Preparing"
    return "Reserved" if connector.reservation is not None else "Available"


def status201(connector: Connector) -> Status201:
    if connector.fault is not None:
        return "Faulted"
    if connector.transaction is None and not connector.operative:
        return "Unavailable"
    if connector.plugged:
        return "Occupied"
    return "Reserved" if connector.reservation is not None else "Available"


def charging_state(connector: Connector) -> ChargingState:
    """Derive the `chargingState` of an OCPP 2.0.1 transaction."""
    flow = energy_flow(connector)
    if flow is None or connector.transaction is None:
        return "EVConnected" if connector.plugged else "Idle"
    concerned = connector.transaction.authorized or connector.transaction.spare_wh is not None
    return flow if concerned else "EVConnected"


def transaction_state(state: ChargerState, connector: Connector) -> ChargingState | None:
    """Return the `chargingState` of a transaction; None without one, and in OCPP 1.6."""
    if state.ocpp_version == "ocpp1.6" or connector.transaction is None:
        return None
    return charging_state(connector)
