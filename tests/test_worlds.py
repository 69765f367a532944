"""What a world file may say, and how one that says something else is refused."""

import gc
import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.app import create_app
from sandbox.errors import BadWorld
from sandbox.kit import in_process
from sandbox.settings import Settings

Tables = dict[str, Any]

QUAY, HILL = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
SITE, OTHER, FOREIGN = (f"aaaaaaaa-000{n}-4000-8000-00000000000a" for n in (1, 2, 3))
THEN = "2025-02-03T09:00:00Z"
ORGANIZATION = {"id": QUAY, "name": "Quay Power", "created_at": THEN}
LOCATION = {
    "id": SITE,
    "organization_id": QUAY,
    "slug": "quay-1",
    "name": "Quay",
    "address": "1 Quay Street",
    "city": "Rotterdam",
    "country": "NL",
    "coordinates": {"latitude": 51.9, "longitude": 4.48},
    "timezone": "Europe/Amsterdam",
    "owner_name": None,
    "public": True,
    "status": "active",
    "created_at": THEN,
    "updated_at": THEN,
}
CHARGER = {
    "id": "dep-1",
    "organization_id": QUAY,
    "identity": "QUAY-1",
    "brand_slug": "wallbox",
    "model_slug": "wallbox-pulsar-plus",
    "connector_type": "Type2",
    "ws_url": "ws://127.0.0.1:9000/ocpp",
    "location_id": SITE,
    "created_at": THEN,
    "updated_at": THEN,
}
ACTIVITY = {
    "id": "act-1",
    "organization_id": QUAY,
    "charger_id": "dep-1",
    "minutes_ago": 30,
    "command": "start_session",
    "payload": {"id_tag": "TAG-1"},
}


def tables() -> Tables:
    """A world of two organizations that is in order."""
    text = json.dumps(
        {
            "organizations": {QUAY: ORGANIZATION, HILL: ORGANIZATION | {"id": HILL}},
            "locations": {
                SITE: LOCATION,
                OTHER: LOCATION | {"id": OTHER, "slug": "quay-2"},
                FOREIGN: LOCATION | {"id": FOREIGN, "organization_id": HILL},
            },
            "chargers": {
                "dep-1": CHARGER,
                "dep-2": CHARGER | {"id": "dep-2", "identity": "QUAY-2", "location_id": None},
                "dep-3": CHARGER | {"id": "dep-3", "organization_id": HILL, "location_id": FOREIGN},
            },
            "activity": {"act-1": ACTIVITY},
        }
    )
    copy: Tables = json.loads(text)
    return copy


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "world.json"


def write(file: Path, content: Any) -> Settings:
    file.write_text(json.dumps(content), encoding="utf-8")
    return Settings.of(world=str(file))


def refusal(file: Path, content: Any) -> list[str]:
    """Return the lines with which the world is refused, without the file that each must name."""
    with pytest.raises(BadWorld) as refused:
        create_app(write(file, content))
    lines = str(refused.value).splitlines()
    assert all(line.startswith(f"{file}: ") for line in lines)
    return [line.removeprefix(f"{file}: ") for line in lines]


def test_identities_and_slugs_repeat_in_another_organization(file: Path) -> None:
    create_app(write(file, tables()))


def test_tables_may_be_left_out(file: Path) -> None:
    create_app(write(file, {"organizations": {QUAY: ORGANIZATION}}))


UUID = "String should match pattern '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"
URL = r"String should match pattern '^wss?://[^\x00-\x20/?#]+[^\x00-\x20]*$'"
SLUG = "String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'"


