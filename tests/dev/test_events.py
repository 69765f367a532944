"""Events: what happens is told as it happens, also when time alone brings it about."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from sandbox.kit import InProcessSandbox, Sandbox, in_process, isolated
from sandbox.server import Server
from sandbox.settings import Settings
from tests.conftest import CHARGER, LOCATION, created
from tests.dev.listening import Event, listening


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A sandbox in which provisioning takes 100 seconds, a command 10, and a charger keeps one for 1000."""
    settings = Settings.of(
        port=0,
        log_level="warning",
        world="empty",
        provisioning_seconds=100,
        command_seconds=10,
        command_lifetime_seconds=1000,
    )
    with Server(settings) as server:
        yield server.url


@pytest.fixture
def sandbox(url: str) -> Iterator[Sandbox]:
    """An organization whose clock stands still."""
    with isolated(url) as sandbox:
        turn(sandbox, frozen=True)
        yield sandbox


def turn(sandbox: Sandbox, **how: Any) -> None:
    wanted = {"organization_id": sandbox.organization_id, **how}
    assert sandbox.client.post("/dev/clock", json=wanted).status_code == 200


def hear(sandbox: Sandbox, *kinds: str, **more: Any) -> Any:
    """Listen to the organization, to some kinds of events or to all."""
    return listening(sandbox.url, organization_id=sandbox.organization_id, kind=kinds, **more)


def make_charger(sandbox: Sandbox, **fields: Any) -> str:
    made: str = created(sandbox.client.post("/chargers", json=CHARGER | fields))["id"]
    return made


def tell(sandbox: Sandbox, charger: str, command: str, **body: Any) -> None:
    answer = sandbox.client.post(f"/chargers/{charger}/{command}", json=body)
    assert answer.status_code == 202, answer.text


def tell_and_wait(sandbox: Sandbox, charger: str, command: str, **body: Any) -> None:
    """Send a command and let it arrive."""
    tell(sandbox, charger, command, **body)
    turn(sandbox, advance=10)


def told(events: list[Event], *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(event[field] for field in fields) for event in events]


def test_a_location_is_told_when_it_is_made_changed_and_removed(sandbox: Sandbox) -> None:
    with hear(sandbox, "location") as ear:
        made = created(sandbox.client.post("/locations", json=LOCATION))
        path = f"/locations/{made['id']}"
        sandbox.client.put(path, json={"name": "Quay Hub"})
        sandbox.client.delete(path)
        heard = ear.until(change="removed")
    assert told(heard, "change", "name") == [
        ("created", "Harbour Hub"),
        ("updated", "Quay Hub"),
        ("removed", "Quay Hub"),
    ]
    assert (
        told(heard, "kind", "location_id", "organization_id")
        == [("location", made["id"], sandbox.organization_id)] * 3
    )
    assert [event["id"] for event in heard] == sorted({event["id"] for event in heard})
    assert heard[0]["at"] == made["created_at"]


def test_a_new_charger_is_told_and_boots_though_nobody_looks_at_it(sandbox: Sandbox) -> None:
    with hear(sandbox, "charger", "connector", "log") as ear:
        charger = make_charger(sandbox)
        heard = ear.until(kind="log", action="StatusNotification", direction="csms_to_cp")
    assert told(heard[:2], "kind", "change", "charger_id", "identity") == [
        ("charger", "created", charger, "CP-0001"),
        ("connector", "status", charger, "CP-0001"),
    ]
    assert (heard[1]["status"], heard[1]["previous_status"]) == ("Available", None)
    assert told(heard[2:4], "action", "direction") == [
        ("BootNotification", "cp_to_csms"),
        ("BootNotification", "csms_to_cp"),
    ]
    assert heard[2]["message"].startswith("[2,")


def test_a_charger_that_was_there_before_is_looked_at_too(sandbox: Sandbox) -> None:
    charger = make_charger(sandbox)
    with hear(sandbox, "connector") as ear:
        assert ear.next()["charger_id"] == charger


