"""OCPI locations of an operator: found, changed, removed, and opened in bulk in the background."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from sandbox.domain import locations, runs, sites
from sandbox.domain.ocpi_records import Cpo, OcpiLocation
from sandbox.domain.records import Location, OcppVersion, ProvisioningError, Run
from sandbox.domain.runs import RunFailed
from sandbox.domain.sites import SiteDraft
from sandbox.domain.world import Tenant
from sandbox.errors import NotFound

MOST_LOCATIONS = 100
"""Locations that one request may open."""


def find(tenant: Tenant, cpo: Cpo, location_id: str) -> OcpiLocation:
    """Return the location if it is the operator's, or raise NotFound."""
    location = tenant.ocpi_locations.get(location_id)
    if location is None or location.cpo_id != cpo.id:
        raise NotFound(f"Location {location_id} not found")
    return location


def ocpi_id(cpo: Cpo, site: Location) -> str:
    """Return the id that partners know a location by; it changes with the slug of the site."""
    return f"{cpo.country_code}-{cpo.party_id}-{site.slug}"


def find_published(tenant: Tenant, location_id: str, ocpi_version: str) -> OcpiLocation:
    """Return the location that partners know by that id, or that has it as its own, or raise NotFound."""
    location = _of_ocpi_id(tenant, location_id) or tenant.ocpi_locations.get(location_id)
    if location is None or location.ocpi_version != ocpi_version:
        raise NotFound(f"Location {location_id} of OCPI {ocpi_version} not found")
    return location


def _of_ocpi_id(tenant: Tenant, text: str) -> OcpiLocation | None:
    """Return the location whose OCPI id is *text*, or None; partners see a site once."""
    *_, slug = text.split("-", maxsplit=2)
    if (site := tenant.locations.first(slug=slug)) is None:
        return None
    if (location := tenant.ocpi_locations.first(location_id=site.id)) is None:
        return None
    cpo = tenant.cpos.get(location.cpo_id)
    return location if cpo is not None and ocpi_id(cpo, site) == text else None


def update(tenant: Tenant, location: OcpiLocation, changes: Mapping[str, Any]) -> OcpiLocation:
    """Change some fields; what it shares with the site changes there. OCPI 2.1.1 has no parking type."""
    shared = dict(changes)
    parking_type = shared.pop("parking_type", location.parking_type)
    locations.update(tenant, locations.find(tenant, location.location_id), shared)
    changed = location.replaced(
        parking_type=None if location.ocpi_version == "2.1.1" else parking_type,
        updated_at=tenant.clock.now(),
    )
    tenant.ocpi_locations.put(changed)
    return changed


def delete(tenant: Tenant, location: OcpiLocation) -> None:
    """Remove a location, the site behind it and the chargers there."""
    locations.delete(tenant, locations.find(tenant, location.location_id))


def begin(tenant: Tenant, cpo: Cpo, drafts: Sequence[SiteDraft]) -> Run:
    """Start a job that opens locations for an operator."""
    work = {"locations": [draft.model_dump(mode="json") for draft in drafts]}
    return runs.start_job(tenant, "cpo_locations", cpo.id, work)


def finish(tenant: Tenant, run: Run) -> dict[str, Any]:
    """Open the locations of a job; return the ids of those opened, and what failed.

    Raises:
        RunFailed: an OCPP version that there is not, or no location could be opened.
    """
    if (cpo := tenant.cpos.get(str(run.parent_id))) is None:
        raise NotFound(f"CPO {run.parent_id} not found")
    drafts = [SiteDraft.model_validate(draft) for draft in run.work["locations"]]
    _require_ocpp_versions(drafts)
    opened: list[OcpiLocation] = []
    failed: list[tuple[SiteDraft, ProvisioningError]] = []
    for number, draft in enumerate(drafts):
        try:
            opened.append(sites.open_site(tenant, cpo, draft, number))
        except RunFailed as refused:
            failed.append((draft, refused.error))
    if failed and not opened:
        raise RunFailed(failed[0][1])
    if opened:
        tenant.cpos.put(cpo.replaced(updated_at=tenant.clock.now()))
    return {
        "created": [location.id for location in opened],
        "failed": [{"name": draft.location.name, "error": error.model_dump()} for draft, error in failed],
    }


def _require_ocpp_versions(drafts: Sequence[SiteDraft]) -> None:
    valid = get_args(OcppVersion)
    for number, draft in enumerate(drafts):
        for group in draft.groups:
            if (given := group.shared["ocpp_version"]) not in valid:
                raise RunFailed(
                    ProvisioningError(
                        code="invalid_ocpp_version",
                        message=f"Invalid ocpp_version {given!r}; valid: {', '.join(valid).upper()}",
                        step=f"location-{number}",
                        param="ocpp_version",
                        retryable=False,
                    )
                )
