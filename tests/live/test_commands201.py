"""Each command of the API, and what a charger of OCPP 2.0.1 says to a strict CSMS because of it."""

from typing import Any

import pytest

from tests.live.conftest import Make
from tests.live.rig import Live

TAG = {"id_tag": "TAG-1"}
PLUGGED = ["SN 1 Occupied", "TE Started CablePluggedIn EVConnected"]
AUTHORIZED = ["TE Updated Authorized EVConnected", "TE Updated ChargingStateChanged Charging"]
CHARGING = "TE Updated ChargingStateChanged Charging"
METERED = "TE Updated MeterValuePeriodic Charging"


def test_a_charger_that_is_created_boots_and_tells_all_statuses(make: Make) -> None:
    charger = make("ocpp2.0.1", accepted=False)
    boot, *_ = charger.says("BootNotification PowerUp", "SN 1 Available", "SN 2 Available")
    assert boot.payload["chargingStation"]["vendorName"] == "EVBox"


def test_a_session_begins_with_a_cable_and_a_tag_in_one_transaction(charger201: Live) -> None:
    ended = charger201.run("start-session", **TAG)
    said = charger201.says(*PLUGGED, "Authorize", *AUTHORIZED)
    events = [call.payload for call in said if call.action == "TransactionEvent"]
    assert [event["seqNo"] for event in events] == [0, 1, 2]
    assert {event["transactionInfo"]["transactionId"] for event in events} == {
        ended["result"]["transaction_id"]
    }
    assert events[1]["idToken"]["idToken"] == "TAG-1"
    assert (ended["status"], ended["result"]["status"]) == ("applied", "Accepted")


def test_the_token_is_in_the_beginning_where_transactions_begin_with_it(charger201: Live) -> None:
    charger201.run("configuration", configuration={"TxCtrlr.TxStartPoint": "Authorized"})
    charger201.run("start-session", **TAG)
    said = charger201.says("SN 1 Occupied", "Authorize", "TE Started Authorized EVConnected", CHARGING)
    assert said[2].payload["idToken"]["idToken"] == "TAG-1"


def test_a_session_is_metered_each_interval_and_begun_again_with_the_same_register(charger201: Live) -> None:
    charger201.freeze()
    readings = []
    for _ in range(2):
        charger201.run("start-session", **TAG)
        charger201.quiet()
        for _ in range(2):
            charger201.advance(60)
            (metered,) = charger201.says(METERED)
            readings.append(_energy(metered.payload))
        charger201.run("stop-session")
        charger201.quiet()
    first, second = charger201.csms.transactions(charger201.identity)
    bounds = [first["meterStart"], first["meterStop"], second["meterStart"], second["meterStop"]]
    assert readings == sorted(readings)
    assert bounds == sorted(bounds)
    assert readings[-1] == pytest.approx(bounds[-1])
    assert first["sequence"] == list(range(len(first["sequence"])))


def test_a_session_ends_by_itself_after_its_duration(charger201: Live) -> None:
    charger201.freeze()
    charger201.run("start-session", duration_seconds=30, **TAG)
    charger201.quiet()
    charger201.advance(29)
    charger201.advance(1)
    (ended,) = charger201.says("TE Ended TimeLimitReached EVConnected TimeLimitReached")
    assert _energy(ended.payload) == pytest.approx(22_000 * 30 / 3600, abs=0.01)


def test_a_session_ends_by_itself_with_its_energy(charger201: Live) -> None:
    charger201.freeze()
    charger201.run("start-session", target_energy_kwh=0.1, **TAG)
    charger201.quiet()
    charger201.advance(20)
    (ended,) = charger201.says("TE Ended EnergyLimitReached EVConnected EnergyLimitReached")
    assert _energy(ended.payload) == pytest.approx(100, abs=0.01)


def test_a_session_that_is_stopped_ends_its_transaction_and_frees_the_connector(charger201: Live) -> None:
    charger201.run("start-session", **TAG)
    charger201.quiet()
    assert charger201.run("stop-session")["status"] == "applied"
    ended, _ = charger201.says("TE Ended StopAuthorized EVConnected Local", "SN 1 Available")
    contexts = [v["sampledValue"][0]["context"] for v in ended.payload["meterValue"]]
    assert contexts[-1] == "Transaction.End"


