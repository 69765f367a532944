"""What an OCPP 2.0.1 charging station says, command by command."""

from typing import Any

import pytest

from tests.charger.rig import Rig

Step = str | tuple[str, dict[str, Any]]

START: Step = ("start_session", {"id_tag": "TAG"})
FAULT: Step = ("inject_fault", {"fault_type": "OverCurrent", "evse_id": 1})
PLUGGED = ["SN 1 Occupied", "TE Started CablePluggedIn EVConnected"]
CHARGING = "TE Updated ChargingStateChanged Charging"

SEQUENCES: list[tuple[str, list[Step], Step, list[str]]] = [
    ("plug", [], "plug_connector", PLUGGED),
    (
        "plug after the tag",
        [("authorize_id_tag", {"id_tag": "TAG"})],
        "plug_connector",
        ["SN 1 Occupied", "TE Updated CablePluggedIn EVConnected", CHARGING],
    ),
    (
        "unplug",
        ["plug_connector"],
        "unplug_connector",
        ["TE Ended EVCommunicationLost Idle EVDisconnected", "SN 1 Available"],
    ),
    (
        "unplug in a transaction",
        [START],
        "unplug_connector",
        ["TE Ended EVCommunicationLost Idle EVDisconnected", "SN 1 Available"],
    ),
    (
        "tag without a cable",
        [],
        ("authorize_id_tag", {"id_tag": "TAG"}),
        ["Authorize", "TE Started Authorized Idle"],
    ),
    (
        "tag with a cable",
        ["plug_connector"],
        ("authorize_id_tag", {"id_tag": "TAG"}),
        ["Authorize", "TE Updated Authorized EVConnected", CHARGING],
    ),
    ("refused tag", ["plug_connector"], ("authorize_id_tag", {"id_tag": "BLOCKED-1"}), ["Authorize"]),
    (
        "own tag stops",
        [START],
        ("authorize_id_tag", {"id_tag": "TAG"}),
        ["TE Ended StopAuthorized EVConnected Local"],
    ),
    (
        "start session",
        [],
        START,
        [*PLUGGED, "Authorize", "TE Updated Authorized EVConnected", CHARGING],
    ),
    (
        "start session refused",
        [],
        ("start_session", {"id_tag": "EXPIRED"}),
        [*PLUGGED, "Authorize", "TE Ended EVCommunicationLost Idle EVDisconnected", "SN 1 Available"],
    ),
    (
        "stop session",
        [START],
        "stop_session",
        ["TE Ended StopAuthorized EVConnected Local", "SN 1 Available"],
    ),
    (
        "start again with the cable still in",
        [START, ("authorize_id_tag", {"id_tag": "TAG"})],
        START,
        ["Authorize", "TE Started Authorized EVConnected", CHARGING],
    ),
    (
        "remote start with a cable",
        ["plug_connector"],
        ("start_transaction", {"id_tag": "TAG"}),
        ["< RequestStartTransaction", "TE Updated RemoteStart EVConnected", CHARGING],
    ),
    (
        "remote start without a cable",
        [],
        ("start_transaction", {"id_tag": "TAG"}),
        ["< RequestStartTransaction", "TE Started RemoteStart Idle"],
    ),
    (
        "remote start of a bad tag",
        ["plug_connector"],
        ("start_transaction", {"id_tag": "INVALID"}),
        [
            "< RequestStartTransaction",
            "TE Updated RemoteStart EVConnected",
            "TE Ended Deauthorized EVConnected DeAuthorized",
        ],
    ),
    (
        "remote stop",
        [START],
        "stop_transaction",
        ["< RequestStopTransaction", "TE Ended RemoteStop EVConnected Remote"],
    ),
    ("EV stops", [START], "ev_stops_energy", ["TE Updated ChargingStateChanged SuspendedEV"]),
    ("EV asks again", [START, "ev_stops_energy"], "ev_requests_energy", [CHARGING]),
    ("less power", [START], ("power_update", {"power_w": 7400}), []),
    (
        "no power",
        [START],
        ("power_update", {"power_w": 0}),
        ["TE Updated ChargingStateChanged SuspendedEVSE"],
    ),
    ("fault", [], FAULT, ["SN 1 Faulted", "NotifyEvent"]),
    (
        "fault in a transaction",
        [START],
        FAULT,
        ["SN 1 Faulted", "NotifyEvent", "TE Ended AbnormalCondition EVConnected OvercurrentFault"],
    ),
    (
        "fault of the whole charger",
        [],
        ("inject_fault", {"fault_type": "GroundFault"}),
        ["NotifyEvent", "SN 1 Faulted", "NotifyEvent"],
    ),
    ("repair", [FAULT], "clear_fault", ["SN 1 Available", "NotifyEvent"]),
    ("repair with a cable", ["plug_connector", FAULT], "clear_fault", ["SN 1 Occupied", "NotifyEvent"]),
    ("unlock in an authorized transaction", [START], "unlock_connector", ["< UnlockConnector"]),
    (
        "unlock a waiting cable",
        ["plug_connector"],
        "unlock_connector",
        ["< UnlockConnector", "TE Ended UnlockCommand EVConnected Other", "SN 1 Available"],
    ),
    ("stop charger", [START], "stop_charger", ["TE Ended AbnormalCondition EVConnected PowerLoss"]),
    ("start charger", ["stop_charger"], "start_charger", ["BootNotification", "SN 1 Available"]),
    (
        "reset in a transaction",
        [START],
        "reset_charger",
        ["TE Ended ResetCommand EVConnected ImmediateReset", "BootNotification", "SN 1 Occupied"],
    ),
    ("configure", [], ("set_configuration", {"configuration": {"HeartbeatInterval": 10}}), []),
    (
        "proxy to the charger",
        [],
        ("proxy_message", {"action": "TriggerMessage", "payload": {"requestedMessage": "Heartbeat"}}),
        ["< TriggerMessage", "Heartbeat"],
    ),
]


