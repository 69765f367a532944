"""Events: what happens is told as it happens, also when time alone brings it about."""

from datetime import datetime

import httpx

from sandbox.kit import Sandbox
from tests.conftest import CHARGER, LOCATION, created
from tests.dev.events.listening import hear, make_charger, tell, tell_and_wait, told, turn


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
        ear.next(change="applied")
        sandbox.client.post("/dev/snapshots/plugging/restore", params=query)
        heard = ear.until(change="applied")
    assert told(heard, "change") == [("restored",), ("received",), ("applied",)]


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
