"""The measurands that a charger can be told to report, by version of OCPP.

Current flows one way only, and in phase with the voltage: what is exported or reactive is 0. RPM, and the net
and apparent energies of OCPP 2.0.1, are not measured.
"""

from typing import NamedTuple


class Quantity(NamedTuple):
    """What is measured: *unit* as OCPP 2.0.1 writes it, empty if there is none."""

    unit: str
    phased: bool = False
    location: str = "Outlet"


REGISTER = "Energy.Active.Import.Register"
INTERVAL = "Energy.Active.Import.Interval"
PHASES = ("L1", "L2", "L3")

QUANTITIES: dict[str, Quantity] = {
    REGISTER: Quantity("Wh"),
    "Power.Active.Import": Quantity("W", phased=True),
    "Current.Import": Quantity("A", phased=True),
    "Voltage": Quantity("V", phased=True),
    "SoC": Quantity("Percent", location="EV"),
    INTERVAL: Quantity("Wh"),
    "Power.Offered": Quantity("W"),
    "Current.Offered": Quantity("A", phased=True),
    "Power.Factor": Quantity("", phased=True),
    "Frequency": Quantity("Hz"),
    "Temperature": Quantity("K", location="Body"),
    "Current.Export": Quantity("A", phased=True),
    "Power.Active.Export": Quantity("W", phased=True),
    "Power.Reactive.Import": Quantity("var", phased=True),
    "Power.Reactive.Export": Quantity("var", phased=True),
    "Energy.Active.Export.Register": Quantity("Wh"),
    "Energy.Active.Export.Interval": Quantity("Wh"),
    "Energy.Reactive.Import.Register": Quantity("varh"),
    "Energy.Reactive.Import.Interval": Quantity("varh"),
    "Energy.Reactive.Export.Register": Quantity("varh"),
    "Energy.Reactive.Export.Interval": Quantity("varh"),
}
USUAL = (REGISTER, "Power.Active.Import", "Current.Import", "Voltage", "SoC")
"""What is sampled unless the configuration says otherwise."""

MEASURANDS_16 = tuple(QUANTITIES)
MEASURANDS_201 = tuple(name for name in QUANTITIES if name != "Temperature")
PHASED_16 = tuple(
    f"{name}.{phase}" for name, quantity in QUANTITIES.items() if quantity.phased for phase in PHASES
)
"""One phase of a measurand, as the configuration of OCPP 1.6 writes it."""
