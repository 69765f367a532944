"""What a charger can be asked now, by a rehearsal: `/dev/chargers/{charger_id}/commands`."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sandbox.charger.commands.table import COMMANDS
from sandbox.csms.csms import Csms
from tests.clocks import MovableClock
from tests.conftest import DEPLOYMENT, problems
from tests.live.waiting import nobody, until_line

VERSIONS = ("ocpp1.6", "ocpp2.0.1")
DOUBLE = DEPLOYMENT | {"model": "evbox-businessline-double"}
"""A charger with two outlets."""

Body = dict[str, Any]
Arrange = Callable[["Charger"], None]


class Charger:
    """A charger under test."""

    def __init__(self, client: httpx.Client, version: str = "ocpp1.6", **fields: Any) -> None:
        self.client = client
        self.version = version
        answer = client.post("/evcharger/deployment", json=DOUBLE | {"ocpp_version": version} | fields)
        assert answer.is_success, answer.text
        self.id = str(answer.json()["deployment_id"])

    def tell(self, command: str, payload: Body | None = None) -> None:
        """Send a command, by the route that takes all that its payload may hold."""
        payload = payload or {}
        route = command.replace("_", "-")
        if command in OF_ONE:
            answer = self.client.post(f"/chargers/{self.id}/{route}", json=payload)
        elif command == "set_configuration":
            ((key, value),) = payload["configuration"].items()
            answer = self._spread("configuration", {"key": key, "value": value})
        elif command == "send_local_list":
            answer = self._spread("local-auth-list", payload | {"update_type": "Full"})
        else:
            answer = self._spread(PATHS.get(command, route), payload)
        assert answer.status_code == 202, answer.text

    def says(self, action: str, **payload: Any) -> None:
        """Let its CSMS ask something of it."""
        self.tell("proxy_message", {"action": action, "payload": payload})
        assert self.last()["result"] == {"response": {"status": "Accepted"}}

    def possible(self, **which: Any) -> list[Body]:
        answer = self.client.get(f"/dev/chargers/{self.id}/commands", params=which)
        assert answer.status_code == 200, answer.text
        found: list[Body] = answer.json()["data"]
        assert [one["command"] for one in found] == [*COMMANDS]
        return found

    def last(self) -> Body:
        """Return the record of the last command."""
        records: Body = {"charger_id": self.id, "limit": 1000}
        sent: Body = self.client.get("/dev/records/commands", params=records).json()["data"][-1]
        return sent

    def _spread(self, path: str, payload: Body) -> httpx.Response:
        told = {"target": {"deployment_id": self.id}, "payload": payload}
        return self.client.post(f"/evcharger/commands/{path}", json=told)


OF_ONE = {
    "reset_charger",
    "start_charger",
    "start_transaction",
    "stop_charger",
    "stop_transaction",
    "unlock_connector",
}
REFUSAL = ("command", "status", "reason")
PATHS = {"clear_local_list": "clear-local-auth-list", "reset_auth_cache": "cache/reset"}


def untouched(_: Charger) -> None:
    """Nobody has looked at it."""


def plugged(charger: Charger) -> None:
    charger.tell("plug_connector", {"connector_id": 1})


def charging(charger: Charger) -> None:
    charger.tell("start_session", {"id_tag": "TAG-1", "connector_id": 1})


def charging_at_both(charger: Charger) -> None:
    charging(charger)
    charger.tell("start_session", {"id_tag": "TAG-2", "connector_id": 2})


def suspended(charger: Charger) -> None:
    charging(charger)
    charger.tell("ev_stops_energy")


def authorized(charger: Charger) -> None:
    charger.tell("authorize_id_tag", {"id_tag": "TAG-1", "connector_id": 1})


def faulted(charger: Charger) -> None:
    charger.tell("inject_fault", {"fault_type": "ConnectorLockFailure", "connector_id": 1})


def faulted_as_a_whole(charger: Charger) -> None:
    charger.tell("inject_fault", {"fault_type": "GroundFault"})


def stopped(charger: Charger) -> None:
    charger.tell("stop_charger")


def reserved(charger: Charger) -> None:
    until = {"expiryDate": "2026-03-02T12:00:00Z"}
    if charger.version == "ocpp1.6":
        charger.says("ReserveNow", connectorId=1, idTag="TAG-1", reservationId=1, **until)
    else:
        token = {"idToken": {"idToken": "TAG-1", "type": "Local"}}
        charger.says("ReserveNow", id=1, evseId=1, expiryDateTime=until["expiryDate"], **token)


def inoperative(charger: Charger) -> None:
    if charger.version == "ocpp1.6":
        charger.says("ChangeAvailability", connectorId=1, type="Inoperative")
    else:
        charger.says("ChangeAvailability", evse={"id": 1}, operationalStatus="Inoperative")


STATES: tuple[Arrange, ...] = (
    untouched,
    plugged,
    charging,
    charging_at_both,
    suspended,
    authorized,
    faulted,
    faulted_as_a_whole,
    stopped,
    reserved,
    inoperative,
)


def outcomes(charger: Charger, rehearsed: list[Body]) -> Body:
    """Send each command as it was rehearsed, from the same state; return what comes of it."""
    client = charger.client
    assert client.post("/dev/snapshots", json={"name": "before"}).is_success
    came: Body = {}
    for one in rehearsed:
        charger.tell(one["command"], one["payload"])
        record = charger.last()
        assert record["command"] == one["command"]
        came[one["command"]] = (record["status"] == "applied", record["status"], record["reason"])
        assert client.post("/dev/snapshots/before/restore").is_success
    return came


def foretold(rehearsed: list[Body]) -> Body:
    return {one["command"]: (one["possible"], one["status"], one["reason"]) for one in rehearsed}


def export(client: httpx.Client) -> bytes:
    return client.get("/dev/export").content


WHICH: tuple[Body, ...] = ({}, {"connector_id": 1}, {"connector_id": 2, "id_tag": "TAG-1"})


@pytest.mark.parametrize("which", WHICH, ids=("any", "first", "second"))
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("arrange", STATES, ids=lambda arrange: arrange.__name__)
def test_what_is_foretold_comes_true(
    still: httpx.Client, arrange: Arrange, version: str, which: Body
) -> None:
    charger = Charger(still, version)
    arrange(charger)
    before = export(still)
    rehearsed = charger.possible(**which)
    assert export(still) == before
    assert foretold(rehearsed) == outcomes(charger, rehearsed)


@pytest.mark.parametrize("which", [{"connector_id": 0}, {"id_tag": "BLOCKED-1"}, {"id_tag": "T" * 30}])
def test_so_it_does_for_the_whole_charger_and_for_bad_tags(still: httpx.Client, which: Body) -> None:
    charger = Charger(still)
    rehearsed = charger.possible(**which)
    assert not all(one["possible"] for one in rehearsed)
    assert foretold(rehearsed) == outcomes(charger, rehearsed)


def test_a_clock_that_runs_leaves_nothing_open(client: httpx.Client) -> None:
    found = Charger(client).possible()
    assert {one["status"] for one in found} == {"applied", "rejected"}


def test_time_that_has_passed_counts_but_is_not_kept(still: httpx.Client, clock: MovableClock) -> None:
    charger = Charger(still)
    charging(charger)
    clock.advance(hours=6)
    before = export(still)
    rehearsed = charger.possible()
    assert export(still) == before
    found = foretold(rehearsed)
    assert found["ev_requests_energy"][2] == "the battery of the EV at connector 1 is full: unplug it"
    assert found == outcomes(charger, rehearsed)


def test_commands_that_are_on_their_way_count(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    charger = Charger(slow_client)
    slow_clock.advance(seconds=100)
    plugged(charger)
    before = export(slow_client)
    found = {one["command"]: one for one in charger.possible(connector_id=1)}
    assert export(slow_client) == before
    assert found["plug_connector"]["reason"] == "connector 1 already has a cable plugged in"
    assert found["unplug_connector"]["possible"] is True
    charger.tell("plug_connector", found["plug_connector"]["payload"])
    slow_clock.advance(seconds=10)
    assert slow_client.get(f"/chargers/{charger.id}/logs").is_success
    assert charger.last()["reason"] == found["plug_connector"]["reason"]


def test_one_that_is_not_ready_takes_no_commands(slow_client: httpx.Client) -> None:
    charger = Charger(slow_client)
    before = export(slow_client)
    found = charger.possible()
    assert export(slow_client) == before
    (reason,) = {one["reason"] for one in found}
    assert {(one["possible"], one["status"]) for one in found} == {(False, None)}
    refused = slow_client.post(f"/chargers/{charger.id}/plug-connector", json={})
    assert refused.status_code == 422
    assert reason in refused.text


def test_one_that_failed_takes_none_ever(still: httpx.Client) -> None:
    assert still.post("/dev/provisioning-failures", json={"kind": "charger"}).is_success
    charger = Charger(still)
    reason = charger.possible()[0]["reason"]
    assert "is FAILED and takes no commands: delete it" in reason
    assert reason in still.post(f"/chargers/{charger.id}/plug-connector", json={}).text


def test_payloads_tell_what_was_tried(still: httpx.Client) -> None:
    charger = Charger(still)
    charging_at_both(charger)
    found = {one["command"]: one for one in charger.possible(connector_id=2)}
    assert found["start_session"]["payload"] == {"id_tag": "CONSOLE", "connector_id": 2}
    assert found["power_update"]["payload"] == {"power_w": 22000, "connector_id": 2}
    assert found["stop_transaction"]["payload"] == {"transaction_id": "2"}
    assert found["stop_charger"]["payload"] == {}
    of_charger = {name for name, one in found.items() if not one["connector"]}
    assert of_charger == {name for name, one in found.items() if "connector_id" not in one["payload"]}
    assert of_charger > {"stop_charger", "stop_transaction", "set_configuration", "proxy_message"}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_live_charger_whose_line_is_down_keeps_what_can_wait(still: httpx.Client, version: str) -> None:
    with nobody() as url:
        charger = Charger(still, version, ws_url=url)
        live(charger)
        until_line(still, charger.id, "offline")
        found = foretold(charger.possible(connector_id=1))
        assert found["plug_connector"][1] == "deferred"
        for number, one in enumerate(charger.possible(connector_id=1)):
            # One charger each: a live one does not go back to what it was.
            other = Charger(still, version, ws_url=url, identity=f"CP-1{number}")
            live(other)
            until_line(still, other.id, "offline")
            other.tell(one["command"], one["payload"])
            assert still.get(f"/chargers/{other.id}/logs").is_success
            record = other.last()
            came = (record["status"] == "applied", record["status"], record["reason"])
            assert {record["command"]: came} == {record["command"]: found[record["command"]]}


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_is_sent_on_a_live_line(still: httpx.Client, version: str) -> None:
    with Csms() as csms:
        charger = connected(still, csms, version)
        before, said = export(still), csms.frames()
        found = foretold(charger.possible(connector_id=1, id_tag="BLOCKED-1"))
        assert found["unplug_connector"] == (False, "rejected", "connector 1 has no cable plugged in")
        # What its CSMS thinks of a tag is not known before it is asked.
        assert found["start_session"] == found["plug_connector"] == (True, "applied", None)
        assert export(still) == before
        assert csms.frames() == said


@pytest.mark.parametrize("version", VERSIONS)
def test_a_live_charger_refuses_what_it_was_foretold_to(still: httpx.Client, version: str) -> None:
    with Csms() as csms:
        charger = connected(still, csms, version)
        charging(charger)
        until_ended(charger, csms)
        refusals = [one for one in charger.possible(connector_id=1) if not one["possible"]]
        assert len(refusals) >= 5
        for one in refusals:
            charger.tell(one["command"], one["payload"])
            until_ended(charger, csms)
            record = charger.last()
            assert {name: record[name] for name in REFUSAL} == {name: one[name] for name in REFUSAL}


def live(charger: Charger) -> None:
    assert charger.client.put(f"/dev/lines/{charger.id}", json={"csms": "live"}).is_success


def connected(client: httpx.Client, csms: Csms, version: str) -> Charger:
    """Return a charger that has told its CSMS all that a boot tells."""
    charger = Charger(client, version, ws_url=csms.url)
    live(charger)
    csms.wait_for("StatusNotification", count=3 if version == "ocpp1.6" else 2)
    until_idle(csms)
    return charger


def until_ended(charger: Charger, csms: Csms) -> None:
    """Come back when the last command has ended; it takes a few answers."""
    for _ in range(100):
        if charger.last()["status"] != "queued":
            return
        until_idle(csms)
    raise AssertionError(charger.last())


def until_idle(csms: Csms) -> None:
    """Come back when the charger has taken what its CSMS has answered: this is answered behind it."""
    csms.call("CP-1", "GetLocalListVersion")


def test_what_is_unknown_is_refused(still: httpx.Client) -> None:
    charger = Charger(still)
    path = f"/dev/chargers/{charger.id}/commands"
    answer = still.get("/dev/chargers/dep-nobody/commands")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Charger dep-nobody not found"})
    answer = still.get(path, params={"connector_id": 3})
    missing = "Charger CP-1 has no connector_id 3; its connectors: 1 to 2"
    assert (answer.status_code, answer.json()) == (404, {"detail": missing})
    answer = still.get(path, params={"connector_id": "x", "id_tag": "", "tag": "x"})
    assert problems(answer) == {
        "query.connector_id": "int_parsing",
        "query.id_tag": "string_too_short",
        "query.tag": "extra_forbidden",
    }
