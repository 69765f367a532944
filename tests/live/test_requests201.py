"""Each request of a CSMS of OCPP 2.0.1: what a charger answers, and what it says because of it."""

from typing import Any

import pytest

from tests.live.rig import Live
from tests.live.strict.harness import Refusal

TOKEN = {"idToken": {"idToken": "TAG-1", "type": "ISO14443"}}
ACCEPTED = "Accepted"
CHARGING = "TE Updated ChargingStateChanged Charging"


def test_a_request_to_start_waits_for_the_cable_and_is_stopped_by_its_id(charger201: Live) -> None:
    asked = {"evseId": 2, "remoteStartId": 17, **TOKEN}
    assert _status(charger201.ask("RequestStartTransaction", asked)) == ACCEPTED
    (started,) = charger201.says("TE Started RemoteStart Idle")
    info = started.payload["transactionInfo"]
    assert info["remoteStartId"] == 17
    charger201.run("plug-connector", evse_id=2)
    charger201.says("SN 2 Occupied", "TE Updated CablePluggedIn EVConnected", CHARGING)
    assert _status(charger201.ask("RequestStopTransaction", {"transactionId": "another"})) == "Rejected"
    stop = {"transactionId": info["transactionId"]}
    assert charger201.ask("GetTransactionStatus", stop)["ongoingIndicator"] is True
    assert _status(charger201.ask("RequestStopTransaction", stop)) == ACCEPTED
    charger201.says("TE Ended RemoteStop EVConnected Remote")
    assert charger201.ask("GetTransactionStatus", stop)["ongoingIndicator"] is False


def test_a_request_to_start_is_told_with_the_type_of_its_token(charger201: Live) -> None:
    asks = {**_named("AuthCtrlr", "AuthorizeRemoteStart"), "attributeValue": "true"}
    charger201.ask("SetVariables", {"setVariableData": [asks]})
    for evse, of in ((1, "Central"), (2, "eMAID")):
        token = {"idToken": "TOKEN-1", "type": of}
        asked = {"evseId": evse, "remoteStartId": 17, "idToken": token}
        assert _status(charger201.ask("RequestStartTransaction", asked)) == ACCEPTED
        calls = charger201.says(*([] if of == "Central" else ["Authorize"]), "TE Started RemoteStart Idle")
        assert [call.payload["idToken"] for call in calls] == [token] * len(calls)


def test_a_request_to_start_whose_cable_does_not_come_is_given_up(charger201: Live) -> None:
    charger201.freeze()
    charger201.ask("RequestStartTransaction", {"remoteStartId": 1, **TOKEN})
    charger201.quiet()
    charger201.heard(lambda _: charger201.csms.transactions(charger201.identity))
    charger201.quiet()
    charger201.advance(61)
    calls = charger201.heard(lambda said: [m for m in said if m.payload.get("eventType") == "Ended"])
    assert calls[0].payload["triggerReason"] == "EVConnectTimeout"


@pytest.mark.parametrize("kind", ["Immediate", "OnIdle"])
def test_a_reset_ends_what_is_going_on_and_boots_once(charger201: Live, kind: str) -> None:
    charger201.run("start-session", id_tag="TAG-1")
    charger201.quiet()
    told = charger201.ask("Reset", {"type": kind})
    if kind == "Immediate":
        assert _status(told) == ACCEPTED
        ended = ["TE Ended ResetCommand EVConnected ImmediateReset"]
        reason = "RemoteReset"
    else:
        assert _status(told) == "Scheduled"
        assert charger201.said() == []
        charger201.give("authorize-id-tag", id_tag="TAG-1")
        ended = ["TE Ended StopAuthorized EVConnected Local"]
        reason = "ScheduledReset"
    charger201.says_all(4)
    charger201.says(*ended, f"BootNotification {reason}", "SN 1 Occupied", "SN 2 Available")


def test_a_reset_of_an_evse_that_is_not_there_is_refused(charger201: Live) -> None:
    assert _status(charger201.ask("Reset", {"type": "Immediate", "evseId": 9})) == "Rejected"


def test_a_connector_is_unlocked_unless_an_authorized_transaction_needs_it(charger201: Live) -> None:
    first = {"evseId": 1, "connectorId": 1}
    charger201.run("start-session", id_tag="TAG-1")
    charger201.quiet()
    assert _status(charger201.ask("UnlockConnector", first)) == "OngoingAuthorizedTransaction"
    assert _status(charger201.ask("UnlockConnector", {"evseId": 9, "connectorId": 1})) == "UnknownConnector"
    charger201.run("authorize-id-tag", id_tag="TAG-1")
    charger201.quiet()
    assert _status(charger201.ask("UnlockConnector", first)) == "Unlocked"
    charger201.says("SN 1 Available")


