"""What a charging station answers to a CSMS, and what it then does (OCPP 2.0.1)."""

import json
from typing import Any

import pytest

from sandbox.charger.csms_requests import answer
from sandbox.charger.frames import CallError
from sandbox.charger.operations import Answer
from sandbox.charger.state import Unsent
from sandbox.charger.station import Station
from sandbox.charger.variables import VARIABLES_201
from tests.charger.rig import Rig
from tests.charger.schemas import errors

MANDATORY = {
    "ChargingStation.SupplyPhases",
    "ClockCtrlr.DateTime",
    "Connector.ConnectorType",
    "Connector.SupplyPhases",
    "OCPPCommCtrlr.RetryBackOffRandomRange",
    "OCPPCommCtrlr.RetryBackOffRepeatTimes",
    "OCPPCommCtrlr.RetryBackOffWaitMinimum",
}
"""What was missing once."""

Step = str | tuple[str, dict[str, Any]]

START: Step = ("start_session", {"id_tag": "TAG"})
TOKEN = {"idToken": "TAG", "type": "ISO14443"}
SOON = "2026-01-01T13:00:00Z"
RESERVE = {"evseId": 1, "idToken": TOKEN, "id": 7, "expiryDateTime": SOON, "groupIdToken": TOKEN}
CHARGING = "TE Updated ChargingStateChanged Charging"

ANSWERS: list[tuple[str, list[Step], str, dict[str, Any], str, list[str]]] = [
    (
        "start",
        [],
        "RequestStartTransaction",
        {"idToken": TOKEN, "remoteStartId": 5},
        "Accepted",
        ["TE Started RemoteStart Idle"],
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
    (
        "reset one EVSE",
        [START],
        "Reset",
        {"type": "Immediate", "evseId": 1},
        "Accepted",
        ["TE Ended ResetCommand EVConnected ImmediateReset", "SN 1 Occupied"],
    ),
    ("reset one EVSE later", [START], "Reset", {"type": "OnIdle", "evseId": 1}, "Scheduled", []),
    ("reset an idle EVSE", [], "Reset", {"type": "OnIdle", "evseId": 1}, "Accepted", ["SN 1 Available"]),
    ("reset nothing", [], "Reset", {"type": "Immediate", "evseId": 2}, "Rejected", []),
    (
        "availability of a connector that is not there",
        [],
        "ChangeAvailability",
        {"operationalStatus": "Operative", "evse": {"id": 1, "connectorId": 2}},
        "Rejected",
        [],
    ),
    (
        "trigger samples of nothing",
        [("set_configuration", {"configuration": {"TxUpdatedMeasurands": ""}})],
        "TriggerMessage",
        {"requestedMessage": "MeterValues"},
        "Rejected",
        [],
    ),
    (
        "trigger no transaction",
        [],
        "TriggerMessage",
        {"requestedMessage": "TransactionEvent"},
        "Rejected",
        [],
    ),
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
        ["NotifyReport"] * 5,
    ),
    (
        "report of what can be set",
        [],
        "GetBaseReport",
        {"requestId": 3, "reportBase": "ConfigurationInventory"},
        "Accepted",
        ["NotifyReport"] * 2,
    ),
    (
        "summary",
        [],
        "GetBaseReport",
        {"requestId": 3, "reportBase": "SummaryInventory"},
        "Accepted",
        ["NotifyReport"],
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
    ("EVSE", {"name": "AvailabilityState"}, {}, "Accepted", "Rejected"),
    ("EVSE", {"name": "Odd"}, {}, "UnknownVariable", "UnknownVariable"),
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
    assert [part["seqNo"] for part in parts] == [0, 1, 2, 3, 4]
    assert [part["tbc"] for part in parts] == [True, True, True, True, False]
    data = [row for part in parts for row in part["reportData"]]
    told = [json.dumps([row["component"], row["variable"]]) for row in data]
    assert len(set(told)) == len(told) > len(VARIABLES_201)
    instances = {
        row["variable"].get("instance") for row in data if row["variable"]["name"] == "ItemsPerMessage"
    }
    assert instances == {"GetReport", "GetVariables", "SetVariables", None}


def test_report_has_what_every_station_must_have() -> None:
    rig = Rig("ocpp2.0.1", current="dc")
    rig.wait(90)
    rig.frames()
    rig.receive("GetBaseReport", {"requestId": 3, "reportBase": "FullInventory"})
    data = [row for _, payload in rig.calls() for row in payload["reportData"]]
    told = {f"{row['component']['name']}.{row['variable']['name']}": row for row in data}
    assert told.keys() >= MANDATORY
    assert told["Connector.ConnectorType"]["variableAttribute"][0]["value"] == "cCCS2"
    assert told["ClockCtrlr.DateTime"]["variableAttribute"][0]["value"] == "2026-01-01T12:01:30.000Z"
    points = told["TxCtrlr.TxStartPoint"]["variableCharacteristics"]
    assert points["valuesList"] == "EVConnected,Authorized,PowerPathClosed"
    assert errors("ocpp2.0.1", rig.simulation.frames) == []


def test_time_of_the_station_can_be_asked_for_and_not_be_set() -> None:
    rig = Rig("ocpp2.0.1")
    clock = {"component": {"name": "ClockCtrlr"}, "variable": {"name": "DateTime"}}
    read = rig.receive("GetVariables", {"getVariableData": [clock]})
    assert isinstance(read, dict)
    assert read["getVariableResult"][0]["attributeValue"] == "2026-01-01T12:00:00.000Z"
    told = clock | {"attributeValue": SOON}
    written = rig.receive("SetVariables", {"setVariableData": [told]})
    assert isinstance(written, dict)
    assert written["setVariableResult"][0]["attributeStatus"] == "Rejected"


REPORTS: list[tuple[dict[str, Any], list[str]]] = [
    (
        {"componentVariable": [{"component": {"name": "EVSE", "evse": {"id": 2}}}]},
        ["AvailabilityState", "Available", "Problem", "AllowReset", "Power", "SupplyPhases"],
    ),
    (
        {
            "componentVariable": [
                {"component": {"name": "Connector"}, "variable": {"name": "AvailabilityState"}},
                {
                    "component": {"name": "OCPPCommCtrlr"},
                    "variable": {"name": "MessageTimeout", "instance": "Default"},
                },
                {"component": {"name": "Odd"}},
            ]
        },
        ["MessageTimeout", "AvailabilityState", "AvailabilityState"],
    ),
    (
        {"componentCriteria": ["Problem"]},
        [
            *("AvailabilityState", "Available", "Problem", "AllowReset", "Power", "SupplyPhases"),
            *("AvailabilityState", "Available", "Problem", "ConnectorType", "SupplyPhases"),
        ],
    ),
    (
        {"componentCriteria": ["Enabled"], "componentVariable": [{"component": {"name": "AuthCacheCtrlr"}}]},
        ["Enabled"],
    ),
]


@pytest.mark.parametrize(("asked", "told"), REPORTS)
def test_report_of_some_components(asked: dict[str, Any], told: list[str]) -> None:
    rig = Rig("ocpp2.0.1", connectors=2)
    rig.given(("inject_fault", {"fault_type": "OverCurrent", "evse_id": 1}))
    assert rig.receive("GetReport", {"requestId": 4, **asked}) == {"status": "Accepted"}
    (report,) = [payload for _, payload in rig.calls()]
    assert [row["variable"]["name"] for row in report["reportData"]] == told
    assert errors("ocpp2.0.1", rig.simulation.frames) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"componentVariable": [{"component": {"name": "Odd"}}]},
        {"componentVariable": [{"component": {"name": "EVSE", "evse": {"id": 1, "connectorId": 1}}}]},
        {"componentVariable": [{"component": {"name": "EVSE", "instance": "odd"}}]},
        {"componentCriteria": ["Problem"]},
    ],
)
def test_report_of_nothing(asked: dict[str, Any]) -> None:
    rig = Rig("ocpp2.0.1")
    assert rig.receive("GetReport", {"requestId": 4, **asked}) == {"status": "EmptyResultSet"}
    assert rig.said() == ["< GetReport"]


