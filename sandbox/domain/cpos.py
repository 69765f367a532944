"""Charge point operators: parties with OCPI locations, whether made by hand or from a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.domain import evses, locations
from sandbox.domain.ocpi_records import Bundle, Cpo, OcpiLocation, OcpiVersion
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PARTIES = len(_ALPHABET) ** 3
_NUMBERS = range(100_000_000, 1_000_000_000)


@dataclass(frozen=True, slots=True)
class Party:
    """Who operates: a country and an id of three characters there, in capitals."""

    country_code: str
    party_id: str

    @property
    def key(self) -> str:
        """Both, as one text."""
        return f"{self.country_code}*{self.party_id}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much an operator has."""

    locations: int
    chargers: int
    evses: int
    connectors: int


def find(tenant: Tenant, number: str) -> Cpo:
    """Return the operator of that number, or raise NotFound."""
    if (cpo := tenant.cpos.first(number=number)) is None:
        raise NotFound(f"CPO {number} not found")
    return cpo


def of_party(tenant: Tenant, party: Party) -> Cpo | None:
    """Return the operator that has the party, or None."""
    return tenant.cpos.first(party=party.key)


def free_party(tenant: Tenant, wanted: Party) -> Party:
    """Return the wanted party, or the next one in order that no operator of the organization has.

    Raises:
        BadRequest: there is none left in the country.
    """
    first = int(wanted.party_id, len(_ALPHABET))
    for step in range(_PARTIES):
        party = Party(wanted.country_code, _party_id((first + step) % _PARTIES))
        if of_party(tenant, party) is None:
            return party
    fact = f"Every party_id of {wanted.country_code} is taken: delete an operator first"
    raise BadRequest(fact, place=("party_id",), given=wanted.party_id)


def add(  # noqa: PLR0913 - what an operator is
    tenant: Tenant,
    party: Party,
    *,
    name: str,
    role: str = "CPO",
    ocpi_versions: Sequence[str],
    business_details: dict[str, Any] | None = None,
    bundle: Bundle | None = None,
) -> Cpo:
    """Add an operator."""
    now = tenant.clock.now()
    cpo = Cpo(
        id=tenant.ids.uuid(),
        organization_id=tenant.organization_id,
        number=_free_number(tenant),
        kind="partner" if bundle is None else "bundle",
        country_code=party.country_code,
        party_id=party.party_id,
        party=party.key,
        name=name,
        role=role,
        ocpi_versions=tuple(ocpi_versions),
        business_details=business_details,
        bundle=bundle,
        status="active",
        created_at=now,
        updated_at=now,
    )
    tenant.cpos.add(cpo)
    return cpo


def delete(tenant: Tenant, cpo: Cpo) -> None:
    """Remove an operator with its locations, their chargers, and the work for it that goes on."""
    for location in tenant.ocpi_locations.find(cpo_id=cpo.id):
        locations.delete(tenant, locations.find(tenant, location.location_id))
    tenant.runs.clear(subject_id=cpo.id)
    tenant.runs.clear(parent_id=cpo.id)
    tenant.cpos.remove(cpo.id)


def counts(tenant: Tenant, cpo: Cpo) -> Counts:
    """Count what the operator has now."""
    places = tenant.ocpi_locations.find(cpo_id=cpo.id)
    chargers = [seen for place in places for seen in evses.topology(tenant, place)]
    return Counts(
        locations=len(places),
        chargers=len(chargers),
        evses=sum(len(seen.evses) for seen in chargers),
        connectors=sum(seen.connectors for seen in chargers),
    )


def version_of(cpo: Cpo) -> OcpiVersion:
    """Return the OCPI version that the operator's locations are of."""
    if cpo.bundle is not None:
        return cpo.bundle.ocpi_version
    return "2.1.1" if set(cpo.ocpi_versions) == {"2.1.1"} else "2.2.1"


def locations_of(tenant: Tenant, cpo: Cpo, *, offset: int, limit: int) -> tuple[list[OcpiLocation], int]:
    """Return some of the operator's locations, the oldest first, and the count of all of them."""
    return tenant.ocpi_locations.page(offset=offset, limit=limit, cpo_id=cpo.id)


def _party_id(number: int) -> str:
    base = len(_ALPHABET)
    return "".join(_ALPHABET[number // base**power % base] for power in (2, 1, 0))


def _free_number(tenant: Tenant) -> str:
    while True:
        number = str(tenant.ids.random.choice(_NUMBERS))
        if tenant.cpos.first(number=number) is None:
            return number
