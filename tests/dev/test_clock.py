"""`/dev/clock`: one clock for everything, and it can be turned."""

import json
from typing import Any

import httpx
import jwt
import pytest

from sandbox.kit import in_process
from tests.api.cpos import begin
from tests.clocks import MovableClock
from tests.conftest import CHARGER, LOCATION, created, problems

NOON = "2026-03-01T12:00:00Z"


def turn(client: httpx.Client, **how: Any) -> dict[str, Any]:
    answer = client.post("/dev/clock", json=how)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def now(client: httpx.Client, **query: str) -> str:
    return str(client.get("/dev/clock", params=query).json()["now"])


def refusal(client: httpx.Client, **how: Any) -> str:
    answer = client.post("/dev/clock", json=how)
    assert answer.status_code == 400, answer.text
    return str(answer.json()["detail"])


def test_a_clock_that_nobody_has_turned_shows_real_time(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    shown = {"frozen": False, "speed": 1.0, "organization_id": None}
    assert slow_client.get("/dev/clock").json() == {"now": NOON, **shown}
    slow_clock.advance(seconds=1.5)
    assert slow_client.get("/dev/clock").json() == {"now": "2026-03-01T12:00:01.500000Z", **shown}


def test_a_clock_can_be_set_and_goes_on_from_there(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    assert turn(slow_client, now="2031-05-01T10:00:00+02:00")["now"] == "2031-05-01T08:00:00Z"
    slow_clock.advance(minutes=1)
    assert now(slow_client) == "2031-05-01T08:01:00Z"


def test_an_advance_counts_from_the_present(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    turn(slow_client, advance=60)
    slow_clock.advance(seconds=5)
    assert turn(slow_client, advance=0.5)["now"] == "2026-03-01T12:01:05.500000Z"


def test_a_frozen_clock_stands_still_until_it_is_thawed(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    assert turn(slow_client, frozen=True)["frozen"] is True
    slow_clock.advance(days=1)
    assert now(slow_client) == NOON
    turn(slow_client, frozen=False)
    slow_clock.advance(seconds=1)
    assert now(slow_client) == "2026-03-01T12:00:01Z"


def test_a_frozen_clock_can_be_advanced(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    turn(slow_client, frozen=True)
    turned = turn(slow_client, advance=60)
    slow_clock.advance(days=1)
    assert (turned["frozen"], now(slow_client)) == (True, "2026-03-01T12:01:00Z")


def test_at_speed_60_an_hour_passes_in_a_minute(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    assert turn(slow_client, speed=60)["speed"] == 60.0
    slow_clock.advance(minutes=1)
    assert now(slow_client) == "2026-03-01T13:00:00Z"
    turn(slow_client, speed=0.5)
    slow_clock.advance(minutes=1)
    assert now(slow_client) == "2026-03-01T13:00:30Z"


def test_all_of_it_is_done_in_order(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    turned = turn(slow_client, frozen=True, speed=2, advance=30, now="2026-03-02T00:00:00Z")
    assert turned == {
        "now": "2026-03-02T00:00:30Z",
        "frozen": True,
        "speed": 2.0,
        "organization_id": None,
        "fired": 0,
    }
    slow_clock.advance(hours=1)
    turn(slow_client, frozen=False)
    slow_clock.advance(minutes=1)
    assert now(slow_client) == "2026-03-02T00:02:30Z"


def test_back_to_real_time(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    turn(slow_client, advance=86_400, speed=10, frozen=True)
    assert slow_client.delete("/dev/clock").status_code == 204
    slow_clock.advance(seconds=1)
    shown = slow_client.get("/dev/clock").json()
    assert (shown["now"], shown["frozen"], shown["speed"]) == ("2026-03-01T12:00:01Z", False, 1.0)


def test_a_clock_does_not_run_backwards(slow_client: httpx.Client) -> None:
    said = refusal(slow_client, now="2026-03-01T11:59:59Z", speed=9, frozen=True)
    assert said.startswith("now: it is 2026-03-01T12:00:00.000Z")
    assert "DELETE /dev/clock" in said
    assert slow_client.get("/dev/clock").json()["speed"] == 1.0
    assert turn(slow_client, now=NOON)["now"] == NOON


@pytest.mark.parametrize(
    "how",
    [
        {"now": "9000-01-01T00:00:01Z"},
        {"advance": 250_000_000_000},
        {"now": "8999-12-31T23:59:59Z", "advance": 2},
    ],
)
def test_a_clock_does_not_leave_the_calendar(slow_client: httpx.Client, how: dict[str, Any]) -> None:
    turn(slow_client, now="2100-01-01T00:00:00Z", frozen=True)
    said = refusal(slow_client, **how)
    assert "it is 2100-01-01T00:00:00.000Z" in said
    assert "as far as 9000-01-01T00:00:00.000Z" in said
    assert now(slow_client) == "2100-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("how", "place"),
    [
        ({"advance": -1}, "advance"),
        ({"advance": 1e300}, "advance"),
        ({"advance": "60"}, "advance"),
        ({"speed": 0}, "speed"),
        ({"speed": -2}, "speed"),
        ({"speed": 1_000_001}, "speed"),
        ({"frozen": "yes"}, "frozen"),
        ({"now": "2031-05-01T08:00:00"}, "now"),
        ({"now": 1_900_000_000}, "now"),
        ({"now": "9999-12-31T23:59:59-12:00"}, "now"),
        ({"now": "9999-12-31T23:59:59Z"}, "now"),
        ({"organization_id": "zzz"}, "organization_id"),
        ({"forward": 1}, "forward"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    slow_client: httpx.Client, how: dict[str, Any], place: str
) -> None:
    assert set(problems(slow_client.post("/dev/clock", json=how))) == {f"body.{place}"}
    assert now(slow_client) == NOON


def test_a_fast_clock_stops_where_the_calendar_does(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    turn(slow_client, speed=1_000_000)
    for years in (10, 7000):
        slow_clock.advance(days=365 * years)
        assert now(slow_client) == "9000-01-01T00:00:00Z"
    token = slow_client.get("/dev/token").json()["access_token"]
    slow_client.headers["Authorization"] = f"Bearer {token}"
    charger = created(slow_client.post("/chargers", json=CHARGER))["id"]
    assert slow_client.get(f"/chargers/{charger}/logs").json()["total"] == 6
    polled = slow_client.post("/ocpp/chargers", json=CHARGER | {"identity": "CP-2"})
    assert slow_client.get(polled.json()["status_url"]).json()["status"] == "PENDING"


def test_a_clock_of_a_test_keeps_its_own_hand(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    turn(slow_client, advance=60)
    slow_clock.advance(seconds=100)
    assert now(slow_client) == "2026-03-01T12:02:40Z"


def test_what_is_due_is_done_before_the_answer(slow_client: httpx.Client) -> None:
    accepted = [
        slow_client.post("/ocpp/chargers", json=CHARGER | {"identity": f"CP-{number}"}) for number in range(3)
    ]
    assert {answer.status_code for answer in accepted} == {202}
    assert turn(slow_client, advance=99)["fired"] == 0
    assert turn(slow_client, advance=1)["fired"] == 3
    assert turn(slow_client, advance=100)["fired"] == 0
    runs = slow_client.get("/dev/records/runs").json()["data"]
    assert {run["state"] for run in runs} == {"closed"}


def test_what_is_due_is_done_in_the_order_of_its_time(slow_client: httpx.Client) -> None:
    location = created(slow_client.post("/locations", json=LOCATION))["id"]
    slow_client.post("/ocpp/chargers", json=CHARGER | {"location_id": location})
    slow_client.post("/ocpp/deployment-runtime-ops", json={"action": "stop", "location_id": location})
    cpo = begin(slow_client, ttl_seconds=3600)
    assert turn(slow_client, advance=86_400)["fired"] == 4
    assert slow_client.get(cpo["destroy_url"]).status_code == 404
    (charger,) = slow_client.get("/dev/records/chargers").json()["data"]
    stages = slow_client.get("/dev/records/runtime_changes", params={"charger_id": charger["id"]}).json()
    assert [(change["kind"], change["at"]) for change in stages["data"]] == [
        ("stopped", "2026-03-01T12:01:40Z")
    ]


def test_a_frozen_clock_stops_creations_sessions_tokens_and_time_stamps(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    charger = created(slow_client.post("/chargers", json=CHARGER))["id"]
    slow_client.post(f"/chargers/{charger}/start-session", json={"id_tag": "TAG-1"})
    job = slow_client.post("/ocpp/chargers", json=CHARGER | {"identity": "CP-2"}).json()["charger_id"]
    token = slow_client.get("/dev/token", params={"expires_in": 60}).json()["access_token"]
    turn(slow_client, frozen=True)
    slow_clock.advance(days=2)
    log = slow_client.get(f"/chargers/{charger}/logs").json()
    assert {entry["timestamp"] for entry in log["data"]} == {"2026-03-01T12:00:00Z"}
    assert slow_client.get(f"/ocpp/chargers/{job}/status").json()["status"] == "PENDING"
    headers = {"Authorization": f"Bearer {token}"}
    assert slow_client.get("/locations", headers=headers).status_code == 200
    assert created(slow_client.post("/locations", json=LOCATION))["created_at"] == "2026-03-01T12:00:00Z"
    turn(slow_client, advance=100)
    assert slow_client.get(f"/ocpp/chargers/{job}/status").json()["status"] == "READY"
    assert slow_client.get("/locations", headers=headers).status_code == 401


def test_at_speed_60_a_session_charges_an_hour_in_a_minute() -> None:
    clock = MovableClock()
    with in_process(clock=clock) as sandbox:
        client = sandbox.client
        turn(client, speed=60)
        charger = created(client.post("/chargers", json=CHARGER))["id"]
        client.post(f"/chargers/{charger}/start-session", json={"id_tag": "TAG-1"})
        client.post(f"/chargers/{charger}/power-update", json={"power_w": 6000})
        clock.advance(minutes=1)
        client.post(f"/chargers/{charger}/stop-session", json={})
        log = client.get(f"/chargers/{charger}/logs", params={"event": "StopTransaction"}).json()["data"]
    stop = next(frame[3] for entry in log if (frame := json.loads(entry["message"]))[0] == 2)
    assert (stop["meterStop"], stop["timestamp"]) == (6000, "2026-03-01T13:00:00.000Z")


def test_a_token_says_the_time_of_the_clock(slow_client: httpx.Client) -> None:
    turn(slow_client, now="2040-01-01T00:00:00Z", frozen=True)
    token = slow_client.get("/dev/token", params={"role": "admin", "expires_in": 60}).json()["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["iat"], claims["nbf"], claims["exp"]) == (2208988800, 2208988800, 2208988860)


def test_a_token_made_later_is_not_valid_before(slow_client: httpx.Client) -> None:
    turn(slow_client, advance=86_400)
    token = slow_client.get("/dev/token").json()["access_token"]
    slow_client.delete("/dev/clock")
    answer = slow_client.get("/locations", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, "not valid before" in answer.json()["detail"]) == (401, True)


def test_a_revoked_token_stays_so_when_time_goes_back(slow_client: httpx.Client) -> None:
    asked = {"defect": "revoked", "expires_in": "60"}
    token = slow_client.get("/dev/token", params=asked).json()["access_token"]
    turn(slow_client, advance=86_400)
    slow_client.get("/dev/token", params=asked)
    slow_client.delete("/dev/clock")
    answer = slow_client.get("/locations", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, "revoked" in answer.json()["detail"]) == (401, True)


@pytest.mark.parametrize("own", [False, True])
def test_no_time_is_lost_by_turning_a_clock(slow_client: httpx.Client, *, own: bool) -> None:
    organization = {"organization_id": slow_client.get("/dev/tenants").json()["data"][0]["id"]}
    whose = organization if own else {}
    turn(slow_client, now="2026-03-01T12:00:00.000900Z")
    for frozen in (True, False, True):
        turn(slow_client, frozen=frozen, **whose)
    turn(slow_client, now=now(slow_client, **whose), **whose)
    turn(slow_client, advance=0.0001, **whose)
    assert now(slow_client, **whose) == "2026-03-01T12:00:00.001000Z"
