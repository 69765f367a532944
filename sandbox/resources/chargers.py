"""Chargers: read, update, delete, and what to create one from."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from sandbox.domain import chargers
from sandbox.domain.records import Charger
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound
from sandbox.rest.models import Body, Text, UuidText
from sandbox.rest.operation import Operation
from sandbox.rest.pages import Page, PageQuery
from sandbox.rest.views import RecordView

OcppVersionText = Literal["OCPP1.6", "OCPP2.0.1", "ocpp1.6", "ocpp2.0.1"]
WebSocketUrl = Annotated[
    str, StringConstraints(pattern=r"^wss?://[^\x00-\x20/?#]+[^\x00-\x20]*$", max_length=2000)
]


class ChargerFields(Body):
    """What bodies that describe chargers have in common."""

    def given(self) -> dict[str, Any]:
        """Return the fields that were given, in the terms of the domain."""
        fields = super().given()
        if "ocpp_version" in fields:
            fields["ocpp_version"] = fields["ocpp_version"].lower()
        if "charge_point_name" in fields:
            name = fields.pop("charge_point_name")
            fields.setdefault("name", name)
        return fields


class CreateChargerRequest(ChargerFields):
    """A charger to create."""

    identity: Text = Field(
        description="Charge point identity, unique in the organization.", examples=["CP-0001"]
    )
    brand_slug: Text = Field(description="A brand of the catalog.", examples=["wallbox"])
    model_slug: Text = Field(description="A model of that brand.", examples=["wallbox-pulsar-plus"])
    connector_type: Text = Field(description="A connector type of that model.", examples=["Type2"])
    ws_url: WebSocketUrl = Field(
        description="WebSocket URL of the CSMS.", examples=["ws://127.0.0.1:9000/ocpp"]
    )
    ocpp_version: OcppVersionText | None = Field(
        None, description="OCPP1.6 when left out.", examples=["OCPP1.6"]
    )
    charge_point_name: Text | None = Field(None, examples=["Bay A01"])
    location_id: UuidText | None = Field(None, examples=["aaaaaaaa-0001-4000-8000-000000000001"])
    location_name: Text | None = Field(None, examples=["Harbour Hub"])

    def draft(self) -> chargers.ChargerDraft:
        """Return the draft that the domain takes."""
        return chargers.ChargerDraft(**self.given())


class UpdateChargerRequest(ChargerFields):
    """The fields of a charger to change; a field that is left out or null stays as it is."""

    name: Text | None = Field(None, examples=["Bay A02"])
    charge_point_name: Text | None = Field(
        None, description="The same as `name`, which wins.", examples=["Bay A02"]
    )
    connector_type: Text | None = Field(None, examples=["Type2"])
    ocpp_version: OcppVersionText | None = Field(None, examples=["OCPP1.6"])
    ws_url: WebSocketUrl | None = Field(None, examples=["ws://127.0.0.1:9000/ocpp"])
    location_id: UuidText | None = Field(None, examples=["aaaaaaaa-0001-4000-8000-000000000001"])
    location_name: Text | None = Field(None, examples=["Harbour Hub"])


class ChargerResponse(RecordView):
    """A charger."""

    id: str = Field(examples=["dep-3fa85f642b1c"])
    identity: str = Field(examples=["CP-0001"])
    name: str = Field(examples=["Bay A01"])
    vendor_name: str = Field(examples=["Wallbox"])
    model: str = Field(examples=["Pulsar Plus"])
    image_url: str | None
    ocpp_version: str = Field(examples=["OCPP1.6"])
    number_of_connectors: int = Field(examples=[1])
    max_charging_power: int = Field(description="Watts.", examples=[22000])
    connector_type: str = Field(examples=["Type2"])
    location_id: str | None = Field(examples=["aaaaaaaa-0001-4000-8000-000000000001"])
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, record: Charger) -> Self:
        """Show *record*."""
        return cls(
            id=record.id,
            identity=record.identity,
            name=record.name,
            vendor_name=record.vendor_name,
            model=record.model_name,
            image_url=record.image_url,
            ocpp_version=record.ocpp_version.upper(),
            number_of_connectors=record.connector_count,
            max_charging_power=record.max_power_w,
            connector_type=record.connector_type,
            location_id=record.location_id,
            created_at=record.created_at,
            updated_at=record.updated_at,
        )


class ChargerQuery(PageQuery):
    """Which chargers to list."""

    location_id: UuidText | None = Field(None, description="Only chargers that stand at this location.")


def list_chargers(tenant: Tenant, query: ChargerQuery) -> Page[ChargerResponse]:
    """List the chargers of the organization, the oldest first."""
    if query.location_id is None:
        found, total = tenant.chargers.page(offset=query.offset, limit=query.limit)
    else:
        found, total = tenant.chargers.page(
            offset=query.offset, limit=query.limit, location_id=query.location_id
        )
    return Page(ChargerResponse, found, total, query)


def get_charger(tenant: Tenant, charger_id: str) -> ChargerResponse:
    """Get one charger."""
    return ChargerResponse.of(chargers.find(tenant, charger_id))


def update_charger(tenant: Tenant, charger_id: str, body: UpdateChargerRequest) -> ChargerResponse:
    """Change the given fields of a charger."""
    charger = chargers.find(tenant, charger_id)
    return ChargerResponse.of(chargers.update(tenant, charger, body.given()))


def delete_charger(tenant: Tenant, charger_id: str) -> None:
    """Delete a charger with its state and logs."""
    chargers.delete(tenant, chargers.find(tenant, charger_id))


TAG = "Chargers"

OPERATIONS = (
    Operation("GET", "/chargers", list_chargers, tag=TAG),
    Operation("GET", "/chargers/{charger_id}", get_charger, errors=(NotFound,), tag=TAG),
    Operation("PUT", "/chargers/{charger_id}", update_charger, errors=(BadRequest, NotFound), tag=TAG),
    Operation("DELETE", "/chargers/{charger_id}", delete_charger, status=204, errors=(NotFound,), tag=TAG),
)
