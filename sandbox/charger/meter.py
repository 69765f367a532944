"""What the meter of an outlet shows.

Energy is a linear function of time between two changes of power (`dE = P * dt`), so a reading never depends
on how often somebody looked. AC: 230 V on each phase, `I = P / (230 * phases)`. DC: the battery's voltage,
which rises in a straight line from 350 V (empty) to 450 V (full), `I = P / V`. The battery takes all the
power offered until it is full; then the EV suspends.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.charger.hardware import Hardware
from sandbox.charger.state import Connector, Register, Vehicle
from sandbox.charger.status import energy_flow, offered_w

AC_VOLTAGE = 230.0
DC_EMPTY_VOLTAGE = 350.0
DC_FULL_VOLTAGE = 450.0
BATTERY_WH = {"ac": 60_000, "dc": 80_000}
SOC_AT_ARRIVAL = 20.0
_FULL = 100.0
_HOUR = 3600.0
_CENTURY = 36_525 * 86_400.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One coherent set of measurands; direct current has 0 phases, `soc_percent` is None without an EV."""

    energy_wh: float
    power_w: float
    voltage_v: float
    current_a: float
    phases: int
    soc_percent: float | None


def arrival(connector: Connector, hardware: Hardware, at: datetime) -> Vehicle:
    """Bring an EV with a fifth of its battery charged."""
    return Vehicle(
        capacity_wh=BATTERY_WH[hardware.current_type],
        soc_percent=SOC_AT_ARRIVAL,
        register_wh=energy_wh(connector.meter, at),
    )


def energy_wh(register: Register, at: datetime) -> float:
    return register.wh + register.power_w * (at - register.at).total_seconds() / _HOUR


def whole_wh(connector: Connector, at: datetime) -> int:
    """Read the register as `meterStart` and `meterStop` want it: whole Wh, never ahead of the energy."""
    return math.floor(energy_wh(connector.meter, at))


def soc_percent(connector: Connector, at: datetime) -> float | None:
    vehicle = connector.vehicle
    if vehicle is None:
        return None
    taken = energy_wh(connector.meter, at) - vehicle.register_wh
    return min(_FULL, vehicle.soc_percent + _FULL * taken / vehicle.capacity_wh)


def reading(connector: Connector, hardware: Hardware, at: datetime) -> Reading:
    """Read all measurands at one instant."""
    power, soc = connector.meter.power_w, soc_percent(connector, at)
    voltage = _voltage(hardware, soc)
    phases = hardware.phases if hardware.current_type == "ac" else 0
    return Reading(
        energy_wh=energy_wh(connector.meter, at),
        power_w=power,
        voltage_v=voltage,
        current_a=power / (voltage * max(phases, 1)) if voltage else 0.0,
        phases=phases,
        soc_percent=soc,
    )


def adjusted(connector: Connector, at: datetime) -> Connector:
    """Start a new straight line if the power that flows is no longer the one the register integrates."""
    charging = energy_flow(connector) == "Charging" and connector.fault is None
    power = offered_w(connector) if charging else 0.0
    if power == connector.meter.power_w:
        return connector
    register = Register(wh=energy_wh(connector.meter, at), at=at, power_w=power)
    return connector.evolve(meter=register)


def reaches(register: Register, wh: float) -> datetime | None:
    """Tell when the register will have reached *wh*, to the next millisecond; None if it never will."""
    if register.power_w <= 0:
        return None
    milliseconds = max(0.0, wh - register.wh) * _HOUR * 1000 / register.power_w
    return later(register.at, math.ceil(milliseconds) / 1000)


def later(moment: datetime, seconds: float) -> datetime | None:
    """Return the instant *seconds* later; None beyond any horizon a simulation can have."""
    return moment + timedelta(seconds=seconds) if seconds < _CENTURY else None


def full_at(connector: Connector) -> datetime | None:
    """Tell when the battery will be full."""
    vehicle = connector.vehicle
    if vehicle is None or not vehicle.wants_energy:
        return None
    room = vehicle.capacity_wh * (_FULL - vehicle.soc_percent) / _FULL
    return reaches(connector.meter, vehicle.register_wh + room)


def is_full(connector: Connector, at: datetime) -> bool:
    """Tell whether the battery is full, give or take the rounding of a float."""
    soc = soc_percent(connector, at)
    return soc is not None and soc >= _FULL - 1e-9


def _voltage(hardware: Hardware, soc: float | None) -> float:
    if hardware.current_type == "ac":
        return AC_VOLTAGE
    if soc is None:
        return 0.0
    return DC_EMPTY_VOLTAGE + (DC_FULL_VOLTAGE - DC_EMPTY_VOLTAGE) * soc / _FULL
