"""Each request of a CSMS of OCPP 1.6: what a charger answers, and what it says because of it."""

from typing import Any

import pytest

from tests.live.rig import Live
from tests.live.strict.harness import Refusal

TAG = {"idTag": "TAG-1"}
ACCEPTED = {"status": "Accepted"}
REJECTED = {"status": "Rejected"}


def test_a_remote_start_waits_for_the_cable_and_is_stopped_by_its_id(charger16: Live) -> None:
    assert charger16.ask("RemoteStartTransaction", {"connectorId": 2, **TAG}) == ACCEPTED
    charger16.says("SN 2 Preparing")
    charger16.run("plug-connector", connector_id=2)
    charger16.says("StartTransaction", "SN 2 Charging")
    (transaction,) = charger16.csms.transactions(charger16.identity)
    assert charger16.ask("RemoteStopTransaction", {"transactionId": transaction["id"] + 1}) == REJECTED
    assert charger16.ask("RemoteStopTransaction", {"transactionId": transaction["id"]}) == ACCEPTED
    charger16.says("StopTransaction Remote", "SN 2 Finishing")
    assert charger16.ask("RemoteStartTransaction", {"connectorId": 2, **TAG}) == REJECTED


def test_a_remote_start_whose_cable_does_not_come_is_given_up(charger16: Live) -> None:
    charger16.freeze()
    assert charger16.ask("RemoteStartTransaction", TAG) == ACCEPTED
    charger16.says("SN 1 Preparing")
    charger16.advance(61)
    charger16.says("SN 1 Available")
    charger16.run("plug-connector")
    charger16.says("SN 1 Preparing")


def test_a_remote_start_brings_only_a_profile_for_its_transaction(charger16: Live) -> None:
    wrong = _profile("TxDefaultProfile", 5000.0)
    assert charger16.ask("RemoteStartTransaction", {**TAG, "chargingProfile": wrong}) == REJECTED
    right = _profile("TxProfile", 5000.0)
    assert charger16.ask("RemoteStartTransaction", {**TAG, "chargingProfile": right}) == ACCEPTED
    charger16.says("SN 1 Preparing")


@pytest.mark.parametrize("kind", ["Soft", "Hard"])
def test_a_reset_stops_what_is_going_on_and_boots_once(charger16: Live, kind: str) -> None:
    charger16.run("start-session", id_tag="TAG-1")
    charger16.quiet()
    assert charger16.ask("Reset", {"type": kind}) == ACCEPTED
    boot = ["BootNotification", "SN 0 Available", "SN 1 Finishing", "SN 2 Available"]
    charger16.says_all(5)
    charger16.heard(lambda said: [m for m in said if m.direction == "opened"])
    charger16.heard(lambda said: [m for m in said if m.is_call and m.payload.get("connectorId") == 2])
    charger16.says_one_of(
        [f"StopTransaction {kind}Reset", "SN 1 Finishing", *boot], [f"StopTransaction {kind}Reset", *boot]
    )


def test_a_connector_is_unlocked(charger16: Live) -> None:
    charger16.run("start-session", id_tag="TAG-1")
    charger16.quiet()
    assert charger16.ask("UnlockConnector", {"connectorId": 1}) == {"status": "Unlocked"}
    charger16.says("StopTransaction UnlockCommand", "SN 1 Finishing", "SN 1 Available")
    assert charger16.ask("UnlockConnector", {"connectorId": 9}) == {"status": "NotSupported"}
    charger16.run("inject-fault", fault_type="ConnectorLockFailure", connector_id=2)
    assert charger16.ask("UnlockConnector", {"connectorId": 2}) == {"status": "UnlockFailed"}