@pytest.mark.parametrize(
    ("place", "value", "line"),
    [
        ("organizations/name", "", "name: String should have at least 1 character"),
        ("organizations/colour", "blue", "colour: Unknown field"),
        ("organizations/created_at", "2025-02-03T09:00:00", "created_at: Input should have timezone info"),
        (
            "organizations/created_at",
            "0001-01-01T00:00:00+14:00",
            "created_at: Input should be a moment that UTC can tell",
        ),
        ("locations/organization_id", OTHER, f"organization_id: No organization {OTHER} in this file"),
        ("locations/slug", "Quay 1", f"slug: {SLUG}"),
        ("locations/slug", "quay-2", f"slug: 'quay-2' is taken by location {OTHER}"),
        ("locations/country", "nl", "country: String should match pattern '^[A-Z]{2}$'"),
        (
            "locations/timezone",
            "Europe Amsterdam",
            r"timezone: String should match pattern '^[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+)*$'",
        ),
        ("locations/public", "yes", "public: Input should be a valid boolean"),
        ("locations/updated_at", "2025-02-03T09:00:00", "updated_at: Input should have timezone info"),
        ("locations/colour", "blue", "colour: Unknown field"),
        ("locations/coordinates/height", 3, "coordinates.height: Unknown field"),
        (
            "locations/coordinates/latitude",
            91,
            "coordinates.latitude: Input should be less than or equal to 90",
        ),
        ("chargers/organization_id", OTHER, f"organization_id: No organization {OTHER} in this file"),
        ("chargers/identity", "", "identity: String should have at least 1 character"),
        ("chargers/identity", "QUAY-2", "identity: 'QUAY-2' is taken by charger dep-2"),
        ("chargers/ws_url", "http://127.0.0.1:9000/ocpp", f"ws_url: {URL}"),
        ("chargers/ws_url", "wss://", f"ws_url: {URL}"),
        ("chargers/location_id", "nowhere", f"location_id: No location nowhere of organization {QUAY}"),
        ("chargers/location_id", FOREIGN, f"location_id: No location {FOREIGN} of organization {QUAY}"),
        ("chargers/ocpp_version", "2.1", "ocpp_version: Input should be 'ocpp1.6' or 'ocpp2.0.1'"),
        ("chargers/created_at", "2025-02-03T09:00:00", "created_at: Input should have timezone info"),
        ("chargers/vendor_name", "Wallbox", "vendor_name: Unknown field"),
        ("activity/organization_id", OTHER, f"organization_id: No organization {OTHER} in this file"),
        ("activity/charger_id", "dep-9", f"charger_id: No charger dep-9 of organization {QUAY}"),
        ("activity/charger_id", "dep-3", f"charger_id: No charger dep-3 of organization {QUAY}"),
        ("activity/minutes_ago", 0, "minutes_ago: Input should be greater than 0"),
        ("activity/payload/connector_id", 2, "payload.connector_id: dep-1 has no 2, only 1 to 1"),
        (
            "activity/payload/connector_id",
            0,
            "payload.connector_id: Input should be greater than or equal to 1",
        ),
        ("activity/payload/id_tag", None, "payload: start_session needs id_tag"),
        ("activity/payload/colour", "blue", "payload.colour: Unknown field"),
        ("activity/colour", "blue", "colour: Unknown field"),
    ],
)
def test_a_field_that_is_wrong_is_named(file: Path, place: str, value: Any, line: str) -> None:
    world = tables()
    table, *path, field = place.split("/")
    row_id, row = next(iter(world[table].items()))
    for name in path:
        row = row[name]
    row[field] = value
    if (table, field) in {("locations", "slug"), ("chargers", "identity")}:
        world[table] = dict(reversed(world[table].items()))
    assert refusal(file, world) == [f"{table}/{row_id}: {line}"]


@pytest.mark.parametrize(
    ("brand", "model", "plug", "line"),
    [
        ("acme", "one", "Type2", "Unknown brand_slug 'acme'; valid: "),
        ("wallbox", "one", "Type2", "Unknown model_slug 'one' of wallbox; valid: "),
        (
            "wallbox",
            "wallbox-pulsar-plus",
            "CCS2",
            "wallbox-pulsar-plus has no connector_type 'CCS2'; valid: ",
        ),
    ],
)
def test_a_charger_that_is_not_on_the_market(
    file: Path, brand: str, model: str, plug: str, line: str
) -> None:
    world = tables()
    world["chargers"]["dep-1"] |= {"brand_slug": brand, "model_slug": model, "connector_type": plug}
    (said,) = refusal(file, world)
    assert said.startswith(f"chargers/dep-1: {line}")


@pytest.mark.parametrize("row_id", ["harbour", QUAY.replace("-", ""), "AAAAAAAA-0001-4000-8000-00000000000A"])
@pytest.mark.parametrize(("table", "row"), [("organizations", ORGANIZATION), ("locations", LOCATION)])
def test_an_id_is_a_canonical_uuid(file: Path, table: str, row: Tables, row_id: str) -> None:
    world = tables()
    world[table][row_id] = row | {"id": row_id}
    assert refusal(file, world) == [f"{table}/{row_id}: id: {UUID}"]


