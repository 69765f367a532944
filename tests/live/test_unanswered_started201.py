"""What happens to a transaction of OCPP 2.0.1 before the CSMS has said anything of its token."""

from typing import Any

from tests.live.holding import answer, hold
from tests.live.rig import Live

EVENT = "TransactionEvent"
TAKEN = {"idTokenInfo": {"status": "Accepted"}}
LONG = 1_000
TIMED_OUT = "TE Ended EVConnectTimeout Idle Timeout"


def test_a_cable_that_is_in_keeps_its_claim_however_long_the_answer_takes(charger201: Live) -> None:
    _at_rest(charger201)
    charger201.run("plug-connector", connector_id=1)
    charger201.quiet()
    (asked,) = _starts(charger201)
    charger201.advance(LONG)
    assert _start(charger201, "TAG-2", 8)["status"] == "Rejected"
    answer(charger201, asked, TAKEN)
    charger201.says("TE Updated ChargingStateChanged Charging")
    assert charger201.said() == []


def test_without_a_cable_it_ends_in_time_although_nobody_has_answered(charger201: Live) -> None:
    _at_rest(charger201)
    (asked,) = _starts(charger201)
    charger201.advance(LONG)
    assert _start(charger201, "TAG-2", 8)["status"] == "Accepted"
    assert charger201.said() == []
    answer(charger201, asked, TAKEN)
    charger201.says(TIMED_OUT, "TE Started RemoteStart Idle")


def test_a_cable_that_came_before_the_answer_is_in_time(charger201: Live) -> None:
    _at_rest(charger201)
    (asked,) = _starts(charger201)
    plugging = charger201.give("plug-connector", connector_id=1)
    charger201.advance(LONG)
    answer(charger201, asked, TAKEN)
    charger201.says(
        "SN 1 Occupied", "TE Updated CablePluggedIn EVConnected", "TE Updated ChargingStateChanged Charging"
    )
    charger201.ended(plugging)


def _at_rest(charger: Live) -> None:
    """Let nothing happen but what the test is about."""
    charger.freeze()
    name = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}
    charger.ask("SetVariables", {"setVariableData": [name | {"attributeValue": "0"}]})
    charger.quiet()


def _starts(charger: Live) -> list[Any]:
    hold(charger, EVENT)
    assert _start(charger, "TAG-1", 7)["status"] == "Accepted"
    asked = charger.says_all(1)
    charger.passed(asked[0])
    return asked


def _start(charger: Live, tag: str, start_id: int) -> dict[str, Any]:
    token = {"idToken": tag, "type": "Central"}
    return charger.ask("RequestStartTransaction", {"idToken": token, "remoteStartId": start_id, "evseId": 1})