def test_the_connector_of_a_session_goes_its_way(sandbox: Sandbox) -> None:
    charger = make_charger(sandbox)
    with hear(sandbox, "connector", "session") as ear:
        ear.next(status="Available")
        tell_and_wait(sandbox, charger, "plug-connector")
        tell_and_wait(sandbox, charger, "start-transaction", id_tag="TAG-1")
        turn(sandbox, advance=3590)
        tell_and_wait(sandbox, charger, "stop-transaction")
        heard = ear.until(change="ended")
    assert told(heard, "kind", "change") == [
        ("connector", "status"),
        ("connector", "status"),
        ("session", "started"),
        ("connector", "status"),
        ("session", "ended"),
    ]
    assert told([e for e in heard if e["kind"] == "connector"], "previous_status", "status", "power_w") == [
        ("Available", "Preparing", 0),
        ("Preparing", "Charging", 22_000),
        ("Charging", "Finishing", 0),
    ]
    session = heard[-1]
    assert (session["id_tag"], session["connector"], session["energy_wh"]) == ("TAG-1", 1, 22_000)
    assert session["transaction_id"] == heard[2]["transaction_id"]


def test_other_power_is_told_without_another_status(sandbox: Sandbox) -> None:
    charger = make_charger(sandbox)
    tell_and_wait(sandbox, charger, "start-session", id_tag="TAG-1")
    with hear(sandbox, "connector") as ear:
        ear.next(status="Charging")
        tell_and_wait(sandbox, charger, "power-update", power_w=5000)
        event = ear.next()
    assert (event["change"], event["status"], event["power_w"]) == ("power", "Charging", 5000)


def test_a_session_of_ocpp_2_is_authorized_after_it_has_begun(sandbox: Sandbox) -> None:
    charger = make_charger(sandbox, ocpp_version="ocpp2.0.1")
    with hear(sandbox, "session", "connector") as ear:
        tell_and_wait(sandbox, charger, "plug-connector")
        started = ear.next(kind="session")
        tell_and_wait(sandbox, charger, "authorize-id-tag", id_tag="TAG-1")
        heard = ear.until(kind="session")
    assert (started["change"], started["id_tag"]) == ("started", None)
    assert told(heard, "kind", "change") == [("connector", "status"), ("session", "authorized")]
    assert (heard[0]["status"], heard[0]["charging_state"]) == ("Occupied", "Charging")
    assert heard[1]["id_tag"] == "TAG-1"


def test_a_command_is_told_at_each_step_of_its_way(sandbox: Sandbox) -> None:
    charger = make_charger(sandbox)
    with hear(sandbox, "command") as ear:
        tell(sandbox, charger, "unplug-connector")
        assert ear.next()["change"] == "queued"
        turn(sandbox, advance=5)
        received = ear.next()
        turn(sandbox, advance=5)
        event = ear.next()
    assert received["change"] == "received"
    assert (event["change"], event["reason"]) == ("rejected", "connector 1 has no cable plugged in")
    assert (event["command"], event["charger_id"]) == ("unplug_connector", charger)


def test_a_command_to_a_charger_that_is_away_waits_and_expires(sandbox: Sandbox) -> None:
    charger = make_charger(sandbox)
    with hear(sandbox, "command", "charger") as ear:
        tell_and_wait(sandbox, charger, "stop-charger")
        assert ear.next(kind="charger")["runtime"] == "stopped"
        tell_and_wait(sandbox, charger, "plug-connector")
        ear.next(change="deferred")
        turn(sandbox, advance=2000)
        assert ear.next(kind="command")["change"] == "expired"


def test_a_command_is_told_from_its_beginning_when_nobody_listened_at_first(sandbox: Sandbox) -> None:
    charger = make_charger(sandbox)
    with hear(sandbox) as ear:
        seen = ear.until(kind="connector")[-1]["id"]
    tell_and_wait(sandbox, charger, "plug-connector")
    with hear(sandbox, "command", last_event_id=seen) as ear:
        heard = ear.until(change="applied")
    assert told(heard, "change") == [("queued",), ("received",), ("applied",)]


