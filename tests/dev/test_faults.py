"""Faults: each way to fail, and to which requests it happens."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.kit import Sandbox, in_process, isolated
from sandbox.server import Server
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.conftest import LOCATION, problems


def add(client: httpx.Client, **fault: Any) -> dict[str, Any]:
    answer = client.post("/dev/faults", json=fault)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def count(client: httpx.Client) -> int:
    """Count the locations, over a way that no fault can hit."""
    answer = client.get("/dev/records/locations")
    total: int = answer.json()["total"]
    return total


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    with Server() as server:
        yield server.url


@pytest.fixture
def remote(server_url: str) -> Iterator[Sandbox]:
    """A sandbox whose faults break real connections."""
    with isolated(server_url) as sandbox:
        yield sandbox
        sandbox.client.delete("/dev/faults")


def test_a_status_comes_in_the_shape_of_the_service_and_nothing_is_done(client: httpx.Client) -> None:
    add(client, match={"operation": "create_location"}, status=503, retry_after=7, headers={"X-Why": "busy"})
    answer = client.post("/locations", json=LOCATION)
    assert (answer.status_code, answer.json()) == (503, {"detail": "Service Unavailable"})
    assert (answer.headers["Retry-After"], answer.headers["X-Why"]) == ("7", "busy")
    assert count(client) == 0


def test_a_422_has_a_list_of_problems(client: httpx.Client) -> None:
    add(client, status=422, detail="Name is taken")
    answer = client.get("/locations")
    assert answer.json() == {
        "detail": [{"type": "value_error", "loc": ["body"], "msg": "Name is taken", "input": None}]
    }


def test_a_401_challenges_the_client(client: httpx.Client) -> None:
    add(client, status=401)
    answer = client.get("/locations")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_pages_may_read_the_answer_of_a_fault(client: httpx.Client) -> None:
    add(client, status=500)
    answer = client.get("/locations", headers={"Origin": "http://localhost:3000"})
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"


@pytest.mark.parametrize(
    ("occasion", "struck"),
    [
        ({}, "xxxxxxx"),
        ({"times": 2}, "xx....."),
        ({"after": 3}, "...xxxx"),
        ({"after": 1, "times": 2}, ".xx...."),
        ({"every": 3}, "..x..x."),
        ({"every": 2, "times": 1}, ".x....."),
    ],
)
def test_a_fault_strikes_on_its_occasions(
    client: httpx.Client, occasion: dict[str, int], struck: str
) -> None:
    fault = add(client, status=500, **occasion)
    seen = "".join("x" if client.get("/locations").is_error else "." for _ in range(7))
    assert seen == struck
    kept = client.get(f"/dev/faults/{fault['id']}").json()
    assert (kept["matches"], kept["hits"]) == (7, struck.count("x"))
    assert kept["spent"] is (occasion.get("times") == struck.count("x"))


def test_chance_comes_from_the_seed() -> None:
    def statuses(seed: int) -> list[int]:
        with in_process(Settings.of(world="empty", seed=seed)) as sandbox:
            add(sandbox.client, status=500, probability=0.5)
            return [sandbox.client.get("/locations").status_code for _ in range(32)]

    assert statuses(1) == statuses(1)
    assert statuses(1) != statuses(2)
    assert set(statuses(1)) == {200, 500}


@pytest.mark.parametrize(
    "match",
    [
        {"method": "post"},
        {"path": "/chargers/{charger_id}/plug-connector"},
        {"path": "/chargers/{id}/plug-connector"},
        {"path": "/chargers/*/plug-connector"},
        {"path": "/chargers/dep-harbour-001/*"},
        {"operation": "plug_*"},
        {"edition": "flat"},
        {"organization_id": "11111111-1111-4111-8111-111111111111"},
        {"role": "user"},
        {"sdk": "python/0.1.*"},
        {"headers": {"x-fern-sdk-name": "ocpplab"}},
        {"query": {"trace": "a*"}},
        {"body": {"connector_id": 2}},
        {"method": "POST", "role": "user", "body": {"connector_id": 2}},
    ],
)
@pytest.mark.parametrize("fits", [True, False])
def test_a_pattern_tells_requests_apart(match: dict[str, Any], *, fits: bool) -> None:
    with in_process(Settings.of()) as sandbox:
        add(sandbox.client, match=match, status=500)
        sdk = {"X-Fern-Language": "Python", "X-Fern-SDK-Version": "0.1.2", "X-Fern-SDK-Name": "ocpplab"}
        if fits:
            path = "/chargers/dep-harbour-001/plug-connector?trace=abc"
            answer = sandbox.client.post(path, json={"connector_id": 2}, headers=sdk)
        else:
            admin = {"Authorization": f"Bearer {sandbox.admin_token()}"}
            other = {"X-Organization-Id": "22222222-2222-4222-8222-222222222222"}
            answer = sandbox.client.get("/evcharger/deployment-runtime-ops/status", headers=admin | other)
        assert (answer.status_code == 500) is fits


def test_a_fault_about_an_organization_hits_its_refused_requests_too(client: httpx.Client) -> None:
    organization = client.get("/dev/tenants").json()["data"][0]["id"]
    add(client, match={"organization_id": organization}, status=503)
    token = client.get(f"/dev/token?defect=expired&organization_id={organization}").json()["access_token"]
    assert client.get("/locations", headers={"Authorization": f"Bearer {token}"}).status_code == 503


def test_the_first_fault_that_strikes_wins(client: httpx.Client) -> None:
    add(client, name="one", status=503, times=1)
    add(client, name="two", status=500, times=1)
    assert [client.get("/locations").status_code for _ in range(3)] == [503, 500, 200]
    assert [fault["name"] for fault in client.get("/dev/faults").json()["data"]] == ["one", "two"]


def test_faults_are_removed_one_by_one_by_organization_or_all(client: httpx.Client) -> None:
    mine, other = (client.post("/dev/tenants", json={"name": name}).json()["id"] for name in "ab")
    first = add(client, status=500, match={"organization_id": mine})
    add(client, status=500, match={"organization_id": other})
    add(client, status=500)
    assert client.get("/dev/faults", params={"organization_id": mine}).json()["total"] == 1
    assert client.delete(f"/dev/faults/{first['id']}").status_code == 204
    assert client.get(f"/dev/faults/{first['id']}").status_code == 404
    assert client.delete("/dev/faults", params={"organization_id": other}).status_code == 204
    assert client.get("/dev/faults").json()["total"] == 1
    assert client.delete("/dev/faults").status_code == 204
    assert client.get("/locations").status_code == 200


def test_a_reset_and_the_end_of_an_organization_take_its_faults_along(client: httpx.Client) -> None:
    mine, other = (client.post("/dev/tenants", json={"name": name}).json()["id"] for name in "ab")
    for organization in (mine, other):
        add(client, status=500, match={"organization_id": organization})
    assert client.delete(f"/dev/tenants/{mine}").status_code == 204
    assert [fault["match"] for fault in client.get("/dev/faults").json()["data"]] == [
        {"organization_id": other}
    ]
    add(client, status=500)
    assert client.post("/dev/reset", params={"organization_id": other}).status_code == 204
    assert [fault["match"] for fault in client.get("/dev/faults").json()["data"]] == [{}]
    client.post("/dev/reset")
    assert client.get("/dev/faults").json()["total"] == 0


def test_the_control_plane_is_never_hit(client: httpx.Client) -> None:
    add(client, status=500)
    assert client.get("/dev/faults", headers={"X-Sandbox-Fault": "status=500"}).status_code == 200


def test_a_rate_limit_lets_so_many_through_and_says_when_to_come_again() -> None:
    clock = MovableClock()
    with in_process(Settings.of(world="empty"), clock=clock) as sandbox:
        add(sandbox.client, rate_limit={"requests": 2, "seconds": 10})
        answers = [sandbox.client.get("/locations") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].headers["Retry-After"] == "10"
        clock.advance(seconds=9.5)
        assert sandbox.client.get("/locations").headers["Retry-After"] == "1"
        clock.advance(seconds=0.5)
        assert sandbox.client.get("/locations").status_code == 200


def test_a_token_can_be_revoked_in_the_middle(client: httpx.Client) -> None:
    add(client, revoke_token=True, after=2, times=1)
    assert [client.get("/locations").status_code for _ in range(4)] == [200, 200, 401, 401]
    fresh = client.get("/dev/token").json()["access_token"]
    assert client.get("/locations", headers={"Authorization": f"Bearer {fresh}"}).status_code == 200


@pytest.mark.parametrize(
    ("delay", "least", "most"),
    [(0.05, 0.05, 1), ({"min": 0.02, "max": 0.04}, 0.02, 1), ({"median": 0.02, "sigma": 0.1}, 0.01, 1)],
)
def test_a_delay_holds_the_answer_back(client: httpx.Client, delay: Any, least: float, most: float) -> None:
    add(client, delay=delay, status=500)
    client.get("/locations")
    entry = client.get("/dev/requests").json()["data"][-1]
    assert least <= entry["seconds"] <= most


def test_a_delay_ends_when_the_client_has_given_up(remote: Sandbox) -> None:
    match = {"organization_id": remote.organization_id}
    add(remote.client, delay=300, match=match)
    with pytest.raises(httpx.ReadTimeout):
        remote.client.post("/locations", json=LOCATION, timeout=0.1)
    waited = remote.client.get("/dev/requests/wait", params=match | {"timeout": 30}).json()
    assert waited["data"][0]["seconds"] < 30
    assert remote.client.get("/dev/records/locations", params=match).json()["total"] == 1


def test_a_connection_is_dropped_before_anything_is_done(remote: Sandbox) -> None:
    fault = add(remote.client, drop="before", match={"organization_id": remote.organization_id})
    with pytest.raises(httpx.RemoteProtocolError):
        remote.client.post("/locations", json=LOCATION)
    remote.client.delete(f"/dev/faults/{fault['id']}")
    assert remote.client.get("/locations").json()["total"] == 0


def test_a_connection_is_dropped_after_everything_is_done(remote: Sandbox) -> None:
    add(remote.client, drop="after", times=1, match={"organization_id": remote.organization_id})
    with pytest.raises(httpx.RemoteProtocolError):
        remote.client.post("/locations", json=LOCATION)
    assert remote.client.get("/locations").json()["total"] == 1


def test_a_truncated_body_is_shorter_than_announced(remote: Sandbox) -> None:
    add(remote.client, body="truncated", match={"organization_id": remote.organization_id})
    with pytest.raises(httpx.RemoteProtocolError, match=r"incomplete|without sending complete"):
        remote.client.get("/locations")


def test_a_garbled_body_is_no_json(remote: Sandbox) -> None:
    whole = remote.client.get("/locations")
    add(remote.client, body="garbled", match={"organization_id": remote.organization_id})
    answer = remote.client.get("/locations")
    assert (answer.status_code, len(answer.content)) == (200, len(whole.content))
    with pytest.raises(ValueError, match=r"JSON|value|char|decode"):
        answer.json()


def test_a_slow_answer_is_whole(remote: Sandbox) -> None:
    whole = remote.client.get("/locations")
    match = {"organization_id": remote.organization_id}
    add(remote.client, bytes_per_second=4 * len(whole.content), match=match)
    assert remote.client.get("/locations").json() == whole.json()
    entry = remote.client.get("/dev/requests", params=match).json()["data"][-1]
    assert entry["seconds"] >= 0.05


@pytest.mark.parametrize("effect", [{"drop": "before"}, {"drop": "after"}, {"body": "truncated"}])
def test_connections_break_in_process_too(client: httpx.Client, effect: dict[str, str]) -> None:
    add(client, times=1, **effect)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/locations")
    assert client.get("/locations").status_code == 200


@pytest.mark.parametrize(
    "refusing",
    [
        {"status": 503},
        {"drop": "before"},
        {"rate_limit": {"requests": 1, "seconds": 100}, "times": 1},
        {"revoke_token": True},
    ],
)
def test_a_fault_that_refuses_has_done_nothing(client: httpx.Client, refusing: dict[str, Any]) -> None:
    add(client, match={"operation": "create_location"}, **refusing)
    if "rate_limit" in refusing:
        client.post("/locations", json={})
    before = client.get("/dev/records/locations").json()
    try:
        assert client.post("/locations", json=LOCATION).is_error
    except httpx.RemoteProtocolError:
        assert "drop" in refusing
    assert client.get("/dev/records/locations").json() == before


@pytest.mark.parametrize("how", ["header", "query"])
def test_a_request_can_ask_for_its_fault(client: httpx.Client, how: str) -> None:
    def get() -> httpx.Response:
        wanted = "status=503; times=2; detail=Busy"
        if how == "header":
            return client.get("/locations?page=1", headers={"X-Sandbox-Fault": wanted})
        return client.get("/locations", params={"page": 1, "x-sandbox-fault": wanted})

    answers = [get() for _ in range(6)]
    assert [answer.status_code for answer in answers] == [503, 503, 200, 503, 503, 200]
    assert answers[0].json() == {"detail": "Busy"}
    assert "unknown" not in answers[2].headers.get("X-Sandbox-Warnings", "")


@pytest.mark.parametrize(
    "how", [{"headers": {"X-Sandbox-Fault": "off"}}, {"params": {"x-sandbox-fault": "off"}}]
)
def test_a_request_can_ask_for_no_fault(client: httpx.Client, how: dict[str, Any]) -> None:
    add(client, status=500)
    assert client.get("/locations", **how).status_code == 200
    assert client.get("/locations").status_code == 500


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("503", "header.X-Sandbox-Fault"),
        ("status=99", "header.X-Sandbox-Fault.status"),
        ("status=503; tmies=2", "header.X-Sandbox-Fault.tmies"),
        ("times=2", "header.X-Sandbox-Fault"),
        ("delay=2..1", "header.X-Sandbox-Fault.delay.range"),
        ("rate_limit=5/0", "header.X-Sandbox-Fault.rate_limit.seconds"),
    ],
)
def test_a_fault_that_cannot_be_understood_is_told(client: httpx.Client, wanted: str, place: str) -> None:
    answer = client.post("/locations", json=LOCATION, headers={"X-Sandbox-Fault": wanted})
    assert place in problems(answer)
    assert count(client) == 0


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "body"),
        ({"status": 200}, "body.status"),
        ({"status": 503, "drop": "before"}, "body"),
        ({"detail": "Busy"}, "body"),
        ({"retry_after": 1, "delay": 1}, "body"),
        ({"status": 503, "times": 0}, "body.times"),
        ({"status": 503, "probability": 2}, "body.probability"),
        ({"status": 503, "match": {"operatoin": "x"}}, "body.match.operatoin"),
        ({"status": 503, "match": {"organization_id": "x"}}, "body.match.organization_id"),
        ({"delay": {"min": 2, "max": 1}}, "body.delay.range"),
        ({"status": 503, "headers": {"X\n": "1"}}, "body.headers.X\n.[key]"),
        ({"status": 503, "headers": {"X": "\n"}}, "body.headers.X"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(
    client: httpx.Client, body: dict[str, Any], place: str
) -> None:
    assert place in problems(client.post("/dev/faults", json=body))
    assert client.get("/dev/faults").json()["total"] == 0
