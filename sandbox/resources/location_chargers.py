"""Chargers of a location: listed, changed and deleted in bulk; groups of like chargers to create."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from sandbox.domain import bulk, chargers, locations
from sandbox.domain.bulk import MOST_CHARGERS, Bulk
from sandbox.domain.charger_groups import GroupDraft
from sandbox.domain.records import Charger
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound
from sandbox.resources.chargers import (
    ChargerFields,
    ChargerResponse,
    OcppVersionText,
    UpdateChargerRequest,
    WebSocketUrl,
)
from sandbox.resources.command_models import LocationCommandFailure
from sandbox.rest.models import NO_NUL, Body, Integral, Query, Text, UuidText
from sandbox.rest.operation import Operation
from sandbox.rest.pages import Page, PageQuery
from sandbox.rest.views import View

Suffix = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_NUL)]
Prefix = Annotated[str, StringConstraints(max_length=100, pattern=NO_NUL)]
GroupSize = Annotated[int, Field(ge=1, le=MOST_CHARGERS), Integral]
ChargerIds = Annotated[list[str], Field(max_length=MOST_CHARGERS, examples=[["dep-3fa85f642b1c"]])]


class UpdateLocationChargerItem(UpdateChargerRequest):
    """The fields of one charger to change."""

    charger_id: str = Field(examples=["dep-3fa85f642b1c"])

    def change(self) -> tuple[str, dict[str, Any]]:
        """Return the charger's id and its changes."""
        fields = self.given()
        return fields.pop("charger_id"), fields


class UpdateChargersRequest(Body):
    """Chargers to change."""

    chargers: list[UpdateLocationChargerItem] = Field(max_length=MOST_CHARGERS)


class ChargerTemplate(ChargerFields):
    """What the chargers of a group have in common."""

    brand_slug: Text = Field(examples=["wallbox"])
    model_slug: Text = Field(examples=["wallbox-pulsar-plus"])
    connector_type: Text = Field(examples=["Type2"])
    ocpp_version: OcppVersionText | None = Field(None, examples=["OCPP1.6"])
    ws_url: WebSocketUrl = Field(examples=["ws://127.0.0.1:9000/ocpp"])
    identity_prefix: Prefix | None = Field(
        None, description="Comes before each suffix.", examples=["SITE_A_"]
    )
    template_name: Prefix | None = Field(None, description="Name, followed by the suffix.", examples=["Bay"])


class ChargerGroup(Body):
    """Chargers that share a template: those with the given suffixes, a number of them, or both."""

    template: ChargerTemplate
    charger_ids: list[Suffix] | None = Field(None, max_length=MOST_CHARGERS, examples=[["001", "002"]])
    chargers_number: GroupSize | None = Field(None, examples=[2])

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["charger_ids"], "properties": {"charger_ids": {"type": "array"}}},
                {"required": ["chargers_number"], "properties": {"chargers_number": {"type": "integer"}}},
            ]
        }
    )

    @model_validator(mode="after")
    def _sized(self) -> Self:
        if self.charger_ids is None and self.chargers_number is None:
            raise ValueError("give charger_ids, chargers_number or both")
        return self

    def group(self) -> GroupDraft:
        """Return the group in the terms of the domain."""
        shared = self.template.given()
        return GroupDraft(
            prefix=shared.pop("identity_prefix", ""),
            name=shared.pop("template_name", None),
            shared=shared,
            suffixes=None if self.charger_ids is None else tuple(self.charger_ids),
            number=self.chargers_number,
        )


def require_few(chargers: int) -> None:
    """Raise ValueError if one request would create too many chargers."""
    if chargers > MOST_CHARGERS:
        raise ValueError(f"one request creates {MOST_CHARGERS} chargers at most, not {chargers}")


def _few(groups: list[ChargerGroup]) -> list[ChargerGroup]:
    require_few(sum(group.group().size for group in groups))
    return groups


ChargerGroups = Annotated[list[ChargerGroup], Field(max_length=100), AfterValidator(_few)]


