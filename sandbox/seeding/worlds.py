"""Invents whole worlds: the arguments of `ocpplab-sandbox seed`, checked, and one network for each tenant."""

from collections.abc import Sequence

from sandbox.clock import Ids
from sandbox.demand.traffic import MOST_PER_DAY
from sandbox.domain.places import City, cities_by_country
from sandbox.errors import BadSetting
from sandbox.seeding.activity import recent_activity
from sandbox.seeding.documents import Row, World
from sandbox.seeding.networks import Network
from sandbox.seeding.places import Voices

FAULTS_PER_DAY = 0.5
"""Of a charger to which drivers come: at a hundred of them there are two every hour."""

SESSION_MINUTES, ENERGY_KWH = 60, 30
"""With these about as many chargers are busy later as when the world is opened."""


def build_world(  # noqa: PLR0913 -- they are the options of `seed`, all by keyword
    *,
    tenants: int,
    locations: int,
    chargers: int,
    seed: int,
    catalog: World,
    activity: bool = True,
    country: str | None = None,
    sessions_per_day: float = 0,
) -> World:
    """Invent *tenants* national networks with *locations* and *chargers* **each**.

    Args:
        tenants: how many organizations, at least one.
        locations: how many locations each organization has.
        chargers: how many chargers each organization has, spread unevenly over its locations.
        seed: the same seed, the same world.
        catalog: the brands and models to choose from, as in `fixtures/catalog.json`.
        activity: whether the chargers were told something lately.
        country: where all networks are (alpha-2 code); without it each gets a country by chance.
        sessions_per_day: drivers who come to each charger by themselves, on average; with them come faults.

    Raises:
        BadSetting: an argument makes no sense.

    """
    _check(tenants=tenants, locations=locations, chargers=chargers, seed=seed)
    _check_pace(sessions_per_day)
    countries = _countries(country)
    models = {row["slug"]: row for row in catalog["models"].values()}
    ids, voices = Ids(seed), Voices(seed)
    world: World = {"organizations": {}, "locations": {}, "chargers": {}, "activity": {}}
    for _ in range(tenants):
        network = Network(ids.random.choice(countries), list(models.values()), ids, voices)
        sites = network.open_sites(locations)
        installed = network.install_chargers(sites, chargers)
        _add(world["organizations"], [network.organization])
        _add(world["locations"], [site.location for site in sites])
        _add(world["chargers"], installed)
        if activity:
            _add(world["activity"], recent_activity(installed, models, ids))
    if sessions_per_day:
        world["demand"] = _demand(seed, sessions_per_day)
    return world


def _demand(seed: int, sessions_per_day: float) -> Row:
    return {
        "seed": seed % 2**63,  # as far as those of demand go
        "sessions_per_day": sessions_per_day,
        "session_minutes": SESSION_MINUTES,
        "energy_kwh": ENERGY_KWH,
        "faults_per_day": FAULTS_PER_DAY,
    }


def _check(*, tenants: int, locations: int, chargers: int, seed: int) -> None:
    if tenants < 1:
        raise BadSetting(f"tenants must be 1 or more, not {tenants}")
    for name, number in {"locations": locations, "chargers": chargers, "seed": seed}.items():
        if number < 0:
            raise BadSetting(f"{name} must be 0 or more, not {number}")
    if chargers and not locations:
        raise BadSetting("chargers need a place: locations must be 1 or more")


def _check_pace(sessions_per_day: float) -> None:
    if not 0 <= sessions_per_day <= MOST_PER_DAY:
        raise BadSetting(f"sessions per day must be from 0 to {MOST_PER_DAY}, not {sessions_per_day}")


def _countries(wanted: str | None) -> list[Sequence[City]]:
    known = cities_by_country()
    if wanted is None:
        return list(known.values())
    if wanted not in known:
        raise BadSetting(f"country must be one of {', '.join(known)}, not {wanted!r}")
    return [known[wanted]]


def _add(table: dict[str, Row], rows: list[Row]) -> None:
    table.update((row["id"], row) for row in rows)
