"""A world file: what its rows may say, and what is said of one that is wrong."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from sandbox.clock import Moment
from sandbox.demand.traffic import Traffic
from sandbox.domain.records import Coordinates, OcppVersion
from sandbox.errors import BadWorld
from sandbox.rest.models import Text

NEEDED: Mapping[str, str] = {
    "authorize_id_tag": "id_tag",
    "inject_fault": "fault_type",
    "power_update": "power_w",
    "proxy_message": "action",
    "send_local_list": "list_version",
    "start_session": "id_tag",
    "start_transaction": "id_tag",
}
"""The argument that a command cannot begin without."""

_MOST_PROBLEMS = 20


UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
UuidKey = Annotated[str, StringConstraints(pattern=UUID)]
PathKey = Annotated[str, StringConstraints(pattern=r"^[^\x00/]+$", max_length=200)]

# What the REST edition demands of a location or a charger; the domain knows no edition.
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Timezone = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+)*$", max_length=64)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=200)]
WebSocketUrl = Annotated[
    str, StringConstraints(pattern=r"^wss?://[^\x00-\x20/?#]+[^\x00-\x20]*$", max_length=2000)
]


class Document(BaseModel):
    """A part of the file: types are taken as JSON gives them, and nothing may be added."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)


D = TypeVar("D", bound=Document)


class OrganizationDocument(Document):
    """An organization."""

    id: UuidKey
    name: Text
    created_at: Moment


class CoordinatesDocument(Coordinates):
    """The coordinates of a location."""

    model_config = ConfigDict(extra="forbid")


class LocationDocument(Document):
    """A location."""

    id: UuidKey
    organization_id: str
    slug: Slug
    name: Text
    address: Text
    city: Text
    country: Country
    coordinates: CoordinatesDocument
    timezone: Timezone | None
    owner_name: Text | None
    public: bool
    status: Text
    created_at: Moment
    updated_at: Moment


class ChargerDocument(Document):
    """A charger."""

    id: PathKey
    organization_id: str
    identity: Text
    name: Text | None = None
    brand_slug: str
    model_slug: str
    connector_type: str
    ws_url: WebSocketUrl
    ocpp_version: OcppVersion = "ocpp1.6"
    location_id: str | None = None
    location_name: Text | None = None
    created_at: Moment
    updated_at: Moment


class ActivityPayload(Document):
    """The arguments of an activity."""

    connector_id: int | None = Field(None, ge=1)
    id_tag: str | None = Field(None, min_length=1, max_length=36)
    duration_seconds: int | None = Field(None, ge=1)
    target_energy_kwh: float | None = Field(None, gt=0)
    power_w: int | None = Field(None, ge=0)
    fault_type: str | None = Field(None, min_length=1, max_length=50)


class ActivityDocument(Document):
    """What a charger was told before the world was opened."""

    id: Text
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
        needed = NEEDED.get(self.command)
        if needed is not None and getattr(self.payload, needed) is None:
            raise PydanticCustomError("incomplete", f"payload: {self.command} needs {needed}")
        return self


class WorldDocument(Document):
    """The file: tables of rows by id, and who comes to the chargers by themselves."""

    organizations: dict[str, OrganizationDocument] = {}
    locations: dict[str, LocationDocument] = {}
    chargers: dict[str, ChargerDocument] = {}
    activity: dict[str, ActivityDocument] = {}
    demand: Traffic | None = None


class NotJson(BadWorld):
    """The file is no JSON document at all."""


def parse(content: bytes, document: type[D]) -> D:
    """Read a file as a document of that kind.

    Raises:
        NotJson: it is no JSON.
        BadWorld: rows are not what they should be: a line for each problem.
    """
    try:
        return document.model_validate_json(content, strict=True)
    except ValidationError as refused:
        problems = refused.errors(include_url=False, include_context=False, include_input=False)
    if problems[0]["type"] == "json_invalid":
        raise NotJson(problems[0]["msg"])
    raise BadWorld("\n".join(_lines(problems, document)))


def _lines(problems: list[Any], document: type[Document]) -> Iterator[str]:
    for problem in problems[:_MOST_PROBLEMS]:
        yield ": ".join(filter(None, (place_of(problem["loc"]), _fact(problem, document))))
    if (more := len(problems) - _MOST_PROBLEMS) > 0:
        yield f"and {more} more"


def place_of(loc: tuple[int | str, ...]) -> str:
    """Return `table/row: field.field`."""
    row, fields = "/".join(map(str, loc[:2])), ".".join(map(str, loc[2:]))
    return f"{row}: {fields}" if fields else row


def _fact(problem: Mapping[str, Any], document: type[Document]) -> str:
    if problem["type"] != "extra_forbidden":
        return str(problem["msg"])
    if len(problem["loc"]) > 1:
        return "Unknown field"
    return f"Unknown table; known: {', '.join(document.model_fields)}"