def test_variables_are_set_and_read_one_by_one(charger201: Live) -> None:
    items = [
        ("OCPPCommCtrlr", "HeartbeatInterval", "60", "Accepted"),
        ("OCPPCommCtrlr", "WebSocketPingInterval", "30", "RebootRequired"),
        ("Nonsense", "HeartbeatInterval", "1", "UnknownComponent"),
        ("OCPPCommCtrlr", "Nonsense", "1", "UnknownVariable"),
        ("ReservationCtrlr", "Enabled", "false", "Rejected"),
    ]
    told = charger201.ask(
        "SetVariables",
        {"setVariableData": [{**_named(c, v), "attributeValue": value} for c, v, value, _ in items]},
    )
    statuses = [one["attributeStatus"] for one in told["setVariableResult"]]
    assert statuses == [status for *_, status in items]
    wanted = [_named("OCPPCommCtrlr", "HeartbeatInterval"), _named("OCPPCommCtrlr", "Nonsense")]
    told = charger201.ask("GetVariables", {"getVariableData": wanted})
    known, unknown = told["getVariableResult"]
    assert (known["attributeStatus"], known["attributeValue"]) == ("Accepted", "60")
    assert unknown["attributeStatus"] == "UnknownVariable"


def test_the_device_model_is_reported_in_parts(charger201: Live) -> None:
    asked = {"requestId": 5, "reportBase": "FullInventory"}
    assert _status(charger201.ask("GetBaseReport", asked)) == ACCEPTED
    parts = charger201.heard(lambda said: c if (c := _reports(said)) and not c[-1].get("tbc") else [])
    assert [part["seqNo"] for part in parts] == list(range(len(parts)))
    assert {part["requestId"] for part in parts} == {5}
    assert [part.get("tbc", False) for part in parts] == [True] * (len(parts) - 1) + [False]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"requestedMessage": "Heartbeat"}, ["Heartbeat"]),
        ({"requestedMessage": "StatusNotification", "evse": {"id": 2, "connectorId": 1}}, ["SN 2 Available"]),
        ({"requestedMessage": "MeterValues", "evse": {"id": 1}}, ["MeterValues"]),
        ({"requestedMessage": "LogStatusNotification"}, ["LogStatusNotification"]),
        ({"requestedMessage": "FirmwareStatusNotification"}, ["FirmwareStatusNotification"]),
    ],
)
def test_a_message_is_triggered(charger201: Live, wanted: dict[str, Any], said: list[str]) -> None:
    assert _status(charger201.ask("TriggerMessage", wanted)) == ACCEPTED
    charger201.says(*said)


def test_a_transaction_is_told_of_when_it_is_triggered(charger201: Live) -> None:
    charger201.run("start-session", id_tag="TAG-1")
    charger201.quiet()
    asked = {"requestedMessage": "TransactionEvent", "evse": {"id": 1}}
    assert _status(charger201.ask("TriggerMessage", asked)) == ACCEPTED
    charger201.says("TE Updated Trigger Charging")


def test_a_boot_that_was_accepted_cannot_be_triggered(charger201: Live) -> None:
    asked = {"requestedMessage": "BootNotification"}
    assert _status(charger201.ask("TriggerMessage", asked)) == "Rejected"
    assert charger201.said() == []


def test_a_local_list_is_sent_and_replaced(charger201: Live) -> None:
    entry = [{"idTokenInfo": {"status": "Accepted"}, **TOKEN}]
    assert charger201.ask("GetLocalListVersion") == {"versionNumber": 0}
    sent: dict[str, Any] = {"versionNumber": 3, "updateType": "Full", "localAuthorizationList": entry}
    assert _status(charger201.ask("SendLocalList", sent)) == ACCEPTED
    assert charger201.ask("GetLocalListVersion") == {"versionNumber": 3}
    sent |= {"updateType": "Differential"}
    assert _status(charger201.ask("SendLocalList", sent)) == "VersionMismatch"


def test_the_cache_is_cleared_unless_it_is_off(charger201: Live) -> None:
    assert _status(charger201.ask("ClearCache")) == ACCEPTED
    charger201.run("configuration", configuration={"AuthCacheCtrlr.Enabled": "false"})
    assert _status(charger201.ask("ClearCache")) == "Rejected"


