"""How much goes on at each charger of an organization."""

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sandbox.charger.rules import TAG_LENGTH
from sandbox.rest.models import Integral

LEAST_WEIGHT = 0.001
MOST_PER_DAY = 100_000

BY_HOUR = (1, 1, 1, 1, 1, 2, 4, 7, 9, 8, 7, 7, 8, 7, 7, 8, 9, 11, 11, 9, 6, 4, 3, 2)
EVENLY = (1.0,) * 24


def _listed(given: object) -> object:
    return tuple(given) if isinstance(given, list) else given


Weight = Annotated[float, Field(ge=0, le=1e6)]
Weights = Annotated[tuple[Weight, ...], BeforeValidator(_listed), Field(min_length=24, max_length=24)]
IdTag = Annotated[str, StringConstraints(min_length=1, max_length=max(TAG_LENGTH.values()))]
IdTags = Annotated[tuple[IdTag, ...], BeforeValidator(_listed), Field(max_length=1000)]


class Traffic(BaseModel):
    """What comes to each charger; everything is drawn from `seed`, the charger's identity and the day."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    seed: Annotated[int, Field(ge=0, lt=2**63), Integral] = Field(
        1, description="The same seed, the same sessions."
    )
    sessions_per_day: float = Field(
        8,
        ge=0,
        le=MOST_PER_DAY,
        description="Drivers who come to a charger on a day, on average.",
        examples=[8],
    )
    by_hour: Weights = Field(
        BY_HOUR, description="How they spread over the 24 hours of a day (UTC): a weight for each hour."
    )
    session_minutes: float = Field(
        45, ge=0.1, le=1440, description="After how long a session ends, on average.", examples=[45]
    )
    energy_kwh: float = Field(
        18, ge=0.1, le=1000, description="After how much energy a session ends, on average.", examples=[18]
    )
    dwell_minutes: float = Field(
        8, ge=0, le=1440, description="How long the cable stays in after that time, on average.", examples=[8]
    )
    id_tags: IdTags = Field(
        (),
        description="The id tags that drivers have; `DRIVER-0001` and so on if none. A charger that speaks "
        "1.6 turns drivers away with one of more than 20 letters.",
    )
    drivers: Annotated[int, Field(ge=1, le=9999), Integral] = Field(
        100, description="How many of these there are."
    )
    refused_share: float = Field(
        0.03, ge=0, le=1, description="The share of drivers who come with a tag `BLOCKED-…`.", examples=[0.03]
    )
    faults_per_day: float = Field(
        0.05, ge=0, le=100, description="Faults of a charger on a day, on average.", examples=[0.05]
    )
    fault_minutes: float = Field(
        20, ge=0.1, le=1440, description="How long one lasts, on average.", examples=[20]
    )

    @model_validator(mode="after")
    def _some_hour(self) -> Self:
        if sum(self.by_hour) < LEAST_WEIGHT:
            raise PydanticCustomError("no_hour", "by_hour: Should have weights, at least 0.001 together")
        return self
