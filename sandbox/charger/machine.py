"""One charger in simulated time: commands, requests of a CSMS and time in; state and frames out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sandbox.charger.addresses import connector_exists
from sandbox.charger.ahead import Ahead
from sandbox.charger.commands.table import carry_out
from sandbox.charger.csms_requests import deal_with
from sandbox.charger.frames import (
    Call,
    Direction,
    Frame,
    Incoming,
    Payload,
    Reply,
    Script,
    T,
    call_text,
    reply_text,
)
from sandbox.charger.hardware import Hardware
from sandbox.charger.links import Link, Loopback
from sandbox.charger.outcomes import Outcome, rejected
from sandbox.charger.rules import Refused
from sandbox.charger.schedule import Deadline, messages, next_deadline, said, say, skip, streams
from sandbox.charger.state import ChargerState, commission
from sandbox.charger.station import Station

__all__ = [
    "ChargerState",
    "Frame",
    "Hardware",
    "Link",
    "Loopback",
    "Outcome",
    "ProcessChange",
    "Simulation",
    "commission",
    "connector_exists",
]


@dataclass(frozen=True, slots=True)
class ProcessChange:
    """The process of a charger was started anew, or stopped."""

    kind: Literal["started", "stopped"]
    at: datetime


class Simulation:
    """Moves one charger through time and keeps the last *frame_limit* frames of what it said and heard.

    What is *coming* to it from outside, in order, happens when it is due. `process_changes` tells how its
    process fared meanwhile.
    """

    def __init__(
        self,
        state: ChargerState,
        hardware: Hardware,
        link: Link,
        *,
        frame_limit: int = 1000,
        coming: Iterable[Deadline] = (),
    ) -> None:
        self.frames: list[Frame] = []
        self.process_changes: list[ProcessChange] = []
        self._station = Station(state, hardware)
        self._link = link
        self._ahead = Ahead(coming)
        self._frame_limit = frame_limit
        self._messages = max(1, (frame_limit + 1) // 2)

    @property
    def state(self) -> ChargerState:
        """The charger as it is now; the same object as long as nothing has happened."""
        return self._station.state

    def settle(self, now: datetime) -> None:
        """Let everything happen that was due up to *now*, each thing at the time it was due."""
        while (deadline := self._ahead.take(self.state, now)) is not None:
            self._settle_periodic(deadline.at - datetime.resolution)
            self._at(deadline.at)
            self._play(deadline.act(self._station, deadline.number))
        self._settle_periodic(now)
        del self.frames[: max(0, len(self.frames) - self._frame_limit)]

    def perform(self, command: str, payload: Mapping[str, Any], now: datetime) -> Outcome:
        """Settle, then carry out one of `commands.table`; one refused without a word changes nothing."""
        self.settle(now)
        before = self.state
        self._at(now)
        try:
            outcome = self._play(carry_out(self._station, command, payload))
        except Refused as refusal:
            outcome = rejected(str(refusal))
        if outcome.status != "applied" and self.state.message_count == before.message_count:
            self._station.state = before
        self.settle(now)
        return outcome

    def receive(self, action: str, payload: Payload, now: datetime) -> Reply | None:
        """Settle, then take a request of the CSMS; None if nobody is there to answer it."""
        self.settle(now)
        if self.state.runtime != "online":
            return None
        self._at(now)
        dealt = self._play(deal_with(self._station, action, payload))
        self.settle(now)
        return dealt.reply

    def next_due(self) -> datetime | None:
        """Return when settling would next change anything but heartbeats and meter values."""
        deadline = next_deadline(self.state)
        return None if deadline is None else deadline.at

    def _settle_periodic(self, until: datetime) -> None:
        due = streams(self.state)
        if not any(stream.due <= until for stream in due):
            self._station.state = said(self.state, until)
            return
        self._station.state = skip(self.state, until, self._messages)
        for stream in messages(self.state, until):
            self._station.at(stream.due)
            self._converse(say(self._station, stream))
        self._station.state = said(self.state, until)
        self._at(self._station.now)

    def _at(self, moment: datetime) -> None:
        self._station.at(moment)
        self._station.update(settled_at=self._station.now)

    def _play(self, script: Script[T]) -> T:
        before = self.state
        try:
            return self._converse(script)
        finally:
            self._note_process(before)

    def _note_process(self, before: ChargerState) -> None:
        after = self.state
        if after.start_count > before.start_count:
            self.process_changes.append(ProcessChange("started", after.started_at))
        if after.runtime == "stopped" and before.runtime != "stopped":
            self.process_changes.append(ProcessChange("stopped", self._station.now))

    def _converse(self, script: Script[T]) -> T:
        try:
            step = next(script)
            while True:
                step = script.send(self._speak(step))
        except StopIteration as done:
            result: T = done.value
            return result

    def _speak(self, step: Call | Incoming) -> Reply:
        message_id = self._station.next_message_id()
        if isinstance(step, Incoming):
            self._log("csms_to_cp", step.action, call_text(message_id, step.action, step.payload))
            self._log("cp_to_csms", step.action, reply_text(message_id, step.reply))
            return step.reply
        self._log("cp_to_csms", step.action, call_text(message_id, step.action, step.payload))
        reply = self._link.exchange(step, self._station)
        self._log("csms_to_cp", step.action, reply_text(message_id, reply))
        return reply

    def _log(self, direction: Direction, action: str, message: str) -> None:
        self.frames.append(Frame(direction, action, message, self._station.now))
