"""What becomes of a charger, and of what it has to say, while its CSMS is away."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.live.rig import Live, rig
from tests.live.strict.harness import KINDS, Kind, Message, StrictCsms, strict_csms

TAG = {"id_tag": "TAG-1"}
_A_SESSION = 4
"""Messages, at least, that a session has."""
FIRST_ID = 500
"""The first transaction id that the CSMS gives after it has come back."""
DRIVERS: dict[str, Any] = {
    "by_hour": [1] * 24,
    "refused_share": 0,
    "faults_per_day": 0,
    "session_minutes": 5,
}
"""What drivers do who come at any time of the day alike."""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    made: Kind = request.param
    return made


@contextmanager
def killed(kind: Kind, version: str, **settings: Any) -> Iterator[Live]:
    """Run a charger at a CSMS that can be killed."""
    with strict_csms(kind) as csms, rig(csms, **settings) as made:
        charger = made.charger(version)
        try:
            yield charger
        finally:
            charger.rest.close()


@contextmanager
def again(charger: Live, kind: Kind) -> Iterator[StrictCsms]:
    """Start the CSMS of a charger again; it knows nothing of before."""
    with strict_csms(kind, port=charger.csms.port, first_transaction=FIRST_ID) as csms:
        charger.meets(csms)
        yield csms
        charger.assert_clean()


def kill(charger: Live) -> None:
    charger.csms.everything()
    charger.csms.kill()
    charger.line_is("offline", "connecting")


def test_a_session_goes_on_and_its_messages_are_told_later_once_and_in_order(
    kind: Kind, version: str
) -> None:
    with killed(kind, version) as charger:
        charger.freeze()
        transaction = charger.run("start-session", duration_seconds=150, **TAG)["result"]["transaction_id"]
        charger.quiet()
        kill(charger)
        for _ in range(3):
            charger.advance(60)
        with again(charger, kind):
            told = charger.says_all(4 if charger.is_16 else 3)
            assert [_transaction(call) for call in told[:3]] == [transaction] * 3
            if charger.is_16:
                expected = ["MeterValues 1", "MeterValues 1", "StopTransaction Local", "SN 1 Finishing"]
            else:
                metered = "TE Updated MeterValuePeriodic Charging"
                expected = [metered, metered, "TE Ended TimeLimitReached EVConnected TimeLimitReached"]
                assert [call.payload["seqNo"] for call in told[:3]] == [3, 4, 5]
                assert [call.payload.get("offline") for call in told[:3]] == [True] * 3
            charger.ask("GetLocalListVersion")
            charger.until(lambda: charger.line["unsent"] == 0)
            assert charger.said()[: len(expected)] == expected
            assert not any(one.startswith("BootNotification") for one in charger.said())
            charger.csms.close(charger.identity)
            charger.heard(lambda said: [m for m in said if m.direction == "opened"][1:])
            charger.line_is("connected")
            charger.run("plug-connector", connector_id=2)
            assert len([call for call in charger.calls() if _transaction(call) == transaction]) == 3


def test_after_a_long_outage_every_status_is_told_again() -> None:
    with killed("python", "ocpp2.0.1") as charger:
        charger.freeze()
        kill(charger)
        for away in (60, 61):
            charger.advance(away)
            with again(charger, "python"):
                charger.line_is("connected")
                if away > 60:
                    charger.says("SN 1 Available", "SN 2 Available")
                charger.ask("GetLocalListVersion")
                assert charger.said() == []
            charger.line_is("offline", "connecting")


def test_a_transaction_that_the_csms_did_not_answer_gets_its_id_later(kind: Kind) -> None:
    with killed(kind, "ocpp1.6") as charger:
        charger.freeze()
        charger.csms.reply("StartTransaction", silent=True)
        charger.give("start-session", duration_seconds=90, **TAG)
        started = charger.heard(lambda said: [m for m in said if m.action == "StartTransaction"])[0]
        kill(charger)
        for _ in range(2):
            charger.advance(60)
        with again(charger, kind) as csms:
            told = charger.says_all(4)
            assert [m.action for m in told[:3]] == ["StartTransaction", "MeterValues", "StopTransaction"]
            assert told[0].payload == started.payload
            assert [_transaction(call) for call in told[1:3]] == [str(FIRST_ID)] * 2
            charger.until(lambda: charger.line["unsent"] == 0)
            (transaction,) = csms.transactions()
            assert (transaction["starts"], transaction["ends"]) == (1, 1)


def test_a_transaction_that_is_still_open_goes_on_by_its_real_id(kind: Kind) -> None:
    with killed(kind, "ocpp1.6") as charger:
        charger.freeze()
        charger.csms.reply("StartTransaction", silent=True)
        charger.give("start-session", **TAG)
        charger.heard(lambda said: [m for m in said if m.action == "StartTransaction"])
        kill(charger)
        with again(charger, kind) as csms:
            charger.heard(lambda said: [m for m in said if m.action == "StartTransaction"])
            charger.until(lambda: charger.line["unsent"] == 0)
            assert csms.call(charger.identity, "RemoteStopTransaction", {"transactionId": FIRST_ID}) == {
                "status": "Accepted"
            }
            stopped = charger.heard(lambda said: [m for m in said if m.action == "StopTransaction"])
            assert _transaction(stopped[0]) == str(FIRST_ID)


def test_an_event_that_the_csms_did_not_answer_is_told_again(kind: Kind) -> None:
    with killed(kind, "ocpp2.0.1") as charger:
        charger.csms.reply("TransactionEvent", silent=True)
        charger.give("start-session", **TAG)
        started = charger.heard(lambda said: [m for m in said if m.action == "TransactionEvent"])[0]
        kill(charger)
        with again(charger, kind) as csms:
            charger.heard(lambda said: [m for m in said if m.action == "TransactionEvent"])
            charger.until(lambda: charger.line["unsent"] == 0)
            events = [call for call in charger.calls() if call.action == "TransactionEvent"]
            assert {**events[0].payload, "offline": None} == {**started.payload, "offline": None}
            (transaction,) = csms.transactions()
            assert transaction["sequence"] == list(range(len(events)))
            assert transaction["starts"] == 1


def test_a_driver_charges_without_a_csms_where_the_charger_takes_unknown_tags(
    kind: Kind, version: str
) -> None:
    takes = "AllowOfflineTxForUnknownId" if version == "ocpp1.6" else "AuthCtrlr.OfflineTxForUnknownIdEnabled"
    with killed(kind, version) as charger:
        charger.run("configuration", configuration={takes: "true"})
        kill(charger)
        with drivers(charger):
            charger.until(lambda: charger.line["unsent"] >= _A_SESSION)
        with again(charger, kind) as csms:
            charger.until(lambda: charger.line["unsent"] == 0)
            assert {one["starts"] for one in csms.transactions()} == {1}
            told = [call.payload for call in charger.calls() if call.action == "TransactionEvent"]
            assert charger.is_16 or {one.get("offline") for one in told} == {True}


def test_a_driver_whom_the_charger_does_not_know_goes_on(kind: Kind) -> None:
    with killed(kind, "ocpp1.6") as charger:
        kill(charger)
        before = _at(charger)
        with drivers(charger):
            charger.until(lambda: _at(charger) > before + timedelta(hours=1))
        assert charger.line["unsent"] == 0


def test_an_error_for_an_answer_lets_nobody_charge_whom_the_charger_would_let_without_a_csms(
    kind: Kind, version: str
) -> None:
    takes = "AllowOfflineTxForUnknownId" if version == "ocpp1.6" else "AuthCtrlr.OfflineTxForUnknownIdEnabled"
    with killed(kind, version) as charger:
        charger.run("configuration", configuration={takes: "true"})
        charger.reply("Authorize", error={"code": "GenericError", "description": "no"})
        refused = charger.run("start-session", **TAG)
        assert (refused["status"], refused["reason"]) == (
            "rejected",
            "the CSMS answered Authorize with GenericError: no",
        )
        assert "Transaction" not in str(charger.said())


@contextmanager
def drivers(charger: Live) -> Iterator[None]:
    """Let drivers come every few minutes, and twenty minutes pass in a second."""
    owner = {"organization_id": charger.organization}
    often = DRIVERS | {"sessions_per_day": 480}
    charger.rig.dev.post("/dev/clock", json=owner | {"speed": 1200}).raise_for_status()
    charger.rig.dev.put("/dev/demand", json=owner | often).raise_for_status()
    yield
    charger.rig.dev.delete("/dev/demand", params=owner).raise_for_status()
    charger.rig.dev.post("/dev/clock", json=owner | {"speed": 1}).raise_for_status()


def _at(charger: Live) -> datetime:
    """Return the time of the charger's clock."""
    told = charger.rig.dev.get("/dev/clock", params={"organization_id": charger.organization}).json()
    return datetime.fromisoformat(told["now"])


