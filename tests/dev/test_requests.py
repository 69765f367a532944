"""The journal: what is kept of requests and answers, and how it is looked up."""

import asyncio
import threading
from typing import Any

import httpx
import pytest

from sandbox.kit import InProcessSandbox, in_process, isolated
from sandbox.server import Server
from sandbox.settings import Settings
from tests.conftest import LOCATION, problems

UNKNOWN = "/locations/aaaaaaaa-0000-4000-8000-000000000000"


def entries(client: httpx.Client, **pattern: Any) -> list[dict[str, Any]]:
    answer = client.get("/dev/requests", params=pattern)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def test_an_entry_tells_all_of_a_request_and_its_answer(client: httpx.Client) -> None:
    sdk = {"X-Fern-Language": "Python", "X-Fern-SDK-Version": "0.1.2"}
    answer = client.post("/locations?trace=1", json=LOCATION | {"nmae": "x"}, headers=sdk)
    organization = client.get("/dev/tenants").json()["data"][0]["id"]
    (entry,) = entries(client)
    assert client.get(f"/dev/requests/{entry['id']}").json() == entry
    assert (entry["method"], entry["path"], entry["query"]) == ("POST", "/locations", "trace=1")
    assert (entry["route"], entry["operation"]) == ("/locations", "create_location")
    assert entry["editions"] == ["flat"]
    assert entry["principal"] == {
        "subject": "sandbox-user",
        "role": "user",
        "organization_id": organization,
        "verified": True,
    }
    assert (entry["organization_id"], entry["sdk"]) == (organization, "python/0.1.2")
    assert entry["body"] == LOCATION | {"nmae": "x"}
    assert (entry["status"], entry["answer_body"]) == (201, answer.json())
    assert entry["headers"]["content-type"] == "application/json"
    assert entry["answer_headers"]["content-type"] == "application/json"
    assert entry["seconds"] > 0
    assert any("nmae" in warning for warning in entry["warnings"])
    assert entry["fault"] is None
    assert client.get(f"/dev/requests/{entry['id']}").json() == entry


def test_secrets_are_not_shown(client: httpx.Client) -> None:
    token = client.headers["Authorization"].removeprefix("Bearer ")
    client.get(f"/locations?access_token={token}", headers={"Cookie": f"session={token}"})
    client.post("/locations", json={"password": "hunter2", "authorization_key": 'a"b'})
    client.post("/locations", content=b'{"client_secret": "hunter2')
    text = client.get("/dev/requests").text
    assert token not in text
    assert "hunter2" not in text
    assert 'a\\"b' not in text
    first = entries(client)[0]
    assert first["headers"]["authorization"] == "Bearer ***"
    assert first["headers"]["cookie"] == "***"
    assert first["query"] == "access_token=***"


def test_refused_requests_are_kept_with_whom_they_say_they_are_from(client: httpx.Client) -> None:
    organization = client.get("/dev/tenants").json()["data"][0]["id"]
    token = client.get("/dev/token", params={"defect": "expired"}).json()["access_token"]
    client.get("/locations", headers={"Authorization": f"Bearer {token}"})
    (entry,) = entries(client, organization_id=organization, status="401")
    assert entry["principal"]["verified"] is False
    assert entry["organization_id"] == organization


@pytest.mark.parametrize(
    "request_of",
    [
        lambda client: client.get("/locations", headers={"Host": "evil.example"}),
        lambda client: client.post("/locations", headers={"Origin": "http://evil.example"}),
        lambda client: client.post("/locations", content=b" " * 2_000_000),
        lambda client: client.get("/nowhere"),
        lambda client: client.delete("/locations"),
        lambda client: client.get("/dev/requests/nothing"),
    ],
)
def test_what_never_reached_an_operation_is_kept(client: httpx.Client, request_of: Any) -> None:
    answer = request_of(client)
    (entry,) = entries(client)
    assert entry["status"] == answer.status_code >= 400
    assert entry["answer_body"] == answer.json()


def test_the_control_plane_is_kept_only_where_it_refused(client: httpx.Client) -> None:
    client.get("/dev/tenants")
    client.post("/dev/tenants", json={})
    assert [(entry["path"], entry["status"]) for entry in entries(client)] == [("/dev/tenants", 422)]


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ({"method": "POST"}, ["/locations"]),
        ({"path": "/locations/{location_id}"}, [UNKNOWN]),
        ({"path": "/locations*"}, ["/locations", UNKNOWN]),
        ({"operation": "*_location"}, ["/locations", UNKNOWN]),
        ({"edition": "platform"}, ["/health"]),
        ({"status": "4xx"}, [UNKNOWN]),
        ({"status": "404"}, [UNKNOWN]),
        ({"role": "admin"}, []),
        ({"fault": "*"}, ["/chargers"]),
        ({"header": "x-trace: a*"}, ["/chargers"]),
        ({"param": "page:2"}, ["/chargers"]),
        ({"field": "coordinates.latitude:48.8925"}, ["/locations"]),
        ({"field": ["city:Paris", "country:DE"]}, []),
    ],
)
def test_entries_are_looked_up_by_pattern(
    client: httpx.Client, pattern: dict[str, Any], paths: list[str]
) -> None:
    client.post("/locations", json=LOCATION)
    client.get(UNKNOWN)
    client.get("/chargers?page=2", headers={"X-Trace": "abc", "X-Sandbox-Fault": "delay=0.001"})
    client.get("/health")
    assert [entry["path"] for entry in entries(client, **pattern)] == paths
    assert client.get("/dev/requests/count", params=pattern).json() == {"count": len(paths)}


