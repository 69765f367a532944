"""One reset, one boot, nothing forgotten over it; and a CSMS that changes its mind about a charger."""

from typing import Any

import pytest

from tests.live.holding import answer, hold
from tests.live.rig import Live
from tests.live.strict.harness import Refusal

ACCEPTED, REJECTED = {"status": "Accepted"}, {"status": "Rejected"}
BOOT = {"requestedMessage": "BootNotification"}
ERROR = {"code": "InternalError", "description": "no"}
PLACE = "https://quay.example/file"
INTERVAL = {"key": ["HeartbeatInterval"]}


def test_nothing_can_be_triggered_before_a_reset(charger: Live) -> None:
    end = _is_about_to_be_reset(charger)
    for message in ("BootNotification", "Heartbeat"):
        assert charger.ask("TriggerMessage", {"requestedMessage": message}) == REJECTED
    _goes(charger, end)
    assert [call.action for call in charger.says_all(1 + charger.outlets)].count("BootNotification") == 1


def test_a_boot_that_was_triggered_and_not_said_yet_is_that_of_the_reset(charger16: Live) -> None:
    hold(charger16, "Heartbeat")
    assert charger16.ask("TriggerMessage", {"requestedMessage": "Heartbeat"}) == ACCEPTED
    (beat,) = charger16.says_all(1)
    charger16.passed(beat)
    assert charger16.ask("TriggerMessage", BOOT) == ACCEPTED
    assert charger16.ask("Reset", {"type": "Hard"}) == ACCEPTED
    _goes(charger16, beat)
    charger16.says("BootNotification", "SN 0 Available", "SN 1 Available", "SN 2 Available")


@pytest.mark.parametrize("status", ["Pending", "Rejected"])
def test_a_boot_that_is_triggered_and_not_accepted_silences_the_charger(charger16: Live, status: str) -> None:
    charger16.freeze()
    charger16.run("start-session", id_tag="TAG-1", connector_id=1)
    charger16.quiet()
    charger16.reply("BootNotification", status=status, payload={"interval": 200})
    assert charger16.ask("TriggerMessage", BOOT) == ACCEPTED
    charger16.says("BootNotification")
    charger16.take_all()
    assert charger16.until(lambda: charger16.line["problem"])
    _asks(charger16, rejected=status == "Rejected")
    plugging = charger16.give("plug-connector", connector_id=2)
    charger16.becomes(plugging, "deferred")
    charger16.advance(130)
    assert charger16.said() == []
    charger16.advance(70)
    charger16.ended(plugging)
    said = [call.action for call in charger16.calls()]
    assert said[0] == "BootNotification"
    assert said.count("MeterValues") == 3
    assert {call.payload["status"] for call in charger16.calls() if "status" in call.payload} == {
        "Available",
        "Charging",
        "Preparing",
    }


def test_what_was_kept_meanwhile_is_told_before_the_charger_is_reset(charger16: Live) -> None:
    charger16.freeze()
    charger16.run("start-session", id_tag="TAG-1", connector_id=1)
    charger16.quiet()
    charger16.reply("BootNotification", status="Pending", payload={"interval": 600})
    assert charger16.ask("TriggerMessage", BOOT) == ACCEPTED
    charger16.says("BootNotification")
    charger16.take_all()
    assert charger16.until(lambda: charger16.line["problem"])
    charger16.advance(300)
    hold(charger16, "MeterValues")
    assert charger16.ask("TriggerMessage", BOOT) == ACCEPTED
    (first,) = charger16.heard(lambda said: [m for m in said if m.is_call and m.action == "MeterValues"])
    assert charger16.ask("Reset", {"type": "Soft"}) == ACCEPTED
    answer(charger16, first, {})
    charger16.heard(lambda said: [m for m in said if m.direction == "opened"])
    told = [call.action for call in charger16.calls() if "transactionId" in call.payload]
    assert told == [*5 * ["MeterValues"], "StopTransaction"]


def test_a_boot_that_is_triggered_and_accepted_sets_the_interval(charger16: Live) -> None:
    charger16.freeze()
    charger16.reply("BootNotification", payload={"interval": 77})
    assert charger16.ask("TriggerMessage", BOOT) == ACCEPTED
    charger16.says("BootNotification")
    (interval,) = charger16.ask("GetConfiguration", INTERVAL)["configurationKey"]
    assert interval["value"] == "77"
    charger16.advance(77)
    charger16.says("Heartbeat")