def test_provisioning_goes_on_though_nobody_asks(sandbox: Sandbox) -> None:
    location = created(sandbox.client.post("/locations", json=LOCATION))["id"]
    template = {key: CHARGER[key] for key in ("brand_slug", "model_slug", "connector_type", "ws_url")}
    body = [{"template": template, "chargers_number": 1}]
    with hear(sandbox, "job", "charger") as ear:
        turn(sandbox, frozen=False, speed=1000)
        job = sandbox.client.post(f"/ocpp/locations/{location}/chargers", json=body).json()
        heard = ear.until(kind="job", change="READY")
    jobs = [event for event in heard if event["kind"] == "job"]
    assert told(jobs, "change", "job") == [
        ("PENDING", "location_chargers"),
        ("PROVISIONING", "location_chargers"),
        ("READY", "location_chargers"),
    ]
    assert {event["subject_id"] for event in jobs} == {job["job_id"]}
    assert {event["parent_id"] for event in jobs} == {location}
    assert [event["location_id"] for event in heard if event["change"] == "created"] == [location]


def test_a_creation_that_fails_tells_why(sandbox: Sandbox) -> None:
    sandbox.fail_next("charger", message="No capacity left")
    with hear(sandbox, "job") as ear:
        answer = sandbox.client.post("/ocpp/chargers", json=CHARGER)
        assert answer.status_code == 202
        turn(sandbox, advance=50)
        assert ear.next(change="PROVISIONING")["error"] is None
        turn(sandbox, advance=50)
        assert ear.next()["change"] == "FAILED"


def test_sessions_end_in_the_order_of_their_time_when_a_clock_leaps(sandbox: Sandbox) -> None:
    chargers = [make_charger(sandbox, identity=f"CP-{number}") for number in range(3)]
    with hear(sandbox, "session", "clock") as ear:
        for charger, minutes in zip(chargers, (30, 10, 20), strict=True):
            event = {"id_tag": "TAG-1", "duration_seconds": minutes * 60}
            body = {"target": {"charger_id": charger}, "event": event}
            assert sandbox.client.post("/commands/start-session", json=body).status_code == 202
        turn(sandbox, advance=10)
        begun = {ear.next(change="started")["charger_id"] for _ in chargers}
        turn(sandbox, advance=30 * 86_400)
        ear.next(kind="clock")
        ended = [ear.next() for _ in chargers]
    assert begun == set(chargers)
    assert told(ended, "change", "charger_id") == [("ended", chargers[i]) for i in (1, 2, 0)]
    assert [minutes_between(event["started_at"], event["at"]) for event in ended] == [10, 20, 30]