def test_entries_of_an_organization_can_be_forgotten(client: httpx.Client) -> None:
    client.get("/locations")
    client.get("/health", headers={"Authorization": ""})
    organization = client.get("/dev/tenants").json()["data"][0]["id"]
    assert client.delete("/dev/requests", params={"organization_id": organization}).status_code == 204
    assert [entry["path"] for entry in entries(client)] == ["/health"]
    client.delete("/dev/requests")
    assert entries(client) == []


def test_an_answer_that_somebody_may_ask_about_names_its_entry(client: httpx.Client) -> None:
    faulty = {"X-Sandbox-Fault": "body=garbled"}
    answers = (client.get(path, headers=faulty) for path in ("/locations", "/locations?page=0"))
    named = [answer.headers.get("X-Sandbox-Request-Id") for answer in (client.get("/health"), *answers)]
    assert named == [None, *(entry["id"] for entry in entries(client)[1:])]


def test_only_the_newest_are_kept() -> None:
    with in_process(Settings.of(world="empty", journal_size=3)) as sandbox:
        answers = [sandbox.client.get(f"/locations?page={page}") for page in (0, -1, -2, -3, -4)]
        ids = [answer.headers["X-Sandbox-Request-Id"] for answer in answers]
        assert [entry["id"] for entry in entries(sandbox.client)] == ids[2:]
        assert [entry["id"] for entry in entries(sandbox.client, after=ids[3])] == ids[4:]
        assert [entry["id"] for entry in entries(sandbox.client, limit=1)] == ids[4:]
        assert sandbox.client.get(f"/dev/requests/{ids[0]}").status_code == 404


def test_the_journal_can_be_switched_off() -> None:
    with in_process(Settings.of(world="empty", journal_size=0)) as sandbox:
        answer = sandbox.client.get("/locations?page=0")
        assert "X-Sandbox-Request-Id" not in answer.headers
        assert entries(sandbox.client) == []


def test_a_large_body_is_kept_in_part(client: httpx.Client) -> None:
    client.post("/locations", json=LOCATION | {"name": "x" * 100_000})
    (entry,) = entries(client)
    assert isinstance(entry["body"], str)
    assert len(entry["body"]) == 32_768


def test_waiting_ends_with_the_request_that_was_waited_for() -> None:
    with Server() as server, isolated(server.url) as sandbox, isolated(server.url) as other:
        wanted = {"organization_id": sandbox.organization_id, "count": "2", "timeout": "30"}
        answers: list[Any] = []

        def wait() -> None:
            answers.append(httpx.get(f"{server.url}/dev/requests/wait", params=wanted, timeout=60).json())

        waiting = threading.Thread(target=wait)
        waiting.start()
        other.client.get("/locations")
        sandbox.client.get("/locations")
        sandbox.client.get("/chargers")
        waiting.join()
        assert (answers[0]["matched"], answers[0]["count"]) == (True, 2)
        assert [entry["path"] for entry in answers[0]["data"]] == ["/locations", "/chargers"]


def test_waiting_has_an_end(client: httpx.Client) -> None:
    client.get("/locations")
    answer = client.get("/dev/requests/wait", params={"count": 2, "timeout": 0.01})
    assert (answer.json()["matched"], answer.json()["count"]) == (False, 1)


@pytest.mark.parametrize(
    ("pattern", "place"),
    [
        ({"status": "abc"}, "query.status"),
        ({"header": "nothing"}, "query.header.0"),
        ({"organization_id": "1"}, "query.organization_id"),
        ({"after": -1}, "query.after"),
    ],
)
def test_a_pattern_that_makes_no_sense_is_refused(
    client: httpx.Client, pattern: dict[str, Any], place: str
) -> None:
    assert place in problems(client.get("/dev/requests", params=pattern))


def test_the_archive_is_har(client: httpx.Client) -> None:
    client.post("/locations?a=b", json=LOCATION)
    client.get("/health")
    log = client.get("/dev/requests/har").json()["log"]
    assert log["version"] == "1.2"
    first, second = log["entries"]
    assert first["request"]["url"] == "http://localhost/locations?a=b"
    assert first["request"]["queryString"] == [{"name": "a", "value": "b"}]
    assert '"city":"Paris"' in first["request"]["postData"]["text"].replace(" ", "")
    assert (first["response"]["status"], first["response"]["statusText"]) == (201, "Created")
    assert second["response"]["content"]["mimeType"] == "application/json"
    assert {"send", "wait", "receive"} <= first["timings"].keys()


def test_the_archive_has_the_urls_that_were_called(inprocess_sandbox: InProcessSandbox) -> None:
    app = httpx.ASGITransport(inprocess_sandbox.app)

    async def call() -> None:
        async with httpx.AsyncClient(transport=app, base_url="https://localhost") as client:
            await client.get("/locations/a b?c=d%20e")

    asyncio.run(call())
    (entry,) = inprocess_sandbox.client.get("/dev/requests/har").json()["log"]["entries"]
    assert entry["request"]["url"] == "https://localhost/locations/a%20b?c=d%20e"
