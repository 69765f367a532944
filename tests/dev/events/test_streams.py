"""Streams of events: who is told what, how to come back, and how they end."""

import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.kit import Sandbox, in_process, isolated
from sandbox.server import Server
from tests.conftest import LOCATION, created
from tests.dev.events.listening import hear, listening, make_charger, tell, tell_and_wait, told, turn


def test_other_organizations_and_kinds_are_not_told(url: str, sandbox: Sandbox) -> None:
    with isolated(url) as other, hear(sandbox, "location", "charger") as ear:
        created(other.client.post("/locations", json=LOCATION))
        created(sandbox.client.post("/locations", json=LOCATION))
        heard = ear.until(change="created")
    assert told(heard, "kind", "organization_id") == [("location", sandbox.organization_id)]


def test_who_names_no_organization_listens_to_all(url: str, sandbox: Sandbox) -> None:
    with listening(url) as ear, isolated(url) as other:
        charger = make_charger(other)
        assert ear.next(kind="world", change="created")["organization_id"] == other.organization_id
        assert ear.next(kind="log", charger_id=charger)
        created(sandbox.client.post("/locations", json=LOCATION))
        assert ear.next(kind="location", organization_id=sandbox.organization_id)


def test_the_stream_is_what_an_event_source_reads(sandbox: Sandbox) -> None:
    origin = {"Origin": "http://localhost:3000"}
    with hear(sandbox, headers=origin) as ear:
        assert ear.answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert ear.answer.headers["Cache-Control"] == "no-store"
        assert ear.answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
        assert next(ear.lines) == "retry: 1000"
        created(sandbox.client.post("/locations", json=LOCATION))
        block = ear.next_block()
    assert block["event"] == "location"
    assert f'"id":{block["id"]},"kind":"location","change":"created"' in block["data"]


def test_silence_is_broken_by_comments(sandbox: Sandbox) -> None:
    with hear(sandbox, "location", heartbeat=0.1) as ear:
        assert [ear.next_comment(), ear.next_comment()] == [":", ":"]


@pytest.mark.parametrize("by", ["header", "query"])
def test_who_comes_back_is_told_what_has_happened_meanwhile(sandbox: Sandbox, by: str) -> None:
    with hear(sandbox, "location") as ear:
        created(sandbox.client.post("/locations", json=LOCATION))
        seen = ear.next()["id"]
    created(sandbox.client.post("/locations", json=LOCATION | {"name": "Second"}))
    how: dict[str, Any] = (
        {"headers": {"Last-Event-ID": str(seen)}} if by == "header" else {"last_event_id": seen}
    )
    with hear(sandbox, "location", **how) as ear:
        assert ear.next()["name"] == "Second"


def test_from_the_beginning_is_all_that_is_kept(sandbox: Sandbox) -> None:
    created(sandbox.client.post("/locations", json=LOCATION))
    with hear(sandbox, "location", last_event_id=0) as ear:
        assert ear.next()["change"] == "created"


@pytest.mark.parametrize("unknown", ["1", "9" * 30, "soon"])
def test_an_id_of_another_sandbox_is_a_gap(sandbox: Sandbox, unknown: str) -> None:
    with hear(sandbox, "location", headers={"Last-Event-ID": unknown}) as ear:
        gap = ear.next_block()
        created(sandbox.client.post("/locations", json=LOCATION))
        assert ear.next(kind="location")["id"] > int(gap["id"])
    assert gap["event"] == "gap"


def test_what_nobody_reads_is_forgotten_and_leaves_a_gap(sandbox: Sandbox) -> None:
    with hear(sandbox, "request") as ear:
        sandbox.client.get("/locations")
        seen = ear.next()["id"]
    chargers = [make_charger(sandbox, identity=f"CP-{number}") for number in range(11)]
    turn(sandbox, advance=30 * 86_400)
    for charger in chargers:
        sandbox.client.get(f"/chargers/{charger}/logs?limit=1")
    with hear(sandbox, "request", last_event_id=seen) as ear:
        heard = ear.until(kind="request")
    assert told(heard, "kind", "change") == [("gap", "lost"), ("request", "answered")]


def test_frames_do_not_push_out_sessions(sandbox: Sandbox) -> None:
    chargers = [make_charger(sandbox, identity=f"CP-{number}") for number in range(11)]
    with hear(sandbox, "log") as ear:
        seen = ear.next()["id"]
    with hear(sandbox, "session") as ear:
        tell_and_wait(sandbox, chargers[0], "start-session", id_tag="TAG-1")
        ear.next(change="started")
        turn(sandbox, advance=30 * 86_400)
        for charger in chargers:
            sandbox.client.get(f"/chargers/{charger}/logs?limit=1")
    with hear(sandbox, "log", last_event_id=seen) as ear:
        assert ear.next()["kind"] == "gap"
    with hear(sandbox, "session", last_event_id=seen) as ear:
        assert ear.next()["change"] == "started"


def test_another_listener_goes_on_when_the_first_one_leaves(sandbox: Sandbox) -> None:
    charger = make_charger(sandbox)
    with hear(sandbox, "command") as stays:
        with hear(sandbox, "command") as leaves:
            tell(sandbox, charger, "plug-connector")
            leaves.next(change="queued")
        turn(sandbox, advance=10)
        assert stays.next(change="applied")


def test_an_unknown_organization_is_404(url: str) -> None:
    query = {"organization_id": "00000000-0000-4000-8000-000000000000"}
    assert httpx.get(f"{url}/dev/events", params=query).status_code == 404


@pytest.mark.parametrize("query", ["kind=weather", "kinds=log", "last_event_id=-1", "heartbeat=0"])
def test_what_nobody_can_mean_is_422(url: str, query: str) -> None:
    assert httpx.get(f"{url}/dev/events?{query}").status_code == 422


@pytest.fixture
def stopping() -> Iterator[Server]:
    """A sandbox that a test stops."""
    server = Server()
    with server:
        yield server


def test_streams_end_when_the_sandbox_stops(stopping: Server, capfd: pytest.CaptureFixture[str]) -> None:
    with listening(stopping.url, kind="location") as ear:
        stopping.__exit__(None, None, None)
        with pytest.raises(EOFError):
            ear.next_block()
    assert capfd.readouterr().err == ""


def test_who_does_not_read_does_not_keep_the_sandbox_from_stopping(
    stopping: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    port = int(stopping.url.rpartition(":")[2])
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", port))
        deaf.sendall(b"GET /dev/events?kind=request HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert deaf.recv(15) == b"HTTP/1.1 200 OK"
        with httpx.Client(base_url=stopping.url) as client:
            for _ in range(160):
                client.get("/" + "x" * 30_000)
        stopping.__exit__(None, None, None)
        # The server has not waited until it gives up by itself, which it would tell.
        assert "exceeded" not in capfd.readouterr().err


def test_a_stream_in_process_is_refused_at_once() -> None:
    with in_process() as sandbox, pytest.raises(httpx.UnsupportedProtocol, match="needs a server"):
        sandbox.client.get("/dev/events")
