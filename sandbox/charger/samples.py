"""Readings as lists of measured quantities, before either dialect writes them down.

Rounded so that what is written stays coherent: energy down to *digits* of a Wh, an interval is the difference
of two registers as written, current to 1 mA, power to 0.1 W.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sandbox.charger.measurands import INTERVAL, PHASES, QUANTITIES, REGISTER
from sandbox.charger.meter import Reading

_FREQUENCY_HZ = 50.0
_EACH_PHASE = ("Voltage", "Current.Import", "Current.Offered", "Current.Export")


class Sample(NamedTuple):
    measurand: str
    value: float
    unit: str
    phase: str | None = None
    location: str = "Outlet"


def samples(reading: Reading, measurands: tuple[str, ...], *, digits: int) -> list[Sample]:
    """List what *reading* says about each of *measurands*, in their order.

    Voltage and currents are listed by phase, everything else as a whole, unless one phase is asked for: that
    of a phase that is not there is 0.
    """
    found: list[Sample] = []
    for measurand in measurands:
        if measurand in QUANTITIES:
            found += _quantity(reading, measurand, digits)
        else:
            found.append(_one_phase(reading, measurand, digits))
    return found


def _quantity(reading: Reading, name: str, digits: int) -> Iterator[Sample]:
    if name == "SoC" and reading.soc_percent is None:
        return
    quantity, value = QUANTITIES[name], _value(reading, name, digits)
    if name not in _EACH_PHASE or not reading.phases:
        yield Sample(name, value, quantity.unit, None, quantity.location)
        return
    for phase in PHASES[: reading.phases]:
        yield Sample(name, value, quantity.unit, _phase(name, phase), quantity.location)


def _one_phase(reading: Reading, measurand: str, digits: int) -> Sample:
    name, _, phase = measurand.rpartition(".")
    quantity, there = QUANTITIES[name], phase in PHASES[: reading.phases]
    value = _share(reading, name, _value(reading, name, digits)) if there else 0.0
    return Sample(name, value, quantity.unit, _phase(name, phase), quantity.location)


def _phase(name: str, phase: str) -> str:
    return f"{phase}-N" if name == "Voltage" else phase


def _share(reading: Reading, name: str, value: float) -> float:
    """Return what is one phase's of a value."""
    return round(value / reading.phases, 1) if QUANTITIES[name].unit == "W" else value


def _value(reading: Reading, name: str, digits: int) -> float:
    if name == REGISTER:
        return _down(reading.energy_wh, digits)
    if name == INTERVAL:
        return round(_down(reading.energy_wh, digits) - _down(reading.since_wh, digits), digits)
    read = _READ.get(name)
    return 0 if read is None else read(reading)


def _down(wh: float, digits: int) -> float:
    """Round down, so that no register is written that was not reached."""
    return math.floor(wh * 10**digits) / 10**digits if digits else math.floor(wh)


_READ: Mapping[str, Callable[[Reading], float]] = {
    "Power.Active.Import": lambda reading: round(reading.power_w, 1),
    "Power.Offered": lambda reading: round(reading.offered_w, 1),
    "Current.Import": lambda reading: round(reading.current_a, 3),
    "Current.Offered": lambda reading: round(reading.offered_a, 3),
    "Voltage": lambda reading: round(reading.voltage_v, 1),
    "SoC": lambda reading: round(reading.soc_percent or 0.0, 1),
    "Frequency": lambda reading: _FREQUENCY_HZ,  # noqa: ARG005
    "Power.Factor": lambda reading: 1.0,  # noqa: ARG005
    "Temperature": lambda reading: round(reading.temperature_k, 1),
}
"""What is not 0."""
