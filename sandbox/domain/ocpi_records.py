"""What is stored of OCPI: charge point operators, and locations as roaming partners see them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from sandbox.clock import Moment
from sandbox.store.record import Record
from sandbox.store.store import CollectionSpec

OcpiVersion = Literal["2.1.1", "2.2.1"]


class Bundle(BaseModel):
    """How an operator was made from a template, with its locations and chargers."""

    model_config = ConfigDict(frozen=True)

    name_prefix: str
    template: str
    template_version: int
    ocpi_version: OcpiVersion
    seed: int
    overrides: dict[str, int]
    token_a: str
    expires_at: Moment | None


class Cpo(Record):
    """A party that operates charge points: a roaming partner, or a bundle that was made from a template.

    `number` is its id on the wire, decimal digits, unique in the organization; `party` is `CC*PID`.
    """

    organization_id: str
    number: str
    kind: Literal["partner", "bundle"]
    country_code: str
    party_id: str
    party: str
    name: str
    role: str
    ocpi_versions: tuple[str, ...]
    business_details: dict[str, Any] | None
    bundle: Bundle | None
    status: str
    created_at: Moment
    updated_at: Moment


class Evse(BaseModel):
    """An EVSE that was described by hand, with its connectors in the words of OCPI."""

    model_config = ConfigDict(frozen=True)

    evse_uid: str
    evse_id: str | None
    physical_reference: str | None
    connectors: tuple[dict[str, Any], ...]


class DescribedEvses(Record):
    """The EVSEs of a charger that somebody described; the record's id is that of the charger."""

    organization_id: str
    evses: tuple[Evse, ...]


class OcpiLocation(Record):
    """A location as roaming partners see it; `location_id` is the site where its chargers stand.

    The record's id is what the API calls its `id`. EVSEs that nobody described follow from the chargers.
    """

    organization_id: str
    cpo_id: str
    ocpi_version: OcpiVersion
    location_id: str
    parking_type: str | None
    details: dict[str, Any]
    created_at: Moment
    updated_at: Moment


_OF_ORGANIZATION = ("organization_id",)

CPOS = CollectionSpec(
    "ocpi_cpos",
    Cpo,
    (
        _OF_ORGANIZATION,
        ("organization_id", "number"),
        ("organization_id", "party"),
        ("organization_id", "kind"),
    ),
)
OCPI_LOCATIONS = CollectionSpec(
    "ocpi_locations",
    OcpiLocation,
    (
        _OF_ORGANIZATION,
        ("organization_id", "cpo_id"),
        ("organization_id", "location_id"),
    ),
)
DESCRIBED_EVSES = CollectionSpec("described_evses", DescribedEvses, (_OF_ORGANIZATION,))
