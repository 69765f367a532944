"""One live charger: the same state machine as ever, moved by the event loop and a CSMS."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sandbox.charger.outage import lose_connection, regain_connection, tell_statuses
from sandbox.charger.runtime import lose_power, power_down, power_up
from sandbox.charger.schedule import Deadline
from sandbox.charger.state import ChargerState
from sandbox.charger.station import Station
from sandbox.clock import Clock
from sandbox.domain.lines import LineReport
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
from sandbox.live.owner import Owner
from sandbox.live.timetable import Timetable
from sandbox.live.wire import Wire
from sandbox.ocpp.peer import Peer

LONGEST_FAREWELL = 5.0
"""Seconds that a charger which is taken down has to tell its CSMS."""


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
        owner: Owner,
        dialing: Dialing,
        random: Random,
        lifetime: timedelta,
        validates: bool,
        observer: Observer | None = None,
    ) -> None:
        self._clock = clock
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self._alarm = Alarm(self.settle)
        self._renewing: asyncio.Task[None] | None = None
        self._is_off = False
        self._station = Station(state.evolve(connected=False), hardware(charger))
        self._told = self._taken = state
        self._line = Line(charger.identity, self._dial, self, Backoff(random))
        self._chronicle = Chronicle(self._line, clock.now())
        self._conversation = Conversation(
            self._station,
            now=self._now,
            moved=self._moved,
            reconnect=self._renew,
            written=lambda: owner.written(self),
            renamed=self._renamed,
            caught_up=self._catch_up,
        )
        self._wire = Wire(
            charger,
            dialing,
            self._chronicle,
            answer=self._conversation.answer,
            now=self._now,
            noted=self._noted,
            validates=validates,
            observer=observer,
        )
        self._timetable = Timetable(self._station, self._conversation.play, self._broke)
        self._orders = Orders(
            self._station,
            self._conversation,
            lifetime=lifetime,
            now=self._now,
            changed=self._note_command,
            free=self._settle_soon,
        )

    @property
    def charger(self) -> Charger:
        """What it is."""
        return self._wire.charger

    @charger.setter
    def charger(self, charger: Charger) -> None:
        self._wire.charger = charger

    @property
    def state(self) -> ChargerState:
        """The charger as it is now."""
        return self._station.state

    def take_news(self) -> News:
        """Return what has happened since the last time."""
        news = self._chronicle.take()
        if news or self.state is not self._taken:
            # What is queued during an outage is no news: it makes the charger no less old.
            self._date()
            self._taken = self.state
        return news

    def settle_down(self) -> None:
        """Let what is due by itself happen, and have the charger written down as it is now."""
        if not self._is_off:
            self._catch_up()
            self._moved()
            self._date()
            self._noted()

    def give_back(self, news: News) -> None:
        """Take back what could not be written down."""
        self._chronicle.give_back(news)

    def keep(self) -> None:
        """Have it written down, in the change that is open."""
        self._owner.keep(self)

    @property
    def line(self) -> LineReport:
        """How its connection is now."""
        return self._chronicle.report(self.state, self._wire.url)

    def switch_on(self) -> None:
        """Begin to live: what was going on has ended when the charger was left, by loss of power."""
        charges = any(connector.transaction for connector in self.state.connectors)
        had_power = self.state.runtime != "stopped" and (self.state.boot_at is None or charges)
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
        self._catch_up()
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
        self._timetable.expect(coming)
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
        self._timetable.bring_about(now)
        self._orders.carry_out(now)
        self._conversation.go_on()
        self._moved()

    def connected(self, peer: Peer) -> None:
        """Go on over a new connection: tell what has changed, and what the CSMS has not heard."""
        self._wire.connected()
        self._catch_up()
        regain_connection(self._station)
        self._conversation.connected(peer)
        self._conversation.play(tell_statuses(self._station))
        self.settle()

    def disconnected(self) -> None:
        """Go on without a connection."""
        self._wire.disconnected()
        self._catch_up()
        lose_connection(self._station)
        self._conversation.disconnected()
        self._moved()

    def failed(self, code: str) -> None:
        """Note why there is no connection."""
        self._chronicle.failed(self.state, code, self._clock.now())
        self._noted()

    def _catch_up(self) -> None:
        """Bring about what was due before something comes from outside, at its time."""
        if not self._is_off:
            self._timetable.bring_about(self._clock.now())

    def _date(self) -> None:
        """Let the state tell the time of what has happened last."""
        is_told = self._told is self.state
        self._station.update(settled_at=self._station.now)
        if is_told:
            self._told = self.state

    def _now(self) -> datetime:
        return self._clock.now()

    async def _dial(self) -> Peer:
        return await self._wire.dial(self.state)

    def _broke(self, deadline: Deadline, bug: Exception) -> None:
        self._chronicle.broke(deadline.at, bug)

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
            self._noted()
            if _is_turned_away(before, after):
                self._conversation.unaccepted()
            if after.online and not before.online:
                self._conversation.accepted()
                self._settle_soon()  # commands may have waited for this
        if after.runtime != "stopped":
            self._line.open()
        elif self._line.is_open and self._conversation.is_quiet:
            self._renewing = self._loop.create_task(self._line.close("the charger is stopped"))
        self._plan()

    def _renamed(self, made_up: str, given: str) -> None:
        self._orders.rename(made_up, given)

    def _settle_soon(self) -> None:
        self._loop.call_soon(self.settle)

    def _note_command(self, command: Command) -> None:
        self._chronicle.news.commands[command.id] = command
        self._noted()

    def _noted(self) -> None:
        """Have what has happened written down soon."""
        self._owner.changed(self)

    def _plan(self) -> None:
        """Wake when something comes next."""
        others = (self._orders.next_due(self._clock.now()), self._conversation.next_attempt())
        moments = [*self._timetable.moments(), *(at for at in others if at is not None)]
        self._alarm.set(moments, self._clock)


def _is_turned_away(before: ChargerState, after: ChargerState) -> bool:
    """Tell whether a CSMS that had accepted a charger does so no longer, although it has not begun anew."""
    return (before.runtime, after.runtime, after.start_count) == ("online", "starting", before.start_count)
