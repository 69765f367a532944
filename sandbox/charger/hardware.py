"""What is bolted to the wall, or set by whoever has put it up: what no message can change of a charger."""

from dataclasses import dataclass
from typing import Literal

_ALL_PHASES = 3


@dataclass(frozen=True, slots=True)
class Hardware:
    """The catalog model's electrical facts; `max_power_w` is what each outlet can deliver.

    `security_profile` is how its line to the CSMS is secured, as OCPP numbers the ways.
    """

    vendor: str
    model: str
    connector_count: int
    max_power_w: int
    current_type: Literal["ac", "dc"]
    phases: int
    connector_type: str
    security_profile: int = 0

    @property
    def phase_rotation(self) -> str:
        """How the phases of each connector are wired, the charger itself (0) first, as OCPP 1.6 spells it."""
        wired = "RST" if self.current_type == "ac" and self.phases == _ALL_PHASES else "NotApplicable"
        return ",".join(f"{number}.{wired}" for number in range(self.connector_count + 1))
