"""What a charge point answers to a central system, and what it then does (OCPP 1.6)."""

from typing import Any

import pytest

from sandbox.charger.frames import CallError
from sandbox.charger.state import ChargerState
from tests.charger.rig import Rig
from tests.charger.schemas import errors

Step = str | tuple[str, dict[str, Any]]

START: Step = ("start_session", {"id_tag": "TAG"})
FAULT: Step = ("inject_fault", {"fault_type": "OverCurrent", "connector_id": 1})
LOCK_FAULT: Step = ("inject_fault", {"fault_type": "ConnectorLockFailure", "connector_id": 1})
SOON = "2026-01-01T13:00:00Z"
RESERVE = {"connectorId": 1, "idTag": "TAG", "reservationId": 7, "expiryDate": SOON}

ANSWERS: list[tuple[str, list[Step], str, dict[str, Any], dict[str, Any], list[str]]] = [
    (
        "remote start",
        ["plug_connector"],
        "RemoteStartTransaction",
        {"idTag": "TAG"},
        {"status": "Accepted"},
        ["StartTransaction", "SN 1 Charging"],
    ),
    (
        "remote start at a finishing connector",
        [START, ("authorize_id_tag", {"id_tag": "TAG"})],
        "RemoteStartTransaction",
        {"idTag": "TAG", "connectorId": 1},
        {"status": "Rejected"},
        [],
    ),
    (
        "remote start nowhere",
        [],
        "RemoteStartTransaction",
        {"idTag": "T", "connectorId": 9},
        {"status": "Rejected"},
        [],
    ),
    (
        "remote stop",
        [START],
        "RemoteStopTransaction",
        {"transactionId": 1},
        {"status": "Accepted"},
        ["StopTransaction Remote", "SN 1 Finishing"],
    ),
    ("remote stop of nothing", [], "RemoteStopTransaction", {"transactionId": 1}, {"status": "Rejected"}, []),
    (
        "hard reset",
        [START],
        "Reset",
        {"type": "Hard"},
        {"status": "Accepted"},
        [
            "StopTransaction HardReset",
            "SN 1 Finishing",
            "BootNotification",
            "SN 0 Available",
            "SN 1 Finishing",
        ],
    ),
    ("unlock", [], "UnlockConnector", {"connectorId": 1}, {"status": "Unlocked"}, []),
    ("unlock nowhere", [], "UnlockConnector", {"connectorId": 9}, {"status": "NotSupported"}, []),
    ("unlock in vain", [LOCK_FAULT], "UnlockConnector", {"connectorId": 1}, {"status": "UnlockFailed"}, []),
    (
        "get one key",
        [],
        "GetConfiguration",
        {"key": ["HeartbeatInterval", "Odd"]},
        {
            "configurationKey": [{"key": "HeartbeatInterval", "readonly": False, "value": "300"}],
            "unknownKey": ["Odd"],
        },
        [],
    ),
    (
        "change a key",
        [],
        "ChangeConfiguration",
        {"key": "HeartbeatInterval", "value": "9"},
        {"status": "Accepted"},
        [],
    ),
    (
        "change an unknown key",
        [],
        "ChangeConfiguration",
        {"key": "Odd", "value": "9"},
        {"status": "NotSupported"},
        [],
    ),
    (
        "change a fixed key",
        [],
        "ChangeConfiguration",
        {"key": "NumberOfConnectors", "value": "9"},
        {"status": "Rejected"},
        [],
    ),
    ("version of an empty list", [], "GetLocalListVersion", {}, {"listVersion": 0}, []),
    (
        "version of a list",
        [("send_local_list", {"list_version": 4, "entries": [{"id_tag": "A"}]})],
        "GetLocalListVersion",
        {},
        {"listVersion": 4},
        [],
    ),
    (
        "version without a list",
        [("set_configuration", {"configuration": {"LocalAuthListEnabled": False}})],
        "GetLocalListVersion",
        {},
        {"listVersion": -1},
        [],
    ),
    (
        "full list",
        [],
        "SendLocalList",
        {
            "listVersion": 1,
            "updateType": "Full",
            "localAuthorizationList": [
                {"idTag": "A", "idTagInfo": {"status": "Accepted", "expiryDate": SOON, "parentIdTag": "P"}}
            ],
        },
        {"status": "Accepted"},
        [],
    ),
    (
        "full list with a removal",
        [],
        "SendLocalList",
        {"listVersion": 1, "updateType": "Full", "localAuthorizationList": [{"idTag": "A"}]},
        {"status": "Failed"},
        [],
    ),
    (
        "stale differential list",
        [("send_local_list", {"list_version": 4})],
        "SendLocalList",
        {"listVersion": 4, "updateType": "Differential"},
        {"status": "VersionMismatch"},
        [],
    ),
    ("clear cache", [], "ClearCache", {}, {"status": "Accepted"}, []),
    (
        "clear no cache",
        [("set_configuration", {"configuration": {"AuthorizationCacheEnabled": False}})],
        "ClearCache",
        {},
        {"status": "Rejected"},
        [],
    ),
    (
        "out of order",
        [],
        "ChangeAvailability",
        {"connectorId": 1, "type": "Inoperative"},
        {"status": "Accepted"},
        ["SN 1 Unavailable"],
    ),
    (
        "all out of order",
        [],
        "ChangeAvailability",
        {"connectorId": 0, "type": "Inoperative"},
        {"status": "Accepted"},
        ["SN 0 Unavailable", "SN 1 Unavailable"],
    ),
    (
        "availability nowhere",
        [],
        "ChangeAvailability",
        {"connectorId": 5, "type": "Operative"},
        {"status": "Rejected"},
        [],
    ),
    (
        "out of order after the transaction",
        [START],
        "ChangeAvailability",
        {"connectorId": 1, "type": "Inoperative"},
        {"status": "Scheduled"},
        [],
    ),
    (
        "out of order after the cable",
        ["plug_connector"],
        "ChangeAvailability",
        {"connectorId": 1, "type": "Inoperative"},
        {"status": "Scheduled"},
        [],
    ),
    ("reserve", [], "ReserveNow", RESERVE, {"status": "Accepted"}, ["SN 1 Reserved"]),
    ("reserve what is broken", [FAULT], "ReserveNow", RESERVE, {"status": "Faulted"}, []),
    ("reserve what is taken", ["plug_connector"], "ReserveNow", RESERVE, {"status": "Occupied"}, []),
    ("reserve everything", [], "ReserveNow", RESERVE | {"connectorId": 0}, {"status": "Rejected"}, []),
    (
        "reserve the past",
        [],
        "ReserveNow",
        RESERVE | {"expiryDate": "2026-01-01T11:00:00"},
        {"status": "Rejected"},
        [],
    ),
    ("cancel nothing", [], "CancelReservation", {"reservationId": 7}, {"status": "Rejected"}, []),
    (
        "trigger status",
        [],
        "TriggerMessage",
        {"requestedMessage": "StatusNotification", "connectorId": 1},
        {"status": "Accepted"},
        ["SN 1 Available"],
    ),
    (
        "trigger boot",
        [],
        "TriggerMessage",
        {"requestedMessage": "BootNotification"},
        {"status": "Accepted"},
        ["BootNotification"],
    ),
    (
        "trigger samples",
        [],
        "TriggerMessage",
        {"requestedMessage": "MeterValues"},
        {"status": "Accepted"},
        ["MeterValues"],
    ),
    (
        "trigger diagnostics",
        [],
        "TriggerMessage",
        {"requestedMessage": "DiagnosticsStatusNotification"},
        {"status": "Accepted"},
        ["DiagnosticsStatusNotification"],
    ),
    (
        "trigger firmware",
        [],
        "TriggerMessage",
        {"requestedMessage": "FirmwareStatusNotification"},
        {"status": "Accepted"},
        ["FirmwareStatusNotification"],
    ),
    (
        "trigger what is not there",
        [],
        "ExtendedTriggerMessage",
        {"requestedMessage": "SignChargePointCertificate"},
        {"status": "NotImplemented"},
        [],
    ),
    (
        "trigger samples of nothing",
        [("set_configuration", {"configuration": {"MeterValuesSampledData": ""}})],
        "TriggerMessage",
        {"requestedMessage": "MeterValues"},
        {"status": "Rejected"},
        [],
    ),
    (
        "trigger log",
        [],
        "ExtendedTriggerMessage",
        {"requestedMessage": "LogStatusNotification"},
        {"status": "Accepted"},
        ["LogStatusNotification"],
    ),
    (
        "trigger nowhere",
        [],
        "TriggerMessage",
        {"requestedMessage": "StatusNotification", "connectorId": 9},
        {"status": "Rejected"},
        [],
    ),
    ("data transfer", [], "DataTransfer", {"vendorId": "x"}, {"status": "UnknownVendorId"}, []),
]
ERRORS: list[tuple[str, dict[str, Any], str]] = [
    ("Odd", {}, "NotImplemented"),
    ("InstallCertificate", {}, "NotSupported"),
    ("InstallCertificate", {}, "NotSupported"),
    ("RemoteStartTransaction", {"idTag": "x" * 21}, "PropertyConstraintViolation"),
    ("TriggerMessage", {"requestedMessage": "Odd"}, "PropertyConstraintViolation"),
    ("ClearCache", {"odd": 1}, "FormationViolation"),
    ("Reset", {}, "OccurenceConstraintViolation"),
    ("Reset", {"type": 1}, "TypeConstraintViolation"),
    ("Reset", {"type": "Gentle"}, "PropertyConstraintViolation"),
    ("RemoteStopTransaction", {"transactionId": True}, "TypeConstraintViolation"),
    ("GetConfiguration", {"key": [1]}, "TypeConstraintViolation"),
    ("ReserveNow", RESERVE | {"expiryDate": "soon"}, "PropertyConstraintViolation"),
]