def test_configuration_is_changed_and_read(charger16: Live) -> None:
    for key, value, status in (
        ("HeartbeatInterval", "60", "Accepted"),
        ("WebSocketPingInterval", "30", "RebootRequired"),
        ("Nonsense", "1", "NotSupported"),
        ("NumberOfConnectors", "9", "Rejected"),
        ("HeartbeatInterval", "often", "Rejected"),
    ):
        assert charger16.ask("ChangeConfiguration", {"key": key, "value": value}) == {"status": status}
    told = charger16.ask("GetConfiguration", {"key": ["HeartbeatInterval", "Nonsense"]})
    assert told["configurationKey"] == [{"key": "HeartbeatInterval", "readonly": False, "value": "60"}]
    assert told["unknownKey"] == ["Nonsense"]
    every = {one["key"] for one in charger16.ask("GetConfiguration")["configurationKey"]}
    assert {"HeartbeatInterval", "SupportedFeatureProfiles", "NumberOfConnectors"} <= every
    told = charger16.ask("GetConfiguration", {"key": []})
    assert {one["key"] for one in told["configurationKey"]} == every


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"requestedMessage": "BootNotification"}, ["BootNotification"]),
        ({"requestedMessage": "Heartbeat"}, ["Heartbeat"]),
        ({"requestedMessage": "StatusNotification", "connectorId": 2}, ["SN 2 Available"]),
        ({"requestedMessage": "StatusNotification"}, ["SN 0 Available", "SN 1 Available", "SN 2 Available"]),
        ({"requestedMessage": "MeterValues", "connectorId": 1}, ["MeterValues 1"]),
        ({"requestedMessage": "DiagnosticsStatusNotification"}, ["DiagnosticsStatusNotification"]),
        ({"requestedMessage": "FirmwareStatusNotification"}, ["FirmwareStatusNotification"]),
    ],
)
def test_a_message_is_triggered(charger16: Live, wanted: dict[str, Any], said: list[str]) -> None:
    assert charger16.ask("TriggerMessage", wanted) == ACCEPTED
    charger16.says(*said)


def test_a_message_of_a_connector_that_is_not_there_cannot_be_triggered(charger16: Live) -> None:
    wanted = {"requestedMessage": "StatusNotification", "connectorId": 9}
    assert charger16.ask("TriggerMessage", wanted) == REJECTED
    assert charger16.said() == []


def test_a_local_list_is_sent_and_replaced(charger16: Live) -> None:
    entry = [{"idTag": "LOCAL-1", "idTagInfo": {"status": "Accepted"}}]
    assert charger16.ask("GetLocalListVersion") == {"listVersion": 0}
    sent: dict[str, Any] = {"listVersion": 3, "localAuthorizationList": entry, "updateType": "Full"}
    assert charger16.ask("SendLocalList", sent) == ACCEPTED
    assert charger16.ask("GetLocalListVersion") == {"listVersion": 3}
    sent |= {"updateType": "Differential"}
    assert charger16.ask("SendLocalList", sent) == {"status": "VersionMismatch"}
    charger16.ask("ChangeConfiguration", {"key": "LocalAuthListEnabled", "value": "false"})
    assert charger16.ask("GetLocalListVersion") == {"listVersion": -1}
    assert charger16.ask("SendLocalList", sent) == {"status": "NotSupported"}


def test_the_cache_is_cleared_unless_it_is_off(charger16: Live) -> None:
    assert charger16.ask("ClearCache") == ACCEPTED
    charger16.ask("ChangeConfiguration", {"key": "AuthorizationCacheEnabled", "value": "false"})
    assert charger16.ask("ClearCache") == REJECTED


def test_availability_is_changed_at_once_or_after_the_transaction(charger16: Live) -> None:
    charger16.run("start-session", id_tag="TAG-1", connector_id=1)
    charger16.quiet()
    off, on = {"type": "Inoperative"}, {"type": "Operative"}
    assert charger16.ask("ChangeAvailability", {"connectorId": 2, **off}) == ACCEPTED
    charger16.says("SN 2 Unavailable")
    assert charger16.ask("ChangeAvailability", {"connectorId": 1, **off}) == {"status": "Scheduled"}
    charger16.run("stop-session")
    charger16.says_one_of(
        ["StopTransaction Local", "SN 1 Finishing", "SN 1 Unavailable"],
        ["StopTransaction Local", "SN 1 Unavailable"],
    )
    assert charger16.ask("ChangeAvailability", {"connectorId": 0, **on}) == ACCEPTED
    charger16.says("SN 1 Available", "SN 2 Available")
    assert charger16.ask("ChangeAvailability", {"connectorId": 9, **on}) == REJECTED


