"""What is true of every world, shipped or built."""

import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from sandbox.demand.traffic import Traffic
from sandbox.seeding import World
from sandbox.slugs import kebab

Models = dict[str, dict[str, Any]]
Cities = dict[tuple[str, str], dict[str, Any]]

KEYS = {
    "organizations": "id name created_at",
    "locations": (
        "id organization_id slug name address city country coordinates timezone"
        " owner_name public status created_at updated_at"
    ),
    "chargers": (
        "id organization_id identity name brand_slug model_slug connector_type ws_url ocpp_version"
        " location_id location_name created_at updated_at"
    ),
    "activity": "id organization_id charger_id minutes_ago command payload",
}


def test_tables(world: World) -> None:
    tables, others = list(world)[: len(KEYS)], list(world)[len(KEYS) :]
    assert tables == list(KEYS)
    assert others in ([], ["demand"])


def test_rows_are_filed_under_their_ids(world: World) -> None:
    assert all(key == row["id"] for table in KEYS for key, row in world[table].items())


def test_rows_have_the_documented_keys(world: World) -> None:
    for table, keys in KEYS.items():
        assert all(list(row) == keys.split() for row in world[table].values())


def test_demand_is_what_dev_demand_takes(world: World) -> None:
    demand = world.get("demand", {})
    assert Traffic.model_validate(demand).model_dump(include=set(demand)) == demand


def test_every_row_belongs_to_an_organization(world: World) -> None:
    for table in ("locations", "chargers", "activity"):
        assert {row["organization_id"] for row in world[table].values()} <= set(world["organizations"])


def test_every_charger_is_at_a_location_of_its_organization(world: World) -> None:
    for charger in world["chargers"].values():
        location = world["locations"][charger["location_id"]]
        assert charger["organization_id"] == location["organization_id"]
        assert charger["location_name"] == location["name"]


def test_every_charger_agrees_with_the_catalog(world: World, models: Models) -> None:
    for charger in world["chargers"].values():
        model = models[charger["model_slug"]]
        assert charger["brand_slug"] == model["brand_slug"]
        assert charger["connector_type"] in model["connector_types"]


def test_no_charger_has_the_plug_of_the_other_current(world: World, models: Models) -> None:
    for charger in world["chargers"].values():
        fast = charger["connector_type"] in {"CCS1", "CCS2", "CHAdeMO"}
        assert fast == (models[charger["model_slug"]]["current_type"] == "dc")


def test_plugs_fit_the_continent(world: World) -> None:
    for charger in world["chargers"].values():
        american = world["locations"][charger["location_id"]]["country"] in {"US", "CA"}
        assert charger["connector_type"] not in ({"Type2", "CCS2"} if american else {"Type1", "CCS1", "NACS"})


def test_chargers_speak_a_known_version(world: World) -> None:
    assert {row["ocpp_version"] for row in world["chargers"].values()} <= {"ocpp1.6", "ocpp2.0.1"}


def test_identities_are_unique_in_an_organization(world: World) -> None:
    seen = Counter((row["organization_id"], row["identity"]) for row in world["chargers"].values())
    assert set(seen.values()) <= {1}


def test_location_names_are_unique_in_an_organization(world: World) -> None:
    seen = Counter((row["organization_id"], row["name"]) for row in world["locations"].values())
    assert set(seen.values()) <= {1}


def test_slugs_are_names_with_eight_hex_digits(world: World) -> None:
    slugs = [row["slug"] for row in world["locations"].values()]
    assert len(set(slugs)) == len(slugs)
    for row in world["locations"].values():
        assert re.fullmatch(rf"{re.escape(kebab(row['name']))}-[0-9a-f]{{8}}", row["slug"])


def test_places_agree_with_the_cities(world: World, cities: Cities) -> None:
    for row in world["locations"].values():
        city = cities[row["country"], row["city"]]
        assert row["timezone"] == city["timezone"]
        assert abs(row["coordinates"]["latitude"] - city["latitude"]) < 0.12
        assert abs(row["coordinates"]["longitude"] - city["longitude"]) < 0.12


def test_addresses_are_one_line_with_a_number(world: World) -> None:
    assert all(re.fullmatch(r".*\d.*", row["address"]) for row in world["locations"].values())


def test_every_date_is_in_2025_and_changes_follow_creations(world: World) -> None:
    for table in ("organizations", "locations", "chargers"):
        for row in world[table].values():
            created = _time(row["created_at"])
            changed = _time(row["updated_at"]) if "updated_at" in row else created
            assert datetime(2025, 1, 1, tzinfo=UTC) < created <= changed < datetime(2026, 1, 1, tzinfo=UTC)


def test_owners_are_older_than_what_they_own(world: World) -> None:
    for location in world["locations"].values():
        assert world["organizations"][location["organization_id"]]["created_at"] < location["created_at"]
    for charger in world["chargers"].values():
        assert world["locations"][charger["location_id"]]["created_at"] < charger["created_at"]


def test_rows_are_in_the_order_of_their_creation(world: World) -> None:
    for table in ("locations", "chargers"):
        for organization in world["organizations"]:
            rows = [row for row in world[table].values() if row["organization_id"] == organization]
            assert rows == sorted(rows, key=lambda row: row["created_at"])


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
