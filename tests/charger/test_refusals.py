"""Commands that make no sense say why, and change nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.charger.machine import ChargerState
from sandbox.charger.state import OcppVersion
from tests.charger.rig import VERSIONS, Rig
from tests.charger.stories import in_many_lives, stories, take

Step = str | tuple[str, dict[str, Any]]

START: Step = ("start_session", {"id_tag": "TAG"})
FAULT: Step = ("inject_fault", {"fault_type": "OverCurrent", "connector_id": 1})

REFUSED: list[tuple[list[Step], str, dict[str, Any], str]] = [
    ([FAULT], "plug_connector", {}, "connector 1 is Faulted (OverCurrent): clear the fault first"),
    (
        [FAULT],
        "start_session",
        {"id_tag": "A"},
        "connector 1 is Faulted (OverCurrent): clear the fault first",
    ),
    ([FAULT], *FAULT, "connector 1 is already Faulted (OverCurrent)"),
    ([], "clear_fault", {"connector_id": 1}, "connector 1 has no fault to clear"),
    ([], "clear_fault", {}, "the charger has no fault to clear"),
    (["plug_connector"], "plug_connector", {}, "connector 1 already has a cable plugged in"),
    ([], "unplug_connector", {}, "connector 1 has no cable plugged in"),
    ([], "ev_requests_energy", {}, "connector 1 has no authorized transaction: start one first"),
    ([], "ev_stops_energy", {}, "connector 1 has no authorized transaction: start one first"),
    ([START], "ev_requests_energy", {}, "the EV at connector 1 is already asking for energy"),
    (
        [START, "ev_stops_energy"],
        "ev_stops_energy",
        {},
        "the EV at connector 1 has already suspended charging",
    ),
    ([], "stop_session", {}, "connector 1 has no authorized transaction: start one first"),
    ([], "stop_transaction", {}, "no transaction is running on this charger"),
    ([], "plug_connector", {"connector_id": 2}, "there is no connector 2 on this charger"),
    ([], "plug_connector", {"evse_id": 1, "connector_id": 7}, "there is no connector 7"),
    ([], "plug_connector", {"connector_id": 0}, "connector 0 is the whole charger: name one connector"),
    ([], "authorize_id_tag", {"id_tag": "A", "connector_id": 0}, "a session needs one connector"),
    ([], "start_session", {"id_tag": ""}, "an id tag has 1 to"),
    ([], "start_session", {"id_tag": "x" * 37}, "an id tag has 1 to"),
    ([], "start_session", {"id_tag": "A", "duration_seconds": -1}, "duration_seconds must be a number"),
    ([], "start_session", {"id_tag": "A", "target_energy_kwh": "9"}, "target_energy_kwh must be a number"),
    ([], "start_session", {"id_tag": "A", "target_energy_kwh": 1e308}, "target_energy_kwh must be a number"),
    ([], "power_update", {"power_w": float("nan")}, "power_w must be a number of at least 0"),
    ([], "power_update", {"power_w": 10**400}, "power_w must be a number of at least 0"),
    ([], "start_charger", {}, "charger runtime is already online"),
    (["stop_charger"], "stop_charger", {}, "charger runtime is already stopped"),
    (
        [("send_local_list", {"list_version": 2})],
        "send_local_list",
        {"list_version": 2},
        "list version 2 is not newer than the stored version 2",
    ),
    (
        [],
        "send_local_list",
        {"list_version": 1, "entries": [{"id_tag": "A", "expiry_date": "soon"}]},
        "expiry_date is not a date and time: 'soon'",
    ),
    (
        [],
        "send_local_list",
        {"list_version": 1, "entries": [{"id_tag": "A", "parent_id_tag": "x" * 37}]},
        "an id tag has 1 to",
    ),
    ([], "set_configuration", {"configuration": {"Odd": 1}}, "Odd is not a key of ocpp"),
]
NEEDS_PROCESS = [
    ("plug_connector", {}),
    ("start_session", {"id_tag": "TAG"}),
    ("reset_charger", {}),
    ("proxy_message", {"action": "Heartbeat"}),
]
STORED: list[tuple[str, dict[str, Any]]] = [
    ("set_configuration", {"configuration": {"HeartbeatInterval": 77}}),
    ("send_local_list", {"list_version": 1, "entries": [{"id_tag": "A"}]}),
    ("clear_local_list", {}),
    ("reset_auth_cache", {}),
    ("inject_fault", {"fault_type": "OverVoltage"}),
    ("clear_fault", {}),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "command", "payload", "reason"), REFUSED)
def test_refusal_says_why_and_changes_nothing(
    version: OcppVersion, before: list[Step], command: str, payload: dict[str, Any], reason: str
) -> None:
    rig = Rig(version)
    rig.given(*before)
    rig.wait(5)
    state = rig.state
    outcome = rig.do(command, **payload)
    assert outcome.status == "rejected"
    assert (outcome.reason or "").startswith(reason)
    assert rig.frames() == []
    assert rig.state == state


@pytest.mark.parametrize("version", VERSIONS)
def test_a_broken_lock_does_not_unlock(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.given(("inject_fault", {"fault_type": "ConnectorLockFailure", "connector_id": 1}))
    outcome = rig.do("unlock_connector")
    assert (outcome.status, outcome.reason) == ("rejected", "the lock of connector 1 has failed")
    assert rig.said() == ["< UnlockConnector"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("transaction_id", ["txn-001", "42"])
def test_unknown_transaction_is_not_stopped(version: OcppVersion, transaction_id: str) -> None:
    rig = Rig(version)
    rig.given(START)
    outcome = rig.do("stop_transaction", transaction_id=transaction_id)
    assert outcome.reason == f"no transaction {transaction_id} is running on this charger"
    assert rig.transaction().id_tag == "TAG"


@pytest.mark.parametrize("version", VERSIONS)
def test_session_of_another_is_named(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.given(START)
    outcome = rig.do("start_session", id_tag="OTHER")
    expected = f"connector 1 is in transaction {rig.transaction().id} of id tag TAG: stop it first"
    assert outcome.reason == expected


@pytest.mark.parametrize("version", VERSIONS)
def test_pending_tag_is_named(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.given(("start_transaction", {"id_tag": "TAG"}))
    assert rig.do("authorize_id_tag", id_tag="OTHER", connector_id=1).status == "rejected"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("tag", "status"), [("Blocked-7", "Blocked"), ("EXPIRED", "Expired"), ("invalid", "Invalid")]
)
def test_csms_refuses_bad_tags(version: OcppVersion, tag: str, status: str) -> None:
    rig = Rig(version)
    outcome = rig.do("start_session", id_tag=tag)
    assert outcome.status == "rejected"
    assert outcome.reason == f"the CSMS answered {status} for id tag {tag}"
    assert outcome.result == {"status": status}
    assert not rig.connector().plugged


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("command", "payload"), NEEDS_PROCESS)
def test_stopped_charger_fails(version: OcppVersion, command: str, payload: dict[str, Any]) -> None:
    rig = Rig(version)
    rig.given("stop_charger")
    outcome = rig.do(command, **payload)
    assert (outcome.status, outcome.reason) == ("failed", "charger runtime is stopped: start it first")
    assert rig.frames() == []


@pytest.mark.parametrize("version", VERSIONS)
def test_stopped_charger_still_stores(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.given("stop_charger")
    for command, payload in STORED:
        assert rig.do(command, **payload).status == "applied"
    assert rig.frames() == []
    assert rig.simulation.next_due() is None


@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_refused_commands_change_nothing_but_message_counts(
    version: OcppVersion, data: st.DataObject
) -> None:
    rig = Rig(version, connectors=2)
    for pause, step in data.draw(stories(version)):
        rig.wait(pause)
        before = rig.state
        if step.from_csms or step.name == "set_configuration":
            take(rig, step)
        elif rig.do(step.name, **step.payload).status != "applied":
            _assert_same(before, rig.state)


def _assert_same(before: ChargerState, after: ChargerState) -> None:
    """Compare what a refused command must not touch; a refused driver has come and gone."""
    for old, new in zip(before.connectors, after.connectors, strict=True):
        if new.transaction == old.transaction:
            assert (new.plugged, new.fault, new.operative) == (old.plugged, old.fault, old.operative)
            assert (new.reservation, new.authorization) == (old.reservation, old.authorization)
    assert after.configuration == before.configuration
    assert after.local_list == before.local_list
    assert after.runtime == before.runtime