@pytest.mark.parametrize(
    ("before", "action", "payload", "answer", "follow_up"),
    [row[1:] for row in ANSWERS],
    ids=[row[0] for row in ANSWERS],
)
def test_answer(
    before: list[Step], action: str, payload: dict[str, Any], answer: dict[str, Any], follow_up: list[str]
) -> None:
    rig = Rig("ocpp1.6")
    rig.given(*before)
    assert rig.receive(action, payload) == answer
    assert rig.said() == [f"< {action}", *follow_up]


@pytest.mark.parametrize(("action", "payload", "code"), ERRORS)
def test_error(action: str, payload: dict[str, Any], code: str) -> None:
    rig = Rig("ocpp1.6")
    before = rig.state.connectors
    reply = rig.receive(action, payload)
    assert isinstance(reply, CallError)
    assert reply.code == code
    assert rig.state.connectors == before
    assert f'"{code}"' in rig.frames()[-1].message


def test_all_keys_are_told_without_a_question() -> None:
    reply = Rig("ocpp1.6", connectors=2).receive("GetConfiguration", {"key": []})
    assert isinstance(reply, dict)
    keys = {setting["key"]: setting["value"] for setting in reply["configurationKey"]}
    assert keys["NumberOfConnectors"] == "2"
    assert {"HeartbeatInterval", "SupportedFeatureProfiles"} <= keys.keys()


