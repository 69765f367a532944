"""Export and import: the state as a file, and back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.domain.exports import EXPORTED
from sandbox.domain.world import OWNED
from sandbox.kit import in_process
from sandbox.rest.parsing import MOST_LEVELS
from sandbox.settings import Settings
from tests.api.cpos import PARTNER
from tests.api.test_ocpi_partners import TOPOLOGY
from tests.clocks import MovableClock
from tests.conftest import CHARGER, LOCATION, created

HARBOUR, SIERRA = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
ACCEPTED = 202
ROOMY = {"provisioning_seconds": 100, "command_seconds": 10}

Exported = dict[str, Any]


def send(client: httpx.Client, content: str | bytes, organization_id: str | None = None) -> httpx.Response:
    query = {} if organization_id is None else {"organization_id": organization_id}
    headers = {"Content-Type": "application/json"}
    return client.post("/dev/import", content=content, params=query, headers=headers)


def export(client: httpx.Client, organization_id: str | None = None) -> bytes:
    query = {} if organization_id is None else {"organization_id": organization_id}
    answer = client.get("/dev/export", params=query)
    assert answer.status_code == 200
    return answer.content


def records(client: httpx.Client) -> dict[str, Any]:
    """Return all that an export holds, as it is stored."""
    return {spec.name: client.get(f"/dev/records/{spec.name}?limit=1000").json() for spec in EXPORTED}


def live_through(client: httpx.Client, clock: MovableClock) -> None:
    """Let a bit of everything happen: every collection has a record in the end."""
    deleted = created(client.post("/dev/tenants", json={"name": "Deleted"}))["id"]
    client.delete(f"/dev/tenants/{deleted}")
    location = created(client.post("/locations", json=LOCATION))["id"]
    charger = created(client.post("/chargers", json=CHARGER | {"location_id": location}))["id"]
    two = created(client.post("/chargers", json=CHARGER | {"identity": "CP-2", "ocpp_version": "ocpp2.0.1"}))
    for path, body in (
        (f"/chargers/{charger}/start-session", {"id_tag": "TAG-1"}),
        (f"/chargers/{two['id']}/plug-connector", {}),
        (f"/chargers/{two['id']}/reset-charger", {}),
        ("/ocpp/chargers", CHARGER | {"identity": "CP-3"}),
        (f"/ocpp/locations/{location}/chargers", []),
    ):
        assert client.post(path, json=body).status_code == ACCEPTED, path
    bundle = {"template": "small-urban-ac", "country_code": "NL", "party_id": "ABC", "name_prefix": "demo"}
    for path, body in (("/ocpi/cpos", bundle), ("/ocpi/cpo", PARTNER), ("/ocpi/location", TOPOLOGY)):
        assert client.post(path, json=body).is_success, path
    created(client.post("/dev/provisioning-failures", json={"times": 3}))
    assert client.put("/dev/demand", json={"sessions_per_day": 0, "faults_per_day": 0}).is_success
    clock.advance(seconds=101)
    for each in (charger, two["id"], "dep-harbour-003"):
        client.get(f"/chargers/{each}/logs")
    client.post(f"/chargers/{charger}/stop-charger", json={})
    client.post("/ocpp/chargers", json=CHARGER | {"identity": "CP-4"})
    leave_unsent(client)


def leave_unsent(client: httpx.Client) -> None:
    """Let the newest charger have something to tell still, as live ones have whose CSMS is away."""
    state = json.loads(export(client))
    charger = [*state["chargers"].values()][-1]
    message = {"action": "StopTransaction", "payload": {"transactionId": 1}, "number": 7, "message_id": "7"}
    owner = {"organization_id": charger["organization_id"], "charger_id": charger["id"]}
    state["unsent_messages"] = {
        f"{charger['id']}/7": {"id": f"{charger['id']}/7", "message": message} | owner
    }
    assert send(client, json.dumps(state)).is_success


@pytest.fixture
def lively(clock: MovableClock) -> Iterator[httpx.Client]:
    """A client of a sandbox in which much has happened."""
    with in_process(Settings.of(world="default", **ROOMY), clock=clock) as sandbox:
        live_through(sandbox.client, clock)
        yield sandbox.client


def answers(client: httpx.Client) -> list[Any]:
    """Return what the API shows of it."""
    chargers = [charger["id"] for charger in client.get("/chargers?limit=100").json()["data"]]
    paths = ["/locations", "/chargers", "/ocpi/cpos", "/brands", "/dev/tenants"]
    paths += [f"/chargers/{each}/{what}" for each in chargers for what in ("logs", "configuration")]
    return [client.get(path).json() for path in paths]


def test_what_is_exported_comes_back_exactly(lively: httpx.Client, clock: MovableClock) -> None:
    content = export(lively)
    stored = records(lively)
    with in_process(Settings.of(world="empty", **ROOMY), clock=clock) as other:
        answer = send(other.client, content)
        assert answer.json() == {
            "organizations": stored["organizations"]["total"],
            "locations": stored["locations"]["total"],
            "chargers": stored["chargers"]["total"],
            "records": sum(found["total"] for found in stored.values()),
        }
        assert records(other.client) == stored
        assert export(other.client) == content
        token = lively.headers["Authorization"]
        other.client.headers["Authorization"] = f"Bearer {other.token()}"
        assert token != other.client.headers["Authorization"]
        clock.advance(seconds=30)
        assert answers(other.client) == answers(lively)
        # The work that was under way comes to the same end.
        clock.advance(seconds=101)
        runs = [client.get("/ocpp/chargers/provisioning").status_code for client in (other.client, lively)]
        assert runs[0] == runs[1]
        assert [run["state"] for run in records(other.client)["runs"]["data"]] == [
            run["state"] for run in records(lively)["runs"]["data"]
        ]


@pytest.mark.parametrize("spec", EXPORTED, ids=lambda spec: spec.name)
def test_the_story_of_the_round_trip_fills_every_table(lively: httpx.Client, spec: Any) -> None:
    assert lively.get(f"/dev/records/{spec.name}").json()["total"] > 0


def test_an_export_opens_as_a_world(lively: httpx.Client, clock: MovableClock, tmp_path: Path) -> None:
    content = export(lively)
    file = tmp_path / "exported.json"
    file.write_bytes(content)
    with in_process(Settings.of(world=str(file), **ROOMY), clock=clock) as sandbox:
        assert export(sandbox.client) == content
        sandbox.client.delete(f"/dev/tenants/{HARBOUR}")
        sandbox.client.post("/dev/reset")
        assert export(sandbox.client) == content


def test_an_export_of_the_same_state_has_the_same_bytes(lively: httpx.Client, clock: MovableClock) -> None:
    content = export(lively)
    clock.advance(seconds=1)
    assert export(lively) == content
    assert content.endswith(b"}\n")
    assert json.loads(content)["export"] == 1


def test_an_export_holds_one_row_a_line(lively: httpx.Client) -> None:
    lines = export(lively).decode().splitlines()
    assert sum(line.startswith('  "') for line in lines) == sum(
        found["total"] for found in records(lively).values()
    )


def test_an_export_of_an_organization_holds_nothing_of_others(lively: httpx.Client) -> None:
    tables = json.loads(export(lively, SIERRA))
    del tables["export"]
    assert list(tables["organizations"]) == [SIERRA]
    assert tables["deleted_organizations"] == {}
    owners = {row["organization_id"] for spec in OWNED for row in tables[spec.name].values()}
    assert owners == {SIERRA}


def test_an_organization_that_is_not_there_has_no_export(client: httpx.Client) -> None:
    assert client.get("/dev/export", params={"organization_id": SIERRA}).status_code == 404


def test_revoked_tokens_are_not_exported_and_stay_revoked(client: httpx.Client) -> None:
    revoked = client.get("/dev/token", params={"defect": "revoked"}).json()["access_token"]
    content = export(client)
    assert b"revoked" not in content
    assert send(client, content).is_success
    assert client.get("/locations", headers={"Authorization": f"Bearer {revoked}"}).status_code == 401


def test_importing_an_organization_leaves_the_others(lively: httpx.Client) -> None:
    content = export(lively)
    created(lively.post("/locations", json=LOCATION))
    query = {"organization_id": HARBOUR}
    mine = lively.get("/dev/records/locations", params=query).json()
    lively.delete("/dev/tenants/33333333-3333-4333-8333-333333333333")
    theirs = json.loads(content)
    theirs["organizations"][SIERRA]["name"] = "Renamed"
    answer = send(lively, json.dumps(theirs), SIERRA)
    assert answer.json()["organizations"] == 1
    assert answer.json()["chargers"] == 3
    names = [tenant["name"] for tenant in lively.get("/dev/tenants").json()["data"]]
    assert names == ["Harbour Energy", "Renamed"]
    assert lively.get("/dev/records/locations", params=query).json() == mine
    back = send(lively, content, HARBOUR)
    assert back.json()["locations"] == mine["total"] - 1
    assert json.loads(export(lively, HARBOUR)) == json.loads(content) | {
        "organizations": {HARBOUR: json.loads(content)["organizations"][HARBOUR]},
        "deleted_organizations": {},
        **{
            spec.name: {
                key: row
                for key, row in json.loads(content)[spec.name].items()
                if row["organization_id"] == HARBOUR
            }
            for spec in OWNED
        },
    }


def test_an_organization_that_was_deleted_can_be_imported(lively: httpx.Client) -> None:
    content = export(lively, HARBOUR)
    lively.delete(f"/dev/tenants/{HARBOUR}")
    assert lively.get("/locations").status_code == 403
    assert send(lively, content, HARBOUR).is_success
    assert lively.get("/locations").is_success
    assert export(lively, HARBOUR) == content
    deleted = lively.get("/dev/records/deleted_organizations").json()["data"]
    assert HARBOUR not in [organization["id"] for organization in deleted]


def test_the_order_of_the_file_is_that_of_the_state(lively: httpx.Client) -> None:
    tables = json.loads(export(lively, HARBOUR))
    tables["chargers"] = dict(reversed(tables["chargers"].items()))
    assert send(lively, json.dumps(tables), HARBOUR).is_success
    shown = [charger["id"] for charger in lively.get("/chargers?limit=100").json()["data"]]
    assert shown == list(tables["chargers"])


def test_a_world_written_by_hand_can_be_imported(client: httpx.Client) -> None:
    world = (Path(__file__).parents[2] / "fixtures" / "worlds" / "default.json").read_bytes()
    assert send(client, world).json() == {"organizations": 3, "locations": 6, "chargers": 10, "records": 27}
    assert client.get("/chargers").json()["total"] == 6


def test_a_reset_after_an_import_goes_back_to_the_world_of_the_start(lively: httpx.Client) -> None:
    content = export(lively)
    lively.post("/dev/reset")
    opened = records(lively)
    assert send(lively, content).is_success
    lively.post("/dev/reset")
    assert records(lively) == opened


def test_what_was_imported_is_there_after_a_restart(
    lively: httpx.Client, clock: MovableClock, tmp_path: Path
) -> None:
    content = export(lively)
    settings = Settings.of(world="empty", data=tmp_path, **ROOMY)
    with in_process(settings, clock=clock) as sandbox:
        assert send(sandbox.client, content, SIERRA).is_success
        assert send(sandbox.client, content).is_success
    with in_process(settings, clock=clock) as sandbox:
        assert export(sandbox.client) == content
        sandbox.client.post("/dev/reset")
        assert sandbox.client.get("/dev/records/chargers").json()["total"] == 0


def test_a_file_that_does_not_hold_the_organization_is_refused(lively: httpx.Client) -> None:
    before = records(lively)
    answer = send(lively, export(lively, HARBOUR), SIERRA)
    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        f"organizations: The file holds no organization {SIERRA}",
    )
    assert records(lively) == before


def test_an_id_of_another_organization_is_refused(lively: httpx.Client) -> None:
    before = records(lively)
    stolen = export(lively, HARBOUR).replace(HARBOUR.encode(), SIERRA.encode())
    answer = send(lively, stolen, SIERRA)
    first = next(iter(json.loads(stolen)["locations"]))
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        f"locations/{first}: id: Taken by a row of organization {HARBOUR}",
    )
    assert records(lively) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "The file cannot be read: Invalid JSON: EOF while parsing"),
        (b'{"export": 1', "The file cannot be read: Invalid JSON: EOF while parsing"),
        (b"\xff", "The file cannot be read: Invalid JSON: "),
        (b"[" * 9999, "The file cannot be read: Invalid JSON: recursion limit exceeded"),
        (b"[]", "Input should be an object"),
        (b'["export"]', "Input should be an object"),
        (b'{"export": 2}', "export: Input should be 1"),
        (b'{"cars": {}}', "cars: Unknown table; known: organizations, locations, chargers, activity"),
        (b'{"export": 1, "cars": {}}', "cars: Unknown table; known: export, organizations, deleted_"),
    ],
)
def test_a_file_that_is_no_world_is_refused(client: httpx.Client, content: bytes, said: str) -> None:
    before = records(client)
    answer = send(client, content)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)
    assert records(client) == before


def test_a_body_that_is_not_sent_as_json_is_422(client: httpx.Client) -> None:
    assert client.post("/dev/import", content=b"{}").status_code == 422
    assert client.post("/dev/import").status_code == 422


def test_an_import_may_be_larger_than_other_bodies() -> None:
    settings = Settings.of(world="default", max_body_bytes=1024, max_import_bytes=100_000)
    with in_process(settings) as sandbox:
        content = export(sandbox.client)
        assert len(content) > 1024
        assert send(sandbox.client, content).is_success
        answer = send(sandbox.client, content + b" " * 100_000)
        assert (answer.status_code, "limit of 100000 bytes" in answer.text) == (413, True)
        body = LOCATION | {"name": "x" * 1024}
        assert sandbox.client.post("/locations", json=body).status_code == 413


def test_what_a_body_may_hold_at_its_deepest_level_comes_back(client: httpx.Client) -> None:
    deepest: object = {}
    for _ in range(MOST_LEVELS - 3):
        deepest = [deepest]
    charger = created(client.post("/chargers", json=CHARGER))["id"]
    answer = client.post(
        f"/chargers/{charger}/proxy-message",
        params={"action": "data_transfer", "ocpp_version": "ocpp1.6"},
        json={"payload": {"vendor_id": "x", "data": deepest}},
    )
    assert answer.status_code == ACCEPTED
    content = export(client)
    assert send(client, content).is_success
    assert export(client) == content
