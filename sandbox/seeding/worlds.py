"""Invents whole worlds: the arguments of `ocpplab-sandbox seed`, checked, and one network for each tenant."""

from collections.abc import Sequence

from sandbox.clock import Ids
from sandbox.domain.places import City, cities_by_country
from sandbox.errors import BadSetting
from sandbox.seeding.activity import recent_activity
from sandbox.seeding.documents import Row, World
from sandbox.seeding.networks import Network
from sandbox.seeding.places import Voices


def build_world(  # noqa: PLR0913 -- they are the options of `seed`, all by keyword
    *,
    tenants: int,
    locations: int,
    chargers: int,
    seed: int,
    catalog: World,
    activity: bool = True,
    country: str | None = None,
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

    Raises:
        BadSetting: an argument makes no sense.

    """
    _check(tenants=tenants, locations=locations, chargers=chargers, seed=seed)
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
    return world


def _check(*, tenants: int, locations: int, chargers: int, seed: int) -> None:
    if tenants < 1:
        raise BadSetting(f"tenants must be 1 or more, not {tenants}")
    for name, number in {"locations": locations, "chargers": chargers, "seed": seed}.items():
        if number < 0:
            raise BadSetting(f"{name} must be 0 or more, not {number}")
    if chargers and not locations:
        raise BadSetting("chargers need a place: locations must be 1 or more")


def _countries(wanted: str | None) -> list[Sequence[City]]:
    known = cities_by_country()
    if wanted is None:
        return list(known.values())
    if wanted not in known:
        raise BadSetting(f"country must be one of {', '.join(known)}, not {wanted!r}")
    return [known[wanted]]


def _add(table: dict[str, Row], rows: list[Row]) -> None:
    table.update((row["id"], row) for row in rows)
