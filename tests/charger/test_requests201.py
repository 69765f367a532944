"""What a charging station answers to a CSMS, and what it then does (OCPP 2.0.1)."""

from typing import Any

import pytest

from sandbox.charger.frames import CallError
from sandbox.charger.variables import VARIABLES_201
from tests.charger.rig import Rig

Step = str | tuple[str, dict[str, Any]]

START: Step = ("start_session", {"id_tag": "TAG"})
TOKEN = {"idToken": "TAG", "type": "ISO14443"}
SOON = "2026-01-01T13:00:00Z"
RESERVE = {"evseId": 1, "idToken": TOKEN, "id": 7, "expiryDateTime": SOON, "groupIdToken": TOKEN}
CHARGING = "TE Updated ChargingStateChanged Charging"

ANSWERS: list[tuple[str, list[Step], str, dict[str, Any], str, list[str]]] = [
    (
        "start",
        ["plug_connector"],
        "RequestStartTransaction",
        {"idToken": TOKEN, "remoteStartId": 5},
        "Accepted",
        ["TE Updated RemoteStart EVConnected", CHARGING],
    ),
    (
        "start nowhere",
        [],
        "RequestStartTransaction",
        {"idToken": TOKEN, "remoteStartId": 5, "evseId": 4},
        "Rejected",
        [],
    ),
    ("stop nothing", [], "RequestStopTransaction", {"transactionId": "x"}, "Rejected", []),
    (
        "reset at once",
        [START],
        "Reset",
        {"type": "Immediate"},
        "Accepted",
        ["TE Ended ResetCommand EVConnected ImmediateReset", "BootNotification", "SN 1 Occupied"],
    ),
    ("reset when idle", [], "Reset", {"type": "OnIdle"}, "Accepted", ["BootNotification", "SN 1 Available"]),
    ("reset later", [START], "Reset", {"type": "OnIdle"}, "Scheduled", []),
    ("reset one EVSE", [], "Reset", {"type": "Immediate", "evseId": 1}, "Rejected", []),
    ("unlock", [], "UnlockConnector", {"evseId": 1, "connectorId": 1}, "Unlocked", []),
    ("unlock nowhere", [], "UnlockConnector", {"evseId": 1, "connectorId": 2}, "UnknownConnector", []),
    (
        "unlock in a transaction",
        [START],
        "UnlockConnector",
        {"evseId": 1, "connectorId": 1},
        "OngoingAuthorizedTransaction",
        [],
    ),
    (
        "full list",
        [],
        "SendLocalList",
        {
            "versionNumber": 1,
            "updateType": "Full",
            "localAuthorizationList": [
                {
                    "idToken": TOKEN,
                    "idTokenInfo": {"status": "Accepted", "cacheExpiryDateTime": SOON, "groupIdToken": TOKEN},
                }
            ],
        },
        "Accepted",
        [],
    ),
    (
        "removal",
        [("send_local_list", {"list_version": 1, "entries": [{"id_tag": "TAG"}]})],
        "SendLocalList",
        {"versionNumber": 2, "updateType": "Differential", "localAuthorizationList": [{"idToken": TOKEN}]},
        "Accepted",
        [],
    ),
    (
        "list that is off",
        [("set_configuration", {"configuration": {"LocalAuthListCtrlr.Enabled": False}})],
        "SendLocalList",
        {"versionNumber": 2, "updateType": "Full"},
        "Failed",
        [],
    ),
    ("clear cache", [], "ClearCache", {}, "Accepted", []),
    (
        "clear no cache",
        [("set_configuration", {"configuration": {"AuthCacheCtrlr.Enabled": False}})],
        "ClearCache",
        {},
        "Rejected",
        [],
    ),
    (
        "out of order",
        [],
        "ChangeAvailability",
        {"operationalStatus": "Inoperative", "evse": {"id": 1}},
        "Accepted",
        ["SN 1 Unavailable"],
    ),
    (
        "availability nowhere",
        [],
        "ChangeAvailability",
        {"operationalStatus": "Operative", "evse": {"id": 4}},
        "Rejected",
        [],
    ),
    ("reserve", [], "ReserveNow", RESERVE, "Accepted", ["SN 1 Reserved"]),
    ("reserve anything", [], "ReserveNow", RESERVE | {"evseId": 9}, "Rejected", []),
    ("cancel nothing", [], "CancelReservation", {"reservationId": 7}, "Rejected", []),
    ("trigger heartbeat", [], "TriggerMessage", {"requestedMessage": "Heartbeat"}, "Accepted", ["Heartbeat"]),
    ("trigger boot", [], "TriggerMessage", {"requestedMessage": "BootNotification"}, "Rejected", []),
    (
        "trigger log",
        [],
        "TriggerMessage",
        {"requestedMessage": "LogStatusNotification"},
        "Accepted",
        ["LogStatusNotification"],
    ),
    (
        "trigger firmware",
        [],
        "TriggerMessage",
        {"requestedMessage": "FirmwareStatusNotification"},
        "Accepted",
        ["FirmwareStatusNotification"],
    ),
    (
        "trigger samples",
        [START],
        "TriggerMessage",
        {"requestedMessage": "MeterValues", "evse": {"id": 1}},
        "Accepted",
        ["MeterValues"],
    ),
    (
        "trigger transaction",
        [START],
        "TriggerMessage",
        {"requestedMessage": "TransactionEvent"},
        "Accepted",
        ["TE Updated Trigger Charging"],
    ),
    (
        "trigger the unknown",
        [],
        "TriggerMessage",
        {"requestedMessage": "SignV2GCertificate"},
        "NotImplemented",
        [],
    ),
    (
        "trigger nowhere",
        [],
        "TriggerMessage",
        {"requestedMessage": "MeterValues", "evse": {"id": 4}},
        "Rejected",
        [],
    ),
    ("data transfer", [], "DataTransfer", {"vendorId": "x"}, "UnknownVendorId", []),
    (
        "report",
        [],
        "GetBaseReport",
        {"requestId": 3, "reportBase": "FullInventory"},
        "Accepted",
        ["NotifyReport"] * 3,
    ),
]
ERRORS: list[tuple[str, dict[str, Any], str]] = [
    ("Odd", {}, "NotImplemented"),
    ("InstallCertificate", {}, "NotSupported"),
    ("RequestStartTransaction", {"remoteStartId": 1}, "OccurenceConstraintViolation"),
    ("RequestStartTransaction", {"idToken": "TAG", "remoteStartId": 1}, "TypeConstraintViolation"),
    ("GetBaseReport", {"requestId": 1, "reportBase": "All"}, "PropertyConstraintViolation"),
]


