"""OCPI locations with their topology, in full: opened in the background, deleted by their OCPI id."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, field_validator

from sandbox.domain import ocpi_locations, partners, plugs
from sandbox.domain.bulk import MOST_CHARGERS
from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.cpos import Party
from sandbox.domain.ocpi_records import Evse, OcpiVersion
from sandbox.domain.partners import PartnerChargerDraft, PartnerLocationDraft
from sandbox.domain.records import Coordinates, Latitude, Longitude, OcppVersion
from sandbox.domain.world import Tenant
from sandbox.errors import Invalid, NotFound, problem
from sandbox.resources.chargers import ChargerFields, WebSocketUrl
from sandbox.resources.location_chargers import require_few
from sandbox.resources.locations import Timezone
from sandbox.resources.parties import CountryCode, LongCountry, PartyId
from sandbox.resources.virtual_locations import AcceptedResponse, summary
from sandbox.rest.models import NO_NUL, Body, Integral, Query, Text
from sandbox.rest.operation import Operation

Whole = Annotated[int, Field(ge=0, lt=2**31), Integral]
Label = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]


def _number(value: object) -> object:
    return float(value) if isinstance(value, str) and _DEGREES.fullmatch(value) else value


Degrees = BeforeValidator(_number)
"""Takes the text of a number, as OCPI itself writes coordinates; comes after the bounds."""


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Numbered = BeforeValidator(_text, json_schema_input_type=Text | int)
"""Takes a whole number for the text that a connector is numbered by."""

_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,20})?")


class OcpiCoordinates(Body):
    """A place on Earth, in degrees."""

    latitude: Annotated[Latitude, Degrees] = Field(examples=[48.8925])
    longitude: Annotated[Longitude, Degrees] = Field(examples=[2.2361])


class ConnectorInput(Body):
    """A connector in the words of OCPI."""

    connector_id: Annotated[Text, Numbered] = Field(examples=["1"])
    standard: Text = Field(description="Equals the charger's connector type.", examples=["IEC_62196_T2"])
    format: Literal["SOCKET", "CABLE"] = Field(examples=["SOCKET"])
    power_type: Literal["AC_1_PHASE", "AC_2_PHASE", "AC_2_PHASE_SPLIT", "AC_3_PHASE", "DC"] = Field(
        examples=["AC_3_PHASE"]
    )
    max_voltage: Whole = Field(examples=[400])
    max_amperage: Whole = Field(examples=[32])
    max_electric_power: Whole | None = Field(None, examples=[22000])


class EvseInput(Body):
    """An EVSE with its connectors."""

    evse_uid: Text = Field(examples=["NL-ABC-CP-0001-1"])
    evse_id: Label | None = None
    physical_reference: Label | None = None
    status: Label | None = Field(None, description="Ignored: it follows from the charger.")
    connectors: list[ConnectorInput] = Field(max_length=100)

    def evse(self) -> Evse:
        """Return the EVSE in the terms of the domain."""
        return Evse(
            evse_uid=self.evse_uid,
            evse_id=self.evse_id,
            physical_reference=self.physical_reference,
            connectors=tuple(connector.given() for connector in self.connectors),
        )


class ChargerInput(ChargerFields):
    """A charger of an OCPI location, with its EVSEs."""

    identity: Text = Field(description="Unique in the organization.", examples=["CP-0001"])
    brand_slug: Text = Field(examples=["wallbox"])
    model_slug: Text = Field(examples=["wallbox-pulsar-plus"])
    image_url: Label | None = Field(None, description="Ignored.")
    connector_type: Text = Field(examples=["IEC_62196_T2"])
    ws_url: WebSocketUrl = Field(examples=["ws://127.0.0.1:9000/ocpp"])
    ocpp_version: OcppVersion | None = Field(None, description="That of the request when left out.")
    charge_point_name: Text | None = Field(None, examples=["Bay A01"])
    evses: list[EvseInput] = Field(max_length=100)

    def draft(self, ocpp_version: OcppVersion) -> PartnerChargerDraft:
        """Return the draft that the domain takes."""
        fields = {"ocpp_version": ocpp_version, **self.given()}
        for name in ("image_url", "evses"):
            fields.pop(name, None)
        fields["connector_type"] = plugs.plug_type(self.connector_type)
        return PartnerChargerDraft(
            charger=ChargerDraft(**fields), evses=tuple(evse.evse() for evse in self.evses)
        )


class CpoLocationDetailsInput(Body):
    """An OCPI location with its chargers."""

    location_slug: Label | None = Field(None, description="Ignored: it is made of the name.")
    name: Text = Field(examples=["Harbour Hub"])
    address: Text = Field(examples=["1 Quay Street"])
    city: Text = Field(examples=["Paris"])
    postal_code: Text = Field(examples=["75001"])
    state: Text | None = None
    country: LongCountry = Field(description="ISO 3166-1 alpha-3 code.", examples=["FRA"])
    coordinates: OcpiCoordinates | None = Field(None, description="Somewhere in the city when left out.")
    time_zone: Timezone = Field(description="IANA time zone.", examples=["Europe/Paris"])
    parking_type: Text | None = Field(None, examples=["PARKING_LOT"])
    facilities: list[Any] | None = Field(None, max_length=100)
    opening_hours: Any | None = None
    role: Text | None = Field(None, description="Ignored.")
    chargers: list[ChargerInput] = Field(max_length=MOST_CHARGERS)

    def draft(self, ocpp_version: OcppVersion) -> PartnerLocationDraft:
        """Return the draft that the domain takes."""
        place = self.coordinates
        told = ("postal_code", "state", "facilities", "opening_hours")
        return PartnerLocationDraft(
            name=self.name,
            address=self.address,
            city=self.city,
            country=self.country,
            coordinates=None if place is None else Coordinates(**dict(place)),
            timezone=self.time_zone,
            parking_type=self.parking_type,
            details=self.model_dump(include=set(told), exclude_none=True),
            chargers=tuple(charger.draft(ocpp_version) for charger in self.chargers),
        )


class CreateOcpiCpoLocationRequest(Body):
    """OCPI locations of a party, which is entered if need be."""

    ocpi_version: OcpiVersion = Field(examples=["2.2.1"])
    ocpp_version: OcppVersion = Field(examples=["ocpp1.6"])
    country_code: CountryCode = Field(description="ISO 3166-1 alpha-2 code.", examples=["FR"])
    party_id: PartyId = Field(examples=["ABC"])
    name: Text | None = Field(None, description="Of the party.", examples=["ABC Charging"])
    locations: list[CpoLocationDetailsInput] = Field(min_length=1, max_length=100)

    @field_validator("locations")
    @classmethod
    def _few(cls, given: list[CpoLocationDetailsInput]) -> list[CpoLocationDetailsInput]:
        require_few(sum(len(location.chargers) for location in given))
        return given

    def check(self) -> None:
        """Raise Invalid unless each connector is what its charger has."""
        if problems := list(self._problems()):
            raise Invalid(problems)

    def _problems(self) -> Iterator[dict[str, Any]]:
        for place, charger in self._chargers():
            for number, evse in enumerate(charger.evses):
                for outlet, connector in enumerate(evse.connectors):
                    if connector.standard != charger.connector_type:
                        where = [*place, "evses", number, "connectors", outlet, "standard"]
                        fact = f"Value error, should equal the connector_type {charger.connector_type!r}"
                        yield problem("value_error", where, fact, connector.standard)

    def _chargers(self) -> Iterator[tuple[list[str | int], ChargerInput]]:
        for number, location in enumerate(self.locations):
            for bay, charger in enumerate(location.chargers):
                yield ["body", "locations", number, "chargers", bay], charger


class CpoLocationQuery(Query):
    """Which OCPI location to delete."""

    location_id: str = Field(
        description="Its OCPI id, or its id in the gateway edition.",
        examples=["FR-ABC-harbour-hub-3fa85f64"],
    )
    ocpi_version: OcpiVersion = Field(examples=["2.2.1"])


def create_cpo_location(tenant: Tenant, body: CreateOcpiCpoLocationRequest) -> AcceptedResponse:
    """Open OCPI locations and deploy their chargers in the background; one that fails stops no other."""
    body.check()
    party = Party(body.country_code, body.party_id)
    cpo = partners.speaking(tenant, party, body.ocpi_version, name=body.name)
    told = []
    for item in body.locations:
        draft = item.draft(body.ocpp_version)
        location, bulk = partners.open_location(tenant, cpo, draft, body.ocpi_version)
        told.append(summary(f"{location.name} ({ocpi_locations.ocpi_id(cpo, location)})", bulk))
    return AcceptedResponse(detail="; ".join(told))


def delete_cpo_location(tenant: Tenant, query: CpoLocationQuery) -> None:
    """Delete an OCPI location, the site behind it and the chargers there."""
    location = ocpi_locations.find_published(tenant, query.location_id, query.ocpi_version)
    ocpi_locations.delete(tenant, location)


TAG = "OCPI locations"

OPERATIONS = (
    Operation("POST", "/ocpi/location", create_cpo_location, status=202, tag=TAG),
    Operation("DELETE", "/ocpi/location", delete_cpo_location, status=204, errors=(NotFound,), tag=TAG),
)
