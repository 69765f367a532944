"""The `{target, event}` bodies of commands (releases 0.1.2 to 0.2.2)."""

from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from sandbox.resources.command_models import (
    AuthorizeIdTag,
    ConnectorSelection,
    InjectFault,
    LocalAuthList,
    PowerUpdate,
    Seconds,
    StartSession,
    StopSession,
)
from sandbox.resources.configuration import ConfigurationMap
from sandbox.resources.proxying import ProxyAction, ProxyOcppVersion
from sandbox.rest.models import Body, UuidText


class ChargerCommandTarget(Body):
    """One charger."""

    charger_id: str = Field(examples=["dep-3fa85f642b1c"])


class CommandTarget(Body):
    """Either one charger, or the chargers of a location."""

    charger_id: str | None = Field(None, examples=["dep-3fa85f642b1c"])
    location_id: UuidText | None = None
    charger_ids: list[str] | None = Field(None, description="Only with `location_id`: these of its chargers.")

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {
                    "required": ["charger_id"],
                    "properties": {
                        "charger_id": {"type": "string"},
                        "location_id": {"type": "null"},
                        "charger_ids": {"type": "null"},
                    },
                },
                {
                    "required": ["location_id"],
                    "properties": {"location_id": {"type": "string"}, "charger_id": {"type": "null"}},
                },
            ]
        }
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.charger_id is None) == (self.location_id is None):
            raise ValueError("give exactly one of charger_id and location_id")
        if self.charger_ids is not None and self.location_id is None:
            raise ValueError("charger_ids goes only with location_id")
        return self


class StartSessionEvent(StartSession):
    """A session to start; it ends by itself after the duration or the energy, whichever comes first."""

    duration_seconds: Seconds | None = Field(None, examples=[600])
    target_energy_kwh: Annotated[float, Field(gt=0, le=100_000)] | None = Field(None, examples=[12.5])


class ConfigurationEvent(Body):
    """Configuration keys to change."""

    configuration: ConfigurationMap = Field(examples=[{"HeartbeatInterval": "60"}])


class ProxyMessageEvent(Body):
    """A message to send as it is."""

    action: ProxyAction = Field(examples=["heartbeat"])
    ocpp_version: ProxyOcppVersion = Field(examples=["ocpp1.6"])
    payload: dict[str, Any] = Field(examples=[{}])


class EmptyEvent(Body):
    """Nothing to say."""


class ConnectorCommand(Body):
    """A connector, on the chargers that are meant."""

    target: CommandTarget
    event: ConnectorSelection | None = None


class StartSessionCommand(Body):
    """A session to start, on the chargers that are meant."""

    target: CommandTarget
    event: StartSessionEvent


class StopSessionCommand(Body):
    """A session to stop, on the chargers that are meant."""

    target: CommandTarget
    event: StopSession | None = None


class AuthorizeCommand(Body):
    """A tag to present, on the chargers that are meant."""

    target: CommandTarget
    event: AuthorizeIdTag


class PowerUpdateCommand(Body):
    """A power to draw, on the chargers that are meant."""

    target: CommandTarget
    event: PowerUpdate


class EmptyCommand(Body):
    """One charger."""

    target: ChargerCommandTarget
    event: EmptyEvent | None = None


class ProxyCommand(Body):
    """A message to send, on one charger."""

    target: ChargerCommandTarget
    event: ProxyMessageEvent


class ConfigurationCommand(Body):
    """Configuration keys to change, on one charger."""

    target: ChargerCommandTarget
    event: ConfigurationEvent


class LocalListCommand(Body):
    """A local authorization list, for one charger."""

    target: ChargerCommandTarget
    event: LocalAuthList


class InjectFaultCommand(Body):
    """A fault to bring about, on one charger."""

    target: ChargerCommandTarget
    event: InjectFault


class ClearFaultCommand(Body):
    """Where to clear the fault, on one charger."""

    target: ChargerCommandTarget
    event: ConnectorSelection | None = None
