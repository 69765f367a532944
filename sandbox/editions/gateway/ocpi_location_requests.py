"""What OCPI locations are opened from: described in full, or a template with overrides."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, get_args

from pydantic import ConfigDict, Field, ValidationError
from pydantic_core import to_json

from sandbox.domain.bulk import MOST_CHARGERS
from sandbox.domain.charger_groups import GroupDraft
from sandbox.domain.locations import LocationDraft
from sandbox.domain.ocpi_locations import MOST_LOCATIONS
from sandbox.domain.ocpi_records import Cpo
from sandbox.domain.records import Coordinates, OcppVersion
from sandbox.domain.sites import SiteDraft, group_like, location_like
from sandbox.domain.templates import Gallery, LocationTemplate
from sandbox.errors import BadRequest, Invalid, problem
from sandbox.resources.chargers import ChargerFields, OcppVersionText, WebSocketUrl
from sandbox.resources.location_chargers import Prefix, Suffix, require_few
from sandbox.resources.locations import SiteChanges, SiteFields
from sandbox.rest.models import Body, Text
from sandbox.rest.unknown import KeysOf

ParkingType = Literal[
    "ALONG_MOTORWAY", "PARKING_GARAGE", "PARKING_LOT", "ON_DRIVEWAY", "ON_STREET", "UNDERGROUND_GARAGE"
]


class OcpiLocationFields(SiteChanges):
    """The fields of an OCPI location to set; one that is left out or null stays as it is."""

    parking_type: ParkingType | None = Field(
        None, description="Ignored for OCPI 2.1.1.", examples=["PARKING_LOT"]
    )


class TemplateOverrides(OcpiLocationFields):
    """What is to differ from the template."""

    ocpp_version: str | None = Field(None, max_length=100)
    identity_prefix: Prefix | None = None


class OcpiChargerTemplate(ChargerFields):
    """What the chargers of a group have in common."""

    brand_slug: Text = Field(examples=["wallbox"])
    model_slug: Text = Field(examples=["wallbox-pulsar-plus"])
    connector_type: Text = Field(examples=["Type2"])
    ocpp_version: OcppVersionText = Field(examples=["OCPP1.6"])
    ws_url: WebSocketUrl = Field(examples=["ws://127.0.0.1:9000/ocpp"])
    identity_prefix: Prefix = Field(description="Comes before each id.", examples=["SITE_A_"])
    template_name: Prefix | None = Field(None, description="Name, followed by the id.", examples=["Bay"])


class OcpiChargerGroup(Body):
    """Chargers that share a template."""

    template: OcpiChargerTemplate
    charger_ids: list[Suffix] = Field(max_length=MOST_CHARGERS, examples=[["001", "002"]])

    def group(self) -> GroupDraft:
        """Return the group in the terms of the domain."""
        shared = self.template.given()
        return GroupDraft(
            prefix=shared.pop("identity_prefix"),
            name=shared.pop("template_name", None),
            shared=shared,
            suffixes=tuple(self.charger_ids),
        )


class OcpiCreateLocationRequest(SiteFields):
    """A location that is described in full."""

    coordinates: Coordinates
    parking_type: ParkingType | None = Field(None, description="Ignored for OCPI 2.1.1.")
    charges: list[OcpiChargerGroup] | None = Field(
        None, max_length=100, description="Groups of chargers to deploy there."
    )

    def site(self) -> SiteDraft:
        """Return the site in the terms of the domain."""
        fields = self.given()
        groups = fields.pop("charges", ())
        parking_type = fields.pop("parking_type", None)
        return SiteDraft(
            location=LocationDraft(**fields),
            parking_type=parking_type,
            groups=tuple(group.group() for group in groups),
        )


class LocationFromTemplateRequest(Body):
    """A location like a template."""

    template: Text = Field(
        description="A slug from `GET /ocpp/templates/locations`.", examples=["urban-ac-hub"]
    )
    overrides: Annotated[dict[str, Any] | None, KeysOf(TemplateOverrides)] = Field(
        None,
        description="Fields of the location, `ocpp_version` and `identity_prefix`; others are ignored.",
        examples=[{"name": "Harbour Hub"}],
    )

    @property
    def names_identities(self) -> bool:
        """Whether the caller sees to it that identities differ."""
        return (self.overrides or {}).get("identity_prefix") is not None


LocationItem = OcpiCreateLocationRequest | LocationFromTemplateRequest


class CreateOcpiLocationsRequest(Body):
    """Locations to open."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"locations": [{"template": "urban-ac-hub"}]}]})

    locations: list[LocationItem] = Field(min_length=1, max_length=MOST_LOCATIONS)

    def sites(self, gallery: Gallery, cpo: Cpo) -> list[SiteDraft]:
        """Return the sites in the terms of the domain.

        Raises:
            BadRequest: an unknown template.
            Invalid: an override of the wrong type, or too many chargers.
        """
        sites = [
            item.site()
            if isinstance(item, OcpiCreateLocationRequest)
            else _from_template(item, _template(gallery, item.template, index), cpo, index, repetition)
            for item, (index, repetition) in zip(self.locations, _repetitions(self.locations), strict=True)
        ]
        try:
            require_few(sum(group.size for site in sites for group in site.groups))
        except ValueError as many:
            raise Invalid([problem("value_error", ["body", "locations"], f"Value error, {many}")]) from None
        return sites