def test_a_status_that_changed_meanwhile_is_told(kind: Kind, version: str) -> None:
    with killed(kind, version) as charger:
        kill(charger)
        charger.run("inject-fault", fault_type="OverVoltage", connector_id=2)
        with again(charger, kind):
            charger.says_all(1)
            charger.ask("GetLocalListVersion")
            told = [one for one in charger.said() if not one.startswith("NotifyEvent")]
            assert told == ["SN 2 Faulted OverVoltage" if charger.is_16 else "SN 2 Faulted"]


def test_a_command_waits_for_the_connection_or_expires(kind: Kind, version: str) -> None:
    with killed(kind, version, command_lifetime_seconds=60) as charger:
        charger.freeze()
        kill(charger)
        late = charger.give("plug-connector", connector_id=1)
        assert charger.becomes(late, "deferred")["waiting"] == "yes"
        charger.advance(61)
        assert charger.ended(late)["status"] == "expired"
        waiting = charger.give("plug-connector", connector_id=2)
        charger.becomes(waiting, "deferred")
        charger.advance(59)
        with again(charger, kind):
            assert charger.ended(waiting)["status"] == "applied"
            # After two minutes 2.0.1 tells every status again.
            told = [one for one in charger.said() if one.startswith("SN 1")]
            assert told == ([] if charger.is_16 else ["SN 1 Available"])


