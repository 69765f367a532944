"""What waits for what: a message that the CSMS refuses holds back its own outlet, a slow CSMS no crowd."""

from functools import partial

from tests.live.holding import answer, hold
from tests.live.rig import Live
from tests.live.strict.harness import Message

REFUSED = {"code": "InternalError", "description": "tired"}
TIME = {"currentTime": "2026-01-01T00:00:00Z"}
START = {"ocpp1.6": "StartTransaction", "ocpp2.0.1": "TransactionEvent"}
END = {"ocpp1.6": "StopTransaction", "ocpp2.0.1": "TransactionEvent"}
HEARTBEATS = {"ocpp1.6": "HeartbeatInterval", "ocpp2.0.1": "OCPPCommCtrlr.HeartbeatInterval"}
ALIGNED = {"ocpp1.6": "ClockAlignedDataInterval", "ocpp2.0.1": "AlignedDataCtrlr.Interval"}


def test_what_is_untold_of_one_outlet_does_not_silence_another(charger: Live) -> None:
    charger.freeze()
    _refuse(charger, START[charger.version])
    charger.give("start-session", id_tag="TAG-1", connector_id=1)
    charger.heard(lambda said: [m for m in said if m.action == START[charger.version]])
    charger.until(lambda: charger.line["unsent"] > 0)
    charger.give("stop-session", connector_id=1)
    charger.until(lambda: charger.state["connectors"][0]["transaction"] is None)
    charger.quiet()
    charger.run("inject-fault", fault_type="GroundFault", connector_id=2)
    if charger.is_16:
        charger.says("SN 2 Faulted GroundFailure")
    else:
        charger.says("SN 2 Faulted", "NotifyEvent Problem true")


def test_a_transaction_begins_behind_the_end_of_the_one_before_at_its_outlet(charger: Live) -> None:
    _end_is_refused(charger, times=1)
    began = charger.give("start-session", id_tag="TAG-2", connector_id=1)
    charger.until(lambda: charger.state["connectors"][0]["transaction"])
    charger.run("start-session", id_tag="TAG-3", connector_id=2)
    assert _of_first_outlet(charger) == ["ends"]
    charger.advance(60)
    charger.until(lambda: charger.line["unsent"] == 0)
    assert _of_first_outlet(charger)[:3] == ["ends", "ends", "begins"]
    assert charger.ended(began)["status"] == "applied"
    charger.assert_clean()


def test_a_transaction_begins_when_the_end_of_the_one_before_is_given_up(charger: Live) -> None:
    _end_is_refused(charger, times=3)
    charger.give("start-session", id_tag="TAG-2", connector_id=1)
    charger.until(lambda: charger.state["connectors"][0]["transaction"])
    for attempt, pause in ((2, 60), (3, 120)):
        charger.advance(pause)
        charger.heard(partial(_refused, attempt))
        charger.take_all()
    charger.until(lambda: charger.line["unsent"] == 0)
    assert _of_first_outlet(charger)[:4] == ["ends", "ends", "ends", "begins"]


def test_a_slow_csms_finds_one_heartbeat_waiting(charger: Live) -> None:
    _wait_for_a_slow_csms(charger, "Heartbeat", HEARTBEATS[charger.version], seconds=1, reply=TIME)
    told = [call.action for call in charger.says_all(3)[:3]]
    assert told == ["Heartbeat", "Heartbeat", "StatusNotification"]


def test_a_slow_csms_finds_one_reading_of_each_idle_outlet_waiting(charger: Live) -> None:
    _wait_for_a_slow_csms(charger, "MeterValues", ALIGNED[charger.version], seconds=60, reply={})
    told = charger.heard(lambda said: _up_to_status([m for m in said if m.is_call]))
    of_outlets = [
        call.payload.get("connectorId", call.payload.get("evseId"))
        for call in told
        if call.action == "MeterValues"
    ]
    assert of_outlets[:1] + sorted(of_outlets[1:]) == [1, 1, 2]


def _wait_for_a_slow_csms(
    charger: Live, action: str, interval: str, *, seconds: int, reply: dict[str, str]
) -> None:
    """Let a periodic message be answered when five more have come due, and a cable is plugged in by then."""
    charger.freeze()
    hold(charger, action)
    charger.run("configuration", configuration={interval: str(seconds)})
    charger.advance(seconds)
    (held,) = charger.says_all(1)
    for _ in range(5):
        charger.advance(seconds)
    charger.give("plug-connector", connector_id=1)
    answer(charger, held, reply)


def _refuse(charger: Live, action: str, *, times: int = 1) -> None:
    charger.provoked.add(action)
    charger.reply(action, times=times, error=REFUSED)


def _end_is_refused(charger: Live, *, times: int) -> None:
    """Let a transaction at outlet 1 end, unheard, so many times, and its cable be out."""
    charger.freeze()
    charger.run("start-session", id_tag="TAG-1", connector_id=1)
    charger.quiet()
    _refuse(charger, END[charger.version], times=times)
    charger.give("stop-session", connector_id=1)
    charger.heard(lambda said: [m for m in said if m.action == END[charger.version]])
    charger.run("unplug-connector", connector_id=1)


def _of_first_outlet(charger: Live) -> list[str]:
    """Return what was said of beginnings and ends of transactions at outlet 1, but the first."""
    frames = [m for m in charger.csms.everything(charger.identity) if m.is_call]
    return [kind for m in frames if (kind := _kind(m)) is not None][1:]


def _refused(times: int, said: list[Message]) -> bool:
    return [message.frame[0] for message in said if message.direction == "out"].count(4) == times


def _kind(call: Message) -> str | None:
    told = call.payload
    if told.get("evse", {}).get("id", told.get("connectorId", 1)) != 1:
        return None
    kind = told.get("eventType", call.action)
    return {
        "StartTransaction": "begins",
        "Started": "begins",
        "StopTransaction": "ends",
        "Ended": "ends",
    }.get(kind)


def _up_to_status(calls: list[Message]) -> list[Message]:
    return calls if any(call.action == "StatusNotification" for call in calls) else []
