"""What is stored: the records of each collection and the indexes they are found by."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.charger.state import ChargerState
from sandbox.clock import Moment
from sandbox.store.record import Record
from sandbox.store.store import CollectionSpec

OcppVersion = Literal["ocpp1.6", "ocpp2.0.1"]
RunKind = Literal[
    "charger",
    "location_chargers",
    "cpo",
    "cpo_locations",
    "cpo_expiry",
    "runtime_operation",
]
CommandStatus = Literal["queued", "received", "deferred", "applied", "rejected", "expired", "failed"]


class Organization(Record):
    """A tenant; every other record belongs to one."""

    name: str
    created_at: Moment


class DeletedOrganization(Record):
    """What is remembered of a deleted tenant, so that its tokens are refused for a reason."""

    deleted_at: Moment


class OpenedWorld(Record):
    """The world that the state began with: the name of one that is shipped, or the path of a file."""

    name: str
    opened_at: Moment


class RevokedToken(Record):
    """The `jti` of a token that is refused before its time."""

    expires_at: Moment


Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Coordinates(BaseModel):
    """A place on Earth, in degrees."""

    model_config = ConfigDict(frozen=True, strict=True, allow_inf_nan=False)

    latitude: Latitude = Field(examples=[48.8925])
    longitude: Longitude = Field(examples=[2.2361])


class Location(Record):
    """A site where chargers stand."""

    organization_id: str
    slug: str
    name: str
    address: str
    city: str
    country: str
    coordinates: Coordinates
    timezone: str | None
    owner_name: str | None
    public: bool
    status: str
    created_at: Moment
    updated_at: Moment


class Charger(Record):
    """A deployed charger: what it is made of, where it connects to, when it is first switched on, if ever.

    *csms* tells whether it really connects there; None leaves that to the settings.
    """

    organization_id: str
    identity: str
    name: str
    brand_slug: str
    model_slug: str
    vendor_name: str
    model_name: str
    image_url: str | None
    connector_type: str
    connector_count: int
    current_type: Literal["ac", "dc"]
    phases: int
    max_power_w: int
    ws_url: str
    ocpp_version: OcppVersion
    location_id: str | None
    location_name: str | None
    security_profile: int = 0
    authorization_key: str | None = None
    csms: Literal["loopback", "live"] | None = None
    powered_at: Moment | None
    created_at: Moment
    updated_at: Moment


class Activity(Record):
    """What a charger was told before anybody looked at it, so that a world opens with sessions going on."""

    organization_id: str
    charger_id: str
    at: Moment
    command: str
    payload: dict[str, Any]


class Command(Record):
    """A command that was sent to a charger, and what has become of it.

    `command` is the name that the simulation knows, `event_type` the one that the API shows. It reaches the
    charger at `received_at`, and is carried out at `due_at` or when the charger is there again; `waiting` is
    set until it is known what came of it.
    """

    organization_id: str
    charger_id: str
    identity: str
    command: str
    event_type: str
    ocpp_version: OcppVersion
    payload: dict[str, Any]
    status: CommandStatus
    waiting: Literal["yes"] | None
    reason: str | None
    result: dict[str, Any] | None
    created_at: Moment
    received_at: Moment
    due_at: Moment
    updated_at: Moment


class LogEntry(Record):
    """One OCPP-J frame between a charger and its CSMS."""

    organization_id: str
    charger_id: str
    direction: Literal["cp_to_csms", "csms_to_cp"]
    action: str
    message: str
    timestamp: Moment


RuntimeChangeKind = Literal[
    "started",
    "stopped",
    "failed",
    "connecting",
    "unreachable",
    "connected",
    "unaccepted",
    "online",
    "offline",
]


class RuntimeChange(Record):
    """Something happened to a charger's process: see `processes`."""

    organization_id: str
    charger_id: str
    kind: RuntimeChangeKind
    attempt: int
    at: Moment
    code: str | None = None
    hint: str | None = None


class ProvisioningError(BaseModel):
    """Why a run failed; `retryable` tells whether the same request may succeed later."""

    model_config = ConfigDict(frozen=True)

    code: str = "unknown_error"
    message: str
    step: str | None = None
    param: str | None = None
    doc_url: str | None = None
    retryable: bool | None = None


class Run(Record):
    """Work in the background; what it has come to is told by the clock alone.

    `subject_id` is what is made: a charger, a location or an operator; a job is its own subject. `work` is
    what its end needs to know, `error` why it is going to fail.
    """

    organization_id: str
    kind: RunKind
    subject_id: str
    parent_id: str | None
    work: dict[str, Any]
    started_at: Moment
    provisioning_at: Moment
    ends_at: Moment
    state: Literal["open", "closed"] = "open"
    error: ProvisioningError | None = None
    results: dict[str, Any] | None = None


BatchItem = Literal["batch_item"]
"""One charger of a request about several."""


class RunFailure(Record):
    """An order that the next runs of an organization fail: `remaining` of them, of one kind or of any.

    Items of batches fail only when they are named.
    """

    organization_id: str
    kind: RunKind | BatchItem | None
    remaining: int
    error: ProvisioningError
    created_at: Moment


def _of_version_0_1_0(stored: dict[str, Any]) -> dict[str, Any]:
    """Complete a command that was stored when all of them were carried out at once."""
    if "due_at" in stored:
        return stored
    moments = dict.fromkeys(("received_at", "due_at", "updated_at"), stored.get("created_at"))
    return {"command": stored.get("event_type"), "waiting": None, **moments, **stored}


_OF_ORGANIZATION = ("organization_id",)
_OF_CHARGER = ("organization_id", "charger_id")

ORGANIZATIONS = CollectionSpec("organizations", Organization)
DELETED_ORGANIZATIONS = CollectionSpec("deleted_organizations", DeletedOrganization)
OPENED_WORLDS = CollectionSpec("opened_worlds", OpenedWorld)
REVOKED_TOKENS = CollectionSpec("revoked_tokens", RevokedToken)
LOCATIONS = CollectionSpec(
    "locations",
    Location,
    (_OF_ORGANIZATION, ("organization_id", "slug"), ("organization_id", "name")),
)
CHARGERS = CollectionSpec(
    "chargers",
    Charger,
    (_OF_ORGANIZATION, ("organization_id", "location_id"), ("organization_id", "identity")),
)
STATES = CollectionSpec("charger_states", ChargerState, (_OF_ORGANIZATION,))
ACTIVITIES = CollectionSpec("activities", Activity, (_OF_ORGANIZATION, _OF_CHARGER))
COMMANDS = CollectionSpec(
    "commands",
    Command,
    (_OF_ORGANIZATION, _OF_CHARGER, ("organization_id", "charger_id", "waiting")),
    upgrade=_of_version_0_1_0,
)
LOGS = CollectionSpec("logs", LogEntry, (_OF_ORGANIZATION, _OF_CHARGER))
RUNTIME_CHANGES = CollectionSpec("runtime_changes", RuntimeChange, (_OF_ORGANIZATION, _OF_CHARGER))
RUNS = CollectionSpec(
    "runs",
    Run,
    (_OF_ORGANIZATION, ("organization_id", "subject_id"), ("organization_id", "parent_id"), ("state",)),
)
RUN_FAILURES = CollectionSpec("run_failures", RunFailure, (_OF_ORGANIZATION,))
