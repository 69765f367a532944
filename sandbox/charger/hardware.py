"""What is bolted to the wall: the facts about a charger that no message can change."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Hardware:
    """The catalog model's electrical facts; `max_power_w` is what each outlet can deliver."""

    vendor: str
    model: str
    connector_count: int
    max_power_w: int
    current_type: Literal["ac", "dc"]
    phases: int