def _repetitions(items: Sequence[LocationItem]) -> Iterator[tuple[int, str]]:
    """Return the index of each item, and `L01_`, `L02_` where a template is used more than once."""
    used = Counter(map(_counted, items))
    seen: Counter[str | None] = Counter()
    for index, item in enumerate(items):
        slug = _counted(item)
        seen[slug] += 1
        yield index, f"L{seen[slug]:02d}_" if slug is not None and used[slug] > 1 else ""


def _counted(item: LocationItem) -> str | None:
    if isinstance(item, LocationFromTemplateRequest) and not item.names_identities:
        return item.template
    return None


def _from_template(
    item: LocationFromTemplateRequest, template: LocationTemplate, cpo: Cpo, index: int, repetition: str
) -> SiteDraft:
    changes = _overrides(item.overrides or {}, index)
    version = _known_version(changes.pop("ocpp_version", None))
    prefix = changes.pop("identity_prefix", None)
    parking_type = changes.pop("parking_type", template.parking_type)
    label = "" if cpo.bundle is None else f"{cpo.bundle.name_prefix}-"
    groups = []
    for part in template.groups:
        start = f"{label}{repetition}{part.prefix}" if prefix is None else prefix
        group = group_like(part, start, part.count)
        if version is not None:
            group = group.model_copy(update={"shared": {**group.shared, "ocpp_version": version}})
        groups.append(group)
    return SiteDraft(
        location=location_like(template).model_copy(update=changes),
        parking_type=parking_type,
        groups=_numbered_through(groups) if prefix is not None else tuple(groups),
    )


def _known_version(given: str | None) -> str | None:
    """Return an OCPP version as the domain writes it; one that there is not fails the job later."""
    return given.lower() if given is not None and given.lower() in get_args(OcppVersion) else given


def _numbered_through(groups: Sequence[GroupDraft]) -> tuple[GroupDraft, ...]:
    """Number the chargers of groups with one prefix one after another, so that their identities differ."""
    before, numbered = 0, []
    for group in groups:
        count = len(group.suffixes or ())
        suffixes = tuple(f"{before + number:02d}" for number in range(1, count + 1))
        numbered.append(group.model_copy(update={"suffixes": suffixes}))
        before += count
    return tuple(numbered)


def _template(gallery: Gallery, slug: str, index: int) -> LocationTemplate:
    if (template := gallery.location(slug)) is None:
        valid = ", ".join(template.slug for template in gallery.locations)
        raise BadRequest(
            f"Unknown location template {slug!r}; valid: {valid}",
            place=("locations", index, "template"),
            given=slug,
        )
    return template


def _overrides(given: dict[str, Any], index: int) -> dict[str, Any]:
    """Return the overrides that are known, as they were taken from JSON."""
    try:
        return TemplateOverrides.model_validate_json(to_json(given)).given()
    except ValidationError as refused:
        where = ["body", "locations", index, "overrides"]
        errors = refused.errors(include_url=False, include_context=False)
        raise Invalid([{**error, "loc": [*where, *error["loc"]]} for error in errors]) from None
