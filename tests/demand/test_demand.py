"""`/dev/demand`, and `demand` in a world file."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.demand.window import MOST_COMING
from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.conftest import CHARGER, created, problems
from tests.dev.test_clock import turn

HOUR = 3600
DAY = 24 * HOUR
BUSY = {"sessions_per_day": 30, "faults_per_day": 2, "refused_share": 0.1, "session_minutes": 20}
JSON = {"Content-Type": "application/json"}
KINDS = {"OCPP1.6": "StartTransaction", "OCPP2.0.1": "TransactionEvent"}


@contextmanager
def sandbox(version: str = "OCPP1.6", **settings: Any) -> Iterator[httpx.Client]:
    """Open a sandbox with one charger that somebody comes to; others that are opened so are alike."""
    told = {"world": "empty", "provisioning_seconds": 0, "seed": 4} | settings
    with in_process(Settings.of(**told), clock=MovableClock()) as opened:
        created(opened.client.post("/chargers", json=CHARGER | {"ocpp_version": version}))
        yield opened.client


def put(client: httpx.Client, **traffic: Any) -> list[dict[str, Any]]:
    answer = client.put("/dev/demand", json=traffic)
    assert answer.status_code == httpx.codes.OK, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def charger(client: httpx.Client) -> str:
    found: str = client.get("/chargers").json()["data"][0]["id"]
    return found


def states(client: httpx.Client) -> Any:
    client.get(f"/chargers/{charger(client)}/logs?limit=1")
    return client.get("/dev/records/charger_states").json()["data"]


def frames(client: httpx.Client) -> list[Any]:
    """Return the log, without the ids of its frames, which are made at random."""
    client.get(f"/chargers/{charger(client)}/logs?limit=1")
    rows = client.get("/dev/records/logs?limit=1000").json()["data"]
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def actions(client: httpx.Client) -> list[str]:
    return [row["action"] for row in frames(client)]


def test_nobody_comes_unless_it_is_wanted() -> None:
    with sandbox() as client:
        assert client.get("/dev/demand").json() == {"data": [], "total": 0}
        turn(client, advance=DAY)
        assert "Authorize" not in actions(client)


@pytest.mark.parametrize("version", KINDS)
def test_drivers_come_to_a_charger(version: str) -> None:
    with sandbox(version) as client:
        put(client, **BUSY)
        turn(client, advance=DAY)
        assert {"Authorize", KINDS[version]} <= {*actions(client)}


@pytest.mark.parametrize("version", KINDS)
def test_a_tag_that_only_fits_2_0_1_is_presented_only_there(version: str) -> None:
    with sandbox(version) as client:
        put(client, id_tags=["T" * 36, "SHORT"], refused_share=0, sessions_per_day=30)
        turn(client, advance=DAY)
        asked = [json.dumps(row["message"]) for row in frames(client) if row["action"] == "Authorize"]
        assert any("SHORT" in one for one in asked)
        assert any("T" * 36 in one for one in asked) == (version == "OCPP2.0.1")


def test_a_tag_has_36_letters_at_most() -> None:
    with sandbox() as client:
        refused = client.put("/dev/demand", json={"id_tags": ["", "T" * 37]})
        assert problems(refused) == {
            "body.id_tags.0": "string_too_short",
            "body.id_tags.1": "string_too_long",
        }


@pytest.mark.parametrize("version", KINDS)
def test_it_is_the_same_whether_somebody_looks_often_or_once(version: str) -> None:
    lives = []
    for step in (HOUR / 4, DAY):
        with sandbox(version) as client:
            turn(client, frozen=True)
            put(client, **BUSY)
            for _ in range(round(DAY / step)):
                turn(client, advance=step)
                client.get(f"/chargers/{charger(client)}/logs?limit=1")
            lives.append((states(client), frames(client)))
    assert lives[0] == lives[1]
    assert lives[0][0][0]["transaction_count"] or KINDS[version] == "TransactionEvent"


def test_a_command_comes_after_those_who_came_before_it() -> None:
    lives = []
    for look in (True, False):
        with sandbox(command_seconds=9 * HOUR) as client:
            turn(client, frozen=True)
            put(client, **BUSY)
            client.post(f"/chargers/{charger(client)}/inject-fault", json={"fault_type": "OverCurrent"})
            for _ in range(12):
                turn(client, advance=HOUR)
                if look:
                    client.get(f"/chargers/{charger(client)}/logs?limit=1")
            lives.append((states(client), frames(client)))
    assert lives[0] == lives[1]


def test_a_leap_of_a_month_is_lived_through_in_part_and_alike() -> None:
    lives = []
    for _ in range(2):
        with sandbox() as client:
            turn(client, frozen=True)
            put(client, **BUSY)
            turn(client, advance=30 * DAY)
            lives.append((states(client), frames(client)))
    assert lives[0] == lives[1]
    (state,) = lives[0][0]
    assert 10 < state["transaction_count"] <= MOST_COMING


def test_a_clock_that_was_put_back_has_nobody_come_twice() -> None:
    with sandbox() as client:
        put(client, **BUSY)
        turn(client, advance=DAY)
        before = states(client)
        client.delete("/dev/clock")
        assert states(client) == before


def test_taking_it_back_lets_those_leave_who_are_there() -> None:
    with sandbox() as client:
        turn(client, frozen=True)
        put(client, sessions_per_day=1000, faults_per_day=0, session_minutes=300, dwell_minutes=60)
        turn(client, advance=DAY)
        assert client.delete("/dev/demand").status_code == httpx.codes.NO_CONTENT
        (state,) = states(client)
        assert state["connectors"][0]["vehicle"] is not None
        turn(client, advance=3 * DAY)
        (later,) = states(client)
        assert later["connectors"][0]["vehicle"] is None
        assert later["transaction_count"] == state["transaction_count"]


@pytest.mark.parametrize("how", ["put", "delete"])
def test_changing_it_does_not_change_what_was(how: str) -> None:
    with sandbox() as client, sandbox() as other:
        for one in (client, other):
            turn(one, frozen=True)
            put(one, **BUSY)
            turn(one, advance=DAY)
        states(other)
        if how == "put":
            put(client, seed=9, **BUSY)
        else:
            client.delete("/dev/demand")
        assert states(client) == states(other)


def test_it_is_for_one_organization_if_that_is_named() -> None:
    with sandbox() as client:
        mine = client.get("/dev/tenants").json()["data"][0]["id"]
        other = client.post("/dev/tenants", json={"name": "Other"}).json()["id"]
        (shown,) = put(client, organization_id=other)
        assert shown["organization_id"] == other
        query = {"organization_id": mine}
        assert client.get("/dev/demand", params=query).json()["total"] == 0
        assert [one["organization_id"] for one in put(client, seed=2)] == [mine, other]
        client.delete("/dev/demand", params=query)
        assert [one["seed"] for one in client.get("/dev/demand").json()["data"]] == [2]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_unknown_organization_is_not_found(method: str) -> None:
    with sandbox() as client:
        named = {"organization_id": "99999999-9999-4999-8999-999999999999"}
        where: dict[str, Any] = {"json": named} if method == "PUT" else {"params": named}
        assert client.request(method, "/dev/demand", **where).status_code == httpx.codes.NOT_FOUND


def test_what_makes_no_sense_is_refused() -> None:
    with sandbox() as client:
        refused = client.put("/dev/demand", json={"sessions_per_day": -1, "sed": 3})
        assert problems(refused) == {
            "body.sessions_per_day": "greater_than_equal",
            "body.sed": "extra_forbidden",
        }


def test_it_is_part_of_the_state() -> None:
    with sandbox() as client:
        put(client, **BUSY)
        turn(client, advance=DAY)
        exported = client.get("/dev/export").content
        client.post("/dev/reset")
        assert client.get("/dev/demand").json()["total"] == 0
        assert client.post("/dev/import", content=exported, headers=JSON).status_code == httpx.codes.OK
        (shown,) = client.get("/dev/demand").json()["data"]
        assert shown["session_minutes"] == BUSY["session_minutes"]


def world(folder: Path, **demand: Any) -> Path:
    path = folder / "world.json"
    content = json.loads(Path("fixtures/worlds/default.json").read_text("utf-8"))
    path.write_text(json.dumps(content | {"demand": demand}))
    return path


def test_a_world_can_have_it_from_an_hour_before_its_opening(tmp_path: Path) -> None:
    settings = Settings.of(world=str(world(tmp_path, **BUSY)))
    with in_process(settings, clock=MovableClock()) as opened:
        demands = opened.client.get("/dev/demand").json()["data"]
        organizations = opened.client.get("/dev/tenants").json()["data"]
        assert [one["organization_id"] for one in demands] == [one["id"] for one in organizations]
        assert {one["since"] for one in demands} == {"2026-03-01T11:00:00Z"}


def test_a_world_with_demand_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    with sandbox() as client:
        refused = client.post("/dev/import", content=world(tmp_path, drivers=0).read_bytes(), headers=JSON)
        assert "demand/drivers: Input should be greater than or equal to 1" in refused.text


@pytest.mark.parametrize("weight", [0.0, 5e-324])
def test_hours_need_weights(weight: float) -> None:
    with sandbox() as client:
        answer = client.put("/dev/demand", json={"by_hour": [weight] * 24})
        assert problems(answer) == {"body": "no_hour"}


def test_what_hardly_ever_comes_does_not_come() -> None:
    with sandbox() as client:
        put(client, sessions_per_day=1e-320, faults_per_day=0)
        turn(client, advance=DAY)
        assert client.get("/chargers").status_code == httpx.codes.OK