def test_a_transaction_outlives_its_authorization_where_the_cable_ends_it(charger201: Live) -> None:
    charger201.run("configuration", configuration={"TxCtrlr.TxStopPoint": "EVConnected"})
    charger201.run("start-session", **TAG)
    charger201.quiet()
    charger201.run("authorize-id-tag", **TAG)
    charger201.says("TE Updated StopAuthorized Charging", "TE Updated ChargingStateChanged EVConnected")
    charger201.run("unplug-connector")
    charger201.says("TE Ended EVCommunicationLost Idle EVDisconnected", "SN 1 Available")


def test_a_cable_and_a_tag_make_a_session_in_either_order(charger201: Live) -> None:
    charger201.run("plug-connector")
    charger201.says(*PLUGGED)
    charger201.run("authorize-id-tag", **TAG)
    charger201.says("Authorize", *AUTHORIZED)
    charger201.run("authorize-id-tag", **TAG)
    charger201.says("TE Ended StopAuthorized EVConnected Local")
    charger201.run("unplug-connector")
    charger201.says("SN 1 Available")
    charger201.run("authorize-id-tag", **TAG)
    charger201.says("Authorize", "TE Started Authorized Idle")
    charger201.run("plug-connector")
    charger201.says("SN 1 Occupied", "TE Updated CablePluggedIn EVConnected", CHARGING)


def test_a_cable_that_is_pulled_out_ends_the_transaction(charger201: Live) -> None:
    charger201.run("start-session", **TAG)
    charger201.quiet()
    assert charger201.run("unplug-connector")["status"] == "applied"
    charger201.says("TE Ended EVCommunicationLost Idle EVDisconnected", "SN 1 Available")


def test_a_tag_that_is_not_accepted_begins_nothing(charger201: Live) -> None:
    ended = charger201.run("authorize-id-tag", id_tag="BLOCKED-1")
    charger201.says("Authorize")
    assert (ended["status"], ended["result"]["status"]) == ("rejected", "Blocked")
    ended = charger201.run("start-session", id_tag="EXPIRED-1")
    gone = ["TE Ended EVCommunicationLost Idle EVDisconnected", "SN 1 Available"]
    charger201.says(*PLUGGED, "Authorize", *gone)
    assert (ended["status"], ended["result"]["status"]) == ("rejected", "Expired")


def test_a_transaction_whose_tag_is_refused_late_is_ended(charger201: Live) -> None:
    charger201.run("plug-connector")
    charger201.quiet()
    charger201.reply("TransactionEvent", status="ConcurrentTx")
    ended = charger201.run("authorize-id-tag", **TAG)
    charger201.says(
        "Authorize", "TE Updated Authorized EVConnected", "TE Ended Deauthorized EVConnected DeAuthorized"
    )
    assert (ended["status"], ended["result"]["status"]) == ("rejected", "ConcurrentTx")


def test_a_remote_start_waits_for_the_cable(charger201: Live) -> None:
    assert charger201.run("start-transaction", **TAG)["status"] == "applied"
    (started,) = charger201.says("TE Started RemoteStart Idle")
    assert started.payload["transactionInfo"]["remoteStartId"] > 1_000_000_000
    charger201.run("plug-connector")
    charger201.says("SN 1 Occupied", "TE Updated CablePluggedIn EVConnected", CHARGING)
    assert charger201.run("stop-transaction")["status"] == "applied"
    charger201.says("TE Ended RemoteStop EVConnected Remote")


def test_a_remote_start_is_authorized_first_where_it_is_configured(charger201: Live) -> None:
    charger201.run("configuration", configuration={"AuthCtrlr.AuthorizeRemoteStart": "true"})
    charger201.run("plug-connector")
    charger201.quiet()
    charger201.run("start-transaction", **TAG)
    charger201.says("Authorize", "TE Updated RemoteStart EVConnected", CHARGING)


