"""Rounds: while somebody listens, chargers and work in the background are looked at when they are due.

Nothing ticks in the sandbox: what was due is done when somebody looks, and somebody has to look. A heap for
each clock holds what comes next for every charger and every run. What is due is done one by one, in the order
of its time and as of that time; chargers that were not looked at yet are, little by little.
"""

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from typing import NamedTuple

from sandbox.clock import Clock, stopwatch
from sandbox.domain import simulations
from sandbox.domain.agenda import Agenda
from sandbox.domain.demand_records import DEMANDS
from sandbox.domain.records import CHARGERS, COMMANDS, RUNS, STATES, Charger, Command, Run
from sandbox.domain.world import Tenant, World
from sandbox.events import dues
from sandbox.events.dues import Due, HasPassed
from sandbox.events.feed import Interest
from sandbox.events.happenings import Committed

LONGEST_PAUSE = 1.0
"""Seconds after which clocks are read again: one that nobody turned here may have been."""

MOST_FRAMES = 100_000
"""Frames that are written down when all chargers are looked at first, or after a leap of time."""

FEWEST_FRAMES = 20
"""Of one charger, however many there are."""

_log = logging.getLogger(__name__)


class Subject(NamedTuple):
    """A charger or a run, and whose it is."""

    organization_id: str
    id: str
    is_run: bool = False


