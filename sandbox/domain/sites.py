"""Sites of an operator: a location, what partners see of it, and its chargers, opened together."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from sandbox.domain import chargers, cpos, locations, plugs
from sandbox.domain.charger_groups import GroupDraft
from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.locations import LocationDraft
from sandbox.domain.ocpi_records import Cpo, OcpiLocation, OcpiVersion
from sandbox.domain.records import Location, ProvisioningError
from sandbox.domain.runs import RunFailed
from sandbox.domain.templates import WS_URL, ChargersTemplate, LocationTemplate
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest


class SiteDraft(BaseModel):
    """What is needed to open a site."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    location: LocationDraft
    parking_type: str | None = None
    groups: tuple[GroupDraft, ...] = ()


def location_like(template: LocationTemplate) -> LocationDraft:
    """Return a draft of the location of a template."""
    return LocationDraft(
        name=template.site_name,
        address=template.address,
        city=template.city,
        country=template.country,
        coordinates=template.coordinates,
        timezone=template.timezone,
        owner_name=template.cpo_name,
    )


def group_like(template: ChargersTemplate, prefix: str, count: int) -> GroupDraft:
    """Return a draft of *count* chargers of a template, whose identities begin with *prefix*."""
    return GroupDraft(
        shared={
            "brand_slug": template.brand_slug,
            "model_slug": template.model_slug,
            "connector_type": template.connector_type,
            "ocpp_version": template.ocpp_version,
            "ws_url": WS_URL,
        },
        prefix=prefix,
        name=template.name,
        suffixes=tuple(f"{number:02d}" for number in range(1, count + 1)),
    )


def open_site(tenant: Tenant, cpo: Cpo, site: SiteDraft, number: int) -> OcpiLocation:
    """Open the site that is the *number*-th of a run; all of it, or nothing.

    Raises:
        RunFailed: a charger cannot be deployed; the error names the step and the part at fault.
    """
    with tenant.change():
        location = locations.create(tenant, site.location)
        version = cpos.version_of(cpo)
        shown = publish(tenant, cpo, location, version=version, parking_type=site.parking_type)
        for step, draft in _steps(tenant, site, number):
            try:
                chargers.create(tenant, draft.model_copy(update={"location_id": location.id}))
            except BadRequest as refused:
                raise RunFailed(_error(refused, step)) from refused
        return shown


def publish(  # noqa: PLR0913 - what partners see
    tenant: Tenant,
    cpo: Cpo,
    location: Location,
    *,
    version: OcpiVersion,
    parking_type: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> OcpiLocation:
    """Show a location to roaming partners."""
    now = tenant.clock.now()
    shown = OcpiLocation(
        id=f"loc-{tenant.ids.hex(12)}",
        organization_id=tenant.organization_id,
        cpo_id=cpo.id,
        ocpi_version=version,
        location_id=location.id,
        parking_type=parking_type if version != "2.1.1" else None,
        details=dict(details or {}),
        created_at=now,
        updated_at=now,
    )
    tenant.ocpi_locations.add(shown)
    return shown


def _steps(tenant: Tenant, site: SiteDraft, number: int) -> Iterator[tuple[str, ChargerDraft]]:
    """Return the chargers, each with the name of the step that deploys it: `charger-1-0-02`."""
    for place, group in enumerate(site.groups):
        for draft in group.drafts(tenant):
            suffix = draft.identity.removeprefix(group.prefix)
            plug = plugs.plug_type(draft.connector_type)
            yield f"charger-{number}-{place}-{suffix}", draft.model_copy(update={"connector_type": plug})


def _error(refused: BadRequest, step: str) -> ProvisioningError:
    param = str(refused.place[-1]) if refused.place else None
    code = "identity_taken" if param == "identity" else "invalid_charger"
    return ProvisioningError(code=code, message=str(refused), step=step, param=param, retryable=False)
