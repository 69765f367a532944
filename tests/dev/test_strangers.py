"""What belongs to an organization that is gone goes with it, however it went."""

from typing import Any

import httpx
import pytest

from sandbox.kit import InProcessSandbox, in_process
from sandbox.settings import Settings

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def before(client: httpx.Client) -> bytes:
    """The state without the organization that the tests are about, as a snapshot and as a file."""
    client.post("/dev/snapshots", json={"name": "before"})
    return client.get("/dev/export").content


@pytest.fixture
def stranger(client: httpx.Client, before: bytes) -> dict[str, str]:
    """An organization with a clock, a fault and a snapshot, which is to vanish and to come back."""
    assert before
    made = {"organization_id": client.post("/dev/tenants", json={"name": "Stranger"}).json()["id"]}
    client.post("/dev/snapshots", json={"name": "with"})
    assert client.post("/dev/clock", json={"advance": 3600, **made}).status_code == 200
    assert client.post("/dev/faults", json={"status": 503, "match": made}).status_code == 201
    assert client.post("/dev/snapshots", json={"name": "own", **made}).status_code == 201
    return made


def _restore(client: httpx.Client, before: bytes) -> httpx.Response:
    return client.post("/dev/snapshots/before/restore")


def _reset(client: httpx.Client, before: bytes) -> httpx.Response:
    return client.post("/dev/reset")


def _import(client: httpx.Client, before: bytes) -> httpx.Response:
    return client.post("/dev/import", content=before, headers=JSON)


@pytest.mark.parametrize("vanish", [_restore, _reset, _import])
def test_an_organization_that_vanished_comes_back_bare(
    client: httpx.Client, before: bytes, stranger: dict[str, str], vanish: Any
) -> None:
    assert vanish(client, before).is_success
    assert client.get("/dev/faults").json()["total"] == 0
    assert client.post("/dev/snapshots/with/restore").status_code == 204
    assert client.get("/dev/clock", params=stranger).json()["organization_id"] is None
    assert client.get("/dev/snapshots", params=stranger).json()["total"] == 0


def test_attempts_of_an_organization_that_vanished_are_forgotten(
    client: httpx.Client, before: bytes, stranger: dict[str, str]
) -> None:
    client.delete("/dev/faults")
    client.delete("/dev/clock", params=stranger)
    token = client.post("/dev/token", json=stranger).json()["access_token"]
    asking = {"Authorization": f"Bearer {token}", "X-Sandbox-Fault": "status=503; times=2"}
    assert client.get("/locations", headers=asking).status_code == 503
    _import(client, before)
    client.post("/dev/snapshots/with/restore")
    assert [client.get("/locations", headers=asking).status_code for _ in range(3)] == [503, 503, 200]


def test_what_belongs_to_others_stays(client: httpx.Client, inprocess_sandbox: InProcessSandbox) -> None:
    own = {"organization_id": inprocess_sandbox.organization_id}
    client.post("/dev/snapshots", json={"name": "whole"})
    client.post("/dev/snapshots", json={"name": "own", **own})
    client.post("/dev/clock", json={"advance": 3600, **own})
    client.post("/dev/faults", json={"status": 503, "match": {"path": "/nothing", **own}})
    client.post("/dev/faults", json={"status": 503, "match": {"path": "/nothing"}})
    client.post("/dev/snapshots/whole/restore")
    assert client.get("/dev/faults").json()["total"] == 2
    assert client.get("/dev/clock", params=own).json()["organization_id"] == own["organization_id"]
    assert client.get("/dev/snapshots", params=own).json()["total"] == 1


def test_a_fault_about_nobody_stays_when_one_organization_goes_back() -> None:
    with in_process(Settings.of(world="default")) as sandbox:
        nobody = {"organization_id": "00000000-0000-4000-8000-000000000000"}
        sandbox.client.post("/dev/faults", json={"status": 503, "match": nobody})
        sandbox.reset()
        assert sandbox.client.get("/dev/faults").json()["total"] == 1
