"""Readings as lists of measured quantities, before either dialect writes them down."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from sandbox.charger.meter import Reading


class Sample(NamedTuple):
    measurand: str
    value: float
    unit: str
    phase: str | None = None
    location: str = "Outlet"


def samples(reading: Reading, measurands: tuple[str, ...]) -> list[Sample]:
    """List what *reading* says about each of *measurands*, in their order."""
    return [sample for measurand in measurands for sample in _quantity(reading, measurand)]


def _quantity(reading: Reading, measurand: str) -> Iterator[Sample]:
    if measurand == "Energy.Active.Import.Register":
        yield Sample(measurand, math.floor(reading.energy_wh), "Wh")
    elif measurand == "Power.Active.Import":
        yield Sample(measurand, round(reading.power_w, 1), "W")
    elif measurand == "Current.Import":
        for phase in _phases(reading):
            yield Sample(measurand, round(reading.current_a, 2), "A", phase)
    elif measurand == "Voltage":
        for phase in _phases(reading):
            yield Sample(measurand, round(reading.voltage_v, 1), "V", f"{phase}-N" if phase else None)
    elif reading.soc_percent is not None:
        yield Sample("SoC", round(reading.soc_percent, 1), "Percent", location="EV")


def _phases(reading: Reading) -> tuple[str | None, ...]:
    return ("L1", "L2", "L3")[: reading.phases] if reading.phases > 0 else (None,)
