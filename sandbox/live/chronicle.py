"""What is noted of a live charger until somebody writes it down, and how its line is meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.charger.frames import Frame
from sandbox.charger.state import ChargerState
from sandbox.domain.lines import Breach, LineReport, LineState
from sandbox.domain.processes import Change
from sandbox.domain.records import Command
from sandbox.live.line import Line


@dataclass(slots=True)
class News:
    """What has happened to a charger since it was last written down."""

    frames: list[Frame] = field(default_factory=list)
    process_changes: list[Change] = field(default_factory=list)
    commands: dict[str, Command] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.frames or self.process_changes or self.commands)


class Chronicle:
    """Notes what one charger lives through.

    Args:
        line: its connection.
        now: when it came to life.
    """

    def __init__(self, line: Line, now: datetime) -> None:
        self.news = News()
        self._line = line
        self._state: LineState = "connecting"
        self._since = now
        self._last_breach: Breach | None = None
        self._bug: str | None = None

    def take(self) -> News:
        """Return what has happened since the last time."""
        news, self.news = self.news, News()
        return news

    def give_back(self, news: News) -> None:
        """Take back what was taken, before what has happened since."""
        self.news.frames[:0] = news.frames
        self.news.process_changes[:0] = news.process_changes
        self.news.commands = news.commands | self.news.commands

    def begun(self, at: datetime) -> None:
        """Note that the charger looks for its CSMS."""
        self.news.process_changes.append(Change("connecting", at))

    def moved(self, before: ChargerState, after: ChargerState, at: datetime) -> None:
        """Note what the states before and after something tell of the process and of the line."""
        self.news.process_changes.extend(_changes(before, after, at, self._line.problem))
        self.look(after, at)

    def failed(self, state: ChargerState, code: str, at: datetime) -> None:
        """Note that an attempt to connect has failed."""
        self.news.process_changes.append(Change("unreachable", at, code, self._line.problem))
        self.look(state, at)

    def violated(self, breach: Breach) -> None:
        """Note a frame that does not fit its schema."""
        self._last_breach = breach

    def broke(self, due: datetime, bug: Exception) -> None:
        """Note that what was due could not be brought about, which is a fault of the sandbox."""
        self._bug = f"internal error: what was due at {due.isoformat()} has failed: {bug!r}"

    def look(self, state: ChargerState, at: datetime) -> None:
        """Note since when the line is as it is."""
        now = self._line_state(state)
        if now != self._state:
            self._state, self._since = now, at

    def report(self, state: ChargerState, url: str | None) -> LineReport:
        """Tell how the line is."""
        problem = self._line.problem
        if self._state == "stopped":
            problem = None
        elif state.connected and state.boot_at is not None:
            problem = _NOT_ACCEPTED
        elif state.connected and state.runtime == "starting":
            problem = _NOT_ANSWERED
        dialled = None if self._state in _NOT_DIALLED else url
        return LineReport(self._state, self._since, dialled, problem or self._bug, self._last_breach)

    def _line_state(self, state: ChargerState) -> LineState:
        if state.connected:
            return "connected"
        if state.runtime == "stopped":
            return "stopped"
        if self._line.is_refused:
            return "refused"
        return "connecting" if self._line.problem is None else "offline"


def _changes(
    before: ChargerState, after: ChargerState, at: datetime, problem: str | None
) -> Iterator[Change]:
    if after.start_count > before.start_count:
        yield Change("started", after.started_at)
        yield Change("connecting", after.started_at)
    if after.runtime == "stopped" and before.runtime != "stopped":
        yield Change("stopped", at)
    if after.runtime == "starting" and after.connected and not before.connected:
        yield Change("connected", at)
    if _waits(after) and not _waits(before):
        yield Change("unaccepted", at, "csms_rejected", _NOT_ACCEPTED)
    if _is_online(after) and not _is_online(before):
        yield Change("online", at)
    # A charger that is stopped, or starts anew, hangs up by itself.
    if _is_online(before) and after.runtime == "online" and not after.connected:
        yield Change("offline", at, "connection_lost", problem)


def _is_online(state: ChargerState) -> bool:
    return state.runtime == "online" and state.connected


def _waits(state: ChargerState) -> bool:
    """Tell whether a charger was answered, but not accepted, and will ask again."""
    return state.runtime == "starting" and state.connected and state.boot_at is not None


_NOT_ACCEPTED = "the CSMS has not accepted the charger yet: BootNotification was not answered with Accepted"
_NOT_ANSWERED = "BootNotification is not answered yet"
_NOT_DIALLED = ("stopped", "refused")
