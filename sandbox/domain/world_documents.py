"""The rows of a world file that differ from the records they become."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sandbox.domain.chargers import ChargerDraft

_NEEDED = {"start_session": "id_tag", "power_update": "power_w", "inject_fault": "fault_type"}


class ChargerDocument(ChargerDraft):
    """A charger."""

    id: str
    organization_id: str
    created_at: datetime
    updated_at: datetime


class ActivityPayload(BaseModel):
    """The arguments of an activity."""

    model_config = ConfigDict(extra="forbid")

    connector_id: int | None = Field(None, ge=1)
    id_tag: str | None = Field(None, min_length=1, max_length=36)
    duration_seconds: int | None = Field(None, ge=1)
    target_energy_kwh: float | None = Field(None, gt=0)
    power_w: int | None = Field(None, ge=0)
    fault_type: str | None = Field(None, min_length=1, max_length=50)


class ActivityDocument(BaseModel):
    """What a charger was told before the world was opened."""

    id: str
    organization_id: str
    charger_id: str
    minutes_ago: float = Field(gt=0, le=525_600)
    command: Literal[
        "start_session",
        "stop_session",
        "plug_connector",
        "unplug_connector",
        "power_update",
        "inject_fault",
        "stop_charger",
    ]
    payload: ActivityPayload

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = _NEEDED.get(self.command)
        if needed is not None and getattr(self.payload, needed) is None:
            raise ValueError(f"{self.command} needs {needed} in its payload")
        return self
