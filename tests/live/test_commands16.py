"""Each command of the API, and what a charger of OCPP 1.6 says to a strict CSMS because of it."""

from typing import Any

import pytest

from tests.live.conftest import Make
from tests.live.rig import Live

TAG = {"id_tag": "TAG-1"}
START = ["SN 1 Preparing", "Authorize", "StartTransaction", "SN 1 Charging"]
START_AUTHORIZED_FIRST = ["Authorize", "SN 1 Preparing", "StartTransaction", "SN 1 Charging"]


def test_a_charger_that_is_created_boots_and_tells_all_statuses(make: Make) -> None:
    charger = make("ocpp1.6", accepted=False)
    boot, *_ = charger.says("BootNotification", "SN 0 Available", "SN 1 Available", "SN 2 Available")
    assert boot.payload["chargePointVendor"] == "EVBox"


def test_a_session_begins_with_a_cable_a_tag_and_a_transaction(charger16: Live) -> None:
    ended = charger16.run("start-session", **TAG)
    said = charger16.says_one_of(START, START_AUTHORIZED_FIRST)
    start = next(call.payload for call in said if call.action == "StartTransaction")
    assert (ended["status"], ended["result"]["status"]) == ("applied", "Accepted")
    assert start["idTag"] == "TAG-1"
    assert isinstance(start["meterStart"], int)
    (transaction,) = charger16.csms.transactions(charger16.identity)
    assert str(transaction["id"]) == ended["result"]["transaction_id"]


def test_a_session_is_metered_each_interval_and_begun_again_with_the_same_register(charger16: Live) -> None:
    charger16.freeze()
    readings = []
    for _ in range(2):
        charger16.run("start-session", **TAG)
        charger16.quiet()
        for _ in range(2):
            charger16.advance(60)
            (metered,) = charger16.says("MeterValues 1")
            readings.append(_energy(metered.payload))
        charger16.run("stop-session")
        charger16.quiet()
    starts_and_stops = [
        reading
        for one in charger16.csms.transactions(charger16.identity)
        for reading in (one["meterStart"], one["meterStop"])
    ]
    assert readings == sorted(readings)
    assert starts_and_stops == sorted(starts_and_stops)
    assert readings[-1] == starts_and_stops[-1]
    assert readings[0] > starts_and_stops[0]


def test_a_session_ends_by_itself_after_its_duration(charger16: Live) -> None:
    charger16.freeze()
    charger16.run("start-session", duration_seconds=30, **TAG)
    charger16.quiet()
    charger16.advance(29)
    charger16.advance(1)
    stop, _ = charger16.says("StopTransaction Local", "SN 1 Finishing")
    assert stop.payload["meterStop"] == 22_000 * 30 // 3600


def test_a_session_ends_by_itself_with_its_energy(charger16: Live) -> None:
    charger16.freeze()
    charger16.run("start-session", target_energy_kwh=0.1, **TAG)
    charger16.quiet()
    charger16.advance(20)
    stop, _ = charger16.says("StopTransaction Local", "SN 1 Finishing")
    assert stop.payload["meterStop"] == 100


def test_a_session_that_is_stopped_ends_its_transaction_before_finishing(charger16: Live) -> None:
    charger16.run("start-session", **TAG)
    charger16.quiet()
    assert charger16.run("stop-session")["status"] == "applied"
    stop, *_ = charger16.says("StopTransaction Local", "SN 1 Finishing", "SN 1 Available")
    contexts = [v["sampledValue"][0]["context"] for v in stop.payload["transactionData"]]
    assert contexts[-1] == "Transaction.End"


def test_a_cable_and_a_tag_make_a_session_in_either_order(charger16: Live) -> None:
    charger16.run("plug-connector")
    charger16.says("SN 1 Preparing")
    charger16.run("authorize-id-tag", **TAG)
    charger16.says("Authorize", "StartTransaction", "SN 1 Charging")
    charger16.run("authorize-id-tag", **TAG)
    charger16.says("StopTransaction Local", "SN 1 Finishing")
    charger16.run("unplug-connector")
    charger16.says("SN 1 Available")
    charger16.run("authorize-id-tag", **TAG)
    charger16.says("Authorize", "SN 1 Preparing")
    charger16.run("plug-connector")
    charger16.says("StartTransaction", "SN 1 Charging")


def test_a_cable_that_is_pulled_out_ends_the_transaction(charger16: Live) -> None:
    charger16.run("start-session", **TAG)
    charger16.quiet()
    assert charger16.run("unplug-connector")["status"] == "applied"
    charger16.says("StopTransaction EVDisconnected", "SN 1 Finishing", "SN 1 Available")
    charger16.run("plug-connector")
    charger16.says("SN 1 Preparing")
    charger16.run("unplug-connector")
    charger16.says("SN 1 Available")


