"""What the meter of an outlet shows.

Energy is a linear function of time between two changes of power (`dE = P * dt`), so a reading never depends
on how often somebody looked. The power that flows is the least of what the outlet offers, within charging
profiles, and what the battery takes (`battery`). AC: 230 V on each phase, `I = P / (230 * phases)`. DC: the
battery's voltage, which rises in a straight line from 350 V (empty) to 450 V (full) and is shown to 0.1 V,
`I = P / V`. When the battery is full the EV suspends.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.charger import battery
from sandbox.charger.battery import FULL_PERCENT
from sandbox.charger.hardware import Hardware
from sandbox.charger.state import Connector, Register, Stretch, Transaction, Vehicle
from sandbox.charger.status import energy_flow, offered_w

AC_VOLTAGE = 230.0
DC_EMPTY_VOLTAGE = 350.0
DC_FULL_VOLTAGE = 450.0
BATTERY_WH = {"ac": 60_000, "dc": 80_000}
SOC_AT_ARRIVAL = 20.0
_COOL_KELVIN, _WARMS_BY_KELVIN = 298.0, 20.0
_LONGEST_PAST = 100
_HOUR = 3600.0
_HOUR_MICROSECONDS = 3_600_000_000
_CENTURY_HOURS = 36_525 * 24
_CENTURY = _CENTURY_HOURS * _HOUR


@dataclass(frozen=True, slots=True)
class Reading:
    """One coherent set of measurands, of one instant.

    Direct current has 0 phases, `soc_percent` is None without an EV. `since_wh` is what the register showed
    when the interval began that is reported about.
    """

    energy_wh: float
    since_wh: float
    power_w: float
    offered_w: float
    voltage_v: float
    current_a: float
    offered_a: float
    phases: int
    soc_percent: float | None
    temperature_k: float


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


def charged_wh(connector: Connector, transaction: Transaction, at: datetime) -> int:
    """Return what a transaction at *connector* has been given, in whole Wh."""
    return max(0, whole_wh(connector, at) - transaction.meter_start_wh)


def soc_percent(connector: Connector, at: datetime) -> float | None:
    return _soc(connector.meter, connector.vehicle, at)


def stretch(connector: Connector) -> Stretch:
    """Take down how the outlet gives energy now."""
    return Stretch(meter=connector.meter, vehicle=connector.vehicle, offered_w=_offered(connector))


def reading(connector: Connector, hardware: Hardware, at: datetime, since: datetime | None = None) -> Reading:
    """Read all measurands at one instant, which may be past; the interval begins at *since*.

    What is too long ago to be remembered is read as it was at the oldest instant that is.
    """
    since_wh = None if since is None else _energy_at(connector, since)
    known = _covering(connector, at)
    if known is not None:
        return reading_of(known, hardware, at, since_wh)
    at = max(at, connector.meter.at)
    return _read(
        connector.meter,
        connector.vehicle,
        _offered(connector),
        hardware=hardware,
        at=at,
        since_wh=since_wh,
    )


def reading_of(flow: Stretch, hardware: Hardware, at: datetime, since_wh: float | None = None) -> Reading:
    """Read all measurands at one instant of a stretch, or at its beginning if *at* is before that."""
    at = max(at, flow.meter.at)
    return _read(flow.meter, flow.vehicle, flow.offered_w, hardware=hardware, at=at, since_wh=since_wh)


def adjusted(connector: Connector, at: datetime) -> Connector:
    """Start a new straight line if the power that flows is no longer the one the register integrates."""
    power = _flowing_w(connector, at)
    if power == connector.meter.power_w:
        return connector
    register = Register(wh=energy_wh(connector.meter, at), at=at, power_w=power)
    return connector.evolve(meter=register)


def past(connector: Connector) -> tuple[Stretch, ...]:
    """List the stretches that are remembered once the one that lasts has ended."""
    return (*connector.past, stretch(connector))[-_LONGEST_PAST:]


def reaches(register: Register, wh: float, microseconds: int = 1000) -> datetime | None:
    """Tell when the register will have reached *wh*, to the next *microseconds*; None if it never will."""
    if register.power_w <= 0:
        return None
    hours = max(0.0, wh - register.wh) / register.power_w
    if hours >= _CENTURY_HOURS:
        return None
    steps = math.ceil(hours * (_HOUR_MICROSECONDS / microseconds))
    return register.at + timedelta(microseconds=steps * microseconds)


def later(moment: datetime, seconds: float) -> datetime | None:
    """Return the instant *seconds* later; None beyond any horizon a simulation can have."""
    return moment + timedelta(seconds=seconds) if seconds < _CENTURY else None


def full_at(connector: Connector) -> datetime | None:
    """Tell when the battery will be full."""
    vehicle = connector.vehicle
    if vehicle is None or not vehicle.wants_energy:
        return None
    return reaches(connector.meter, _register_at(vehicle, FULL_PERCENT))


def tapers_at(connector: Connector) -> datetime | None:
    """Tell when the battery will take less than what flows: the first instant at which it does.

    To the microsecond, the finest there is: whatever happens before it finds the power as it was.
    """
    step = _next_step(connector)
    if step is None or connector.vehicle is None:
        return None
    return reaches(connector.meter, _register_at(connector.vehicle, step), microseconds=1)


def tapered(connector: Connector, at: datetime) -> Vehicle | None:
    """Count the EV's battery from the step that it reaches now, so that no rounding can leave it short."""
    step, soc = _next_step(connector), soc_percent(connector, at)
    if step is None or soc is None or connector.vehicle is None:
        return connector.vehicle
    register_wh = energy_wh(connector.meter, at)
    return connector.vehicle.evolve(soc_percent=max(step, soc), register_wh=register_wh)


