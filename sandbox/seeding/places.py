"""Real cities, and the streets and family names that people in them could have."""

import json
from collections import defaultdict
from typing import NamedTuple

from faker import Faker

from sandbox.fixture_files import fixture

_PROVIDERS = ["faker.providers.address", "faker.providers.company", "faker.providers.person"]

# Where the house number goes, by language; elsewhere it follows the street.
_ADDRESSES = {
    "en": "{number} {street}",
    "es": "{street}, {number}",
    "fr": "{number} {street}",
    "it": "{street}, {number}",
    "pt": "{street}, {number}",
}


class City(NamedTuple):
    """A row of `fixtures/cities.json`; *locale* is the Faker locale of its streets and people."""

    name: str
    country: str
    latitude: float
    longitude: float
    timezone: str
    locale: str


class Voices:
    """Invents names in the language of a city, the same again for the same *seed*."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._fakers: dict[str, Faker] = {}

    def street(self, city: City) -> str:
        return _capitalized(self._faker(city).street_name())

    def family(self, city: City) -> str:
        return _capitalized(self._faker(city).last_name())

    def business(self, city: City) -> str:
        """Invent a company; Faker's own whole names include real ones."""
        return f"{self.family(city)} {self._faker(city).company_suffix()}"

    def _faker(self, city: City) -> Faker:
        if city.locale not in self._fakers:
            faker = Faker(city.locale, providers=_PROVIDERS)
            faker.seed_instance(self._seed)
            self._fakers[city.locale] = faker
        return self._fakers[city.locale]


def cities_by_country() -> dict[str, list[City]]:
    """Return the known cities under their ISO 3166 alpha-2 country code."""
    countries: dict[str, list[City]] = defaultdict(list)
    for row in json.loads(fixture("cities.json").read_text(encoding="utf-8")):
        city = City(**row)
        countries[city.country].append(city)
    return dict(countries)


def address(city: City, street: str, number: int) -> str:
    """Write *street* and house *number* as people in *city* do."""
    pattern = _ADDRESSES.get(city.locale[:2], "{street} {number}")
    return pattern.format(street=street, number=number)


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
