"""Faults that break or slow down connections."""

from collections.abc import Iterator

import httpx
import pytest

from sandbox.kit import Sandbox, isolated
from sandbox.server import Server
from tests.conftest import LOCATION
from tests.dev.faulting import add


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