def is_full(connector: Connector, at: datetime) -> bool:
    """Tell whether the battery is full, give or take the rounding of a float."""
    soc = soc_percent(connector, at)
    return soc is not None and soc >= FULL_PERCENT - 1e-9


def _read(  # noqa: PLR0913, what a reading is made of
    register: Register,
    vehicle: Vehicle | None,
    offered: float,
    *,
    hardware: Hardware,
    at: datetime,
    since_wh: float | None,
) -> Reading:
    power, soc, energy = register.power_w, _soc(register, vehicle, at), energy_wh(register, at)
    voltage = _voltage(hardware, soc)
    phases = hardware.phases if hardware.current_type == "ac" else 0
    volts = voltage * max(phases, 1)
    return Reading(
        energy_wh=energy,
        since_wh=energy if since_wh is None else since_wh,
        power_w=power,
        offered_w=offered,
        voltage_v=voltage,
        current_a=power / volts if volts else 0.0,
        offered_a=offered / volts if volts else 0.0,
        phases=phases,
        soc_percent=soc,
        temperature_k=_COOL_KELVIN + _WARMS_BY_KELVIN * power / hardware.max_power_w,
    )


def _soc(register: Register, vehicle: Vehicle | None, at: datetime) -> float | None:
    if vehicle is None:
        return None
    taken = energy_wh(register, at) - vehicle.register_wh
    return min(FULL_PERCENT, vehicle.soc_percent + FULL_PERCENT * taken / vehicle.capacity_wh)


def _covering(connector: Connector, at: datetime) -> Stretch | None:
    """Return the past stretch that *at* lies in, else the oldest one; None if it is the one that lasts."""
    if at >= connector.meter.at or not connector.past:
        return None
    return next((known for known in reversed(connector.past) if known.meter.at <= at), connector.past[0])


def _energy_at(connector: Connector, at: datetime) -> float:
    known = _covering(connector, at)
    register = connector.meter if known is None else known.meter
    return energy_wh(register, max(at, register.at))


def _offered(connector: Connector) -> float:
    """Return the power that a transaction could draw, in W."""
    offers = energy_flow(connector) in {"Charging", "SuspendedEV"} and connector.fault is None
    return offered_w(connector) if offers else 0.0


def _flowing_w(connector: Connector, at: datetime) -> float:
    vehicle, soc = connector.vehicle, soc_percent(connector, at)
    if vehicle is None or soc is None or energy_flow(connector) != "Charging" or connector.fault is not None:
        return 0.0
    return min(offered_w(connector), battery.takes_w(vehicle.capacity_wh, soc))


def _next_step(connector: Connector) -> float | None:
    """Return the state of charge at which less power will flow, from the beginning of the line on."""
    soc = soc_percent(connector, connector.meter.at)
    if soc is None or connector.vehicle is None:
        return None
    return battery.tapers_at(connector.vehicle.capacity_wh, soc, connector.meter.power_w)


def _register_at(vehicle: Vehicle, soc: float) -> float:
    return vehicle.register_wh + vehicle.capacity_wh * (soc - vehicle.soc_percent) / FULL_PERCENT


def _voltage(hardware: Hardware, soc: float | None) -> float:
    if hardware.current_type == "ac":
        return AC_VOLTAGE
    if soc is None:
        return 0.0
    return round(DC_EMPTY_VOLTAGE + (DC_FULL_VOLTAGE - DC_EMPTY_VOLTAGE) * soc / FULL_PERCENT, 1)
