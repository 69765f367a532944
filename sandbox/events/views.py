"""What listeners are told: one view for each kind of event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import Field

from sandbox.domain.records import CommandStatus, RunKind
from sandbox.domain.runs import Status
from sandbox.domain.world import Replacement
from sandbox.rest.views import View

Kind = Literal[
    "location", "charger", "connector", "session", "command", "job", "log", "request", "world", "clock"
]

RecordChange = Literal["created", "updated", "removed"]
Runtime = Literal["starting", "online", "offline", "stopped"]


class EventView(View):
    """What all events tell."""

    id: int = Field(description="Grows from event to event, over restarts too.", examples=[1767225600017])
    kind: str
    change: str
    at: datetime = Field(description="When it happened, by the clock of the organization.")
    organization_id: str | None = Field(description="Null for what concerns all, or nobody known.")


class LocationEvent(EventView):
    """A location was created, changed or removed."""

    kind: Literal["location"]
    change: RecordChange
    location_id: str
    slug: str
    name: str
    status: str


class ChargerEvent(EventView):
    """A charger was created, changed or removed, its process came up or went down, or it lost its CSMS."""

    kind: Literal["charger"]
    change: RecordChange | Literal["runtime"]
    charger_id: str
    identity: str
    location_id: str | None = Field(None, description="Null when `change` is `runtime`.")
    runtime: Runtime | None = Field(None, description="Null unless `change` is `runtime`.")
    previous_runtime: Runtime | None = None


class ConnectorEvent(EventView):
    """A connector has another OCPP status or charging state, or another power flows."""

    kind: Literal["connector"]
    change: Literal["status", "power"]
    charger_id: str
    identity: str
    connector: int = Field(description="Connector of OCPP 1.6, EVSE of OCPP 2.0.1.")
    status: str = Field(examples=["Charging"])
    previous_status: str | None = Field(
        description="Null when the charger was looked at for the first time.", examples=["Preparing"]
    )
    charging_state: str | None = Field(description="Of a transaction of OCPP 2.0.1.", examples=[None])
    power_w: float = Field(description="Power that flows from now on.")


class SessionEvent(EventView):
    """A transaction began, was authorized after it had begun, or ended."""

    kind: Literal["session"]
    change: Literal["started", "authorized", "ended"]
    charger_id: str
    identity: str
    connector: int
    transaction_id: str
    id_tag: str | None
    started_at: datetime
    energy_wh: int = Field(description="Energy that has been charged by now.")


class CommandEvent(EventView):
    """A command was sent, reached its charger, or came to something; `change` is its status."""

    kind: Literal["command"]
    change: CommandStatus
    command_id: str
    charger_id: str
    identity: str
    command: str = Field(examples=["plug_connector"])
    reason: str | None


class JobEvent(EventView):
    """Work in the background came a step further; `change` is its status."""

    kind: Literal["job"]
    change: Status
    run_id: str
    job: RunKind = Field(description="What is made, or done.")
    subject_id: str = Field(description="The charger or operator that is made; a job is its own subject.")
    parent_id: str | None = Field(description="The location or operator of a job.")
    error: str | None = Field(description="Why it failed.")


class LogEvent(EventView):
    """An OCPP-J frame went over the wire."""

    kind: Literal["log"]
    change: Literal["logged"]
    charger_id: str
    direction: Literal["cp_to_csms", "csms_to_cp"]
    action: str
    message: str


class RequestEvent(EventView):
    """A request was answered, or its connection was closed without an answer."""

    kind: Literal["request"]
    change: Literal["answered", "dropped"]
    request_id: str = Field(description="As in `GET /dev/requests/{request_id}`.")
    method: str
    path: str
    operation: str | None
    status: int | None
    fault: str | None = Field(description="Name of the fault that was applied.")


class WorldEvent(EventView):
    """All of the state, or of an organization, is another at once; no events tell what is different."""

    kind: Literal["world"]
    change: Replacement | Literal["created", "removed"] = Field(
        description="`created` and `removed` tell of an organization."
    )


class ClockEvent(EventView):
    """A clock was turned, or released; `at` is what it shows now."""

    kind: Literal["clock"]
    change: Literal["turned", "released"]
    frozen: bool
    speed: float


class GapEvent(EventView):
    """Events up to this id are lost to this listener: it was away for too long, or reads too slowly."""

    kind: Literal["gap"]
    change: Literal["lost"]


Told = (
    LocationEvent
    | ChargerEvent
    | ConnectorEvent
    | SessionEvent
    | CommandEvent
    | JobEvent
    | LogEvent
    | RequestEvent
    | WorldEvent
    | ClockEvent
    | GapEvent
)

VIEWS: Mapping[str, type[Told]] = {
    "location": LocationEvent,
    "charger": ChargerEvent,
    "connector": ConnectorEvent,
    "session": SessionEvent,
    "command": CommandEvent,
    "job": JobEvent,
    "log": LogEvent,
    "request": RequestEvent,
    "world": WorldEvent,
    "clock": ClockEvent,
    "gap": GapEvent,
}
