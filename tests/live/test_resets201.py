"""Reset of one EVSE of OCPP 2.0.1: that EVSE alone is concerned, and nobody boots."""

import pytest

from tests.live.rig import Live

TAG = {"id_tag": "TAG-1"}
ENDED = "TE Ended ResetCommand EVConnected ImmediateReset"


@pytest.mark.parametrize("kind", ["Immediate", "OnIdle"])
def test_an_idle_evse_says_its_status_again(charger201: Live, kind: str) -> None:
    assert _reset(charger201, kind, 2) == "Accepted"
    charger201.says("SN 2 Available")
    _still_there(charger201)


def test_a_transaction_is_ended_at_once(charger201: Live) -> None:
    charger201.run("start-session", connector_id=1, **TAG)
    charger201.quiet()
    assert _reset(charger201, "Immediate", 1) == "Accepted"
    charger201.says(ENDED, "SN 1 Occupied")
    (transaction,) = charger201.csms.transactions(charger201.identity)
    assert (transaction["starts"], transaction["ends"]) == (1, 1)
    _still_there(charger201)


def test_a_transaction_is_waited_for(charger201: Live) -> None:
    charger201.run("start-session", connector_id=1, **TAG)
    charger201.quiet()
    assert _reset(charger201, "OnIdle", 1) == "Scheduled"
    assert charger201.said() == []
    charger201.run("authorize-id-tag", **TAG)
    charger201.says("TE Ended StopAuthorized EVConnected Local", "SN 1 Occupied")
    _still_there(charger201)


@pytest.mark.parametrize("kind", ["Immediate", "OnIdle"])
def test_the_transaction_of_another_evse_goes_on(charger201: Live, kind: str) -> None:
    charger201.run("start-session", connector_id=1, **TAG)
    charger201.quiet()
    assert _reset(charger201, kind, 2) == "Accepted"
    charger201.says("SN 2 Available")
    (transaction,) = charger201.csms.transactions(charger201.identity)
    assert transaction["ends"] == 0


def test_a_cable_that_waits_for_a_tag_is_no_reason_to_stay(charger201: Live) -> None:
    charger201.run("plug-connector", connector_id=1)
    charger201.quiet()
    assert _reset(charger201, "Immediate", 1) == "Accepted"
    charger201.says(ENDED, "SN 1 Occupied")


def test_a_tag_that_waits_for_a_cable_is_forgotten(charger201: Live) -> None:
    charger201.run("authorize-id-tag", **TAG)
    charger201.quiet()
    assert _reset(charger201, "Immediate", 1) == "Accepted"
    charger201.says("TE Ended ResetCommand Idle ImmediateReset", "SN 1 Available")
    charger201.run("plug-connector", connector_id=1)
    charger201.says("SN 1 Occupied", "TE Started CablePluggedIn EVConnected")


def _reset(charger: Live, kind: str, evse: int) -> str:
    return str(charger.ask("Reset", {"type": kind, "evseId": evse})["status"])


def _still_there(charger: Live) -> None:
    """Check that nothing has booted and the connection is the one of before."""
    charger.ask("GetLocalListVersion")
    assert charger.said() == []
    messages = charger.csms.everything(charger.identity)
    assert [m.direction for m in messages].count("opened") == 1
    assert [m.action for m in messages if m.is_call].count("BootNotification") == 1
