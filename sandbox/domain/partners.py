"""Roaming partners: parties that are entered by hand, with locations that are described in full."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from sandbox.domain import cpos, locations, places, provisioning, sites
from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.cpos import Party
from sandbox.domain.locations import LocationDraft
from sandbox.domain.ocpi_records import Cpo, Evse, OcpiVersion
from sandbox.domain.records import Coordinates, Location, Run
from sandbox.domain.world import Tenant
from sandbox.errors import NotFound


class PartnerLocationDraft(BaseModel):
    """A location with its chargers and their EVSEs; without coordinates it is put somewhere in its city."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    name: str
    address: str
    city: str
    country: str
    coordinates: Coordinates | None = None
    timezone: str
    parking_type: str | None = None
    details: dict[str, Any]
    chargers: tuple[ChargerDraft, ...]
    evses: tuple[Evse, ...]


def enter(
    tenant: Tenant,
    party: Party,
    *,
    name: str,
    ocpi_versions: Sequence[str],
    business_details: dict[str, Any] | None,
) -> Cpo:
    """Enter a partner, or change the one that has the party."""
    known = cpos.of_party(tenant, party)
    if known is None:
        return cpos.add(
            tenant, party, name=name, ocpi_versions=ocpi_versions, business_details=business_details
        )
    changed = known.replaced(
        name=name,
        ocpi_versions=tuple(ocpi_versions),
        business_details=business_details,
        updated_at=tenant.clock.now(),
    )
    tenant.cpos.put(changed)
    return changed


def speaking(tenant: Tenant, party: Party, version: OcpiVersion, *, name: str | None) -> Cpo:
    """Return the operator that has the party, entered or taught the version if need be."""
    known = cpos.of_party(tenant, party)
    if known is None:
        return cpos.add(tenant, party, name=name or party.party_id, ocpi_versions=(version,))
    if version in known.ocpi_versions and name in (None, known.name):
        return known
    changed = known.replaced(
        name=name or known.name,
        ocpi_versions=tuple(dict.fromkeys((*known.ocpi_versions, version))),
        updated_at=tenant.clock.now(),
    )
    tenant.cpos.put(changed)
    return changed


def find(tenant: Tenant, party: Party) -> Cpo:
    """Return the operator that has the party, or raise NotFound."""
    if (cpo := cpos.of_party(tenant, party)) is None:
        raise NotFound(f"CPO {party.key} not found")
    return cpo


def open_location(
    tenant: Tenant, cpo: Cpo, draft: PartnerLocationDraft, version: OcpiVersion
) -> tuple[Location, Run]:
    """Open a location; its chargers boot in the background, and one that fails does not stop the others."""
    location = locations.create(
        tenant,
        LocationDraft(
            name=draft.name,
            address=draft.address,
            city=draft.city,
            country=draft.country,
            coordinates=draft.coordinates or _somewhere(tenant, draft),
            timezone=draft.timezone,
            owner_name=cpo.name,
        ),
    )
    run = provisioning.deploy(tenant, location, draft.chargers)
    failed = {failure["identity"] for failure in (run.results or {})["failed"]}
    sites.publish(
        tenant,
        cpo,
        location,
        version=version,
        parking_type=draft.parking_type,
        details=draft.details,
        evses=[evse for evse in draft.evses if evse.charger_identity not in failed],
    )
    return location, run


def _somewhere(tenant: Tenant, draft: PartnerLocationDraft) -> Coordinates:
    city = places.city_called(draft.city, draft.country, tenant.ids)
    assert city is not None
    return places.near(city, tenant.ids)