@pytest.mark.parametrize(
    ("before", "command", "expected"), [row[1:] for row in SEQUENCES], ids=[row[0] for row in SEQUENCES]
)
def test_sequence(before: list[Step], command: Step, expected: list[str]) -> None:
    rig = Rig("ocpp2.0.1")
    rig.given(*before)
    name, payload = (command, {}) if isinstance(command, str) else command
    rig.do(name, **payload)
    assert rig.said() == expected


def test_sequence_numbers_count_up_from_zero() -> None:
    rig = Rig("ocpp2.0.1")
    rig.do("start_session", id_tag="TAG")
    rig.wait(130)
    rig.do("stop_session")
    events = [payload for action, payload in rig.calls() if action == "TransactionEvent"]
    assert [event["seqNo"] for event in events] == list(range(6))
    assert len({event["transactionInfo"]["transactionId"] for event in events}) == 1


def test_periodic_values_are_transaction_events() -> None:
    rig = Rig("ocpp2.0.1")
    rig.given(START)
    rig.wait(60)
    assert rig.said() == ["TE Updated MeterValuePeriodic Charging"]


def test_start_point_authorized_puts_the_token_into_started() -> None:
    rig = Rig("ocpp2.0.1")
    rig.configure(TxStartPoint="Authorized")
    rig.do("start_session", id_tag="TAG")
    calls = rig.calls()
    assert [action for action, _ in calls] == [
        "StatusNotification",
        "Authorize",
        "TransactionEvent",
        "TransactionEvent",
    ]
    started = calls[2][1]
    assert (started["eventType"], started["idToken"]["idToken"]) == ("Started", "TAG")


def test_start_point_power_path_waits_for_cable_and_tag() -> None:
    rig = Rig("ocpp2.0.1")
    rig.configure(TxStartPoint="PowerPathClosed")
    rig.given(("authorize_id_tag", {"id_tag": "TAG"}))
    assert rig.connector().transaction is None
    rig.do("plug_connector")
    assert rig.said() == ["SN 1 Occupied", "TE Started CablePluggedIn EVConnected", CHARGING]


def test_stop_point_ev_connected_outlives_the_authorization() -> None:
    rig = Rig("ocpp2.0.1")
    rig.configure(TxStopPoint="EVConnected")
    rig.given(START)
    rig.do("stop_session")
    assert rig.said() == [
        "TE Updated StopAuthorized Charging",
        "TE Updated ChargingStateChanged EVConnected",
        "TE Ended EVCommunicationLost Idle EVDisconnected",
        "SN 1 Available",
    ]


def test_tag_without_a_cable_times_out() -> None:
    rig = Rig("ocpp2.0.1")
    rig.given(("authorize_id_tag", {"id_tag": "TAG"}))
    rig.wait(60)
    assert rig.said() == ["TE Ended EVConnectTimeout Idle Timeout"]


@pytest.mark.parametrize(
    ("limit", "reason"),
    [({"duration_seconds": 45}, "TimeLimitReached"), ({"target_energy_kwh": 0.275}, "EnergyLimitReached")],
    ids=["duration", "energy"],
)
def test_limited_session_stops_by_itself(limit: dict[str, float], reason: str) -> None:
    rig = Rig("ocpp2.0.1")
    rig.given(("start_session", {"id_tag": "TAG", **limit}))
    rig.wait(45)
    assert rig.said() == [f"TE Ended {reason} EVConnected {reason}"]


def test_refused_start_may_stay_without_energy() -> None:
    rig = Rig("ocpp2.0.1")
    rig.configure(StopTxOnInvalidId=False)
    rig.given("plug_connector")
    rig.do("start_transaction", id_tag="BLOCKED")
    assert rig.said() == [
        "< RequestStartTransaction",
        "TE Updated RemoteStart EVConnected",
        "TE Updated ChargingStateChanged SuspendedEVSE",
    ]
    rig.wait(600)
    assert rig.connector().meter.wh == 0.0


def test_remote_start_id_is_told_in_every_event() -> None:
    rig = Rig("ocpp2.0.1")
    rig.given("plug_connector")
    rig.do("start_transaction", id_tag="TAG")
    events = [payload for action, payload in rig.calls() if action == "TransactionEvent"]
    assert {event["transactionInfo"]["remoteStartId"] for event in events} == {1_000_000_001}


def test_reset_boots_with_its_reason() -> None:
    rig = Rig("ocpp2.0.1")
    rig.do("reset_charger")
    assert dict(rig.calls())["BootNotification"]["reason"] == "RemoteReset"