class Rounds:
    """What is due when, of the organizations that somebody listens to.

    Args:
        world: where to look.
        agenda: does what runs are for.
        tell: is told of commands and runs that the clock has brought a step further.
        has_passed: whether that was told.
    """

    def __init__(
        self, world: World, agenda: Agenda, tell: Callable[[Command | Run], None], has_passed: HasPassed
    ) -> None:
        self._world = world
        self._agenda = agenda
        self._tell = tell
        self._has_passed = has_passed
        self._wanted: Counter[str | None] = Counter()
        self._wanted_frames: Counter[str | None] = Counter()
        self._counters = ((_KINDS, self._wanted), (_KINDS_OF_PERIODIC, self._wanted_frames))
        self._clock_changes = world.clocks.changes
        self._changed: deque[Committed] = deque()
        self._unplanned: deque[Subject] = deque()
        self._unseen: deque[Subject] = deque()
        self._planned: dict[Subject, tuple[datetime, Clock]] = {}
        self._heaps: dict[Clock, list[tuple[datetime, Subject]]] = {}
        self._is_settling = False
        self._size = 1

    def want(self, interest: Interest) -> None:
        """Take in what somebody listens to, unless it is there already."""
        wanted = [counter for kinds, counter in self._counters if kinds.intersection(interest.kinds)]
        is_new = not all(_covers(counter, interest.organization_id) for counter in wanted)
        for counter in wanted:
            counter[interest.organization_id] += 1
        if is_new:
            self._take_in(interest.organization_id)

    def release(self, interest: Interest) -> None:
        """Let go of what somebody has listened to."""
        for kinds, counter in self._counters:
            if kinds.intersection(interest.kinds):
                counter[interest.organization_id] -= 1
                if not counter[interest.organization_id]:
                    del counter[interest.organization_id]
        if not self._wanted:
            for kept in (self._changed, self._unplanned, self._unseen, self._planned, self._heaps):
                kept.clear()

    def committed(self, change: Committed) -> None:
        """Note a change of the state; one that was made here is known."""
        if self._wanted and not self._is_settling:
            self._changed.append(change)

    def replaced(self, organization_id: str | None) -> None:
        """Begin anew with an organization, or all: its state is another one."""
        for wanted in [*self._wanted]:
            if organization_id is None or wanted in (None, organization_id):
                self._take_in(organization_id or wanted)

    def turned(self, organization_id: str | None) -> None:
        """Let an organization go by another clock, if that is what has changed."""
        if self._clock_changes != self._world.clocks.changes:
            self._clock_changes = self._world.clocks.changes
            if organization_id is not None and self._is_wanted(organization_id):
                self._take_in(organization_id)

    def work(self, seconds: float) -> bool:
        """Do what is due, for so many seconds of real time; tell whether there is more to do at once."""
        until = stopwatch() + seconds
        return any(stopwatch() >= until for _ in self._steps())

    def pause(self) -> float:
        """Return in how many seconds of real time there is something to do, as far as can be told."""
        pauses = [
            (heap[0][0] - clock.now()).total_seconds() / clock.speed
            for clock, heap in self._heaps.items()
            if heap and not clock.frozen
        ]
        return max(0.0, min(LONGEST_PAUSE, *pauses)) if pauses else LONGEST_PAUSE

    def _steps(self) -> Iterator[None]:
        """Do one thing after the other; what is due of one clock in the order of its time."""
        self._agenda.settle()
        yield from self._plan_all()
        for clock in [*self._heaps]:
            # Whoever is interrupted is the last to go on.
            self._heaps[clock] = self._heaps.pop(clock)
            while (subject := self._overdue(clock)) is not None:
                self._visit(subject)
                yield
                yield from self._see_one()
                yield from self._plan_all()
            if not self._heaps[clock]:
                del self._heaps[clock]
        while self._unseen:
            yield from self._see_one()
            yield from self._plan_all()

    def _plan_all(self) -> Iterator[None]:
        while self._changed:
            self._unplanned.extend(self._touched(self._changed.popleft()))
        while self._unplanned:
            self._plan(self._unplanned.popleft())
            yield

    def _see_one(self) -> Iterator[None]:
        if self._unseen:
            self._visit(self._unseen.popleft())
            yield

    def _take_in(self, organization_id: str | None) -> None:
        self._size = max(1, self._world.store.collection(CHARGERS).count())
        every = [organization.id for organization in self._world.organizations.find()]
        for owner in every if organization_id is None else [organization_id]:
            rows = self._world.store.part((CHARGERS.name, RUNS.name), organization_id=owner).rows
            self._unplanned.extend([Subject(owner, row_id) for row_id in rows[CHARGERS.name]])
            self._unplanned.extend([Subject(owner, row_id, is_run=True) for row_id in rows[RUNS.name]])

    def _is_wanted(self, organization_id: str | None) -> bool:
        return _covers(self._wanted, organization_id)

    def _touched(self, change: Committed) -> set[Subject]:
        """Return the chargers and runs that a change was about."""
        subjects: set[Subject] = set()
        for name, before, after in change.tables:
            if name == DEMANDS.name:
                subjects.update(*map(self._chargers, filter(self._is_wanted, after)))
            for row_id, row in after.items() if name in _KEYS else ():
                if (shown := row or before[row_id]) is not None:
                    owner, subject_id = shown.key(_KEYS[name])
                    if self._is_wanted(owner):
                        subjects.add(Subject(owner, subject_id, is_run=name == RUNS.name))
        return subjects

    def _chargers(self, organization_id: str) -> list[Subject]:
        ids = self._world.store.part((CHARGERS.name,), organization_id=organization_id).rows[CHARGERS.name]
        return [Subject(organization_id, charger_id) for charger_id in ids]

    def _plan(self, subject: Subject, *, after: datetime | None = None) -> None:
        """Put down when a subject is due next; what does not come *after* the last time is no progress."""
        if not self._world.is_organization(subject.organization_id):
            self._planned.pop(subject, None)
            return
        tenant = self._world.tenant(subject.organization_id)
        due = self._due(tenant, subject)
        if due is None or (after is not None and due.at <= after):
            self._planned.pop(subject, None)
        elif due.is_first and due.at <= tenant.clock.now():
            self._unseen.append(subject)
        elif self._planned.get(subject) != (due.at, tenant.clock):
            self._planned[subject] = due.at, tenant.clock
            heappush(self._heaps.setdefault(tenant.clock, []), (due.at, subject))

    def _overdue(self, clock: Clock) -> Subject | None:
        """Take what is due first by a clock, and leave out what was planned anew since."""
        heap = self._heaps[clock]
        while heap:
            at, subject = heap[0]
            is_valid = self._planned.get(subject) == (at, clock) and self._is_wanted(subject.organization_id)
            if is_valid and at > clock.now():
                return None
            heappop(heap)
            if is_valid:
                return subject
        return None

    def _visit(self, subject: Subject) -> None:
        self._planned.pop(subject, None)
        if not self._world.is_organization(subject.organization_id):
            return
        tenant = self._world.tenant(subject.organization_id)
        now = tenant.clock.now()
        # What is made by a run is not ready before its end.
        self._agenda.settle()
        due = self._due(tenant, subject)
        if due is not None and due.at <= now:
            try:
                self._bring_about(tenant, subject, now if due.until is None else min(now, due.until))
            except Exception:  # noqa: BLE001 - whatever it is, the others go on
                _log.exception("%s cannot be looked at", subject.id)
                return
        self._plan(subject, after=None if due is None or due.at > now else due.at)

    def _due(self, tenant: Tenant, subject: Subject) -> Due | None:
        if not subject.is_run:
            charger = tenant.chargers.get(subject.id)
            periodic = _covers(self._wanted_frames, subject.organization_id)
            told = self._has_passed
            return None if charger is None else dues.of_charger(tenant, charger, told, with_periodic=periodic)
        run = tenant.runs.get(subject.id)
        return None if run is None else dues.of_run(run, self._has_passed)

    def _bring_about(self, tenant: Tenant, subject: Subject, moment: datetime) -> None:
        if subject.is_run:
            run = tenant.runs.get(subject.id)
            if run is not None and not self._has_passed(run.id):
                self._tell(run)
        elif (charger := tenant.chargers.get(subject.id)) is not None:
            for command in dues.received(tenant, charger, moment, self._has_passed):
                self._tell(command)
            self._settle(tenant.at(moment), charger)

    def _settle(self, tenant: Tenant, charger: Charger) -> None:
        self._is_settling = True
        try:
            with self._world.change():
                simulations.settle(tenant, charger, max(FEWEST_FRAMES, MOST_FRAMES // self._size))
        finally:
            self._is_settling = False


def _covers(wanted: Counter[str | None], organization_id: str | None) -> bool:
    return None in wanted or organization_id in wanted


_KINDS = frozenset({"charger", "connector", "session", "command", "job", "log"})
"""What happens by itself."""

_KINDS_OF_PERIODIC = frozenset({"log"})
"""What periodic messages are told by."""

_KEYS = {
    CHARGERS.name: ("organization_id", "id"),
    STATES.name: ("organization_id", "id"),
    COMMANDS.name: ("organization_id", "charger_id"),
    RUNS.name: ("organization_id", "id"),
}
"""Which fields of a row tell whose charger or run has changed."""