def test_a_tag_that_is_not_accepted_begins_nothing(charger16: Live) -> None:
    ended = charger16.run("authorize-id-tag", id_tag="BLOCKED-1")
    charger16.says("Authorize")
    assert (ended["status"], ended["result"]["status"]) == ("rejected", "Blocked")
    ended = charger16.run("start-session", id_tag="EXPIRED-1")
    charger16.says("SN 1 Preparing", "Authorize", "SN 1 Available")
    assert (ended["status"], ended["result"]["status"]) == ("rejected", "Expired")


def test_a_transaction_whose_tag_is_refused_late_is_stopped(charger16: Live) -> None:
    charger16.reply("StartTransaction", status="ConcurrentTx")
    charger16.run("plug-connector")
    charger16.quiet()
    ended = charger16.run("authorize-id-tag", **TAG)
    charger16.says("Authorize", "StartTransaction", "StopTransaction DeAuthorized", "SN 1 Finishing")
    assert (ended["status"], ended["result"]["status"]) == ("rejected", "ConcurrentTx")


def test_a_remote_start_waits_for_the_cable(charger16: Live) -> None:
    assert charger16.run("start-transaction", **TAG)["status"] == "applied"
    charger16.says("SN 1 Preparing")
    charger16.run("plug-connector")
    charger16.says("StartTransaction", "SN 1 Charging")
    assert charger16.run("stop-transaction")["status"] == "applied"
    charger16.says("StopTransaction Remote", "SN 1 Finishing")


def test_a_remote_start_is_authorized_first_where_it_is_configured(charger16: Live) -> None:
    charger16.run("configuration", configuration={"AuthorizeRemoteTxRequests": "true"})
    charger16.run("plug-connector")
    charger16.quiet()
    charger16.run("start-transaction", **TAG)
    charger16.says("Authorize", "StartTransaction", "SN 1 Charging")


def test_a_vehicle_suspends_and_goes_on_within_one_transaction(charger16: Live) -> None:
    charger16.freeze()
    charger16.run("start-session", **TAG)
    charger16.quiet()
    charger16.run("ev-stops-energy")
    charger16.says("SN 1 SuspendedEV")
    charger16.advance(60)
    (still,) = charger16.says("MeterValues 1")
    charger16.run("ev-requests-energy")
    charger16.says("SN 1 Charging")
    charger16.advance(60)
    (moving,) = charger16.says("MeterValues 1")
    assert _energy(still.payload) == 0
    assert _energy(moving.payload) == 22_000 // 60


def test_a_power_update_shows_in_the_next_meter_values(charger16: Live) -> None:
    charger16.freeze()
    charger16.run("configuration", configuration={"MeterValuesSampledData": MEASURANDS})
    charger16.run("start-session", **TAG)
    charger16.quiet()
    charger16.advance(30)
    assert charger16.run("power-update", power_w=6900)["status"] == "applied"
    charger16.advance(30)
    (metered,) = charger16.says("MeterValues 1")
    values = _values(metered.payload)
    assert values["Power.Active.Import"] == 6900
    currents = [
        float(one["value"]) for one in _samples(metered.payload) if one["measurand"] == "Current.Import"
    ]
    assert currents == pytest.approx([10] * len(currents))
    assert values["Energy.Active.Import.Register"] == pytest.approx((22_000 + 6900) / 120, abs=1)


def test_a_fault_ends_the_transaction_and_is_cleared(charger16: Live) -> None:
    charger16.run("start-session", **TAG)
    charger16.quiet()
    assert charger16.run("inject-fault", fault_type="GroundFault", connector_id=1)["status"] == "applied"
    charger16.says("SN 1 Faulted GroundFailure", "StopTransaction Other")
    assert charger16.run("clear-fault", connector_id=1)["status"] == "applied"
    charger16.says("SN 1 Finishing")


def test_a_fault_of_the_whole_charger_is_told_of_each_connector(charger16: Live) -> None:
    charger16.run("inject-fault", fault_type="Squirrels")
    said = charger16.says("SN 0 Faulted OtherError", "SN 1 Faulted OtherError", "SN 2 Faulted OtherError")
    assert [call.payload["vendorErrorCode"] for call in said] == ["Squirrels"] * 3
    charger16.run("clear-fault")
    charger16.says("SN 0 Available", "SN 1 Available", "SN 2 Available")


def test_a_connector_that_is_unlocked_ends_its_transaction(charger16: Live) -> None:
    charger16.run("start-session", **TAG)
    charger16.quiet()
    assert charger16.run("unlock-connector", connector_id=1)["status"] == "applied"
    charger16.says("StopTransaction UnlockCommand", "SN 1 Finishing", "SN 1 Available")


def test_a_charger_that_is_stopped_ends_transactions_and_hangs_up(charger16: Live) -> None:
    charger16.run("start-session", **TAG)
    charger16.quiet()
    assert charger16.run("stop-charger")["status"] == "applied"
    charger16.says("StopTransaction PowerLoss")
    assert charger16.closed()["code"] == 1000
    assert charger16.run("start-charger")["status"] == "applied"
    charger16.says("BootNotification", "SN 0 Available", "SN 1 Finishing", "SN 2 Available")


