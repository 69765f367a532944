"""Building worlds: repeatable, as large as asked for, and clear about what it refuses."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import faker
import pytest

from sandbox.errors import BadSetting
from sandbox.fixture_files import fixture
from sandbox.seeding import World, build_world, render

SMALL: dict[str, Any] = {"tenants": 2, "locations": 5, "chargers": 20, "seed": 1}
DEMO: dict[str, Any] = {
    "tenants": 1,
    "locations": 40,
    "chargers": 160,
    "seed": 13,
    "country": "NL",
    "sessions_per_day": 12,
}
DEMO_FAKER = "40.63.0"

# 40 tenants, so that nearly all languages have their say.
PRINT_A_WORLD = """
import json, sys
from sandbox.fixture_files import fixture
from sandbox.seeding import build_world, render
catalog = json.loads(fixture("catalog.json").read_text(encoding="utf-8"))
world = build_world(tenants=40, locations=3, chargers=9, seed=11, catalog=catalog)
sys.stdout.buffer.write(render(world).encode())
"""


def test_same_arguments_same_bytes_in_every_process() -> None:
    assert _printed(hash_seed="1") == _printed(hash_seed="2")


def test_another_seed_is_another_world(catalog: World) -> None:
    assert build_world(**SMALL, catalog=catalog) != build_world(**{**SMALL, "seed": 2}, catalog=catalog)


def test_more_tenants_leave_the_first_ones_alone(catalog: World) -> None:
    one, two = (build_world(**{**SMALL, "tenants": tenants}, catalog=catalog) for tenants in (1, 2))
    assert one["chargers"].items() <= two["chargers"].items()


@pytest.mark.skipif(faker.VERSION != DEMO_FAKER, reason=f"demo.json has the names of Faker {DEMO_FAKER}")
def test_demo_is_what_the_documented_call_builds(catalog: World) -> None:
    """If this fails on purpose, write demo.json again as fixtures/README.md says."""
    assert render(build_world(**DEMO, catalog=catalog)) == fixture("worlds/demo.json").read_text(
        encoding="utf-8"
    )


def test_sessions_come_by_themselves_where_they_are_asked_for(catalog: World) -> None:
    still = build_world(**SMALL, catalog=catalog)
    lively = build_world(**SMALL, sessions_per_day=24, catalog=catalog)
    demand = lively.pop("demand")
    assert lively == still
    assert (demand["seed"], demand["sessions_per_day"]) == (SMALL["seed"], 24)
    assert demand["faults_per_day"] > 0


def test_counts_are_for_each_tenant(catalog: World) -> None:
    world = build_world(**SMALL, catalog=catalog)
    assert len(world["organizations"]) == 2
    for table, count in {"locations": 5, "chargers": 20}.items():
        owners = Counter(row["organization_id"] for row in world[table].values())
        assert dict(owners) == dict.fromkeys(world["organizations"], count)


def test_chargers_are_spread_unevenly_but_everywhere(catalog: World) -> None:
    world = build_world(tenants=1, locations=20, chargers=100, seed=1, catalog=catalog)
    sizes = Counter(row["location_id"] for row in world["chargers"].values())
    assert len(sizes) == 20
    assert max(sizes.values()) > 2 * min(sizes.values())


def test_a_network_stays_in_one_country(catalog: World) -> None:
    world = build_world(tenants=12, locations=8, chargers=0, seed=1, catalog=catalog)
    pairs = {(row["organization_id"], row["country"]) for row in world["locations"].values()}
    assert len(pairs) == 12
    assert len({country for _, country in pairs}) > 4


def test_coordinates_are_inside_the_city(
    catalog: World, cities: dict[tuple[str, str], dict[str, Any]]
) -> None:
    for row in build_world(tenants=5, locations=30, chargers=0, seed=1, catalog=catalog)[
        "locations"
    ].values():
        for axis, degrees in row["coordinates"].items():
            assert abs(degrees - cities[row["country"], row["city"]][axis]) <= 0.015001


def test_country_is_respected(catalog: World) -> None:
    world = build_world(**SMALL, country="PT", catalog=catalog)
    assert {row["country"] for row in world["locations"].values()} == {"PT"}


def test_activity_can_be_left_out(catalog: World) -> None:
    quiet, lively = (
        build_world(**{**SMALL, "tenants": 1}, catalog=catalog, activity=on) for on in (False, True)
    )
    assert lively["activity"]
    assert quiet == {**lively, "activity": {}}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"tenants": 0}, "tenants must be 1 or more, not 0"),
        ({"tenants": -3}, "tenants must be 1 or more, not -3"),
        ({"locations": -1}, "locations must be 0 or more, not -1"),
        ({"chargers": -1}, "chargers must be 0 or more, not -1"),
        ({"seed": -1}, "seed must be 0 or more, not -1"),
        ({"locations": 0}, "chargers need a place: locations must be 1 or more"),
        ({"sessions_per_day": -1}, "sessions per day must be from 0 to 100000, not -1"),
        ({"sessions_per_day": float("nan")}, "sessions per day must be from 0 to 100000, not nan"),
        ({"sessions_per_day": 1e6}, "sessions per day must be from 0 to 100000, not 1000000.0"),
        ({"country": "XX"}, r"country must be one of AT, AU, .*, not 'XX'"),
    ],
)
def test_senseless_arguments_are_refused(catalog: World, change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(BadSetting, match=f"^{complaint}$"):
        build_world(**{**SMALL, **change}, catalog=catalog)


def test_a_catalog_without_a_fitting_model_is_refused(catalog: World) -> None:
    slow = {key: row for key, row in catalog["models"].items() if row["current_type"] == "ac"}
    with pytest.raises(BadSetting, match=r"^the catalog has no dc model with one of CCS2, CHAdeMO$"):
        build_world(**SMALL, country="NL", catalog={**catalog, "models": slow})


def _printed(*, hash_seed: str) -> bytes:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", PRINT_A_WORLD], env=environment, capture_output=True, check=True
    )
    assert len(done.stdout) > 100_000
    return done.stdout
