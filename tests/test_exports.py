"""What an export may say when it is read back, and how one that says something else is refused."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.domain.export_checks import DEEPEST
from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.dev.test_exports import HARBOUR, ROOMY, SIERRA, live_through, records, send

Tables = dict[str, Any]

UUID = "String should match pattern '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"


@pytest.fixture(scope="module")
def lived() -> Iterator[tuple[httpx.Client, str]]:
    """A client of a sandbox in which much has happened, and its export."""
    clock = MovableClock()
    with in_process(Settings.of(world="default", **ROOMY), clock=clock) as sandbox:
        live_through(sandbox.client, clock)
        yield sandbox.client, sandbox.client.get("/dev/export").text


@pytest.fixture
def client(lived: tuple[httpx.Client, str]) -> httpx.Client:
    return lived[0]


@pytest.fixture
def tables(lived: tuple[httpx.Client, str]) -> Tables:
    copy: Tables = json.loads(lived[1])
    return copy


def refusal(client: httpx.Client, tables: Tables | str) -> list[str]:
    """Return the lines with which the file is refused; nothing may have changed."""
    before = records(client)
    answer = send(client, tables if isinstance(tables, str) else json.dumps(tables))
    assert answer.status_code == 400, answer.text
    assert records(client) == before
    lines: list[str] = answer.json()["detail"].splitlines()
    return lines


def first(tables: Tables, table: str) -> tuple[str, dict[str, Any]]:
    row_id, row = next(iter(tables[table].items()))
    return str(row_id), row


def test_the_tables_may_be_left_out(client: httpx.Client, tables: Tables) -> None:
    content = json.dumps(tables)
    assert send(client, '{"export": 1}').json()["records"] == 0
    assert send(client, content).is_success


TEXT, MOMENT = "Input should be a valid string", "Input should have timezone info"
NO_CHARGER = f"charger_id: No row dep-9 of organization {HARBOUR} in chargers"
FOREIGN = f"id: No row {{}} of organization {SIERRA} in chargers"


@pytest.mark.parametrize(
    ("place", "value", "line"),
    [
        ("organizations/name", 7, f"name: {TEXT}"),
        ("organizations/created_at", "2025-02-03T09:00:00", f"created_at: {MOMENT}"),
        (
            "organizations/created_at",
            "9999-02-03T09:00:00Z",
            "created_at: Input should be before the year 9500",
        ),
        ("organizations/colour", "blue", "colour: Unknown field"),
        ("locations/organization_id", SIERRA[:-1] + "9", "organization_id: No organization {} in this file"),
        ("locations/public", "yes", "public: Input should be a valid boolean"),
        (
            "chargers/location_id",
            "nowhere",
            f"location_id: No row nowhere of organization {HARBOUR} in locations",
        ),
        ("chargers/connector_count", 7, "connector_count: Should be 1, as in the catalog, not 7"),
        ("chargers/connector_count", "1", "connector_count: Input should be a valid integer"),
        ("chargers/max_power_w", -1, "max_power_w: Should be one of {}, as in the catalog"),
        ("chargers/brand_slug", "acme", "Unknown brand_slug 'acme'; valid: {}"),
        ("charger_states/organization_id", SIERRA, FOREIGN),
        ("charger_states/ocpp_version", "ocpp2.0.1", "ocpp_version: Should be 'ocpp1.6', as of the charger"),
        ("charger_states/connectors", [], "connectors: Should be numbered from 1 to 1, and main be number 0"),
        ("charger_states/main.meter.at", "2025-02-03T09:00:00", f"main.meter.at: {MOMENT}"),
        ("charger_states/main.meter.wh", "0", "main.meter.wh: Input should be a valid number"),
        ("activities/charger_id", "dep-9", NO_CHARGER),
        ("activities/command", "dance", "command: Unknown command 'dance'; known: {}"),
        ("activities/payload", {}, "payload: {} needs {}"),
        ("activities/payload", {"id_tag": 7}, f"payload.id_tag: {TEXT}"),
        ("commands/charger_id", "dep-9", NO_CHARGER),
        ("commands/status", "lost", "status: Input should be 'queued', {}"),
        ("logs/charger_id", "dep-9", NO_CHARGER),
        ("runtime_changes/charger_id", "dep-9", NO_CHARGER),
        ("unsent_messages/charger_id", "dep-9", NO_CHARGER),
        ("unsent_messages/message.action", 7, f"message.action: {TEXT}"),
        ("runs/ends_at", None, "ends_at: Input should be a valid datetime"),
        ("runs/kind", "walk", "kind: Input should be 'charger', {}"),
        ("ocpi_cpos/bundle.seed", 1.5, "bundle.seed: Input should be a valid integer{}"),
        ("ocpi_locations/cpo_id", "x", f"cpo_id: No row x of organization {HARBOUR} in ocpi_cpos"),
        ("ocpi_locations/location_id", "x", f"location_id: No row x of organization {HARBOUR} in locations"),
        ("described_evses/organization_id", SIERRA, FOREIGN),
        ("demands/organization_id", SIERRA, f"id: Should be that of the organization, {SIERRA}"),
        ("demands/traffic.drivers", 0, "traffic.drivers: Input should be greater than or equal to 1"),
    ],
)
def test_a_field_that_is_wrong_is_named(
    client: httpx.Client, tables: Tables, place: str, value: Any, line: str
) -> None:
    table, _, fields = place.partition("/")
    row_id, row = first(tables, table)
    *path, field = fields.split(".")
    for name in path:
        row = row[name]
    row[field] = value
    (said,) = refusal(client, tables)
    assert said.startswith(f"{table}/{row_id}: ")
    for part in line.split("{}"):
        assert part in said


@pytest.mark.parametrize(
    ("table", "field"),
    [("locations", "slug"), ("chargers", "identity"), ("ocpi_cpos", "number"), ("ocpi_cpos", "party")],
)
def test_what_is_unique_is_there_once(client: httpx.Client, tables: Tables, table: str, field: str) -> None:
    (one_id, one), (other_id, other) = list(tables[table].items())[:2]
    other[field] = one[field]
    assert refusal(client, tables) == [f"{table}/{other_id}: {field}: {one[field]!r} is taken by {one_id}"]


@pytest.mark.parametrize("table", ["organizations", "locations"])
def test_an_id_is_a_canonical_uuid(client: httpx.Client, tables: Tables, table: str) -> None:
    _, row = first(tables, table)
    tables[table]["x"] = row | {"id": "x", "slug": "x"} if table == "locations" else row | {"id": "x"}
    assert refusal(client, tables) == [f"{table}/x: id: {UUID}"]


def test_the_id_of_a_charger_fits_into_a_path(client: httpx.Client, tables: Tables) -> None:
    _, row = first(tables, "chargers")
    tables["chargers"]["a/b"] = row | {"id": "a/b", "identity": "new"}
    assert refusal(client, tables) == ["chargers/a/b: id: Should be a text without a slash"]


@pytest.mark.parametrize("table", ["organizations", "chargers", "logs", "runs"])
def test_a_row_is_filed_under_its_id(client: httpx.Client, tables: Tables, table: str) -> None:
    row_id, row = first(tables, table)
    del tables[table][row_id]
    tables[table] = {"elsewhere": row, **tables[table]}
    assert (
        refusal(client, tables)[0]
        == f"{table}/elsewhere: id: Should be 'elsewhere', as the key, not {row_id!r}"
    )


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", str(2**63), "9" * 400])
def test_a_number_without_bounds_is_refused(lived: tuple[httpx.Client, str], number: str) -> None:
    client, content = lived
    before, _, after = content.partition('"seq_no":')
    lines = refusal(client, f'{before}"seq_no":{number}{after[after.index(",") :]}')
    assert lines[0].startswith("charger_states/dep-")
    assert lines[0].endswith("seq_no: Input should be a number that fits into 64 bits")


def test_what_is_nested_without_end_is_refused(client: httpx.Client, tables: Tables) -> None:
    deep: Any = {}
    for _ in range(DEEPEST):
        deep = [deep]
    command_id, command = first(tables, "commands")
    command["payload"]["data"] = deep
    assert refusal(client, tables) == [
        f"commands/{command_id}: payload: Input should not be nested deeper than {DEEPEST} levels"
    ]


def test_a_text_that_is_no_unicode_is_refused(client: httpx.Client, tables: Tables) -> None:
    _, row = first(tables, "organizations")
    row["name"] = "\ud800"
    assert refusal(client, tables)[0].startswith("The file cannot be read: Invalid JSON: ")


@pytest.mark.parametrize("results", [None, {}, {"created": "x", "failed": []}])
def test_the_results_of_a_job_are_lists(client: httpx.Client, tables: Tables, results: Any) -> None:
    run_id, run = next(
        (key, row) for key, row in tables["runs"].items() if row["kind"] == "location_chargers"
    )
    assert run["state"] == "closed"
    run["results"] = results
    assert refusal(client, tables) == [f"runs/{run_id}: results.created: Should be a list"]


@pytest.mark.parametrize(
    ("command", "payload", "line"),
    [
        ("dance", {}, "command: Unknown command 'dance'; known: "),
        ("start_session", {}, "payload: start_session needs id_tag"),
        ("power_update", {"power_w": "much"}, "payload.power_w: Input should be a valid number"),
        (
            "set_configuration",
            {"key": "x"},
            "payload: set_configuration needs configuration, or key and value",
        ),
    ],
)
def test_a_command_that_waits_can_be_carried_out(
    client: httpx.Client, tables: Tables, command: str, payload: Any, line: str
) -> None:
    command_id, row = first(tables, "commands")
    row |= {"waiting": "yes", "command": command, "payload": payload}
    (said,) = refusal(client, tables)
    assert said.startswith(f"commands/{command_id}: {line}")


def test_moments_are_kept_in_utc(client: httpx.Client, tables: Tables) -> None:
    tables["organizations"][HARBOUR]["created_at"] = "2025-02-03T10:30:00+01:30"
    assert send(client, json.dumps(tables)).is_success
    shown = client.get(f"/dev/tenants/{HARBOUR}").json()
    assert shown["created_at"] == "2025-02-03T09:00:00Z"


def test_all_rows_that_are_wrong_are_named(client: httpx.Client, tables: Tables) -> None:
    for row in tables["logs"].values():
        row["direction"] = "up"
    lines = refusal(client, tables)
    assert len(lines) == 21
    assert lines[-1] == f"and {len(tables['logs']) - 20} more"