@pytest.mark.parametrize(
    ("before", "action", "payload", "status", "follow_up"),
    [row[1:] for row in ANSWERS],
    ids=[row[0] for row in ANSWERS],
)
def test_answer(
    before: list[Step], action: str, payload: dict[str, Any], status: str, follow_up: list[str]
) -> None:
    rig = Rig("ocpp2.0.1")
    rig.given(*before)
    assert rig.receive(action, payload) == {"status": status}
    assert rig.said() == [f"< {action}", *follow_up]


@pytest.mark.parametrize(("action", "payload", "code"), ERRORS)
def test_error(action: str, payload: dict[str, Any], code: str) -> None:
    reply = Rig("ocpp2.0.1").receive(action, payload)
    assert isinstance(reply, CallError)
    assert reply.code == code


def test_scheduled_reset_comes_after_the_last_transaction() -> None:
    rig = Rig("ocpp2.0.1")
    rig.given(START)
    rig.receive("Reset", {"type": "OnIdle"})
    rig.frames()
    rig.do("stop_session")
    calls = rig.calls()
    assert [action for action, _ in calls][1:3] == ["BootNotification", "StatusNotification"]
    assert calls[1][1]["reason"] == "ScheduledReset"


def test_stop_is_accepted_for_a_running_transaction() -> None:
    rig = Rig("ocpp2.0.1")
    rig.given(START)
    assert rig.receive("RequestStopTransaction", {"transactionId": rig.transaction().id}) == {
        "status": "Accepted"
    }
    assert rig.said()[1:] == ["TE Ended RemoteStop EVConnected Remote"]


