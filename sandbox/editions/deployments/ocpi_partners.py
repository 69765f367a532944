"""Roaming partners that operate charge points: entered and removed by their party."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from sandbox.domain import cpos, partners
from sandbox.domain.cpos import Party
from sandbox.domain.ocpi_records import Cpo
from sandbox.domain.world import Tenant
from sandbox.errors import NotFound
from sandbox.resources.parties import CountryCode, PartyId
from sandbox.rest.models import NO_NUL, Body, Query, Text
from sandbox.rest.operation import Operation
from sandbox.rest.views import View

Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+){0,3}$", max_length=20)]
Url = Annotated[str, StringConstraints(max_length=2000, pattern=NO_NUL)]


class OcpiBusinessDetails(Body):
    """Who is behind a party."""

    name: Text | None = Field(None, examples=["ABC Charging B.V."])
    website: Url | None = Field(None, examples=["https://abc-charging.example.com"])
    logo_url: Url | None = None


class OcpiPartnerInput(Body):
    """A partner to enter."""

    country_code: CountryCode = Field(description="ISO 3166-1 alpha-2 code.", examples=["NL"])
    party_id: PartyId = Field(examples=["ABC"])
    name: Text = Field(examples=["ABC Charging"])
    role: Literal["CPO"] | None = Field(None, examples=["CPO"])
    ocpi_versions: list[Version] = Field(min_length=1, max_length=10, examples=[["2.2.1"]])
    business_details: OcpiBusinessDetails | None = None


class CreateOcpiPartnerRequest(Body):
    """A partner to enter."""

    partner: OcpiPartnerInput
    ocpi_version: Version = Field(
        description="Added to those of the partner if it is missing.", examples=["2.2.1"]
    )


class OcpiPartnerResponse(View):
    """A partner."""

    id: int = Field(examples=[100000101])
    country_code: str = Field(examples=["NL"])
    party_id: str = Field(examples=["ABC"])
    name: str = Field(examples=["ABC Charging"])
    role: str = Field(examples=["CPO"])
    ocpi_versions: list[str] = Field(examples=[["2.2.1"]])
    status: str = Field(examples=["active"])

    @classmethod
    def of(cls, cpo: Cpo) -> Self:
        """Show a partner."""
        return cls(
            id=int(cpo.number),
            country_code=cpo.country_code,
            party_id=cpo.party_id,
            name=cpo.name,
            role=cpo.role,
            ocpi_versions=list(cpo.ocpi_versions),
            status=cpo.status,
        )


class PartyQuery(Query):
    """Which partner to remove."""

    country_code: CountryCode = Field(description="ISO 3166-1 alpha-2 code.", examples=["NL"])
    party_id: PartyId = Field(examples=["ABC"])


def create_ocpi_partner(tenant: Tenant, body: CreateOcpiPartnerRequest) -> OcpiPartnerResponse:
    """Enter a partner, or change the one that has the party."""
    partner = body.partner
    details = partner.business_details
    entered = partners.enter(
        tenant,
        Party(partner.country_code, partner.party_id),
        name=partner.name,
        ocpi_versions=list(dict.fromkeys([*partner.ocpi_versions, body.ocpi_version])),
        business_details=None if details is None else details.given(),
    )
    return OcpiPartnerResponse.of(entered)


def delete_ocpi_partner(tenant: Tenant, query: PartyQuery) -> None:
    """Remove a partner with its locations and their chargers."""
    cpos.delete(tenant, partners.find(tenant, Party(query.country_code, query.party_id)))


TAG = "OCPI operators"

OPERATIONS = (
    Operation("POST", "/ocpi/cpo", create_ocpi_partner, tag=TAG),
    Operation("DELETE", "/ocpi/cpo", delete_ocpi_partner, status=204, errors=(NotFound,), tag=TAG),
)
