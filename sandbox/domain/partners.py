"""Roaming partners: parties that are entered by hand, with locations that are described in full."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from sandbox.domain import cpos, evses, locations, places, provisioning, sites
from sandbox.domain.bulk import Bulk
from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.cpos import Party
from sandbox.domain.locations import LocationDraft
from sandbox.domain.ocpi_records import Cpo, Evse, OcpiVersion
from sandbox.domain.records import Charger, Coordinates, Location
from sandbox.domain.world import Tenant
from sandbox.errors import NotFound


class PartnerChargerDraft(BaseModel):
    """A charger with its EVSEs."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    charger: ChargerDraft
    evses: tuple[Evse, ...]


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
    chargers: tuple[PartnerChargerDraft, ...]


def enter(
    tenant: Tenant,
    party: Party,
    *,
    name: str,
    ocpi_versions: Sequence[str],
    business_details: dict[str, Any] | None,
) -> Cpo:
    """Enter a partner, or change the one that has the party; a bundle keeps its own name and version."""
    known = cpos.of_party(tenant, party)
    if known is None:
        return cpos.add(
            tenant, party, name=name, ocpi_versions=ocpi_versions, business_details=business_details
        )
    changed = known.replaced(
        name=_name(known, name),
        ocpi_versions=_versions(known, ocpi_versions),
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
    called = _name(known, name or known.name)
    if version in known.ocpi_versions and called == known.name:
        return known
    changed = known.replaced(
        name=called,
        ocpi_versions=_versions(known, (*known.ocpi_versions, version)),
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
) -> tuple[Location, Bulk[Charger]]:
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
    sites.publish(
        tenant, cpo, location, version=version, parking_type=draft.parking_type, details=draft.details
    )
    return location, _deploy(tenant, location, draft.chargers)


def _deploy(tenant: Tenant, location: Location, drafts: Sequence[PartnerChargerDraft]) -> Bulk[Charger]:
    """Deploy chargers one by one: of two with the same identity, one has the EVSEs that were described."""
    bulk: Bulk[Charger] = Bulk()
    for draft in drafts:
        one = provisioning.deploy(tenant, location, [draft.charger])
        for charger in one.done:
            evses.describe(tenant, charger, draft.evses)
        bulk.done.extend(one.done)
        bulk.failed.extend(one.failed)
    return bulk


def _name(known: Cpo, name: str) -> str:
    return name if known.bundle is None else known.name


def _versions(known: Cpo, versions: Sequence[str]) -> tuple[str, ...]:
    own = () if known.bundle is None else (known.bundle.ocpi_version,)
    return tuple(dict.fromkeys((*own, *versions)))


def _somewhere(tenant: Tenant, draft: PartnerLocationDraft) -> Coordinates:
    city = places.city_called(draft.city, draft.country, tenant.ids)
    assert city is not None
    return places.near(city, tenant.ids)