def minutes_between(begin: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds() / 60


def test_time_that_passes_by_itself_ends_a_session(sandbox: Sandbox) -> None:
    charger = make_charger(sandbox)
    with hear(sandbox, "session") as ear:
        turn(sandbox, frozen=False, speed=3600)
        event = {"id_tag": "TAG-1", "duration_seconds": 1800}
        body = {"target": {"charger_id": charger}, "event": event}
        sandbox.client.post("/commands/start-session", json=body)
        heard = ear.until(change="ended")
    assert told(heard, "change") == [("started",), ("ended",)]
    assert minutes_between(heard[1]["started_at"], heard[1]["at"]) == 30


def test_heartbeats_are_told_to_those_who_listen_to_frames(sandbox: Sandbox) -> None:
    make_charger(sandbox)
    with hear(sandbox, "log") as ear:
        ear.next(action="StatusNotification")
        turn(sandbox, advance=3600)
        assert ear.next(action="Heartbeat", direction="csms_to_cp")


def test_a_request_is_told_with_its_fault(sandbox: Sandbox) -> None:
    with hear(sandbox, "request") as ear:
        answer = sandbox.client.get("/locations?limit=0")
        event = ear.next()
        sandbox.client.get("/locations", headers={"X-Sandbox-Fault": "status=503"})
        spoiled = ear.next()
    assert told([event], "request_id", "method", "path", "operation", "status", "fault") == [
        (answer.headers["X-Sandbox-Request-Id"], "GET", "/locations", "list_locations", 422, None)
    ]
    assert (spoiled["status"], spoiled["change"]) == (503, "answered")
    assert spoiled["fault"]


def test_a_refused_token_still_tells_whose_request_it_was(sandbox: Sandbox) -> None:
    token = sandbox.token(defect="expired")
    with hear(sandbox, "request") as ear:
        sandbox.client.get("/locations", headers={"Authorization": f"Bearer {token}"})
        assert ear.next()["status"] == 401


def test_no_event_tells_a_secret(sandbox: Sandbox) -> None:
    with hear(sandbox) as ear:
        sandbox.client.post("/ocpp/chargers", json=CHARGER | {"authorization_key": "hunter2hunter2hunter2"})
        sandbox.client.get("/locations?access_token=hunter2")
        heard = ear.until(kind="request", path="/locations")
    assert {event["kind"] for event in heard} >= {"charger", "job", "request"}
    assert "hunter2" not in str(heard)
    assert "Bearer" not in str(heard)


def test_what_changes_at_once_is_one_event(sandbox: Sandbox) -> None:
    query = {"organization_id": sandbox.organization_id}
    client = sandbox.client
    with hear(sandbox, "world", "location", "charger") as ear:
        client.post("/dev/snapshots", json={"name": "empty", **query})
        created(client.post("/locations", json=LOCATION))
        exported = client.get("/dev/export", params=query).content
        assert ear.next()["kind"] == "location"
        client.post("/dev/snapshots/empty/restore", params=query)
        json = {"Content-Type": "application/json"}
        assert client.post("/dev/import", params=query, content=exported, headers=json).status_code == 200
        client.post("/dev/reset", params=query)
        client.delete(f"/dev/tenants/{sandbox.organization_id}")
        heard = ear.until(change="removed")
    assert told(heard, "kind", "change") == [
        ("world", "restored"),
        ("world", "imported"),
        ("world", "reset"),
        ("world", "removed"),
    ]
    assert {event["organization_id"] for event in heard} == {sandbox.organization_id}


def test_a_charger_that_came_back_lives_on(sandbox: Sandbox) -> None:
    query = {"organization_id": sandbox.organization_id}
    charger = make_charger(sandbox)
    tell(sandbox, charger, "plug-connector")
    sandbox.client.post("/dev/snapshots", json={"name": "plugging", **query})
    turn(sandbox, advance=10)
    with hear(sandbox, "world", "command") as ear:
        sandbox.client.post("/dev/snapshots/plugging/restore", params=query)
        heard = ear.until(change="applied")
    assert told(heard, "change")[-2:] == [("received",), ("applied",)]


def test_a_clock_is_told_when_it_is_turned_and_released(sandbox: Sandbox) -> None:
    with hear(sandbox, "clock") as ear:
        turn(sandbox, advance=60, speed=2)
        sandbox.client.delete("/dev/clock", params={"organization_id": sandbox.organization_id})
        heard = [ear.next(), ear.next()]
    assert told(heard, "change", "frozen", "speed") == [("turned", True, 2), ("released", False, 1)]


def test_the_clock_of_all_concerns_all(url: str, sandbox: Sandbox) -> None:
    with hear(sandbox, "clock") as ear:
        httpx.post(f"{url}/dev/clock", json={"speed": 1})
        assert ear.next()["organization_id"] is None


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
    for _ in range(700):
        sandbox.client.post("/locations", content=b"x" * 32_768)
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


def test_a_listener_in_another_thread_than_the_one_that_changes_something_is_woken() -> None:
    with in_process() as sandbox:
        assert asyncio.run(listen_in_process(sandbox)) == "location"


async def listen_in_process(sandbox: InProcessSandbox) -> str:
    """Return the kind of the first event that the application tells in this loop."""
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    async def send(message: Any) -> None:
        heard.put_nowait(message.get("body", b""))

    scope = {"type": "http", "method": "GET", "path": "/dev/events", "query_string": b"kind=location"}
    scope |= {"raw_path": b"/dev/events", "headers": [(b"host", b"localhost")]}

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise EOFError

    app = asyncio.ensure_future(sandbox.app(scope, receive, send))
    async with asyncio.timeout(10):
        while b"retry" not in await heard.get():
            pass
        await asyncio.to_thread(sandbox.client.post, "/locations", json=LOCATION)
        told = await heard.get()
    app.cancel()
    return told.decode().partition("event: ")[2].partition("\n")[0]
