"""Faults: each way to fail, and what becomes of them."""

from typing import Any

import httpx
import pytest

from tests.conftest import LOCATION, problems
from tests.dev.faulting import add, bearer, count


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


def test_the_first_fault_that_hits_wins(client: httpx.Client) -> None:
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


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/dev/faults"),
        ("PUT", "/dev/faults"),
        ("GET", "/dev/nothing"),
        ("POST", "/oauth2/token"),
        ("GET", "/.well-known/jwks.json"),
        ("GET", "/.well-known/openid-configuration"),
        ("GET", "/openapi.json"),
        ("GET", "/docs"),
        ("GET", "/docs/"),
        ("DELETE", "/docs"),
        ("GET", "/docs/assets/docs.js"),
    ],
)
def test_what_belongs_to_the_sandbox_itself_is_never_hit(
    client: httpx.Client, method: str, path: str
) -> None:
    fault = add(client, status=599)
    asking = client.request(method, path, headers={"X-Sandbox-Fault": "status=598"})
    assert {client.request(method, path).status_code, asking.status_code} & {598, 599} == set()
    assert client.get(f"/dev/faults/{fault['id']}").json()["matches"] == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/health"), ("GET", "/nowhere"), ("DELETE", "/locations"), ("GET", "/developers")],
)
def test_what_belongs_to_the_api_is_hit(client: httpx.Client, method: str, path: str) -> None:
    add(client, status=599)
    assert client.request(method, path).status_code == 599


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
        ({"status": 503, "headers": {"Content-Length": "1"}}, "body.headers.Content-Length.[key]"),
        (
            {"status": 503, "headers": {"transfer-encoding": "chunked"}},
            "body.headers.transfer-encoding.[key]",
        ),
        ({"status": 503, "headers": {"Connection": "upgrade"}}, "body.headers.Connection.[key]"),
        (
            {"status": 503, "headers": {"X-Sandbox-Request-Id": "1"}},
            "body.headers.X-Sandbox-Request-Id.[key]",
        ),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(
    client: httpx.Client, body: dict[str, Any], place: str
) -> None:
    assert place in problems(client.post("/dev/faults", json=body))
    assert client.get("/dev/faults").json()["total"] == 0


def test_a_token_is_revoked_only_where_there_is_one(client: httpx.Client) -> None:
    fault = add(client, revoke_token=True, times=1)

    def hits() -> int:
        told: int = client.get(f"/dev/faults/{fault['id']}").json()["hits"]
        return told

    nobody = {"Authorization": ""}
    for path in ("/health", "/locations", "/nowhere"):
        client.get(path, headers=nobody)
    for defect in ("expired", "bad_signature"):
        client.get("/locations", headers=bearer(client, defect=defect))
    assert hits() == 0
    assert client.get("/locations").status_code == 401
    assert hits() == 1


@pytest.mark.parametrize("path", ["/health", "/nowhere"])
def test_a_token_is_revoked_wherever_it_is_sent(client: httpx.Client, path: str) -> None:
    fault = add(client, revoke_token=True, times=1)
    client.get(path)
    assert client.get(f"/dev/faults/{fault['id']}").json()["hits"] == 1
    assert client.get("/locations").status_code == 401