def test_a_charging_profile_bounds_the_power_and_is_cleared(charger16: Live) -> None:
    charger16.run("start-session", id_tag="TAG-1", connector_id=1)
    charger16.quiet()
    zero = {"connectorId": 1, "csChargingProfiles": _profile("TxDefaultProfile", 0.0)}
    assert charger16.ask("SetChargingProfile", zero) == ACCEPTED
    charger16.says("SN 1 SuspendedEVSE")
    some = {"connectorId": 1, "csChargingProfiles": _profile("TxDefaultProfile", 11000.0)}
    assert charger16.ask("SetChargingProfile", some) == ACCEPTED
    charger16.says("SN 1 Charging")
    asked = {"connectorId": 1, "duration": 300, "chargingRateUnit": "W"}
    schedule = charger16.ask("GetCompositeSchedule", asked)["chargingSchedule"]
    assert schedule["chargingSchedulePeriod"][0]["limit"] == 11000
    assert charger16.ask("ClearChargingProfile", {"id": 1}) == ACCEPTED
    assert charger16.ask("ClearChargingProfile", {"id": 1}) == {"status": "Unknown"}
    idle = {"connectorId": 2, "csChargingProfiles": _profile("TxProfile", 11000.0)}
    assert charger16.ask("SetChargingProfile", idle) == REJECTED


def test_a_connector_is_reserved_for_a_tag_until_it_is_cancelled(charger16: Live) -> None:
    wanted = {"connectorId": 1, "expiryDate": "2099-01-01T00:00:00Z", "reservationId": 7, **TAG}
    assert charger16.ask("ReserveNow", wanted) == ACCEPTED
    charger16.says("SN 1 Reserved")
    assert charger16.ask("ReserveNow", wanted | {"reservationId": 8}) == {"status": "Occupied"}
    other = {"connectorId": 1, "idTag": "TAG-2"}
    assert charger16.ask("RemoteStartTransaction", other) == REJECTED
    assert charger16.ask("CancelReservation", {"reservationId": 9}) == REJECTED
    assert charger16.ask("CancelReservation", {"reservationId": 7}) == ACCEPTED
    charger16.says("SN 1 Available")
    charger16.run("inject-fault", fault_type="OverVoltage", connector_id=1)
    assert charger16.ask("ReserveNow", wanted) == {"status": "Faulted"}


def test_a_vendor_that_is_not_known_is_told_so(charger16: Live) -> None:
    assert charger16.ask("DataTransfer", {"vendorId": "Nobody"}) == {"status": "UnknownVendorId"}


@pytest.mark.parametrize(
    ("action", "payload", "codes"),
    [
        ("Whistle", {}, ("NotImplemented",)),
        ("Reset", {}, ("OccurenceConstraintViolation", "FormationViolation")),
        ("Reset", {"type": 5}, ("TypeConstraintViolation", "FormationViolation")),
        ("Reset", {"type": "Gently"}, ("PropertyConstraintViolation", "FormationViolation")),
    ],
)
def test_what_cannot_be_understood_gets_the_right_error(
    charger16: Live, action: str, payload: dict[str, Any], codes: tuple[str, ...]
) -> None:
    charger16.provoked.add(action)
    with pytest.raises(Refusal) as refusal:
        charger16.ask(action, payload, unchecked=True)
    assert refusal.value.code in codes


def _profile(purpose: str, limit: float) -> dict[str, Any]:
    schedule = {"chargingRateUnit": "W", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}]}
    return {
        "chargingProfileId": 1,
        "stackLevel": 0,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": "Relative",
        "chargingSchedule": schedule,
    }


def test_a_charger_that_is_about_to_begin_anew_is_not_reset_again(charger16: Live) -> None:
    charger16.run("start-session", id_tag="TAG-1")
    charger16.quiet()
    # The end of the transaction is not answered, so that the charger is still there when it is asked again.
    charger16.reply("StopTransaction", silent=True)
    assert charger16.ask("Reset", {"type": "Soft"}) == ACCEPTED
    assert charger16.ask("Reset", {"type": "Hard"}) == REJECTED


def test_what_is_known_and_not_supported_is_told_so(charger16: Live) -> None:
    charger16.provoked.add("GetInstalledCertificateIds")
    with pytest.raises(Refusal, match="NotSupported"):
        charger16.ask(
            "GetInstalledCertificateIds", {"certificateType": "CentralSystemRootCertificate"}, unchecked=True
        )


def test_availability_outlives_a_reset(charger16: Live) -> None:
    inoperative = {"connectorId": 2, "type": "Inoperative"}
    assert charger16.ask("ChangeAvailability", inoperative) == ACCEPTED
    charger16.says("SN 2 Unavailable")
    assert charger16.ask("Reset", {"type": "Soft"}) == ACCEPTED
    charger16.says("BootNotification", "SN 0 Available", "SN 1 Available", "SN 2 Unavailable")
