"""How a charger comes to its CSMS, is accepted, goes, and comes back."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.live.conftest import Make
from tests.live.rig import VERSIONS, Live, Rig, rig
from tests.live.strict.harness import KINDS, Message, Refusal, StrictCsms, strict_csms

ALIVE = {
    "ocpp1.6": ("GetConfiguration", {"key": ["HeartbeatInterval"]}),
    "ocpp2.0.1": ("GetLocalListVersion", {}),
}
TAG = {"id_tag": "TAG-1"}


@pytest.mark.parametrize("status", ["Pending", "Rejected"])
def test_a_charger_says_nothing_but_answers_until_it_is_accepted(
    live_rig: Rig, make: Make, version: str, status: str
) -> None:
    identity = f"{status}-{version}"
    live_rig.csms.reply(
        "BootNotification", identity=identity, status=status, payload={"interval": 30}, times=2
    )
    charger = make(version, identity=identity, accepted=False)
    (first,) = charger.heard(lambda said: [m for m in said if m.is_call])
    charger.look_past([first])
    again_at = charger.until(lambda: charger.state["boot_at"])
    charger.freeze()
    waiting = charger.give("plug-connector")
    assert charger.becomes(waiting, "deferred")["waiting"] == "yes"
    _ask_before_it_is_accepted(charger, status)
    assert charger.said() == []
    charger.advance(29)
    _ask_before_it_is_accepted(charger, status)
    assert charger.said() == []
    charger.advance(31)
    _boots_again(charger, first)
    charger.until(lambda: _later(charger.state["boot_at"], again_at))
    charger.advance(31)
    _boots_again(charger, first)
    assert charger.ended(waiting)["status"] == "applied"
    plugged = "SN 1 Preparing" if charger.is_16 else "SN 1 Occupied"
    assert plugged in charger.said()


def _boots_again(charger: Live, first: Message) -> None:
    (boot,) = charger.heard(lambda said: [m for m in said if m.is_call][:1])
    assert boot.payload == first.payload
    charger.look_past([boot])


def _ask_before_it_is_accepted(charger: Live, status: str) -> None:
    """Ask something; a CSMS that has rejected a charger has nothing to ask."""
    if status == "Pending":
        charger.ask(*ALIVE[charger.version])
    else:
        action, payload = ALIVE[charger.version]
        charger.provoked.add(action)
        with pytest.raises(Refusal, match="SecurityError"):
            charger.ask(action, payload)


def test_the_interval_of_the_boot_is_that_of_the_heartbeats(live_rig: Rig, make: Make, version: str) -> None:
    identity = f"interval-{version}"
    live_rig.csms.reply("BootNotification", identity=identity, payload={"interval": 77})
    charger = make(version, identity=identity)
    charger.freeze()
    # What a charger lives through is written down a moment later.
    assert charger.until(lambda: charger.state["configuration"].get(_HEARTBEATS[version])) == "77"
    charger.advance(78)
    charger.says("Heartbeat")
    charger.advance(76.5)
    charger.ask(*ALIVE[version])
    charger.advance(77)
    (beats) = charger.heard(lambda said: [m for m in said if m.is_call])
    assert {beat.action for beat in beats} == {"Heartbeat"}


def test_heartbeats_keep_their_phase(charger: Live) -> None:
    charger.freeze()
    due = [charger.until(lambda: charger.state["heartbeat_at"])]
    for _ in range(3):
        charger.advance(305)
        charger.says("Heartbeat")
        due.append(charger.until(lambda: _later(charger.state["heartbeat_at"], due[-1])))
    assert len({moment[17:] for moment in due}) == 1, due


def test_a_connection_that_is_lost_is_made_again_without_a_boot(charger: Live) -> None:
    for force in (False, True):
        charger.csms.close(charger.identity, force=force)
        ways = charger.heard(lambda said: _at_least(2, [m.direction for m in said if not m.is_frame]))
        assert ways == ["closed", "opened"]
        charger.line_is("connected")
        charger.run("plug-connector")
        charger.run("unplug-connector")
        told = charger.said()
        assert not any(one.startswith("BootNotification") for one in told)
        assert len(told) == (2 if charger.is_16 else 4), told
        charger.quiet()


def test_a_hard_reset_gives_one_boot(charger: Live) -> None:
    charger.run("start-session", **TAG)
    charger.quiet()
    kind = "Hard" if charger.is_16 else "Immediate"
    assert charger.ask("Reset", {"type": kind}) == {"status": "Accepted"}
    charger.heard(lambda said: len([m for m in said if m.is_call and m.action == "StatusNotification"]) >= 2)
    charger.ask("GetLocalListVersion")
    told = [one.split()[0] for one in charger.said()]
    assert told.count("BootNotification") == 1
    assert told[0] == ("StopTransaction" if charger.is_16 else "TE")
    ways = [m for m in charger.csms.everything(charger.identity) if not m.is_frame]
    assert [m.direction for m in ways] == ["opened", "closed", "opened"]
    assert ways[1].frame["code"] == 1000


def test_a_charger_that_is_deleted_hangs_up(live_rig: Rig, version: str) -> None:
    charger = live_rig.charger(version)
    charger.delete()
    assert charger.closed()["code"] == 1000
    charger.rest.close()


@pytest.fixture(params=KINDS)
def own_csms(request: pytest.FixtureRequest) -> Iterator[StrictCsms]:
    with strict_csms(request.param) as csms:
        yield csms


def test_a_state_that_is_put_back_closes_all_connections_and_begins_anew(own_csms: StrictCsms) -> None:
    with rig(own_csms) as made:
        chargers = [made.charger(version) for version in VERSIONS]
        state = made.dev.get("/dev/export").content
        assert made.dev.post("/dev/snapshots", json={"name": "here"}).is_success
        restored = made.dev.build_request("POST", "/dev/snapshots/here/restore")
        headers = {"Content-Type": "application/json"}
        imported = made.dev.build_request("POST", "/dev/import", content=state, headers=headers)
        for request in (restored, imported):
            answer = made.dev.send(request)
            assert answer.is_success, answer.text
            for charger in chargers:
                ways = charger.heard(lambda said: _at_least(2, [m.direction for m in said if not m.is_frame]))
                assert ways == ["closed", "opened"]
                boots = charger.says_all(1 + charger.outlets)
                assert [boot.action for boot in boots].count("BootNotification") == 1
                charger.quiet()
        assert made.dev.post("/dev/reset").is_success
        for charger in chargers:
            assert charger.closed()["code"] == 1000
            charger.rest.close()
        assert own_csms.connected() == []
        own_csms.assert_clean()


def test_a_sandbox_that_ends_hangs_up(own_csms: StrictCsms) -> None:
    with rig(own_csms) as made:
        charger = made.charger("ocpp1.6")
    charger.rest.close()
    assert charger.closed()["code"] == 1000
    assert [m.direction for m in own_csms.everything() if not m.is_frame] == ["opened", "closed"]


def _later(moment: str | None, than: str) -> str:
    return moment if moment is not None and moment > than else ""


def _at_least(number: int, found: list[Any]) -> list[Any]:
    return found if len(found) >= number else []


_HEARTBEATS = {"ocpp1.6": "HeartbeatInterval", "ocpp2.0.1": "OCPPCommCtrlr.HeartbeatInterval"}


def test_one_that_is_deleted_ends_its_transaction_first(live_rig: Rig, version: str) -> None:
    charger = live_rig.charger(version)
    charger.run("start-session", **TAG)
    charger.quiet()
    charger.delete()
    (end,) = charger.heard(lambda said: [m for m in said if m.is_call and _reason(m.payload) is not None])
    assert _reason(end.payload) == "PowerLoss"
    charger.rest.close()


def _reason(said: dict[str, Any]) -> Any:
    """Return why a message ends a transaction, if it does."""
    return said.get("reason") if "meterStop" in said else said.get("transactionInfo", {}).get("stoppedReason")
