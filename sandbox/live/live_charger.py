"""One live charger: the same state machine as ever, moved by the event loop and a CSMS."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from sandbox.charger import csms_requests
from sandbox.charger.ahead import Ahead
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import CallError, Direction, Frame, Payload, Reply
from sandbox.charger.runtime import lose_power, power_down, power_up
from sandbox.charger.schedule import Deadline, streams
from sandbox.charger.state import ChargerState
from sandbox.charger.station import Station
from sandbox.clock import Clock
from sandbox.domain.lines import Breach, LineReport
from sandbox.domain.records import Charger, Command
from sandbox.domain.simulations import hardware
from sandbox.live.alarm import Alarm
from sandbox.live.backoff import Backoff
from sandbox.live.chronicle import Chronicle, News
from sandbox.live.conversation import Conversation
from sandbox.live.dialing import Dialing
from sandbox.live.line import Line
from sandbox.live.observing import Observer
from sandbox.live.orders import Orders
from sandbox.live.periodic import say_periodic
from sandbox.ocpp.peer import Peer
from sandbox.ocpp.schemas import Schemas, Violation

MOST_STEPS = 1000
"""Deadlines that are brought about in a row; what is left then waits for the next turn of the loop."""

LONGEST_FAREWELL = 5.0
"""Seconds that a charger which is taken down has to tell its CSMS."""

PATIENCE = 30.0
"""Seconds that a CSMS may take for an answer."""

_log = logging.getLogger(__name__)


class Owner(Protocol):
    """Whoever writes down what happens to a charger."""

    def changed(self, live: "LiveCharger") -> None:
        """There is something to write down."""

    def keep(self, live: "LiveCharger") -> None:
        """Write it down, in the change that is open."""


class LiveCharger:
    """Moves one charger as its clock goes and its CSMS wants.

    Args:
        charger: what it is.
        state: how it was left; one that was on is switched on anew.
        clock: the clock of its organization.
        owner: writes down what happens to it.
        dialing: connects it.
        random: spreads attempts to connect.
        lifetime: how long a command may wait.
        validates: whether frames are checked against the official schemas.
        observer: watches what goes and comes.
    """

    def __init__(  # noqa: PLR0913 - its parts
        self,
        charger: Charger,
        state: ChargerState,
        clock: Clock,
        *,
        owner: "Owner",
        dialing: Dialing,
        random: Random,
        lifetime: timedelta,
        validates: bool,
        observer: Observer | None = None,
    ) -> None:
        self.charger = charger
        self._clock = clock
        self._dialing = dialing
        self._schemas = Schemas.of(charger.ocpp_version) if validates else None
        self._owner = owner
        self._observer = observer
        self._ahead = Ahead()
        self._loop = asyncio.get_running_loop()
        self._alarm = Alarm(self.settle)
        self._renewing: asyncio.Task[None] | None = None
        self._is_off = False
        self._station = Station(state.evolve(connected=False), hardware(charger))
        self._told = state
        self._line = Line(charger.identity, self._dial, self, Backoff(random))
        self._chronicle = Chronicle(self._line, clock.now())
        self._conversation = Conversation(self._station, self._now, self._moved, self._renew)
        self._orders = Orders(
            self._station,
            self._conversation,
            lifetime=lifetime,
            now=self._now,
            changed=self._note_command,
            free=self._settle_soon,
        )

    @property
    def state(self) -> ChargerState:
        """The charger as it is now."""
        return self._station.state

    def take_news(self) -> News:
        """Return what has happened since the last time."""
        news = self._chronicle.take()
        if news:
            self._station.update(settled_at=self._station.now)
            self._told = self.state
        return news

    def give_back(self, news: News) -> None:
        """Take back what could not be written down."""
        self._chronicle.give_back(news)

    def keep(self) -> None:
        """Have it written down, in the change that is open."""
        self._owner.keep(self)

    @property
    def line(self) -> LineReport:
        """How its connection is now."""
        return self._chronicle.report(self.state, self._dialing.url(self.charger))

    def switch_on(self) -> None:
        """Begin to live: what was going on has ended when the charger was left, by loss of power."""
        had_power = self.state.runtime != "stopped" and self.state.boot_at is None
        if had_power:
            self._conversation.play(lose_power(self._station))
        self._station.at(self._clock.now())
        if had_power:
            self._conversation.play(power_up(self._station, "PowerUp"))
        elif self.state.runtime != "stopped":
            self._chronicle.begun(self._station.now)
        self.settle()

    async def take_down(self, reason: str) -> None:
        """End what is going on, tell the CSMS, and hang up."""
        self._station.at(self._clock.now())
        self._conversation.play(power_down(self._station))
        await self._conversation.finish(LONGEST_FAREWELL)
        await self.switch_off(reason)

    async def switch_off(self, reason: str) -> None:
        """Say nothing more and hang up."""
        self._is_off = True
        self._conversation.stop()
        self._alarm.cancel()
        await self._line.close(reason)

    def order(self, command: Command, *, at_once: bool) -> None:
        """Take a command; one that is due is begun before this returns."""
        self._orders.add(command, at_once=at_once)
        self.settle()

    def expect(self, coming: Iterator[Deadline]) -> None:
        """Take what comes from outside, in order, instead of what was to come so far."""
        self._ahead = Ahead(coming)
        self._plan()

    def turn(self, clock: Clock) -> None:
        """Go by a clock that was turned, or by another one."""
        self._clock = clock
        self.settle()

    def settle(self) -> None:
        """Let everything happen that is due by now, and plan what comes next."""
        if self._is_off:
            return
        now = self._clock.now()
        for _ in range(MOST_STEPS):
            deadline = self._ahead.take(self.state, now)
            if deadline is None:
                break
            say_periodic(self._station, deadline.at - datetime.resolution, self._conversation.play)
            self._station.at(deadline.at)
            before = self.state
            self._conversation.play(deadline.act(self._station, deadline.number))
            if self.state is before:
                break
        say_periodic(self._station, now, self._conversation.play)
        self._station.at(now)
        self._orders.carry_out(now)
        self._conversation.go_on()
        self._moved()

    def connected(self, peer: Peer) -> None:
        """Go on over a new connection: tell what has changed, and what the CSMS has not heard."""
        if self._observer is not None:
            self._observer.connected(self.charger)
        self._station.at(self._clock.now())
        self._station.update(connected=True)
        self._conversation.connected(peer)
        if self.state.runtime == "online":
            for number in range(len(self.state.connectors) + 1):
                self._conversation.play(dialect(self._station).report(self._station, number))
        self.settle()

    def disconnected(self) -> None:
        """Go on without a connection."""
        if self._observer is not None:
            self._observer.disconnected(self.charger)
        self._station.at(self._clock.now())
        self._station.update(connected=False)
        self._conversation.disconnected()
        self._moved()

    def failed(self, code: str) -> None:
        """Note why there is no connection."""
        self._chronicle.failed(self.state, code, self._clock.now())
        self._owner.changed(self)

    def _now(self) -> datetime:
        return self._clock.now()

    async def _dial(self) -> Peer:
        connection = await self._dialing.dial(self.charger, self.state)
        return Peer(
            connection,
            self.charger.ocpp_version,
            answer=self._answer,
            heard=self._heard,
            violated=self._violated,
            schemas=self._schemas,
            patience=PATIENCE,
            sent_by="charger",
        )

    def _answer(self, action: str, payload: Payload) -> Reply:
        """Answer a request of the CSMS; what follows from it is said after the answer."""
        self._station.at(self._clock.now())
        if self.state.rejected:
            return CallError("SecurityError", "the CSMS has rejected this charger")
        answer = csms_requests.answer(self._station, action, payload)
        if isinstance(answer, CallError):
            return answer
        if answer.follow_up is not None:
            self._loop.call_soon(self._conversation.play, answer.follow_up)
        self._moved()
        return answer.payload

    def _heard(self, direction: Direction, action: str, text: str) -> None:
        if self._observer is not None:
            self._observer.heard(self.charger, direction, action, text)
        self._chronicle.news.frames.append(Frame(direction, action, text, self._clock.now()))
        self._owner.changed(self)

    def _violated(self, direction: Direction, action: str, violation: Violation) -> None:
        if self._observer is not None:
            self._observer.violated(self.charger, direction, action, violation)
        _log.warning("%s: %s, %s: %s", self.charger.identity, direction, action or "a frame", violation)
        self._chronicle.broken(Breach(action, violation.path, violation.message, self._clock.now()))

    def _renew(self) -> None:
        """Let a charger that has begun anew have another connection."""
        if self._renewing is None or self._renewing.done():
            self._renewing = self._loop.create_task(self._line.renew())

    def _moved(self) -> None:
        """Keep up with what has happened: the line, the timer, and whoever writes it down."""
        if self._is_off:
            return
        before, after = self._told, self.state
        if after is not before:
            self._chronicle.moved(before, after, self._station.now)
            self._told = after
            self._owner.changed(self)
            if after.online and not before.online:
                self._settle_soon()  # commands may have waited for this
        if after.runtime != "stopped":
            self._line.open()
        elif self._line.is_open and self._conversation.is_quiet:
            self._renewing = self._loop.create_task(self._line.close("the charger is stopped"))
        self._plan()

    def _settle_soon(self) -> None:
        self._loop.call_soon(self.settle)

    def _note_command(self, command: Command) -> None:
        self._chronicle.news.commands[command.id] = command
        self._owner.changed(self)

    def _plan(self) -> None:
        """Wake when something comes next."""
        due = self._orders.next_due(self._clock.now())
        nexts = (self._ahead.next_at(self.state), due, self._conversation.next_attempt())
        moments = [stream.due for stream in streams(self.state)]
        self._alarm.set([*moments, *(at for at in nexts if at is not None)], self._clock)
