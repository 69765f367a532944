"""Real places: cities, the countries they are in, and how an address is written there.

What is read is kept for the process: these are constant tables of the package, alike for every sandbox, and
the models of requests look up countries without one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from pydantic_core import from_json

from sandbox.clock import Ids
from sandbox.domain.records import Coordinates
from sandbox.fixture_files import fixture

_JITTER = 0.015  # degrees around the centre of a city: 1.7 km at most


class City(NamedTuple):
    """A row of `fixtures/cities.json`; *locale* is the language of its streets and people."""

    name: str
    country: str
    latitude: float
    longitude: float
    timezone: str
    locale: str


class Country(NamedTuple):
    """A country with its two ISO 3166-1 codes, and a city for it."""

    alpha_2: str
    alpha_3: str
    city: City


@cache
def cities_by_country() -> Mapping[str, Sequence[City]]:
    """Return the known cities under their ISO 3166-1 alpha-2 country code."""
    countries: dict[str, list[City]] = defaultdict(list)
    for row in _rows("cities.json"):
        city = City(**row)
        countries[city.country].append(city)
    return dict(countries)


def country(code: str) -> Country | None:
    """Return the country of an alpha-2 or alpha-3 code, or None."""
    return _countries().get(code.upper())


def cities_of(country: Country) -> Sequence[City]:
    """Return cities of the country: at least one."""
    return cities_by_country().get(country.alpha_2) or (country.city,)


def city_called(name: str, country_code: str, ids: Ids) -> City | None:
    """Return the city of that name, else some city of the country; None if there is no such country."""
    if (found := country(country_code)) is None:
        return None
    known = cities_of(found)
    named = [city for city in known if city.name.casefold() == name.casefold()]
    return named[0] if named else ids.random.choice(known)


def streets_of(city: City) -> Sequence[str]:
    """Return streets that the city could have, in its language."""
    streets: list[str] = _language(city)["streets"]
    return streets


def address(city: City, street: str, number: int) -> str:
    """Write *street* and house *number* as people in *city* do."""
    pattern: str = _language(city)["address"]
    return pattern.format(street=street, number=number)


def near(city: City, ids: Ids) -> Coordinates:
    """Return a place in the city."""
    shift = ids.random.uniform
    return Coordinates(
        latitude=round(city.latitude + shift(-_JITTER, _JITTER), 6),
        longitude=round(city.longitude + shift(-_JITTER, _JITTER), 6),
    )


@cache
def _countries() -> Mapping[str, Country]:
    countries = [_country(**row) for row in _rows("countries.json")]
    return {code: country for country in countries for code in (country.alpha_2, country.alpha_3)}


def _country(*, alpha_2: str, alpha_3: str, city: str, **place: Any) -> Country:
    return Country(alpha_2, alpha_3, City(city, alpha_2, **place, locale="en"))


def _language(city: City) -> Mapping[str, Any]:
    languages = _languages()
    return languages.get(city.locale[:2]) or languages["en"]


@cache
def _languages() -> Mapping[str, Mapping[str, Any]]:
    languages: Mapping[str, Mapping[str, Any]] = _rows("streets.json")
    return languages


def _rows(name: str) -> Any:
    return from_json(fixture(name).read_bytes())
