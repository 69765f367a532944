"""Invents one national charging network: an organization, its locations and its chargers."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from sandbox.clock import Ids
from sandbox.domain.places import City, address
from sandbox.errors import BadSetting
from sandbox.seeding.documents import Row
from sandbox.seeding.places import Voices
from sandbox.slugs import kebab

_WS_URL = "ws://127.0.0.1:9000/ocpp"
_OCPP_VERSIONS = ("ocpp1.6", "ocpp1.6", "ocpp2.0.1")
_TRADES = ("Charging", "E-Mobility", "Energy", "Power", "Volt")

# When things happened: a first day and a span for each step, all of it past for good.
_FOUNDING = datetime(2025, 1, 15, 9, tzinfo=UTC), timedelta(days=14)
_OPENING = datetime(2025, 2, 1, 9, tzinfo=UTC), timedelta(days=120)
_INSTALLING = datetime(2025, 6, 1, 9, tzinfo=UTC), timedelta(days=120)
_LAST_CHANGE = timedelta(days=60)

# The plugs of each current type in North America and elsewhere, the common ones repeated.
_AMERICAN = frozenset({"CA", "US"})
_AMERICAN_PLUGS = {"ac": ("Type1", "Type1", "NACS"), "dc": ("CCS1", "CCS1", "CCS1", "CHAdeMO")}
_OTHER_PLUGS = {"ac": ("Type2",), "dc": ("CCS2", "CCS2", "CCS2", "CCS2", "CHAdeMO")}

_MODELS = 5  # of each current type, that a network buys at most
_JITTER = 0.015  # degrees around the centre of a city: 1.7 km at most
_PUBLIC = 0.8  # the share of locations open to everybody

# The share of fast chargers at a location: three kerbsides, two hubs and a motorway.
_FAST_SHARES = (0.0, 0.0, 0.0, 0.3, 0.3, 1.0)


class Site(NamedTuple):
    """A location and the models that were chosen for it, by current type."""

    location: Row
    city: City
    models: dict[str, Row]
    fast_share: float


class Network:
    """Invents the rows of one organization; all *cities* are in its country."""

    def __init__(self, cities: Sequence[City], models: list[Row], ids: Ids, voices: Voices) -> None:
        self._cities = cities
        self._ids = ids
        self._random = ids.random
        self._voices = voices
        self._plugs = _AMERICAN_PLUGS if cities[0].country in _AMERICAN else _OTHER_PLUGS
        self._models = {current: self._buy(models, current) for current in self._plugs}
        self._names: Counter[str] = Counter()
        self._bays: Counter[str] = Counter()
        self.organization = self._organization()

    def open_sites(self, count: int) -> list[Site]:
        """Invent *count* locations, the oldest first."""
        return [self._site(moment) for moment in _moments(self._random, count, *_OPENING)]

    def install_chargers(self, sites: list[Site], count: int) -> list[Row]:
        """Invent *count* chargers at *sites*, the oldest first."""
        moments = _moments(self._random, count, *_INSTALLING)
        spread = _spread(self._random, sites, count)
        return [
            self._charger(site, number, moment)
            for number, (site, moment) in enumerate(zip(spread, moments, strict=True), start=1)
        ]

    def _buy(self, models: list[Row], current: str) -> list[Row]:
        plugs = set(self._plugs[current])
        fitting = [
            model
            for model in models
            if model["current_type"] == current and plugs.intersection(model["connector_types"])
        ]
        if not fitting:
            raise BadSetting(f"the catalog has no {current} model with one of {', '.join(sorted(plugs))}")
        return self._random.sample(fitting, min(_MODELS, len(fitting)))

    def _organization(self) -> Row:
        family = self._voices.family(self._random.choice(self._cities))
        return {
            "id": self._ids.uuid(),
            "name": f"{family} {self._random.choice(_TRADES)}",
            "created_at": _iso(_moment(self._random, *_FOUNDING)),
        }

    def _site(self, opened: datetime) -> Site:
        city = self._random.choice(self._cities)
        return Site(
            location=self._location(city, opened),
            city=city,
            models={current: self._random.choice(models) for current, models in self._models.items()},
            fast_share=self._random.choice(_FAST_SHARES),
        )

    def _location(self, city: City, opened: datetime) -> Row:
        street = self._voices.street(city)
        name = self._unused(f"{city.name} {street}")
        return {
            "id": self._ids.uuid(),
            "organization_id": self.organization["id"],
            "slug": f"{kebab(name)}-{self._ids.hex(8)}",
            "name": name,
            "address": address(city, street, self._random.randint(1, 180)),
            "city": city.name,
            "country": city.country,
            "coordinates": {
                "latitude": _near(self._random, city.latitude),
                "longitude": _near(self._random, city.longitude),
            },
            "timezone": city.timezone,
            "owner_name": self._voices.business(city),
            "public": self._random.random() < _PUBLIC,
            "status": "active",
            "created_at": _iso(opened),
            "updated_at": _iso(_moment(self._random, opened, _LAST_CHANGE)),
        }

    def _charger(self, site: Site, number: int, installed: datetime) -> Row:
        location = site.location
        current = "dc" if self._random.random() < site.fast_share else "ac"
        model = site.models[current]
        plugs = [plug for plug in self._plugs[current] if plug in model["connector_types"]]
        self._bays[location["id"]] += 1
        return {
            "id": f"dep-{self._ids.hex(12)}",
            "organization_id": location["organization_id"],
            "identity": f"{site.city.country}-{_code(site.city)}-{number:04d}",
            "name": f"Bay {self._bays[location['id']]:02d}",
            "brand_slug": model["brand_slug"],
            "model_slug": model["slug"],
            "connector_type": self._random.choice(plugs),
            "ws_url": _WS_URL,
            "ocpp_version": self._random.choice(_OCPP_VERSIONS),
            "location_id": location["id"],
            "location_name": location["name"],
            "created_at": _iso(installed),
            "updated_at": _iso(_moment(self._random, installed, _LAST_CHANGE)),
        }

    def _unused(self, name: str) -> str:
        """Return *name*, with a number when another location has it."""
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name} {self._names[name]}"


def _spread(random: Random, sites: list[Site], count: int) -> list[Site]:
    """Choose a site for each of *count* chargers: each site gets one before the big ones get more."""
    chosen = random.sample(sites, min(count, len(sites)))
    sizes = [random.triangular(1, 12, 1) for _ in sites]
    more = count - len(chosen)
    return chosen + random.choices(sites, sizes, k=more) if more else chosen


def _moment(random: Random, start: datetime, span: timedelta) -> datetime:
    return start + timedelta(seconds=random.randrange(int(span.total_seconds())))


def _moments(random: Random, count: int, start: datetime, span: timedelta) -> list[datetime]:
    return sorted(_moment(random, start, span) for _ in range(count))


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _near(random: Random, degrees: float) -> float:
    return round(degrees + random.uniform(-_JITTER, _JITTER), 6)


def _code(city: City) -> str:
    return kebab(city.name).replace("-", "")[:3].upper()
