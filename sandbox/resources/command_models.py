"""What commands carry and what they answer in the editions `flat` and `gateway`, in part in later ones."""

from typing import Annotated, Any, Self

from pydantic import AwareDatetime, Field, StringConstraints

from sandbox.domain.commands import FanOut
from sandbox.domain.records import Command
from sandbox.rest.models import NO_NUL, Body, Integral
from sandbox.rest.views import View

ConnectorNumber = Annotated[int, Field(ge=0, le=1000), Integral]
Watts = Annotated[int, Field(ge=0, le=1_000_000), Integral]
Seconds = Annotated[int, Field(ge=1, le=31_536_000), Integral]
ListVersion = Annotated[int, Field(ge=0, le=2_147_483_647), Integral]
IdTag = Annotated[str, StringConstraints(min_length=1, max_length=36, pattern=NO_NUL)]
FaultType = Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=NO_NUL)]
ConfigurationKey = Annotated[str, StringConstraints(min_length=1, max_length=100)]
ConfigurationValue = Annotated[str, StringConstraints(max_length=500, pattern=NO_NUL)]


class ConnectorSelection(Body):
    """The connector that is meant; without one, the first for which the command makes sense."""

    evse_id: ConnectorNumber | None = Field(None, examples=[1])
    connector_id: ConnectorNumber | None = Field(None, examples=[1])


class StartTransaction(ConnectorSelection):
    """A transaction to start by remote command."""

    id_tag: IdTag = Field(examples=["TAG-RFID-001"])


class StopTransaction(Body):
    """The transaction to stop; without one, the running one."""

    transaction_id: Annotated[str, StringConstraints(min_length=1, max_length=36)] | None = Field(
        None, examples=["1"]
    )


class StartSession(Body):
    """A session to start: plug, authorize, charge."""

    id_tag: IdTag = Field(examples=["TAG-RFID-001"])
    connector_id: ConnectorNumber | None = Field(None, examples=[1])


class StopSession(Body):
    """The session to stop: stop, unplug."""

    connector_id: ConnectorNumber | None = Field(None, examples=[1])


class AuthorizeIdTag(Body):
    """A tag to present to the reader."""

    id_tag: IdTag = Field(examples=["TAG-RFID-001"])


class PowerUpdate(ConnectorSelection):
    """The power that the vehicle draws from now on."""

    power_w: Watts = Field(description="Watts.", examples=[7000])


class InjectFault(ConnectorSelection):
    """A fault to bring about."""

    fault_type: FaultType = Field(examples=["OverCurrent"])


class LocalAuthListEntry(Body):
    """One tag of the local authorization list."""

    id_tag: IdTag = Field(examples=["TAG-RFID-001"])
    expiry_date: AwareDatetime | None = Field(None, examples=["2027-01-01T00:00:00Z"])
    parent_id_tag: IdTag | None = Field(None, examples=["TAG-PARENT"])


class LocalAuthList(Body):
    """A local authorization list that replaces the present one; its version must be newer."""

    list_version: ListVersion = Field(examples=[2])
    entries: list[LocalAuthListEntry]


class QueuedCommandResponse(View):
    """A command that was accepted; its outcome shows in the logs."""

    id: str = Field(description="Twelve hexadecimal digits.", examples=["3fa85f642b1c"])
    event_type: str = Field(examples=["start_session"])
    ocpp_version: str = Field(examples=["ocpp1.6"])
    payload: dict[str, Any] = Field(examples=[{"id_tag": "TAG-RFID-001", "connector_id": 1}])

    @classmethod
    def of(cls, command: Command) -> Self:
        """Show *command*."""
        return cls(
            id=command.id,
            event_type=command.event_type,
            ocpp_version=command.ocpp_version,
            payload=command.payload,
        )


class LocationQueuedCommandResult(View):
    """A command that one of many chargers accepted."""

    charger_id: str = Field(examples=["dep-3fa85f642b1c"])
    identity: str = Field(examples=["CP-0001"])
    command: QueuedCommandResponse


class LocationCommandFailure(View):
    """A charger for which a request failed."""

    identity: str | None = Field(examples=["CP-0002"])
    error: str


class LocationCommandResponse(View):
    """A command that was sent to many chargers."""

    targeted_count: int
    queued_count: int
    failed_count: int
    results: list[LocationQueuedCommandResult]
    failed: list[LocationCommandFailure]

    @classmethod
    def of(cls, reached: FanOut) -> Self:
        """Show where the command went."""
        return cls(
            targeted_count=len(reached.sent) + len(reached.failed),
            queued_count=len(reached.sent),
            failed_count=len(reached.failed),
            results=[
                LocationQueuedCommandResult(
                    charger_id=command.charger_id,
                    identity=command.identity,
                    command=QueuedCommandResponse.of(command),
                )
                for command in reached.sent
            ],
            failed=failures(reached),
        )


def failures(reached: FanOut) -> list[LocationCommandFailure]:
    """Show the chargers that a command did not reach."""
    return [
        LocationCommandFailure(identity=failure.identity, error=failure.error) for failure in reached.failed
    ]


class LocationTarget(Body):
    """The chargers of a location that are meant; all of them when left out or null."""

    charger_ids: list[str] | None = Field(None, examples=[["dep-3fa85f642b1c"]])

    def payload(self) -> dict[str, Any]:
        """Return what each charger is told."""
        payload = self.given()
        payload.pop("charger_ids", None)
        return payload