def test_stopped_charger_does_not_answer() -> None:
    rig = Rig("ocpp1.6")
    rig.given("stop_charger")
    assert rig.receive("ClearCache") is None
    assert rig.frames() == []


def test_scheduled_unavailability_comes_after_finishing_and_persists_over_a_reboot() -> None:
    rig = Rig("ocpp1.6")
    rig.given(START)
    rig.receive("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"})
    rig.frames()
    rig.do("stop_transaction")
    assert rig.said()[1:] == ["StopTransaction Remote", "SN 1 Finishing", "SN 1 Unavailable"]
    refused = rig.do("start_session", id_tag="TAG")
    assert refused.reason == "connector 1 is Unavailable: make it operative first (ChangeAvailability)"
    rig.do("reset_charger")
    assert rig.said()[-1] == "SN 1 Unavailable"
    rig.receive("ChangeAvailability", {"connectorId": 1, "type": "Operative"})
    assert rig.said()[1:] == ["SN 1 Preparing"]


def test_scheduled_unavailability_comes_into_force_with_a_reboot() -> None:
    rig = Rig("ocpp1.6")
    rig.given("plug_connector")
    rig.receive("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"})
    rig.do("reset_charger")
    assert rig.said()[-1] == "SN 1 Unavailable"


def test_reserved_connector_is_reserved_again_when_a_stranger_leaves() -> None:
    rig = Rig("ocpp1.6")
    rig.receive("ReserveNow", RESERVE)
    rig.given("plug_connector")
    rig.do("unplug_connector")
    assert rig.said() == ["SN 1 Available", "SN 1 Reserved"]
    rig.receive("CancelReservation", {"reservationId": 7})
    assert rig.said()[1:] == ["SN 1 Available"]