@pytest.mark.parametrize("row_id", ["", "a/b"])
def test_the_id_of_a_charger_fits_into_a_path(file: Path, row_id: str) -> None:
    world = tables()
    world["chargers"][row_id] = CHARGER | {"id": row_id, "identity": "QUAY-9"}
    (line,) = refusal(file, world)
    assert line.startswith(f"chargers/{row_id}: id: String should ")


@pytest.mark.parametrize("table", ["organizations", "locations", "chargers", "activity"])
def test_a_row_is_filed_under_its_id(file: Path, table: str) -> None:
    world = tables()
    row_id, row = world[table].popitem()
    world[table]["elsewhere"] = row
    assert refusal(file, world) == [
        f"{table}/elsewhere: id: Should be 'elsewhere', as the key, not {row_id!r}"
    ]


@pytest.mark.parametrize(
    ("world", "line"),
    [
        ([], "Input should be an object"),
        ({"chargers": []}, "chargers: Input should be an object"),
        ({"chargers": {"dep-1": 1}}, "chargers/dep-1: Input should be an object"),
        ({"cars": {}}, "cars: Unknown table; known: organizations, locations, chargers, activity, demand"),
    ],
)
def test_a_world_is_tables_of_rows(file: Path, world: Any, line: str) -> None:
    assert refusal(file, world) == [line]


def test_every_field_that_is_wrong_is_named(file: Path) -> None:
    world = tables()
    world["chargers"]["dep-1"] |= {"ws_url": "http://csms", "colour": "blue"}
    del world["chargers"]["dep-3"]["identity"]
    assert refusal(file, world) == [
        f"chargers/dep-1: ws_url: {URL}",
        "chargers/dep-1: colour: Unknown field",
        "chargers/dep-3: identity: Field required",
    ]


def test_a_long_list_is_cut(file: Path) -> None:
    world = tables()
    world["chargers"] = {str(n): {**CHARGER, "id": str(n), "identity": ""} for n in range(30)}
    lines = refusal(file, world)
    assert len(lines) == 21
    assert lines[-1] == "and 10 more"


def test_a_file_that_is_not_json(file: Path) -> None:
    file.write_text('{"chargers": ', encoding="utf-8")
    with pytest.raises(BadWorld, match=r"world.json cannot be read: .*EOF.*; worlds that come with it: de"):
        create_app(Settings.of(world=str(file)))


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(BadWorld, match=r"The world atlantis cannot be read: .*No such file"):
        create_app(Settings.of(world="atlantis"))


def test_dates_are_answered_in_utc(file: Path) -> None:
    world = tables()
    for row in (world["locations"][SITE], world["chargers"]["dep-1"]):
        row["created_at"] = "2025-02-03T10:30:00+01:30"
    with in_process(write(file, world)) as sandbox:
        answers = [sandbox.client.get(path).json() for path in (f"/locations/{SITE}", "/chargers/dep-1")]
    assert [answer["created_at"] for answer in answers] == [THEN, THEN]


def test_activity_happens_in_the_order_of_time(file: Path) -> None:
    world = tables()
    late = ACTIVITY | {"id": "act-0", "minutes_ago": 10, "command": "stop_session", "payload": {}}
    world["activity"] = {"act-0": late, "act-1": ACTIVITY}
    with in_process(write(file, world)) as sandbox:
        log = sandbox.client.get("/chargers/dep-1/logs").json()["data"]
    actions = [entry["action"] for entry in reversed(log)]
    assert actions.index("StartTransaction") < actions.index("StopTransaction")


def test_a_world_is_opened_anew_from_another_working_folder(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(file, tables())
    monkeypatch.chdir(tmp_path)
    settings = Settings.of(world=file.name, data=tmp_path / "data")
    with in_process(settings):
        pass
    monkeypatch.chdir("/")
    with in_process(settings) as sandbox:
        assert sandbox.client.post("/dev/reset").is_success
        assert sandbox.client.get("/chargers").json()["total"] == 2


def test_opening_leaves_the_collector_as_it_was(file: Path) -> None:
    for collecting in (False, True):
        (gc.enable if collecting else gc.disable)()
        create_app(write(file, tables()))
        assert gc.isenabled() is collecting
