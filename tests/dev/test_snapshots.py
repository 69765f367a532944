"""Named snapshots: taking one, going back to it, and what becomes of it meanwhile."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.domain.snapshots import MOST_SNAPSHOTS
from sandbox.domain.world import COLLECTIONS
from sandbox.kit import InProcessSandbox, in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.conftest import CHARGER, LOCATION, Make, created, problems

HARBOUR, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
SNAPSHOTS = "/dev/snapshots"


def take(client: httpx.Client, name: str | None = None, organization_id: str | None = None) -> dict[str, Any]:
    return created(client.post(SNAPSHOTS, json={"name": name, "organization_id": organization_id}))


def restore(client: httpx.Client, name: str, organization_id: str | None = None) -> httpx.Response:
    query = {} if organization_id is None else {"organization_id": organization_id}
    return client.post(f"{SNAPSHOTS}/{name}/restore", params=query)


def records(client: httpx.Client) -> dict[str, Any]:
    """Return all that is stored."""
    return {spec.name: client.get(f"/dev/records/{spec.name}?limit=1000").json() for spec in COLLECTIONS}


@pytest.fixture
def default() -> Iterator[httpx.Client]:
    """A client of a sandbox with the default world."""
    with in_process(Settings.of(world="default")) as sandbox:
        yield sandbox.client


def test_a_restored_snapshot_is_the_state_of_then(default: httpx.Client) -> None:
    default.get("/chargers/dep-harbour-003/logs")
    before = records(default)
    taken = take(default, "seeded")
    default.post("/chargers/dep-harbour-003/stop-session", json={})
    created(default.post("/locations", json=LOCATION))
    default.delete(f"/dev/tenants/{OTHER}")
    assert records(default) != before
    for _ in range(2):
        assert restore(default, "seeded").status_code == 204
        assert records(default) == before
        default.delete(f"/dev/tenants/{OTHER}")
    assert taken["records"] == sum(found["total"] for found in before.values())


def test_a_snapshot_is_answered_and_listed(client: httpx.Client) -> None:
    organization = client.get("/dev/tenants").json()["data"][0]["id"]
    whole, own = take(client, "first"), take(client, "first", organization)
    assert whole["organization_id"] is None
    assert own == {
        "name": "first",
        "organization_id": organization,
        "created_at": own["created_at"],
        "records": 1,
    }
    assert client.get(SNAPSHOTS).json() == {"data": [whole, own], "total": 2}
    query = {"organization_id": organization}
    assert client.get(SNAPSHOTS, params=query).json() == {"data": [own], "total": 1}


def test_a_name_is_given_where_none_was(client: httpx.Client) -> None:
    assert take(client)["name"] == created(client.post(SNAPSHOTS))["name"][:-1] + "1" == "snapshot-1"
    assert [kept["name"] for kept in client.get(SNAPSHOTS).json()["data"]] == ["snapshot-1", "snapshot-2"]
    client.delete(f"{SNAPSHOTS}/snapshot-1")
    assert take(client)["name"] == "snapshot-1"


def test_a_name_that_is_taken_is_used_anew(client: httpx.Client, make_location: Make) -> None:
    take(client, "again")
    make_location()
    take(client, "again")
    assert client.get(SNAPSHOTS).json()["total"] == 1
    make_location(name="second")
    restore(client, "again")
    assert client.get("/locations").json()["total"] == 1


@pytest.mark.parametrize("name", ["", " ", "a/b", "-a", "ä", "x" * 101, ".", 7])
def test_a_name_that_does_not_fit_into_a_path_is_refused(client: httpx.Client, name: Any) -> None:
    assert "body.name" in problems(client.post(SNAPSHOTS, json={"name": name}))


def test_a_snapshot_that_is_not_there_names_those_that_are(client: httpx.Client) -> None:
    for path, method in ((f"{SNAPSHOTS}/nope/restore", "POST"), (f"{SNAPSHOTS}/nope", "DELETE")):
        answer = client.request(method, path)
        assert (answer.status_code, answer.json()["detail"]) == (
            404,
            "Snapshot nope of the whole sandbox not found; there are: none",
        )
    take(client, "there")
    assert client.post(f"{SNAPSHOTS}/nope/restore").json()["detail"].endswith("there are: there")


def test_an_organization_that_is_not_there_has_no_snapshots(client: httpx.Client) -> None:
    body = {"organization_id": OTHER}
    assert client.post(SNAPSHOTS, json=body).status_code == 404
    take(client, "whole")
    assert restore(client, "whole", OTHER).status_code == 404
    assert client.get(SNAPSHOTS, params=body).json()["total"] == 0


def test_there_are_only_so_many(client: httpx.Client) -> None:
    for _ in range(MOST_SNAPSHOTS):
        take(client)
    answer = client.post(SNAPSHOTS, json={"name": "one-more"})
    assert (answer.status_code, f"There are {MOST_SNAPSHOTS} snapshots" in answer.text) == (409, True)
    take(client, "snapshot-1")
    assert client.delete(SNAPSHOTS).status_code == 204
    take(client, "one-more")


def test_snapshots_of_one_organization_are_forgotten_alone(client: httpx.Client) -> None:
    organization = client.get("/dev/tenants").json()["data"][0]["id"]
    take(client, "whole")
    take(client, "own", organization)
    client.delete(SNAPSHOTS, params={"organization_id": organization})
    assert [kept["name"] for kept in client.get(SNAPSHOTS).json()["data"]] == ["whole"]
    assert client.delete(f"{SNAPSHOTS}/whole").status_code == 204
    assert client.get(SNAPSHOTS).json()["total"] == 0


def test_restoring_one_organization_leaves_the_others(default: httpx.Client) -> None:
    own, others = {"organization_id": HARBOUR}, {"organization_id": OTHER}
    before = default.get("/dev/records/locations", params=own).json()
    take(default, "own", HARBOUR)
    token = default.post("/dev/token", json=others).json()["access_token"]
    theirs = {"Authorization": f"Bearer {token}"}
    for headers in ({}, theirs):
        created(default.post("/locations", json=LOCATION, headers=headers))
        charger = default.get("/chargers", headers=headers).json()["data"][0]["id"]
        assert default.delete(f"/chargers/{charger}", headers=headers).is_success
    changed = default.get("/dev/records/locations", params=others).json()
    assert restore(default, "own", HARBOUR).status_code == 204
    assert default.get("/dev/records/locations", params=own).json() == before
    assert default.get("/dev/records/locations", params=others).json() == changed
    # What is made from then on comes last.
    later = created(default.post("/locations", json=LOCATION))
    assert default.get("/locations").json()["data"][-1]["id"] == later["id"]


def test_a_snapshot_of_a_deleted_organization_is_forgotten(default: httpx.Client) -> None:
    take(default, "whole")
    take(default, "own", HARBOUR)
    default.delete(f"/dev/tenants/{HARBOUR}")
    assert restore(default, "own", HARBOUR).status_code == 404
    restore(default, "whole")
    assert restore(default, "own", HARBOUR).status_code == 404
    assert default.get("/chargers").is_success


def test_tokens_that_were_revoked_meanwhile_stay_so(client: httpx.Client) -> None:
    take(client, "before")
    token = client.get("/dev/token", params={"defect": "revoked"}).json()["access_token"]
    restore(client, "before")
    assert client.get("/locations", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_an_id_that_somebody_else_has_by_now_is_refused(default: httpx.Client) -> None:
    take(default, "own", HARBOUR)
    exported = default.get("/dev/export", params={"organization_id": HARBOUR}).text
    default.delete("/chargers/dep-harbour-001")
    stolen = exported.replace(HARBOUR, OTHER)
    for location in default.get("/locations").json()["data"]:
        default.delete(f"/locations/{location['id']}")
    answer = default.post(
        "/dev/import",
        params={"organization_id": OTHER},
        content=stolen,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 200, answer.text
    before = records(default)
    answer = restore(default, "own", HARBOUR)
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        f"locations/{stolen_location(stolen)}: id: Taken by a row of organization {OTHER}",
    )
    assert records(default) == before


def stolen_location(exported: str) -> str:
    return exported.partition('"locations": {\n  "')[2][:36]


@pytest.mark.parametrize("whole", [True, False])
def test_work_that_was_under_way_goes_on(
    slow_clock: MovableClock, inprocess_slow: InProcessSandbox, *, whole: bool
) -> None:
    client = inprocess_slow.client
    owner = None if whole else inprocess_slow.organization_id
    accepted = client.post("/ocpp/chargers", json=CHARGER).json()
    take(client, "half-way", owner)
    slow_clock.advance(seconds=101)
    assert client.get(accepted["status_url"]).json()["status"] == "READY"
    restore(client, "half-way", owner)
    # Its time is over, so that it ends as soon as somebody looks.
    assert client.get(accepted["status_url"]).json()["status"] == "READY"
    assert [run["state"] for run in client.get("/dev/records/runs").json()["data"]] == ["closed"]


@pytest.mark.parametrize("whole", [True, False])
def test_a_run_that_comes_back_is_not_missed(
    slow_clock: MovableClock, inprocess_slow: InProcessSandbox, *, whole: bool
) -> None:
    """Two sets of runs that are as many and have the same newest one, but not the same earliest one."""
    client = inprocess_slow.client
    owner = None if whole else inprocess_slow.organization_id
    client.post("/ocpp/chargers", json=CHARGER)
    slow_clock.advance(seconds=50)
    for identity in ("later", "last"):
        client.post("/ocpp/chargers", json=CHARGER | {"identity": identity})
    soon, later, _ = [charger["id"] for charger in client.get("/dev/records/chargers").json()["data"]]
    take(client, "all", owner)
    client.delete(f"/chargers/{later}")
    take(client, "soon-and-last", owner)
    restore(client, "all", owner)
    client.delete(f"/chargers/{soon}")
    client.get("/chargers")
    restore(client, "soon-and-last", owner)
    slow_clock.advance(seconds=55)
    client.get("/chargers")
    states = [run["state"] for run in client.get("/dev/records/runs").json()["data"]]
    assert states == ["closed", "open"]


@pytest.fixture
def inprocess_slow(slow_clock: MovableClock) -> Iterator[InProcessSandbox]:
    settings = Settings.of(world="empty", provisioning_seconds=100)
    with in_process(settings, clock=slow_clock) as sandbox:
        yield sandbox


@pytest.fixture
def slow_clock() -> MovableClock:
    return MovableClock()


@pytest.mark.parametrize("whole", [True, False])
def test_what_was_restored_is_there_after_a_restart(tmp_path: Path, *, whole: bool) -> None:
    settings = Settings.of(world="default", data=tmp_path)
    owner = None if whole else HARBOUR
    with in_process(settings) as sandbox:
        sandbox.client.get("/chargers/dep-harbour-003/logs")
        before = records(sandbox.client)
        take(sandbox.client, "before", owner)
        for charger in ("dep-harbour-001", "dep-harbour-003"):
            assert sandbox.client.delete(f"/chargers/{charger}").is_success
        created(sandbox.client.post("/locations", json=LOCATION))
        assert restore(sandbox.client, "before", owner).status_code == 204
        assert records(sandbox.client) == before
    with in_process(settings) as sandbox:
        assert records(sandbox.client) == before
        assert sandbox.client.get(SNAPSHOTS).json()["total"] == 0