def test_scheduled_reset_of_one_evse_comes_after_its_transaction() -> None:
    rig = Rig("ocpp2.0.1", connectors=2)
    rig.given(START)
    rig.receive("Reset", {"type": "OnIdle", "evseId": 1})
    rig.frames()
    rig.do("stop_transaction")
    assert rig.said()[1:] == ["TE Ended RemoteStop EVConnected Remote", "SN 1 Occupied"]


def test_start_names_the_transaction_that_a_cable_has_begun() -> None:
    rig = Rig("ocpp2.0.1")
    rig.given("plug_connector")
    reply = rig.receive("RequestStartTransaction", {"idToken": TOKEN, "remoteStartId": 5})
    assert reply == {"status": "Accepted", "transactionId": rig.transaction().id}
    assert rig.said()[1:] == ["TE Updated RemoteStart EVConnected", CHARGING]


def test_start_that_waits_for_a_cable_keeps_its_id() -> None:
    rig = Rig("ocpp2.0.1")
    rig.configure(TxStartPoint="EVConnected")
    rig.receive("RequestStartTransaction", {"idToken": TOKEN, "remoteStartId": 5})
    assert rig.said() == ["< RequestStartTransaction"]
    rig.do("plug_connector")
    started = next(payload for action, payload in rig.calls() if action == "TransactionEvent")
    assert started["transactionInfo"]["remoteStartId"] == 5


def test_lost_reservation_is_told() -> None:
    rig = Rig("ocpp2.0.1")
    rig.receive("ReserveNow", RESERVE)
    rig.frames()
    rig.receive("ChangeAvailability", {"operationalStatus": "Inoperative"})
    assert rig.said()[1:] == ["SN 1 Unavailable", "ReservationStatusUpdate"]


def test_reservation_moves_to_another_evse() -> None:
    rig = Rig("ocpp2.0.1", connectors=2)
    rig.receive("ReserveNow", RESERVE)
    rig.frames()
    rig.receive("ReserveNow", RESERVE | {"evseId": 2})
    assert rig.said()[1:] == ["SN 1 Available", "SN 2 Reserved"]


def test_messages_of_a_transaction_that_wait_are_told() -> None:
    rig = Rig("ocpp2.0.1")
    event = {"transactionInfo": {"transactionId": "T"}}
    unsent = (Unsent(action="TransactionEvent", payload=event),)
    station = Station(rig.state.evolve(unsent=unsent), rig.hardware)
    waits = answer(station, "GetTransactionStatus", {"transactionId": "T"})
    assert isinstance(waits, Answer)
    assert waits.payload == {"ongoingIndicator": False, "messagesInQueue": True}


@pytest.mark.parametrize("row", [row[1:4] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_everything_said_fits_the_schemas(row: tuple[list[Step], str, dict[str, Any]]) -> None:
    rig = Rig("ocpp2.0.1")
    rig.given(*row[0])
    rig.receive(row[1], row[2])
    assert errors("ocpp2.0.1", [f for f in rig.simulation.frames if f.direction == "cp_to_csms"]) == []
