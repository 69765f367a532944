"""What one charger says over connections that come and go, message by message."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from sandbox.charger.dialect import Grant
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import Payload, Script, tell
from sandbox.charger.state import ChargerState, Unsent
from sandbox.charger.station import Station
from sandbox.live import outbox, sending
from sandbox.live.conversation import Conversation
from sandbox.live.errand import Errand
from sandbox.live.outbox import MOST_UNSENT
from sandbox.live.timetable import Timetable
from sandbox.ocpp.peer import Peer
from tests.charger.rig import START, VERSIONS, fresh, hardware
from tests.ocpp.wires import End

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Talk:
    """A charger that the CSMS has accepted, and what a CSMS hears of it."""

    def __init__(self, state: ChargerState) -> None:
        self.station = Station(state, hardware())
        self.heard: list[tuple[str, Payload]] = []
        self.now = START
        self.conversation = Conversation(
            self.station,
            now=lambda: self.now,
            caught_up=lambda: self.timetable.bring_about(self.now),
            moved=lambda: None,
            reconnect=lambda: None,
            written=partial(asyncio.sleep, 0),
            renamed=lambda *_: None,
        )
        self.timetable = Timetable(self.station, self.conversation.play, lambda *_: None)
        self._tasks: list[asyncio.Task[None]] = []

    def connect(self, answer: Payload | None, refuses: str = "") -> "Line":
        """Let it talk to a CSMS that always answers alike, or not at all, and refuses one action."""
        ours, theirs = End(), End()
        ours.other, theirs.other = theirs, ours
        peer = Peer(
            ours,
            self.station.state.ocpp_version,
            answer=lambda *_: {},
            heard=lambda *_: None,
            schemas=None,
            patience=5.0,
            sent_by="charger",
        )
        line = Line(self, peer, theirs, answer, refuses)
        self.station.update(connected=True)
        self.conversation.connected(peer)
        return line

    def said(self, action: str) -> list[Payload]:
        return [payload for name, payload in self.heard if name == action]


class Line:
    """One connection."""

    def __init__(self, talk: Talk, peer: Peer, theirs: End, answer: Payload | None, refuses: str) -> None:
        self._talk = talk
        self._peer = peer
        serving = self._serve(theirs, answer, refuses)
        self._running = [asyncio.create_task(peer.run()), asyncio.create_task(serving)]

    async def _serve(self, theirs: End, answer: Payload | None, refuses: str) -> None:
        while True:
            _, message_id, action, payload = json.loads(await theirs.recv())
            self._talk.heard.append((action, payload))
            if action == refuses:
                await theirs.send(json.dumps([4, message_id, "InternalError", "", {}]))
            elif answer is not None:
                await theirs.send(json.dumps([3, message_id, answer]))

    async def lose(self) -> None:
        """Lose it."""
        await self._peer.close(1006)
        await asyncio.gather(*self._running, return_exceptions=True)
        self._talk.station.update(connected=False)
        self._talk.conversation.disconnected()


async def until(found: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not found():  # noqa: ASYNC110 - what is looked for tells nobody
            await asyncio.sleep(0.001)


def online(version: Any = "ocpp1.6", *unsent: Unsent) -> ChargerState:
    return fresh(version, hardware()).evolve(runtime="online", boot_at=None, connected=False, unsent=unsent)


def stop(number: int) -> Unsent:
    payload = {"transactionId": number, "meterStop": 0, "timestamp": "2026-01-01T12:00:00Z"}
    return Unsent(action="StopTransaction", payload=payload)


def reading(version: Any, number: int) -> Script[None]:
    if version == "ocpp1.6":
        return tell("MeterValues", {"transactionId": 1, "number": number})
    event = {"eventType": "Updated", "triggerReason": "MeterValuePeriodic", "number": number}
    return tell("TransactionEvent", event)


async def test_a_connection_that_is_lost_during_a_pause_of_the_replay_does_not_silence_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "REPLAY_PAUSE", 0.03)
    talk = Talk(online("ocpp1.6", stop(1), stop(2)))
    line = talk.connect({})
    await until(lambda: talk.heard)
    await line.lose()
    talk.connect({})
    await until(lambda: len(talk.heard) == 2)
    talk.conversation.play(tell("Heartbeat", {}))
    await until(lambda: talk.said("Heartbeat"))
    assert [payload["transactionId"] for payload in talk.said("StopTransaction")] == [1, 2]


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_status_that_was_on_its_way_when_the_connection_was_lost_is_told_again(version: Any) -> None:
    talk = Talk(online(version))
    line = talk.connect(None)
    talk.conversation.play(dialect(talk.station).report(talk.station, 1))
    await until(lambda: talk.said("StatusNotification"))
    await line.lose()
    talk.connect({})
    talk.conversation.play(dialect(talk.station).report(talk.station, 1))
    await until(lambda: len(talk.said("StatusNotification")) == 2)


@pytest.mark.parametrize("version", VERSIONS)
async def test_of_too_many_messages_readings_are_forgotten(version: Any) -> None:
    talk = Talk(online(version))
    for number in range(MOST_UNSENT + 5):
        talk.conversation.play(reading(version, number))
    assert len(talk.station.state.unsent) == MOST_UNSENT
    assert talk.station.state.unsent[0].payload["number"] == 5


async def test_a_reading_that_is_forgotten_while_it_is_under_way_does_not_keep_back_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "REPLAY_PAUSE", 0)
    monkeypatch.setattr(outbox, "MOST_UNSENT", 2)
    talk = Talk(online())
    talk.conversation.play(reading("ocpp1.6", 0))
    talk.connect({})
    await until(lambda: talk.heard)
    for number in (1, 2):
        talk.conversation.play(reading("ocpp1.6", number))
    await until(lambda: not talk.station.state.unsent)
    assert [payload["number"] for payload in talk.said("MeterValues")] == [0, 1, 2]


async def test_an_answer_without_sense_does_not_keep_back_what_comes_after_it() -> None:
    start = {"connectorId": 1, "idTag": "A", "meterStart": 0, "timestamp": "2026-01-01T12:00:00Z"}
    talk = Talk(online("ocpp1.6", Unsent(action="StartTransaction", payload=start, stands_for="-1"), stop(2)))
    talk.connect({"transactionId": "no number", "idTagInfo": {"status": "Accepted"}})
    await until(lambda: talk.said("StopTransaction"))


async def test_a_transaction_that_the_csms_will_not_know_of_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "REPLAY_PAUSE", 0)
    talk = Talk(online().evolve(configuration={"TransactionMessageAttempts": "1"}))
    station, play = talk.station, talk.conversation.play
    play(dialect(station).plug(station, 1))
    play(dialect(station).grant(station, 1, Grant("TAG-1")))
    station.change(1, becomes_operative=False)
    ended: list[str | None] = []
    reading = dialect(station).sample(station, 1, "Sample.Periodic")
    play(reading, Errand(lambda _, refusal: ended.append(refusal)))
    assert [unsent.action for unsent in station.state.unsent] == ["StartTransaction", "MeterValues"]
    talk.connect({}, refuses="StartTransaction")
    await until(lambda: len(talk.heard) == 3)
    assert [action for action, _ in talk.heard] == ["StartTransaction", *2 * ["StatusNotification"]]
    assert [p["status"] for p in talk.said("StatusNotification")] == ["Finishing", "Unavailable"]
    assert station.connector(1).transaction is None
    assert station.state.unsent == ()
    assert ended == [None]


async def test_a_start_that_has_lost_its_outlet_when_the_connection_is_lost_ends_at_once() -> None:
    talk = Talk(online())
    station, play = talk.station, talk.conversation.play
    line = talk.connect(None)
    play(dialect(station).plug(station, 1))
    play(dialect(station).grant(station, 1, Grant("TAG-1")))
    play(dialect(station).unplug(station, 1))
    await line.lose()
    assert [unsent.action for unsent in station.state.unsent] == ["StartTransaction", "StopTransaction"]


async def test_a_pause_before_another_attempt_that_no_calendar_has_is_a_pause() -> None:
    intervals = {"TransactionMessageAttempts": "999999999", "TransactionMessageRetryInterval": "999999999"}
    again = stop(1).evolve(attempts=999_000_000)
    talk = Talk(online("ocpp1.6", again).evolve(configuration=intervals))
    talk.connect({}, refuses="StopTransaction")
    await until(talk.conversation.next_attempt)
    assert len(talk.heard) == 1


async def test_what_was_due_before_a_request_is_said_as_of_its_time() -> None:
    due = START.replace(second=30)
    talk = Talk(online().evolve(configuration={"ClockAlignedDataInterval": "60"}, aligned_at=due))
    talk.now = due.replace(microsecond=6000)
    talk.connect({})
    assert talk.conversation.answer("GetConfiguration", {"key": ["HeartbeatInterval"]})
    await until(lambda: talk.said("MeterValues"))
    (value,) = talk.said("MeterValues")[0]["meterValue"]
    assert value["timestamp"] == "2026-01-01T12:00:30.000Z"


async def test_what_was_due_before_an_answer_is_said_as_of_its_time() -> None:
    due = START.replace(second=30)
    talk = Talk(online().evolve(configuration={"ClockAlignedDataInterval": "60"}, aligned_at=due))
    talk.conversation.play(tell("StopTransaction", stop(1).payload))
    talk.now = due.replace(microsecond=6000)
    talk.connect({})
    await until(lambda: talk.said("MeterValues"))
    (value,) = talk.said("MeterValues")[0]["meterValue"]
    assert value["timestamp"] == "2026-01-01T12:00:30.000Z"


async def test_a_start_that_is_refused_once_and_for_all_begins_nothing() -> None:
    talk = Talk(online().evolve(configuration={"TransactionMessageAttempts": "1"}))
    station, play = talk.station, talk.conversation.play
    statuses: list[str] = []
    talk.connect({}, refuses="StartTransaction")
    play(dialect(station).plug(station, 1))
    play(
        dialect(station).grant(station, 1, Grant("TAG-1")), Errand(lambda status, _: statuses.append(status))
    )
    play(dialect(station).sample(station, 1, "Trigger"))
    await until(lambda: statuses)
    assert statuses == ["Invalid"]
    assert station.connector(1).transaction is None
    assert station.state.unsent == ()
    assert [action for action, _ in talk.heard] == ["StatusNotification", "StartTransaction"]


async def test_what_was_refused_keeps_back_its_own_transaction_and_the_status_behind_it() -> None:
    talk = Talk(online().evolve(configuration={"TransactionMessageAttempts": "2"}))
    station, play = talk.station, talk.conversation.play
    talk.connect({}, refuses="MeterValues")
    play(reading("ocpp1.6", 0))
    await until(talk.conversation.next_attempt)
    play(tell("StopTransaction", stop(1).payload))
    play(dialect(station).report(station, 1))
    play(tell("StopTransaction", stop(2).payload))
    play(tell("Heartbeat", {}))
    await until(lambda: talk.said("Heartbeat"))
    assert [payload["transactionId"] for payload in talk.said("StopTransaction")] == [2]
    assert talk.said("StatusNotification") == []
    talk.now += timedelta(hours=1)
    talk.conversation.go_on()
    await until(lambda: talk.said("StatusNotification"))
    assert [action for action, _ in talk.heard[-3:]] == [
        "MeterValues",
        "StopTransaction",
        "StatusNotification",
    ]
