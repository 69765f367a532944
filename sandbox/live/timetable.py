"""What is due at one live charger: deadlines in their order, and what is said at intervals between them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from sandbox.charger.ahead import Ahead
from sandbox.charger.frames import Script
from sandbox.charger.schedule import Deadline, streams
from sandbox.charger.station import Station
from sandbox.live.errand import Errand
from sandbox.live.periodic import say_periodic

MOST_STEPS = 1000
"""Deadlines that are brought about in a row; what is left then waits for the next turn of the loop."""

Play = Callable[[Script[Any], Errand | None], None]
"""Begins a script, for an errand if there is one."""


class Timetable:
    """Brings about what is due.

    Args:
        station: the charger.
        play: begins a script.
        broke: told of a deadline that could not be brought about, and why: it is passed over from then on.
    """

    def __init__(self, station: Station, play: Play, broke: Callable[[Deadline, Exception], None]) -> None:
        self._station = station
        self._play = play
        self._broke = broke
        self._ahead = Ahead()

    def expect(self, coming: Iterator[Deadline]) -> None:
        """Take what comes from outside, in order, instead of what was to come so far."""
        self._ahead.expect(coming)

    def bring_about(self, now: datetime) -> None:
        """Let everything happen that is due by now, each at its time."""
        for _ in range(MOST_STEPS):
            deadline = self._ahead.take(self._station.state, now)
            if deadline is None:
                break
            self._say_periodic(deadline.at - datetime.resolution)
            self._station.at(deadline.at)
            before = self._station.state
            script = deadline.act(self._station, deadline.number)
            self._play(script, Errand(broken=partial(self._pass_over, deadline)))
            if self._station.state is before:
                break
        self._say_periodic(now)
        self._station.at(now)

    def moments(self) -> Iterator[datetime]:
        """Yield when something is due next, in any order."""
        yield from (stream.due for stream in streams(self._station.state))
        if (comes := self._ahead.next_at(self._station.state)) is not None:
            yield comes

    def _say_periodic(self, until: datetime) -> None:
        say_periodic(self._station, until, lambda script: self._play(script, None))

    def _pass_over(self, deadline: Deadline, bug: Exception) -> None:
        self._ahead.pass_over(deadline)
        self._broke(deadline, bug)