def test_reservation_does_not_outlive_availability() -> None:
    rig = Rig("ocpp1.6")
    rig.receive("ReserveNow", RESERVE)
    rig.receive("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"})
    assert rig.connector().reservation is None
    assert rig.receive("ReserveNow", RESERVE) == {"status": "Unavailable"}


def test_differential_list_removes_tags_without_information() -> None:
    rig = Rig("ocpp1.6")
    rig.given(("send_local_list", {"list_version": 1, "entries": [{"id_tag": "A"}, {"id_tag": "B"}]}))
    payload = {"listVersion": 2, "updateType": "Differential", "localAuthorizationList": [{"idTag": "a"}]}
    assert rig.receive("SendLocalList", payload) == {"status": "Accepted"}
    assert list(rig.state.local_list.entries) == ["b"]


def test_triggered_samples_can_be_of_one_connector_in_a_transaction() -> None:
    rig = Rig("ocpp1.6", connectors=2)
    rig.given(START)
    rig.receive("TriggerMessage", {"requestedMessage": "MeterValues", "connectorId": 1})
    ((_, payload),) = rig.calls()
    assert payload["transactionId"] == 1
    assert payload["meterValue"][0]["sampledValue"][0]["context"] == "Trigger"


@pytest.mark.parametrize("row", [row[1:4] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_everything_said_fits_the_schemas(row: tuple[list[Step], str, dict[str, Any]]) -> None:
    rig = Rig("ocpp1.6")
    rig.given(*row[0])
    rig.receive(row[1], row[2])
    assert errors("ocpp1.6", [f for f in rig.simulation.frames if f.direction == "cp_to_csms"]) == []


def test_what_is_due_in_the_year_9999_never_comes() -> None:
    rig = Rig("ocpp1.6")
    never = {"location": "https://host/it.bin", "retrieveDate": "9999-12-31T23:59:59Z"}
    assert rig.receive("UpdateFirmware", never) == {}
    assert rig.receive("ReserveNow", RESERVE | {"expiryDate": "9999-12-31T23:59:59+00:00"}) == {
        "status": "Accepted"
    }
    assert ChargerState.model_validate_json(rig.state.model_dump_json()) == rig.state


def test_time_that_does_not_exist_is_refused() -> None:
    reply = Rig("ocpp1.6").receive("ReserveNow", RESERVE | {"expiryDate": "2026-06-30T23:59:60Z"})
    assert isinstance(reply, CallError)
    assert reply.code == "PropertyConstraintViolation"


@pytest.mark.parametrize("ends", ["stop_session", "reset_charger"])
def test_charger_itself_is_out_of_order_with_the_last_of_its_connectors(ends: str) -> None:
    rig = Rig("ocpp1.6", connectors=2)
    rig.given(("start_session", {"id_tag": "TAG", "connector_id": 1}))
    assert rig.receive("ChangeAvailability", {"connectorId": 0, "type": "Inoperative"}) == {
        "status": "Scheduled"
    }
    assert rig.said() == ["< ChangeAvailability", "SN 2 Unavailable"]
    rig.do(ends)
    told = rig.said()
    assert {"SN 0 Unavailable", "SN 1 Unavailable"} < set(told)
    assert "SN 0 Available" not in told
    rig.receive("ChangeAvailability", {"connectorId": 0, "type": "Operative"})
    assert [status for status in rig.said() if status.startswith("SN 0")] == ["SN 0 Available"]


def test_charger_itself_stays_in_order_when_it_is_wanted_back_in_time() -> None:
    rig = Rig("ocpp1.6")
    rig.given(("start_session", {"id_tag": "TAG"}))
    for kind in ("Inoperative", "Operative"):
        rig.receive("ChangeAvailability", {"connectorId": 0, "type": kind})
    rig.do("stop_session")
    assert not [status for status in rig.said() if status.endswith("Unavailable")]