def test_availability_is_changed_at_once_or_after_the_transaction(charger201: Live) -> None:
    charger201.run("start-session", id_tag="TAG-1", connector_id=1)
    charger201.quiet()
    off, on = {"operationalStatus": "Inoperative"}, {"operationalStatus": "Operative"}
    assert _status(charger201.ask("ChangeAvailability", {"evse": {"id": 2}, **off})) == ACCEPTED
    charger201.says("SN 2 Unavailable")
    assert _status(charger201.ask("ChangeAvailability", {"evse": {"id": 1}, **off})) == "Scheduled"
    charger201.run("stop-session")
    charger201.says("TE Ended StopAuthorized EVConnected Local", "SN 1 Unavailable")
    assert _status(charger201.ask("ChangeAvailability", on)) == ACCEPTED
    charger201.says("SN 1 Available", "SN 2 Available")
    assert _status(charger201.ask("ChangeAvailability", {"evse": {"id": 9}, **on})) == "Rejected"


def test_a_charging_profile_bounds_the_power_and_is_cleared(charger201: Live) -> None:
    charger201.run("start-session", id_tag="TAG-1", connector_id=1)
    charger201.quiet()
    zero = {"evseId": 1, "chargingProfile": _profile("TxDefaultProfile", 0.0)}
    assert _status(charger201.ask("SetChargingProfile", zero)) == ACCEPTED
    charger201.heard(lambda said: [m for m in said if _charging_state(m) == "SuspendedEVSE"])
    some = {"evseId": 1, "chargingProfile": _profile("TxDefaultProfile", 11000.0)}
    assert _status(charger201.ask("SetChargingProfile", some)) == ACCEPTED
    charger201.heard(lambda said: [m for m in said if _charging_state(m) == "Charging"])
    asked = {"evseId": 1, "duration": 300, "chargingRateUnit": "W"}
    schedule = charger201.ask("GetCompositeSchedule", asked)["schedule"]
    assert schedule["chargingSchedulePeriod"][0]["limit"] == 11000
    assert _status(charger201.ask("ClearChargingProfile", {"chargingProfileId": 1})) == ACCEPTED
    assert _status(charger201.ask("ClearChargingProfile", {"chargingProfileId": 1})) == "Unknown"
    idle = {"evseId": 2, "chargingProfile": _profile("TxProfile", 11000.0)}
    assert _status(charger201.ask("SetChargingProfile", idle)) == "Rejected"


def test_an_evse_is_reserved_for_a_token_until_it_is_cancelled(charger201: Live) -> None:
    wanted = {"id": 7, "expiryDateTime": "2099-01-01T00:00:00Z", "evseId": 1, **TOKEN}
    assert _status(charger201.ask("ReserveNow", wanted)) == ACCEPTED
    charger201.says("SN 1 Reserved")
    assert _status(charger201.ask("ReserveNow", wanted | {"id": 8})) == "Occupied"
    assert _status(charger201.ask("CancelReservation", {"reservationId": 9})) == "Rejected"
    assert _status(charger201.ask("CancelReservation", {"reservationId": 7})) == ACCEPTED
    charger201.says("SN 1 Available")


def test_a_vendor_that_is_not_known_is_told_so(charger201: Live) -> None:
    assert _status(charger201.ask("DataTransfer", {"vendorId": "Nobody"})) == "UnknownVendorId"


@pytest.mark.parametrize(
    ("action", "payload", "codes"),
    [
        ("Whistle", {}, ("NotImplemented",)),
        ("Reset", {}, ("OccurrenceConstraintViolation", "OccurenceConstraintViolation", "FormatViolation")),
        ("Reset", {"type": 5}, ("TypeConstraintViolation", "FormatViolation")),
        ("Reset", {"type": "Gently"}, ("PropertyConstraintViolation", "FormatViolation")),
    ],
)
def test_what_cannot_be_understood_gets_the_right_error(
    charger201: Live, action: str, payload: dict[str, Any], codes: tuple[str, ...]
) -> None:
    charger201.provoked.add(action)
    with pytest.raises(Refusal) as refusal:
        charger201.ask(action, payload, unchecked=True)
    assert refusal.value.code in codes


def _status(answer: dict[str, Any]) -> str:
    return str(answer["status"])


def _named(component: str, variable: str) -> dict[str, Any]:
    return {"component": {"name": component}, "variable": {"name": variable}}


def _reports(messages: list[Any]) -> list[dict[str, Any]]:
    return [m.payload for m in messages if m.is_call and m.action == "NotifyReport"]


def _charging_state(message: Any) -> str | None:
    if not (message.is_call and message.action == "TransactionEvent"):
        return None
    state: str | None = message.payload["transactionInfo"].get("chargingState")
    return state


def _profile(purpose: str, limit: float) -> dict[str, Any]:
    schedule = {
        "id": 1,
        "chargingRateUnit": "W",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}],
    }
    return {
        "id": 1,
        "stackLevel": 0,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": "Relative",
        "chargingSchedule": [schedule],
    }