def test_what_is_asked_for_before_a_reset_is_done_after_it_16(charger16: Live) -> None:
    end = _is_about_to_be_reset(charger16)
    past = "2020-01-01T00:00:00Z"
    assert charger16.ask("UpdateFirmware", {"location": PLACE, "retrieveDate": past}) == {}
    assert "fileName" in charger16.ask("GetDiagnostics", {"location": PLACE})
    _goes(charger16, end)
    told = charger16.says_all(1 + charger16.outlets + 2)
    assert [(call.action, call.payload["status"]) for call in told[-2:]] == [
        ("FirmwareStatusNotification", "Downloading"),
        ("DiagnosticsStatusNotification", "Uploading"),
    ]


def test_what_is_asked_for_before_a_reset_is_done_after_it_201(charger201: Live) -> None:
    profile = {"evseId": 0, "chargingProfile": _profile()}
    assert charger201.ask("SetChargingProfile", profile) == ACCEPTED
    end = _is_about_to_be_reset(charger201)
    later = {"location": PLACE, "retrieveDateTime": "2099-01-01T00:00:00Z"}
    assert charger201.ask("UpdateFirmware", {"requestId": 1, "firmware": later}) == ACCEPTED
    log = {"logType": "DiagnosticsLog", "requestId": 2, "log": {"remoteLocation": PLACE}}
    assert charger201.ask("GetLog", log)["status"] == "Accepted"
    summary = {"requestId": 3, "reportBase": "SummaryInventory"}
    assert charger201.ask("GetBaseReport", summary) == ACCEPTED
    assert charger201.ask("GetChargingProfiles", {"requestId": 4, "chargingProfile": {}}) == ACCEPTED
    _goes(charger201, end)
    wanted = {"NotifyReport", "ReportChargingProfiles", "FirmwareStatusNotification", "LogStatusNotification"}
    calls = charger201.heard(lambda said: _all_of(wanted, [m for m in said if m.is_call]))
    assert calls[0].action == "BootNotification"
    told = {call.action: call.payload for call in calls}
    assert told["FirmwareStatusNotification"]["status"] == "DownloadScheduled"
    assert told["LogStatusNotification"]["status"] == "Uploading"


def test_a_report_waits_for_a_status_of_the_charger(charger201: Live) -> None:
    charger201.freeze()
    charger201.provoked.add("BootNotification")
    charger201.reply("BootNotification", error=ERROR)
    assert charger201.ask("Reset", {"type": "Immediate"}) == ACCEPTED
    charger201.heard(lambda said: [m for m in said if m.is_error])
    charger201.quiet()
    assert charger201.ask("GetBaseReport", {"requestId": 3, "reportBase": "SummaryInventory"}) == ACCEPTED
    assert charger201.ask("GetLocalListVersion") == {"versionNumber": 0}
    assert charger201.said() == []
    assert charger201.ask("TriggerMessage", BOOT) == ACCEPTED
    charger201.says("BootNotification Triggered", "NotifyReport", "SN 1 Available", "SN 2 Available")


def _is_about_to_be_reset(charger: Live) -> Any:
    """Ask for a reset; return the end of a transaction, which the charger wants to be answered before."""
    charger.run("start-session", id_tag="TAG-1", connector_id=1)
    charger.quiet()
    hold(charger, "StopTransaction" if charger.is_16 else "TransactionEvent")
    assert charger.ask("Reset", {"type": "Soft" if charger.is_16 else "Immediate"}) == ACCEPTED
    (end,) = charger.says_all(1)
    charger.passed(end)
    return end


def _goes(charger: Live, held: Any) -> None:
    """Answer what was held, so that the charger hangs up, and look at what it says when it is back."""
    answer(charger, held, {"currentTime": "2026-01-01T00:00:00Z"} if held.action == "Heartbeat" else {})
    opened = charger.heard(lambda said: [m for m in said if m.direction == "opened"])
    charger.passed(opened[0])


def _asks(charger: Live, *, rejected: bool) -> None:
    if not rejected:
        charger.ask("GetConfiguration", INTERVAL)
        return
    charger.provoked.add("GetConfiguration")
    with pytest.raises(Refusal, match="SecurityError"):
        charger.ask("GetConfiguration", INTERVAL)


def _all_of(wanted: set[str], calls: list[Any]) -> list[Any]:
    return calls if wanted <= {call.action for call in calls} else []


def _profile() -> dict[str, Any]:
    periods = [{"startPeriod": 0, "limit": 11000.0}]
    schedule = {"id": 1, "chargingRateUnit": "W", "chargingSchedulePeriod": periods}
    return {
        "id": 1,
        "stackLevel": 0,
        "chargingProfilePurpose": "ChargingStationMaxProfile",
        "chargingProfileKind": "Absolute",
        "chargingSchedule": [schedule | {"startSchedule": "2020-01-01T00:00:00Z"}],
    }
