"""What happens to a transaction of OCPP 1.6 before the CSMS has said anything of its StartTransaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.live.holding import answer, hold
from tests.live.rig import Live

ID = 4711
TAKEN = {"transactionId": ID, "idTagInfo": {"status": "Accepted"}}
REFUSED = {"transactionId": ID, "idTagInfo": {"status": "Expired"}}
FINISHING = "SN 1 Finishing"
BOOT = ["BootNotification", "SN 0 Available", FINISHING, "SN 2 Available"]

Meanwhile = Callable[[Live], Any]


def _unplugged(charger: Live) -> None:
    charger.give("unplug-connector")


def _unlocked(charger: Live) -> None:
    assert charger.ask("UnlockConnector", {"connectorId": 1}) == {"status": "Unlocked"}


def _broken(charger: Live) -> None:
    charger.give("inject-fault", fault_type="GroundFault", connector_id=1)


@pytest.mark.parametrize(
    ("meanwhile", "told"),
    [
        (_unplugged, ["StopTransaction EVDisconnected", FINISHING, "SN 1 Available"]),
        (_unlocked, ["StopTransaction UnlockCommand", FINISHING, "SN 1 Available"]),
        (_broken, ["SN 1 Faulted GroundFailure", "StopTransaction Other"]),
    ],
)
def test_what_ends_it_is_told_after_the_answer_and_as_of_its_time(
    charger16: Live, meanwhile: Meanwhile, told: list[str]
) -> None:
    start = _begins(charger16)
    charger16.advance(5)
    meanwhile(charger16)
    charger16.advance(5)
    assert charger16.said() == []
    answer(charger16, start, TAKEN)
    calls = charger16.says(*told)
    (stop,) = (call.payload for call in calls if call.action == "StopTransaction")
    assert stop["transactionId"] == ID
    assert _seconds(stop["timestamp"], start.payload["timestamp"]) == 5


def test_a_reset_tells_that_it_is_over_before_the_charger_hangs_up(charger16: Live) -> None:
    start = _begins(charger16)
    assert charger16.ask("Reset", {"type": "Hard"}) == {"status": "Accepted"}
    answer(charger16, start, TAKEN)
    charger16.heard(lambda said: [m for m in said if m.direction == "opened"])
    charger16.says("StopTransaction HardReset", FINISHING, *BOOT)


def test_a_charger_that_is_stopped_tells_that_it_is_over_before_it_hangs_up(charger16: Live) -> None:
    start = _begins(charger16)
    stopping = charger16.give("stop-charger")
    answer(charger16, start, TAKEN)
    assert charger16.closed()["code"] == 1000
    assert charger16.said() == ["StopTransaction PowerLoss"]
    charger16.ended(stopping)


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (TAKEN, ["SN 1 Charging", "MeterValues 1"]),
        (REFUSED, ["MeterValues 1", "StopTransaction DeAuthorized", FINISHING]),
    ],
)
def test_what_is_triggered_tells_what_is_true_behind_the_answer(
    charger16: Live, verdict: dict[str, Any], told: list[str]
) -> None:
    start = _begins(charger16)
    for message in ("StatusNotification", "MeterValues"):
        wanted = {"requestedMessage": message, "connectorId": 1}
        assert charger16.ask("TriggerMessage", wanted) == {"status": "Accepted"}
    answer(charger16, start, verdict)
    calls = charger16.says(*told)
    assert {call.payload["transactionId"] for call in calls if "transactionId" in call.payload} == {ID}
    assert charger16.said() == []


def test_nobody_is_told_that_energy_flows_behind_a_refusal_that_came_late(charger16: Live) -> None:
    _begins(charger16)
    charger16.reply("StartTransaction", payload=REFUSED)
    charger16.csms.close(charger16.identity, force=True)
    charger16.says("StartTransaction", "StopTransaction DeAuthorized", FINISHING)


def test_a_refusal_that_is_tried_again_holds_nothing_back_but_its_own_transaction(charger16: Live) -> None:
    charger16.freeze()
    charger16.run("plug-connector", connector_id=1)
    charger16.quiet()
    charger16.reply("StartTransaction", error={"code": "InternalError", "description": "no"})
    charger16.reply("StartTransaction", payload=REFUSED)
    charger16.ask("RemoteStartTransaction", {"connectorId": 1, "idTag": "TAG-1"})
    charger16.says("StartTransaction", "SN 1 Charging")
    charger16.run("plug-connector", connector_id=2)
    charger16.says("SN 2 Preparing")
    charger16.advance(60)
    charger16.says("StartTransaction", "MeterValues 1", "StopTransaction DeAuthorized", FINISHING)


def test_a_boot_does_not_wait_for_another_attempt(charger16: Live) -> None:
    charger16.freeze()
    charger16.run("start-session", id_tag="TAG-1")
    charger16.quiet()
    charger16.reply("StopTransaction", error={"code": "InternalError", "description": "no"})
    charger16.ask("Reset", {"type": "Soft"})
    charger16.heard(lambda said: [m for m in said if m.direction == "opened"])
    charger16.says("StopTransaction SoftReset", FINISHING, *BOOT)
    charger16.advance(60)
    charger16.says("StopTransaction SoftReset")


def _begins(charger: Live) -> Any:
    """Plug in and let the CSMS start; return the request that it does not answer."""
    charger.freeze()
    charger.run("plug-connector", connector_id=1)
    charger.quiet()
    hold(charger, "StartTransaction")
    assert charger.ask("RemoteStartTransaction", {"connectorId": 1, "idTag": "TAG-1"})["status"] == "Accepted"
    (start,) = charger.says_all(1)
    charger.passed(start)
    return start


def _seconds(later: str, earlier: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
