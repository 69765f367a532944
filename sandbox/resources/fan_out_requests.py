"""The `{target, payload}` bodies of commands (releases 0.2.3 and later)."""

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from sandbox.resources.command_models import (
    AuthorizeIdTag,
    ConfigurationKey,
    ConfigurationValue,
    ConnectorSelection,
    InjectFault,
    ListVersion,
    LocalAuthListEntry,
    PowerUpdate,
    StopSession,
)
from sandbox.resources.command_requests import StartSessionEvent
from sandbox.rest.models import NO_NUL, Body, UuidText

OcppAction = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_NUL)]

_ONE_OF = ("deployment_id", "identity", "location_id")


def _alone(name: str) -> dict[str, Any]:
    """Return the schema of a target that names *name* and none of the others."""
    others = {other: {"type": "null"} for other in _ONE_OF if other != name}
    if name != "location_id":
        others["charger_ids"] = {"type": "null"}
    return {"required": [name], "properties": {name: {"type": "string"}, **others}}


class DeploymentTarget(Body):
    """One charger, by deployment or identity, or the chargers of a location."""

    deployment_id: str | None = Field(None, examples=["dep-3fa85f642b1c"])
    identity: str | None = Field(None, examples=["CP-0001"])
    location_id: UuidText | None = None
    charger_ids: list[str] | None = Field(None, description="Only with `location_id`: these of its chargers.")

    model_config = ConfigDict(json_schema_extra={"oneOf": [_alone(name) for name in _ONE_OF]})

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in _ONE_OF if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join(_ONE_OF)}")
        if self.charger_ids is not None and self.location_id is None:
            raise ValueError("charger_ids goes only with location_id")
        return self


class AuthorizePayload(AuthorizeIdTag, ConnectorSelection):
    """A tag to present, at a connector or wherever one is free."""


class ConfigurationPayload(Body):
    """A configuration key to change."""

    key: ConfigurationKey = Field(examples=["HeartbeatInterval"])
    value: ConfigurationValue = Field(examples=["60"])


class ProxyPayload(Body):
    """An OCPP message as it is."""

    action: OcppAction = Field(description="As OCPP spells it.", examples=["Heartbeat"])
    payload: dict[str, Any] | None = Field(None, examples=[{}])


class LocalListPayload(Body):
    """A local authorization list, or changes to it; its version must be newer."""

    list_version: ListVersion = Field(examples=[2])
    update_type: Literal["Full", "Differential"] = Field(examples=["Full"])
    entries: list[LocalAuthListEntry] | None = None


class EmptyPayload(Body):
    """Nothing to say."""


class FanOutRequest(Body):
    """A command without arguments, to the chargers that are meant."""

    target: DeploymentTarget
    payload: EmptyPayload | None = None


class ConnectorRequest(Body):
    """A command to a connector, of the chargers that are meant."""

    target: DeploymentTarget
    payload: ConnectorSelection | None = None


class StopSessionRequest(Body):
    """A session to stop, on the chargers that are meant."""

    target: DeploymentTarget
    payload: StopSession | None = None


class StartSessionRequest(Body):
    """A session to start, on the chargers that are meant."""

    target: DeploymentTarget
    payload: StartSessionEvent


class AuthorizeRequest(Body):
    """A tag to present, to the chargers that are meant."""

    target: DeploymentTarget
    payload: AuthorizePayload


class PowerUpdateRequest(Body):
    """A power to draw, from the chargers that are meant."""

    target: DeploymentTarget
    payload: PowerUpdate


class InjectFaultRequest(Body):
    """A fault to bring about, on the chargers that are meant."""

    target: DeploymentTarget
    payload: InjectFault


class ConfigurationRequest(Body):
    """A configuration key to change, on the chargers that are meant."""

    target: DeploymentTarget
    payload: ConfigurationPayload


class ProxyRequest(Body):
    """A message to send, from the chargers that are meant."""

    target: DeploymentTarget
    payload: ProxyPayload


class LocalListRequest(Body):
    """A local authorization list, for the chargers that are meant."""

    target: DeploymentTarget
    payload: LocalListPayload