def test_triggered_samples_can_be_of_one_evse() -> None:
    rig = Rig("ocpp2.0.1", connectors=2)
    rig.receive("TriggerMessage", {"requestedMessage": "MeterValues", "evse": {"id": 2}})
    ((_, payload),) = rig.calls()
    assert payload["evseId"] == 2


def test_transaction_status() -> None:
    rig = Rig("ocpp2.0.1")
    rig.given(START)
    running = {"transactionId": rig.transaction().id}
    assert rig.receive("GetTransactionStatus", running) == {
        "ongoingIndicator": True,
        "messagesInQueue": False,
    }
    assert rig.receive("GetTransactionStatus") == {"messagesInQueue": False}


def test_list_version() -> None:
    rig = Rig("ocpp2.0.1")
    assert rig.receive("GetLocalListVersion") == {"versionNumber": 0}


VARIABLE_CASES = [
    ("OCPPCommCtrlr", {"name": "HeartbeatInterval"}, {}, "Accepted", "Accepted"),
    (
        "OCPPCommCtrlr",
        {"name": "MessageAttempts", "instance": "TransactionEvent"},
        {},
        "Accepted",
        "Accepted",
    ),
    ("OCPPCommCtrlr", {"name": "WebSocketPingInterval"}, {}, "Accepted", "RebootRequired"),
    ("SecurityCtrlr", {"name": "SecurityProfile"}, {}, "Accepted", "Rejected"),
    ("OCPPCommCtrlr", {"name": "Odd"}, {}, "UnknownVariable", "UnknownVariable"),
    ("OddCtrlr", {"name": "Odd"}, {}, "UnknownComponent", "UnknownComponent"),
    (
        "OCPPCommCtrlr",
        {"name": "HeartbeatInterval"},
        {"attributeType": "MaxSet"},
        "NotSupportedAttributeType",
        "NotSupportedAttributeType",
    ),
]


@pytest.mark.parametrize(("component", "variable", "attribute", "got", "set_"), VARIABLE_CASES)
def test_variables_are_answered_one_by_one(
    component: str, variable: dict[str, str], attribute: dict[str, str], got: str, set_: str
) -> None:
    rig = Rig("ocpp2.0.1")
    item = {"component": {"name": component}, "variable": variable, **attribute}
    read = rig.receive("GetVariables", {"getVariableData": [item]})
    assert isinstance(read, dict)
    assert read["getVariableResult"][0]["attributeStatus"] == got
    written = rig.receive("SetVariables", {"setVariableData": [item | {"attributeValue": "9"}]})
    assert isinstance(written, dict)
    assert written["setVariableResult"][0]["attributeStatus"] == set_


def test_report_lists_every_variable_once() -> None:
    rig = Rig("ocpp2.0.1")
    rig.receive("GetBaseReport", {"requestId": 3, "reportBase": "FullInventory"})
    parts = [payload for _, payload in rig.calls()]
    assert [part["seqNo"] for part in parts] == [0, 1, 2]
    assert [part["tbc"] for part in parts] == [True, True, False]
    data = [row for part in parts for row in part["reportData"]]
    assert len(data) == len(VARIABLES_201)
    instances = {
        row["variable"].get("instance") for row in data if row["variable"]["name"] == "ItemsPerMessage"
    }
    assert instances == {"GetReport", "GetVariables", "SetVariables", None}
