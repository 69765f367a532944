"""The table of cities, and how names and addresses are written."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.domain.places import City, address, cities_by_country
from sandbox.seeding.places import Voices
from sandbox.slugs import kebab

Cities = dict[tuple[str, str], dict[str, Any]]

MADRID = City("Madrid", "ES", 40.4168, -3.7038, "Europe/Madrid", "es_ES")
LEEDS = City("Leeds", "GB", 53.8008, -1.5491, "Europe/London", "en_GB")
KOELN = City("Köln", "DE", 50.9375, 6.9603, "Europe/Berlin", "de_DE")


def test_there_are_enough_cities(cities: Cities) -> None:
    assert len(cities) >= 60
    assert len({country for country, _ in cities}) >= 15


def test_every_city_is_listed_once_under_its_country(cities: Cities) -> None:
    grouped = [(city.country, city.name) for group in cities_by_country().values() for city in group]
    assert sorted(grouped) == sorted(cities)


def test_no_two_cities_share_a_place(cities: Cities) -> None:
    assert len({(row["latitude"], row["longitude"]) for row in cities.values()}) == len(cities)


def test_every_time_zone_exists(cities: Cities) -> None:
    assert all(ZoneInfo(row["timezone"]).key == row["timezone"] for row in cities.values())


def test_every_city_lies_in_its_time_zone(cities: Cities) -> None:
    """Standard time is within two hours of the sun: a swapped sign or zone shows."""
    for name, row in cities.items():
        assert abs(_standard_offset(row["timezone"]) - row["longitude"] / 15) < 2, name


def test_every_city_speaks(cities: Cities) -> None:
    voices = Voices(1)
    for row in cities.values():
        city = City(**row)
        assert kebab(voices.street(city))
        assert kebab(voices.business(city))


def test_voices_repeat_for_the_same_seed() -> None:
    assert _said(Voices(7)) == _said(Voices(7))


def test_voices_differ_for_another_seed() -> None:
    assert _said(Voices(7)) != _said(Voices(8))


@pytest.mark.parametrize(
    ("city", "street", "written"),
    [
        (MADRID, "Calle Mayor", "Calle Mayor, 12"),
        (LEEDS, "Park Row", "12 Park Row"),
        (KOELN, "Hohe Straße", "Hohe Straße 12"),
    ],
)
def test_address_follows_the_language(city: City, street: str, written: str) -> None:
    assert address(city, street, 12) == written


def _said(voices: Voices) -> list[str]:
    return [voices.street(KOELN) for _ in range(5)] + [voices.business(MADRID) for _ in range(5)]


def _standard_offset(timezone: str) -> float:
    year = [datetime(2025, month, 1, tzinfo=ZoneInfo(timezone)) for month in (1, 7)]
    offsets = [moment.utcoffset() for moment in year]
    return min(offset.total_seconds() for offset in offsets if offset is not None) / 3600
