"""A refused request has done nothing: whatever refuses it, the state is the same to the byte afterwards."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from sandbox.kit import InProcessSandbox, in_process
from sandbox.server import Server
from sandbox.settings import Settings
from tests.conftest import CHARGER, LOCATION

Ask = Callable[[InProcessSandbox], httpx.Response]

HARBOUR = "aaaaaaaa-0001-4000-8000-000000000001"
FOREIGN = "bbbbbbbb-0001-4000-8000-000000000001"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(params=[False, True], ids=["lenient", "strict"])
def subject(request: pytest.FixtureRequest) -> Iterator[InProcessSandbox]:
    with in_process(Settings.of(strict=request.param)) as sandbox:
        yield sandbox


def posted(**options: Any) -> Ask:
    """Create a location, with something about the request that is not right."""
    return lambda sandbox: sandbox.client.post("/locations", **{"json": LOCATION} | options)


def with_token(**wanted: Any) -> Ask:
    def ask(sandbox: InProcessSandbox) -> httpx.Response:
        authorization = {"Authorization": f"Bearer {sandbox.token(**wanted)}"}
        return sandbox.client.post("/locations", json=LOCATION, headers=authorization)

    return ask


def sent(method: str, path: str, **options: Any) -> Ask:
    return lambda sandbox: sandbox.client.request(method, path, **options)


GUARDS: dict[str, tuple[int, Ask]] = {
    "host": (400, posted(headers={"Host": "evil.example"})),
    "origin": (403, posted(headers={"Origin": "http://evil.example"})),
    "size": (413, posted(json=LOCATION | {"name": "x" * 2_000_000})),
    "route": (404, sent("POST", "/locatons", json=LOCATION)),
    "method": (405, sent("PATCH", f"/locations/{HARBOUR}", json=LOCATION)),
    "no token": (401, posted(headers={"Authorization": ""})),
    "expired": (401, with_token(defect="expired")),
    "bad signature": (401, with_token(defect="bad_signature")),
    "revoked": (401, with_token(defect="revoked")),
    "unknown role": (403, with_token(defect="unknown_role")),
    "no organization": (403, with_token(role="admin")),
    "deleted organization": (403, with_token(defect="deleted_organization")),
    "a header that a user must not send": (403, posted(headers={"X-Organization-Id": UNKNOWN})),
    "content type": (422, posted(headers={"Content-Type": "text/plain"})),
    "broken json": (422, posted(json=None, content=b"{", headers={"Content-Type": "application/json"})),
    "a missing field": (422, posted(json={"name": "Harbour Hub"})),
    "a wrong type": (422, posted(json=LOCATION | {"city": 5})),
    "unknown object": (404, sent("DELETE", f"/locations/{UNKNOWN}")),
    "foreign object": (404, sent("DELETE", f"/locations/{FOREIGN}")),
    "a taken identity": (400, sent("POST", "/chargers", json=CHARGER | {"identity": "HARBOUR-001"})),
    "an unknown model": (400, sent("POST", "/chargers", json=CHARGER | {"model_slug": "nothing"})),
    "a missing connector": (
        404,
        sent("POST", "/chargers/dep-harbour-001/plug-connector", json={"connector_id": 99}),
    ),
    "exclusive targets": (
        422,
        sent(
            "POST",
            "/evcharger/commands/plug-connector",
            json={"target": {"identity": "HARBOUR-001", "location_id": HARBOUR}},
        ),
    ),
    "a fault of the request": (503, posted(headers={"X-Sandbox-Fault": "status=503"})),
    "a fault that makes no sense": (422, posted(headers={"X-Sandbox-Fault": "nonsense"})),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_a_refused_request_has_done_nothing(subject: InProcessSandbox, guard: str) -> None:
    status, ask = GUARDS[guard]
    if guard in ("revoked", "deleted organization"):
        # To mint such a token is a change by itself.
        ask(subject)
    before = state(subject)
    assert ask(subject).status_code == status
    if guard == "deleted organization":
        assert without_ghosts(state(subject)) == without_ghosts(before)
    else:
        assert state(subject) == before


@pytest.mark.parametrize(
    "ask",
    [
        posted(json=LOCATION | {"nmae": "x"}),
        posted(json=LOCATION | {"coordinates": {"latitude": 1, "longitude": 2, "altitude": 3}}),
        posted(params={"dry_run": "true"}),
        sent("DELETE", f"/locations/{HARBOUR}", params={"force": "1"}),
    ],
)
def test_what_strict_mode_refuses_has_done_nothing(ask: Ask) -> None:
    with in_process(Settings.of(strict=True)) as sandbox:
        before = state(sandbox)
        assert ask(sandbox).status_code == 422
        assert state(sandbox) == before


@pytest.mark.parametrize("path", ["/chargers/dep-harbour-001/stop-charger", "/dev/snapshots"])
def test_a_request_whose_body_never_came_has_done_nothing(path: str) -> None:
    with (
        Server(Settings.of(port=0, log_level="warning")) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        token = client.get("/dev/token").json()["access_token"]
        before = client.get("/dev/export").json()
        with socket.create_connection(("127.0.0.1", httpx.URL(server.url).port or 0)) as connection:
            head = [f"POST {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}"]
            head += ["Content-Type: application/json", "Content-Length: 50", "", ""]
            connection.sendall("\r\n".join(head).encode())
        if not path.startswith("/dev/"):
            waited = client.get("/dev/requests/wait", params={"path": path, "timeout": 30}).json()
            assert waited["data"][0]["status"] is None
        assert client.get("/dev/export").json() == before
        assert client.get("/dev/snapshots").json()["total"] == 0


def state(sandbox: InProcessSandbox) -> dict[str, Any]:
    """Return everything that the sandbox keeps."""
    exported: dict[str, Any] = sandbox.client.get("/dev/export").json()
    exported.pop("exported_at", None)
    return exported


def without_ghosts(exported: dict[str, Any]) -> dict[str, Any]:
    """Leave out the organizations that a defective token made up."""
    return {name: rows for name, rows in exported.items() if name != "deleted_organizations"}
