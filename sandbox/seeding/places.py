"""The streets and family names that people in a city could have."""

from faker import Faker

from sandbox.domain.places import City

_PROVIDERS = ["faker.providers.address", "faker.providers.company", "faker.providers.person"]


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


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
