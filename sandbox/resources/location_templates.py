"""Templates of locations: a gallery to filter, each with a body that can be posted as it is."""

from collections.abc import Callable
from typing import Any, Literal, cast

from pydantic import Field

from sandbox.domain import plugs
from sandbox.domain.ocpi_records import OcpiVersion
from sandbox.domain.records import OcppVersion
from sandbox.domain.templates import LocationFilter, LocationTemplate, PowerFamily
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest
from sandbox.resources import template_bodies
from sandbox.resources.template_bodies import BodyStyle
from sandbox.rest.models import NO_NUL, Query
from sandbox.rest.operation import Operation
from sandbox.rest.views import View
from sandbox.slugs import kebab

Naming = Callable[[str], str]


class TemplateCharger(View):
    """Like chargers of a template."""

    brand_slug: str = Field(examples=["wallbox"])
    brand: str = Field(examples=["Wallbox"])
    model_slug: str = Field(examples=["wallbox-pulsar-plus"])
    model: str = Field(examples=["Pulsar Plus"])
    connector_type: str = Field(examples=["Type2"])
    ocpp_version: str = Field(examples=["OCPP1.6"])
    count: int = Field(examples=[6])
    power_kw: float = Field(description="Nominal power of a connector.", examples=[22])


class LocationTemplateResponse(View):
    """A location that can be opened as it is."""

    name: str = Field(examples=["Urban AC hub"])
    slug: str = Field(examples=["urban-ac-hub"])
    description: str
    cpo_name: str = Field(examples=["Canal Charging"])
    cpo_slug: str = Field(examples=["canal-charging"])
    party_id: str = Field(examples=["CNL"])
    ocpp_version: str = Field(description="`mixed` when its chargers differ.", examples=["ocpp1.6"])
    ocpi_version: str = Field(examples=["2.2.1"])
    connector_type: str = Field(description="That of its first chargers.", examples=["Type2"])
    type: str = Field(description="AC, DC or AC-DC.", examples=["AC"])
    country: str = Field(examples=["NL"])
    parking_type: str = Field(examples=["PARKING_GARAGE"])
    chargers: list[TemplateCharger]
    body: dict[str, Any] = Field(description="Ready to post; its identities are new each time.")


class LocationTemplateFilters(View):
    """What was asked for."""

    type: str | None
    ocpp_version: str | None
    ocpi_version: str | None
    connector_type: str | None
    include_all: bool


class LocationTemplateListResponse(View):
    """Templates of locations."""

    count: int
    filters: LocationTemplateFilters
    templates: list[LocationTemplateResponse]


class TemplateQuery(Query):
    """Which templates to list."""

    ocpp_version: OcppVersion | None = None
    ocpi_version: OcpiVersion | None = None
    connector_type: str | None = Field(
        None, max_length=100, pattern=NO_NUL, description="In the words of the catalog or of OCPI."
    )
    include_all: bool = Field(False, description="The whole gallery instead of the four recommended ones.")

    def wanted(self) -> LocationFilter:
        """Return the filter in the terms of the domain."""
        return LocationFilter(
            whole_gallery=self.include_all,
            ocpp_version=self.ocpp_version,
            ocpi_version=self.ocpi_version,
            connector_type=self.connector_type,
        )


class GalleryQuery(Query):
    """Which templates to list: as release 0.2.2 asks, with `type` or `OCPP1.6`, or as 0.3.0 does."""

    type: PowerFamily | None = Field(None, description="Looks at the whole gallery.")
    ocpp_version: Literal["OCPP1.6", "OCPP2.0.1", "ocpp1.6", "ocpp2.0.1"] | None = Field(
        None, description="In capitals it looks at the whole gallery."
    )
    ocpi_version: OcpiVersion | None = None
    connector_type: str | None = Field(None, max_length=100, pattern=NO_NUL)
    include_all: bool = Field(False, description="The whole gallery instead of the four recommended ones.")

    def wanted(self) -> LocationFilter:
        """Return the filter in the terms of the domain."""
        version = self.ocpp_version
        capitals = version is not None and version.isupper()
        return LocationFilter(
            whole_gallery=self.include_all or self.type is not None or capitals,
            family=self.type,
            ocpp_version=cast("OcppVersion | None", version and version.lower()),
            ocpi_version=self.ocpi_version,
            connector_type=self.connector_type,
        )


def list_location_templates(tenant: Tenant, query: GalleryQuery) -> LocationTemplateListResponse:
    """List templates of locations with bodies for `POST /ocpp/location`."""
    return _listed(tenant, query, template_bodies.for_ocpp)


def list_evcharger_location_templates(tenant: Tenant, query: TemplateQuery) -> LocationTemplateListResponse:
    """List templates of locations with bodies for `POST /evcharger/location`."""
    return _listed(tenant, query, template_bodies.for_evcharger)


def list_ocpi_location_templates(tenant: Tenant, query: TemplateQuery) -> LocationTemplateListResponse:
    """List templates of locations with bodies for `POST /ocpi/location`."""
    return _listed(tenant, query, template_bodies.for_ocpi, plug=plugs.ocpi_standard)


def _listed(
    tenant: Tenant, query: TemplateQuery | GalleryQuery, body: BodyStyle, *, plug: Naming = str
) -> LocationTemplateListResponse:
    templates = query.wanted().choose(tenant.gallery, tenant.catalog)
    return LocationTemplateListResponse(
        count=len(templates),
        filters=LocationTemplateFilters(**{"type": None, **query.model_dump()}),
        templates=[_shown(tenant, template, body, plug) for template in templates],
    )


def _shown(
    tenant: Tenant, template: LocationTemplate, body: BodyStyle, plug: Naming
) -> LocationTemplateResponse:
    versions = template.ocpp_versions
    return LocationTemplateResponse(
        name=template.name,
        slug=template.slug,
        description=template.description,
        cpo_name=template.cpo_name,
        cpo_slug=kebab(template.cpo_name),
        party_id=template.party_id,
        ocpp_version=min(versions) if len(versions) == 1 else "mixed",
        ocpi_version=template.ocpi_version,
        connector_type=plug(template.groups[0].connector_type),
        type=template.family(tenant.catalog),
        country=template.country,
        parking_type=template.parking_type,
        chargers=_chargers(tenant, template, plug),
        body=body(tenant, template),
    )


def _chargers(tenant: Tenant, template: LocationTemplate, plug: Naming) -> list[TemplateCharger]:
    shown = []
    for group in template.groups:
        model = group.model(tenant.catalog)
        shown.append(
            TemplateCharger(
                brand_slug=group.brand_slug,
                brand=tenant.catalog.brand(group.brand_slug).name,
                model_slug=group.model_slug,
                model=model.name,
                connector_type=plug(group.connector_type),
                ocpp_version=group.ocpp_version.upper(),
                count=group.count,
                power_kw=max(model.supported_kwh),
            )
        )
    return shown


TAG = "Templates"

OCPP_TEMPLATES = Operation(
    "GET", "/ocpp/templates/locations", list_location_templates, errors=(BadRequest,), tag=TAG
)
OCPI_TEMPLATES = Operation(
    "GET", "/ocpi/templates/locations", list_ocpi_location_templates, errors=(BadRequest,), tag=TAG
)
EVCHARGER_TEMPLATES = Operation(
    "GET", "/evcharger/templates/locations", list_evcharger_location_templates, errors=(BadRequest,), tag=TAG
)