class LocationChargerFailure(View):
    """A charger that was not changed or deleted."""

    charger_id: str | None = Field(examples=["dep-3fa85f642b1c"])
    error: str


class CreateLocationChargersResponse(View):
    """What was created."""

    created_count: int
    failed_count: int
    created: list[ChargerResponse]
    failed: list[LocationCommandFailure]

    @classmethod
    def of(cls, bulk: Bulk[Charger]) -> Self:
        """Show what was created."""
        return cls(
            created_count=len(bulk.done),
            failed_count=len(bulk.failed),
            created=[ChargerResponse.of(charger) for charger in bulk.done],
            failed=[
                LocationCommandFailure(identity=identity, error=error) for identity, error in bulk.failed
            ],
        )


class UpdateLocationChargersResponse(View):
    """What was changed."""

    updated_count: int
    failed_count: int
    updated: list[ChargerResponse]
    failed: list[LocationChargerFailure]


class DeleteLocationChargersResponse(View):
    """What was deleted."""

    deleted_count: int
    failed_count: int
    deleted: list[str]
    failed: list[LocationChargerFailure]


class LocationChargerQuery(PageQuery):
    """Which chargers of the location to list."""

    charger_ids: list[str] | None = Field(
        None, max_length=MOST_CHARGERS, description="Only these; repeat the parameter."
    )


class ChargerIdsQuery(Query):
    """Which chargers to delete."""

    charger_ids: ChargerIds = Field(description="Repeat the parameter.", min_length=1)


def list_location_chargers(
    tenant: Tenant, location_id: UuidText, query: LocationChargerQuery
) -> Page[ChargerResponse]:
    """List the chargers of a location."""
    location = locations.find(tenant, location_id)
    if query.charger_ids is None:
        found, total = tenant.chargers.page(offset=query.offset, limit=query.limit, location_id=location.id)
        return Page(ChargerResponse, found, total, query)
    selected = chargers.select(tenant, location, query.charger_ids)
    return Page(ChargerResponse, selected[query.offset :][: query.limit], len(selected), query)


def update_location_chargers(
    tenant: Tenant, location_id: UuidText, body: UpdateChargersRequest
) -> UpdateLocationChargersResponse:
    """Change chargers of a location."""
    location = locations.find(tenant, location_id)
    outcome = bulk.update(tenant, location, [charger.change() for charger in body.chargers])
    return UpdateLocationChargersResponse(
        updated_count=len(outcome.done),
        failed_count=len(outcome.failed),
        updated=[ChargerResponse.of(charger) for charger in outcome.done],
        failed=_charger_failures(outcome),
    )


def delete_location_chargers_by_query(
    tenant: Tenant, location_id: UuidText, query: ChargerIdsQuery
) -> DeleteLocationChargersResponse:
    """Delete chargers of a location (release 0.1.2)."""
    return delete_chargers(tenant, location_id, query.charger_ids)


def delete_chargers(
    tenant: Tenant, location_id: str, charger_ids: list[str]
) -> DeleteLocationChargersResponse:
    """Delete the chargers of those ids."""
    outcome = bulk.delete(tenant, locations.find(tenant, location_id), charger_ids)
    return DeleteLocationChargersResponse(
        deleted_count=len(outcome.done),
        failed_count=len(outcome.failed),
        deleted=outcome.done,
        failed=_charger_failures(outcome),
    )


def _charger_failures(bulk: Bulk[Any]) -> list[LocationChargerFailure]:
    return [LocationChargerFailure(charger_id=charger_id, error=error) for charger_id, error in bulk.failed]


TAG = "Location chargers"
_CHARGERS = "/locations/{location_id}/chargers"
_READ_ERRORS = (BadRequest, NotFound)

OPERATIONS = (
    Operation("GET", _CHARGERS, list_location_chargers, errors=_READ_ERRORS, tag=TAG),
    Operation("PUT", _CHARGERS, update_location_chargers, errors=(NotFound,), tag=TAG),
    Operation("DELETE", _CHARGERS, delete_location_chargers_by_query, errors=(NotFound,), tag=TAG),
)
