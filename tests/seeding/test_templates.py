"""The gallery: templates fit the catalog and the map."""

from typing import Any

import pytest

from sandbox.domain import places
from sandbox.domain.plugs import ocpi_standard, plug_type
from sandbox.domain.templates import CpoTemplate, Gallery, LocationTemplate
from sandbox.fixture_files import fixture

GALLERY = Gallery(fixture("templates.json"))
CPOS, LOCATIONS = GALLERY.cpos, GALLERY.locations


@pytest.mark.parametrize("template", [*CPOS, *LOCATIONS], ids=lambda template: template.slug)
def test_chargers_are_of_models_that_have_the_plug(
    models: dict[str, dict[str, Any]], template: CpoTemplate | LocationTemplate
) -> None:
    for group in template.groups:
        model = models[group.model_slug]
        assert model["brand_slug"] == group.brand_slug
        assert group.connector_type in model["connector_types"]
        assert group.count >= 1


def test_slugs_parties_and_prefixes_are_unique() -> None:
    for names in (
        [template.slug for template in CPOS] + [template.slug for template in LOCATIONS],
        [template.party_id for template in LOCATIONS],
        [group.prefix for template in LOCATIONS for group in template.groups],
    ):
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("template", LOCATIONS, ids=lambda template: template.slug)
def test_a_site_lies_in_its_country_and_time_zone(template: LocationTemplate) -> None:
    country = places.country(template.country)
    assert country is not None
    assert template.timezone in {city.timezone for city in places.cities_of(country)}
    nearest = min(abs(template.coordinates.latitude - city.latitude) for city in places.cities_of(country))
    assert nearest < 5


def test_caps_are_above_what_a_template_makes() -> None:
    for template in CPOS:
        assert template.locations <= template.most_locations
        assert template.chargers_per_location <= template.most_chargers_per_location


@pytest.mark.parametrize(("chargers", "groups"), [(1, [1]), (5, [4, 1]), (6, [4, 2]), (13, [9, 4])])
def test_more_chargers_keep_the_proportions(chargers: int, groups: list[int]) -> None:
    template = GALLERY.cpo("mixed-depot")
    assert template is not None
    assert [count for _, count in template.groups_of(chargers)] == groups


def test_plugs_of_the_catalog_have_a_standard(models: dict[str, dict[str, Any]]) -> None:
    for plug in {plug for model in models.values() for plug in model["connector_types"]}:
        assert plug_type(ocpi_standard(plug)) == plug != ocpi_standard(plug)


def test_an_unknown_plug_keeps_its_name() -> None:
    assert plug_type("Schuko") == ocpi_standard("Schuko") == "Schuko"
    assert (plug_type("TESLA_S"), ocpi_standard("iec_62196_t2")) == ("NACS", "IEC_62196_T2")