def test_a_vehicle_suspends_and_goes_on_within_one_transaction(charger201: Live) -> None:
    charger201.freeze()
    charger201.run("start-session", **TAG)
    charger201.quiet()
    charger201.run("ev-stops-energy")
    charger201.says("TE Updated ChargingStateChanged SuspendedEV")
    charger201.advance(60)
    (still,) = charger201.says("TE Updated MeterValuePeriodic SuspendedEV")
    charger201.run("ev-requests-energy")
    charger201.says(CHARGING)
    charger201.advance(60)
    (moving,) = charger201.says(METERED)
    assert _energy(still.payload) == 0
    assert _energy(moving.payload) == pytest.approx(22_000 / 60, abs=0.01)


def test_a_power_update_shows_in_the_next_meter_values(charger201: Live) -> None:
    charger201.freeze()
    wanted = "Energy.Active.Import.Register,Power.Active.Import,Current.Import"
    charger201.run("configuration", configuration={"SampledDataCtrlr.TxUpdatedMeasurands": wanted})
    charger201.run("start-session", **TAG)
    charger201.quiet()
    charger201.advance(30)
    assert charger201.run("power-update", power_w=6900)["status"] == "applied"
    charger201.advance(30)
    (metered,) = charger201.says(METERED)
    values = _values(metered.payload)
    currents = [one["value"] for one in _samples(metered.payload) if one["measurand"] == "Current.Import"]
    assert values["Power.Active.Import"] == pytest.approx(6900)
    assert currents == pytest.approx([10] * len(currents))
    assert _energy(metered.payload) == pytest.approx((22_000 + 6900) / 120, abs=0.01)


def test_a_fault_ends_the_transaction_and_is_cleared(charger201: Live) -> None:
    charger201.run("start-session", **TAG)
    charger201.quiet()
    assert charger201.run("inject-fault", fault_type="GroundFault", connector_id=1)["status"] == "applied"
    charger201.says(
        "SN 1 Faulted", "NotifyEvent Problem true", "TE Ended AbnormalCondition EVConnected GroundFault"
    )
    assert charger201.run("clear-fault", connector_id=1)["status"] == "applied"
    charger201.says("SN 1 Occupied", "NotifyEvent Problem false")


def test_a_fault_of_the_whole_charger_is_told_of_each_connector(charger201: Live) -> None:
    problem, cleared = "NotifyEvent Problem true", "NotifyEvent Problem false"
    charger201.run("inject-fault", fault_type="Squirrels")
    charger201.says(problem, "SN 1 Faulted", problem, "SN 2 Faulted", problem)
    charger201.run("clear-fault")
    charger201.says(cleared, "SN 1 Available", cleared, "SN 2 Available", cleared)


def test_a_connector_is_unlocked_unless_an_authorized_transaction_needs_it(charger201: Live) -> None:
    charger201.run("start-session", **TAG)
    charger201.quiet()
    refused = charger201.run("unlock-connector", connector_id=1)
    assert refused["status"] == "rejected"
    assert charger201.said() == []
    charger201.run("stop-transaction")
    charger201.quiet()
    assert charger201.run("unlock-connector", connector_id=1)["status"] == "applied"
    charger201.says("SN 1 Available")


def test_a_charger_that_is_stopped_ends_transactions_and_hangs_up(charger201: Live) -> None:
    charger201.run("start-session", **TAG)
    charger201.quiet()
    assert charger201.run("stop-charger")["status"] == "applied"
    charger201.says("TE Ended AbnormalCondition EVConnected PowerLoss")
    assert charger201.closed()["code"] == 1000
    assert charger201.run("start-charger")["status"] == "applied"
    charger201.says("BootNotification PowerUp", "SN 1 Occupied", "SN 2 Available")


def test_a_charger_that_restarts_hangs_up_and_boots_once(charger201: Live) -> None:
    charger201.run("start-session", **TAG)
    charger201.quiet()
    assert charger201.run("reset-charger")["status"] == "applied"
    ways = charger201.heard(lambda said: [m for m in said if m.direction in ("closed", "opened")])
    assert [m.direction for m in ways] == ["closed", "opened"]
    assert ways[0].frame["code"] == 1000
    ended = "TE Ended ResetCommand EVConnected ImmediateReset"
    charger201.says(ended, "BootNotification RemoteReset", "SN 1 Occupied", "SN 2 Available")


