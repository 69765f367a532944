"""The catalog, the cities and a handful of worlds: those that are shipped and some that are built."""

import json
from typing import Any

import pytest

from sandbox.fixture_files import fixture
from sandbox.seeding import World, build_world

SHIPPED = ("default", "empty", "demo")
BUILT: dict[str, dict[str, Any]] = {
    "several tenants": {"tenants": 5, "locations": 12, "chargers": 40, "seed": 1},
    "fewer chargers than locations": {"tenants": 2, "locations": 9, "chargers": 3, "seed": 2},
    "one of everything": {"tenants": 1, "locations": 1, "chargers": 1, "seed": 3},
    "North America": {"tenants": 3, "locations": 10, "chargers": 60, "seed": 4, "country": "US"},
    "crowded": {"tenants": 1, "locations": 400, "chargers": 900, "seed": 5, "country": "SE"},
    "no chargers": {"tenants": 1, "locations": 2, "chargers": 0, "seed": 6},
    "lively": {"tenants": 2, "locations": 3, "chargers": 9, "seed": 7, "sessions_per_day": 24},
}


@pytest.fixture(scope="session")
def catalog() -> World:
    tables: World = _read("catalog.json")
    return tables


@pytest.fixture(scope="session")
def models(catalog: World) -> dict[str, dict[str, Any]]:
    return {row["slug"]: row for row in catalog["models"].values()}


@pytest.fixture(scope="session")
def cities() -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["country"], row["name"]): row for row in _read("cities.json")}


@pytest.fixture(scope="session", params=[*SHIPPED, *BUILT])
def world(request: pytest.FixtureRequest, catalog: World) -> World:
    if request.param in SHIPPED:
        return _shipped(request.param)
    return build_world(**BUILT[request.param], catalog=catalog)


@pytest.fixture(scope="session")
def default() -> World:
    return _shipped("default")


@pytest.fixture(scope="session")
def demo() -> World:
    return _shipped("demo")


def _shipped(name: str) -> World:
    tables: World = _read(f"worlds/{name}.json")
    return tables


def _read(name: str) -> Any:
    return json.loads(fixture(name).read_text(encoding="utf-8"))
