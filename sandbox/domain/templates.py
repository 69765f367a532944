"""Templates: locations that can be opened as they are, and operators made of several alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle, islice
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sandbox.domain import plugs
from sandbox.domain.catalog import Catalog, Model
from sandbox.domain.ocpi_records import OcpiVersion
from sandbox.domain.records import Coordinates, OcppVersion

PowerFamily = Literal["AC", "DC", "AC-DC"]

WS_URL = "ws://127.0.0.1:9000/ocpp"
"""Where the chargers of templates connect to."""


class Template(BaseModel):
    """A part of the file; it cannot be changed."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class ChargersTemplate(Template):
    """Like chargers: `prefix` goes into their identities, `name` before their number."""

    brand_slug: str
    model_slug: str
    connector_type: str
    ocpp_version: OcppVersion
    count: int
    prefix: str
    name: str

    def model(self, catalog: Catalog) -> Model:
        """Return what the chargers are."""
        return catalog.model(self.brand_slug, self.model_slug)


class CpoTemplate(Template):
    """An operator with a number of locations that are equipped alike."""

    slug: str
    version: int
    description: str
    locations: int
    most_locations: int
    most_chargers_per_location: int
    parking_type: str
    groups: tuple[ChargersTemplate, ...]

    @property
    def chargers_per_location(self) -> int:
        """How many chargers a location has, unless somebody wants another number."""
        return sum(group.count for group in self.groups)

    @property
    def caps(self) -> Mapping[str, int]:
        """What can be overridden, and up to which number."""
        return {
            "locations": self.most_locations,
            "chargers_per_location": self.most_chargers_per_location,
        }

    def groups_of(self, chargers: int) -> Iterator[tuple[ChargersTemplate, int]]:
        """Return the groups of a location with that many chargers, in the proportions of the template."""
        pattern = [group for group in self.groups for _ in range(group.count)]
        taken = list(islice(cycle(pattern), chargers))
        return ((group, taken.count(group)) for group in self.groups if group in taken)


class LocationTemplate(Template):
    """A location with its chargers, and the party that operates it."""

    slug: str
    name: str
    description: str
    recommended: bool
    cpo_name: str
    party_id: str
    ocpi_version: OcpiVersion
    site_name: str
    address: str
    city: str
    postal_code: str
    country: str
    coordinates: Coordinates
    timezone: str
    parking_type: str
    groups: tuple[ChargersTemplate, ...]

    @property
    def ocpp_versions(self) -> frozenset[str]:
        """The OCPP versions of its chargers; more than one when they are mixed."""
        return frozenset(group.ocpp_version for group in self.groups)

    @property
    def plugs(self) -> frozenset[str]:
        """The connector types of its chargers."""
        return frozenset(group.connector_type for group in self.groups)

    def family(self, catalog: Catalog) -> PowerFamily:
        """Return what kind of power its chargers give."""
        currents = {group.model(catalog).current_type for group in self.groups}
        if len(currents) > 1:
            return "AC-DC"
        return "DC" if currents == {"dc"} else "AC"


class _Templates(Template):
    """The whole file."""

    cpos: tuple[CpoTemplate, ...]
    locations: tuple[LocationTemplate, ...]


class Gallery:
    """All templates, in the order of their file, which is read when somebody first looks."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _templates(self) -> _Templates:
        return _Templates.model_validate_json(self._path.read_bytes())

    @property
    def cpos(self) -> Sequence[CpoTemplate]:
        """The templates of operators."""
        return self._templates.cpos

    @property
    def locations(self) -> Sequence[LocationTemplate]:
        """The templates of locations."""
        return self._templates.locations

    def cpo(self, slug: str) -> CpoTemplate | None:
        """Return the template of an operator, or None."""
        return next((template for template in self.cpos if template.slug == slug), None)

    def location(self, slug: str) -> LocationTemplate | None:
        """Return the template of a location, or None."""
        return next((template for template in self.locations if template.slug == slug), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationFilter:
    """Which templates of locations are wanted; None is any."""

    whole_gallery: bool = False
    family: PowerFamily | None = None
    ocpp_version: OcppVersion | None = None
    ocpi_version: OcpiVersion | None = None
    connector_type: str | None = None

    def choose(self, gallery: Gallery, catalog: Catalog) -> Sequence[LocationTemplate]:
        """Return the templates that fit, of the recommended ones or of all."""
        return [template for template in gallery.locations if self._fits(template, catalog)]

    def _fits(self, template: LocationTemplate, catalog: Catalog) -> bool:
        return (
            (self.whole_gallery or template.recommended)
            and self.family in (None, template.family(catalog))
            and (self.ocpp_version is None or self.ocpp_version in template.ocpp_versions)
            and self.ocpi_version in (None, template.ocpi_version)
            and (self.connector_type is None or plugs.plug_type(self.connector_type) in template.plugs)
        )