def test_what_is_stored_in_the_charger_says_nothing(charger201: Live) -> None:
    for command, event in (
        ("configuration", {"configuration": {"AuthCtrlr.LocalPreAuthorize": "true"}}),
        ("local-auth-list", {"list_version": 1, "entries": [{"id_tag": "KNOWN-1"}]}),
        ("cache/reset", {}),
    ):
        assert charger201.run(command, **event)["status"] == "applied"
    assert charger201.said() == []
    charger201.run("start-session", id_tag="KNOWN-1")
    charger201.says(*PLUGGED, *AUTHORIZED)
    charger201.run("stop-session")
    charger201.quiet()
    assert charger201.run("clear-local-auth-list")["status"] == "applied"
    assert charger201.run("cache/reset")["status"] == "applied"
    charger201.run("plug-connector")
    charger201.quiet()
    charger201.run("authorize-id-tag", id_tag="KNOWN-1")
    charger201.says("Authorize", *AUTHORIZED)


def test_a_heartbeat_interval_that_is_configured_begins_at_once(charger201: Live) -> None:
    charger201.freeze()
    charger201.run("configuration", configuration={"HeartbeatInterval": "20"})
    charger201.advance(20)
    charger201.says("Heartbeat")


def test_a_message_is_sent_as_it_is_given(charger201: Live) -> None:
    given = {"vendorId": "Quay", "messageId": "m", "data": {"a": [1, None]}}
    ended = charger201.run("proxy-message", action="data_transfer", ocpp_version="ocpp2.0.1", payload=given)
    (transfer,) = charger201.says("DataTransfer")
    assert transfer.payload == given
    assert (ended["status"], ended["result"]) == ("applied", {"response": {"status": "Accepted"}})


def test_a_message_that_is_refused_is_rejected_with_the_code(charger201: Live) -> None:
    charger201.reply("Heartbeat", error={"code": "InternalError", "description": "tired"})
    ended = charger201.run("proxy-message", action="heartbeat", ocpp_version="ocpp2.0.1", payload={})
    charger201.says("Heartbeat")
    assert (ended["status"], ended["result"]) == ("rejected", {"code": "InternalError"})


def test_a_command_whose_status_is_refused_is_rejected_with_the_code(charger201: Live) -> None:
    charger201.reply("StatusNotification", error={"code": "GenericError", "description": "no"})
    ended = charger201.run("plug-connector")
    charger201.says(*PLUGGED)
    assert ended["status"] == "rejected"
    assert "StatusNotification with GenericError: no" in ended["reason"]


def test_a_command_is_applied_only_when_the_csms_has_answered(charger201: Live) -> None:
    charger201.reply("Heartbeat", silent=True)
    given = charger201.give("proxy-message", action="heartbeat", ocpp_version="ocpp2.0.1", payload={})
    (beat,) = charger201.heard(lambda said: [m for m in said if m.is_call])
    assert charger201.records("commands")[-1]["status"] not in ("applied", "rejected")
    charger201.csms.raw(
        charger201.identity, f'[3,"{beat.frame[1]}",{{"currentTime":"2026-01-01T00:00:00Z"}}]'
    )
    assert charger201.ended(given)["status"] == "applied"


def _samples(payload: dict[str, Any]) -> list[dict[str, Any]]:
    return list(payload["meterValue"][-1]["sampledValue"])


def _values(payload: dict[str, Any]) -> dict[str, float]:
    return {one["measurand"]: one["value"] for one in _samples(payload) if "phase" not in one}


def _energy(payload: dict[str, Any]) -> float:
    """Return the register in Wh."""
    (register,) = [one for one in _samples(payload) if one["measurand"] == "Energy.Active.Import.Register"]
    factor = 1000 if register["unitOfMeasure"]["unit"] == "kWh" else 1
    return float(register["value"] * factor)