def test_a_charger_that_restarts_hangs_up_and_boots_once(charger16: Live) -> None:
    charger16.run("start-session", **TAG)
    charger16.quiet()
    assert charger16.run("reset-charger")["status"] == "applied"
    ways = charger16.heard(lambda said: [m for m in said if m.direction in ("closed", "opened")])
    assert [m.direction for m in ways] == ["closed", "opened"]
    assert ways[0].frame["code"] == 1000
    after = ["BootNotification", "SN 0 Available", "SN 1 Finishing", "SN 2 Available"]
    charger16.says_one_of(
        ["StopTransaction SoftReset", "SN 1 Finishing", *after], ["StopTransaction SoftReset", *after]
    )


def test_what_is_stored_in_the_charger_says_nothing(charger16: Live) -> None:
    entries = [{"id_tag": "KNOWN-1"}]
    for command, event in (
        ("configuration", {"configuration": {"LocalPreAuthorize": "true"}}),
        ("local-auth-list", {"list_version": 1, "entries": entries}),
        ("cache/reset", {}),
    ):
        assert charger16.run(command, **event)["status"] == "applied"
    assert charger16.said() == []
    charger16.run("start-session", id_tag="KNOWN-1")
    charger16.says("SN 1 Preparing", "StartTransaction", "SN 1 Charging")
    charger16.run("stop-session")
    charger16.quiet()
    assert charger16.run("clear-local-auth-list")["status"] == "applied"
    assert charger16.run("cache/reset")["status"] == "applied"
    charger16.run("authorize-id-tag", id_tag="KNOWN-1")
    charger16.says("Authorize", "SN 1 Preparing")


def test_a_heartbeat_interval_that_is_configured_begins_at_once(charger16: Live) -> None:
    charger16.freeze()
    charger16.run("configuration", configuration={"HeartbeatInterval": "20"})
    charger16.advance(20)
    charger16.says("Heartbeat")


def test_a_message_is_sent_as_it_is_given(charger16: Live) -> None:
    given = {"vendorId": "Quay", "messageId": "m", "data": '{"a": 1}'}
    ended = charger16.run("proxy-message", action="data_transfer", ocpp_version="ocpp1.6", payload=given)
    (transfer,) = charger16.says("DataTransfer")
    assert transfer.payload == given
    assert (ended["status"], ended["result"]) == ("applied", {"response": {"status": "Accepted"}})


def test_a_message_that_is_refused_is_rejected_with_the_code(charger16: Live) -> None:
    charger16.reply("Heartbeat", error={"code": "InternalError", "description": "tired"})
    ended = charger16.run("proxy-message", action="heartbeat", ocpp_version="ocpp1.6", payload={})
    charger16.says("Heartbeat")
    assert (ended["status"], ended["result"]) == ("rejected", {"code": "InternalError"})
    assert "tired" in ended["reason"]


def test_a_command_whose_status_is_refused_is_rejected_with_the_code(charger16: Live) -> None:
    charger16.reply("StatusNotification", error={"code": "GenericError", "description": "no"})
    ended = charger16.run("plug-connector")
    charger16.says("SN 1 Preparing")
    assert ended["status"] == "rejected"
    assert "StatusNotification with GenericError: no" in ended["reason"]


def test_a_tag_that_the_csms_will_not_judge_is_refused(charger16: Live) -> None:
    charger16.reply("Authorize", error={"code": "InternalError", "description": "no"})
    ended = charger16.run("authorize-id-tag", **TAG)
    charger16.says("Authorize")
    assert ended["status"] == "rejected"


def test_a_command_is_applied_only_when_the_csms_has_answered(charger16: Live) -> None:
    charger16.reply("Heartbeat", silent=True)
    given = charger16.give("proxy-message", action="heartbeat", ocpp_version="ocpp1.6", payload={})
    (beat,) = charger16.heard(lambda said: [m for m in said if m.is_call])
    waiting = charger16.records("commands")[-1]
    assert waiting["status"] not in ("applied", "rejected")
    charger16.csms.raw(charger16.identity, f'[3,"{beat.frame[1]}",{{"currentTime":"2026-01-01T00:00:00Z"}}]')
    assert charger16.ended(given)["status"] == "applied"


MEASURANDS = "Energy.Active.Import.Register,Power.Active.Import,Current.Import"


def _samples(payload: dict[str, Any]) -> list[dict[str, Any]]:
    (value,) = payload["meterValue"]
    return list(value["sampledValue"])


def _values(payload: dict[str, Any]) -> dict[str, float]:
    return {one["measurand"]: float(one["value"]) for one in _samples(payload) if "phase" not in one}


def _energy(payload: dict[str, Any]) -> float:
    return _values(payload)["Energy.Active.Import.Register"]
