"""The table of countries and the streets: complete, and in agreement with the cities."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.clock import Ids
from sandbox.domain import places
from sandbox.fixture_files import fixture
from tests.seeding.conftest import _read

COUNTRIES = _read("countries.json")


def test_every_country_is_there_once_under_two_codes() -> None:
    for code, length in (("alpha_2", 2), ("alpha_3", 3)):
        codes = [row[code] for row in COUNTRIES]
        assert len(set(codes)) == len(codes) >= 240
        assert all(len(text) == length and text.isupper() and text.isalpha() for text in codes)


@pytest.mark.parametrize(
    ("short", "long"), [("NL", "NLD"), ("FR", "FRA"), ("DE", "DEU"), ("GB", "GBR"), ("CH", "CHE")]
)
def test_both_codes_mean_the_same_country(short: str, long: str) -> None:
    assert places.country(short) == places.country(long)
    assert places.country(short) is not None


def test_there_is_no_country_without_a_code() -> None:
    assert places.country("QQ") is None
    assert places.city_called("Nowhere", "QQ", Ids(1)) is None


def test_every_city_lies_in_its_time_zone() -> None:
    """Standard time is within four hours of the sun: a swapped sign or zone shows."""
    for row in COUNTRIES:
        winter = datetime(2025, 1, 1, tzinfo=ZoneInfo(row["timezone"])).utcoffset()
        assert winter is not None
        apart = abs(winter.total_seconds() / 3600 - row["longitude"] / 15)
        assert min(apart, 24 - apart) < 4, row


def test_every_country_of_the_cities_is_known(cities: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert {country for country, _ in cities} <= {row["alpha_2"] for row in COUNTRIES}


def test_a_country_without_known_cities_has_one() -> None:
    iceland = places.country("IS")
    assert iceland is not None
    (city,) = places.cities_of(iceland)
    assert (city.name, city.country, city.timezone) == ("Reykjavík", "IS", "Atlantic/Reykjavik")


def test_a_city_is_found_by_name_else_by_country() -> None:
    named = places.city_called("utrecht", "NLD", Ids(1))
    other = places.city_called("Nergenshuizen", "NL", Ids(1))
    assert named is not None
    assert other is not None
    assert (named.name, other.country) == ("Utrecht", "NL")


def test_every_language_has_streets(cities: dict[tuple[str, str], dict[str, Any]]) -> None:
    languages = _read("streets.json")
    assert {row["locale"][:2] for row in cities.values()} <= {*languages}
    for language in languages.values():
        assert len(set(language["streets"])) == len(language["streets"]) >= 8
        assert language["address"].format(street="Mill Lane", number=1)


@pytest.mark.parametrize("name", ["countries.json", "streets.json", "templates.json"])
def test_a_file_has_one_row_a_line(name: str) -> None:
    assert max(map(len, fixture(name).read_text("utf-8").splitlines())) < 1000