def test_a_message_about_a_transaction_that_is_refused_is_tried_again_as_often_as_configured(
    kind: Kind, version: str
) -> None:
    attempts, interval = (
        ("TransactionMessageAttempts", "TransactionMessageRetryInterval")
        if version == "ocpp1.6"
        else (
            "OCPPCommCtrlr.MessageAttempts[TransactionEvent]",
            "OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]",
        )
    )
    with killed(kind, version) as charger:
        set_to = charger.run("configuration", configuration={attempts: "4", interval: "0"})
        assert set_to["status"] == "applied"
        charger.run("start-session", **TAG)
        charger.quiet()
        action = "StopTransaction" if charger.is_16 else "TransactionEvent"
        charger.reply(action, times=4, error={"code": "InternalError", "description": "no"})
        charger.run("stop-session")
        charger.heard(lambda said: len([m for m in said if m.is_call and m.action == action]) >= 4)
        charger.until(lambda: charger.line["unsent"] == 0)
        tried = [call for call in charger.calls() if call.action == action]
        assert len(tried) == 4
        assert len({str(call.payload) for call in tried}) == 1
        assert len({call.frame[1] for call in tried}) == 4


def test_it_is_tried_again_when_the_clock_of_the_charger_says_so(kind: Kind, version: str) -> None:
    with killed(kind, version) as charger:
        charger.run("start-session", **TAG)
        charger.quiet()
        charger.freeze()
        action = "StopTransaction" if charger.is_16 else "TransactionEvent"
        charger.reply(action, times=1, error={"code": "InternalError", "description": "no"})
        stopping = charger.give("stop-session")
        charger.until(lambda: "InternalError" in str(charger.log()))
        assert charger.becomes(stopping, "queued")["waiting"] is None
        charger.advance(61)
        assert charger.ended(stopping)["status"] == "applied"


def test_a_start_that_is_refused_for_good_is_no_transaction(kind: Kind) -> None:
    with killed(kind, "ocpp1.6") as charger:
        attempts = {"TransactionMessageAttempts": "2", "TransactionMessageRetryInterval": "0"}
        charger.run("configuration", configuration=attempts)
        charger.reply("StartTransaction", times=2, error={"code": "InternalError", "description": "no"})
        charger.run("start-session", **TAG)
        charger.until(lambda: charger.line["unsent"] == 0)
        assert charger.state["connectors"][0]["transaction"] is None
        charger.run("unplug-connector", connector_id=1)
        charger.quiet()
        assert "StopTransaction" not in [call.action for call in charger.calls()]


def _transaction(call: Message) -> str:
    """Return the transaction that a message is about."""
    said = call.payload
    return str(said.get("transactionInfo", said).get("transactionId", ""))
