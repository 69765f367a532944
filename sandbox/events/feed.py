"""The feed: one growing sequence of events, of which the last ones are kept.

What happens is only noted; events are made of it when somebody reads. Each kind has a ring of its own, so
that frames, of which there are many, do not push out sessions, of which there are few.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import get_args

from sandbox.events.happenings import Announced, Event, Happening
from sandbox.events.narration import Narrator
from sandbox.events.views import Kind

MOST_EVENTS = 10_000
"""Of each kind that are kept; and rows and requests that are kept as they are."""

MOST_AT_ONCE = 200

KINDS: tuple[Kind, ...] = get_args(Kind)
_OF_ALL = ("world", "clock")


@dataclass(frozen=True, slots=True)
class Interest:
    """Which events somebody wants: of these kinds, and of one organization or of all."""

    kinds: tuple[Kind, ...] = KINDS
    organization_id: str | None = None

    def fits(self, event: Event) -> bool:
        """Tell whether an event of a wanted kind is wanted; what concerns all organizations always is."""
        if self.organization_id in (None, event.organization_id):
            return True
        return event.organization_id is None and event.kind in _OF_ALL


class Feed:
    """Notes what happens and hands out events.

    Args:
        narrator: makes the events.
        now: tells the time; ids begin with the milliseconds of now, so that they grow over restarts too.
    """

    def __init__(self, narrator: Narrator, now: Callable[[], datetime]) -> None:
        self.narrator = narrator
        self._now = now
        self._newest = self._begun = int(now().timestamp() * 1000)
        self._noted: deque[tuple[Happening, int]] = deque()
        self._weight = 0
        self.is_read = False
        """Whether somebody listens, so that nothing is forgotten unread."""
        self.has_lost = False
        """Whether something was forgotten unread."""
        self._rings: dict[str, deque[Event]] = {kind: deque() for kind in KINDS}
        self._lost: dict[str, int] = dict.fromkeys(KINDS, self._begun)

    def note(self, happening: Happening, weight: int = 1) -> None:
        """Note what has happened, which holds so many rows; what is too much is told, or forgotten."""
        self._noted.append((happening, weight))
        self._weight += weight
        if self._weight > MOST_EVENTS:
            # Somebody who listens may still not read: the rings have a bound, what is only noted has none.
            (self.catch_up if self.is_read else self._forget)()

    def catch_up(self) -> None:
        """Make events of what was noted."""
        if self.has_lost:
            self._lose_all()
        while self._noted:
            for told in self.narrator.tell(self._noted.popleft()[0]):
                self._add(told)
        self._weight = 0

    def newest(self) -> int:
        """Return the id of the newest event."""
        self.catch_up()
        return self._newest

    def read(self, interest: Interest, cursor: int) -> tuple[list[Event], int]:
        """Return some of the events after that id, the oldest first, and the id that was reached.

        The id 0 stands for the beginning. What was asked for and is gone is told by a first event.
        """
        self.catch_up()
        cursor = cursor or self._begun
        lost = max(self._lost[kind] for kind in interest.kinds)
        if not lost <= cursor <= self._newest:
            return [self._gap(lost)], lost
        after = merge(*(self._after(kind, cursor) for kind in interest.kinds), key=_id)
        some = list(islice(after, MOST_AT_ONCE))
        reached = some[-1].id if len(some) == MOST_AT_ONCE else self._newest
        return [event for event in some if interest.fits(event)], reached

    def latest(self, interest: Interest, count: int) -> list[Event]:
        """Return the last events that fit, the oldest first."""
        self.catch_up()
        newest_first = merge(*(reversed(self._rings[kind]) for kind in interest.kinds), key=_id, reverse=True)
        return list(islice(filter(interest.fits, newest_first), count))[::-1]

    def _after(self, kind: Kind, cursor: int) -> Iterable[Event]:
        ring = self._rings[kind]
        if not ring or ring[-1].id <= cursor:
            return ()
        return islice(ring, bisect_right(ring, cursor, key=_id), None)

    def _gap(self, lost: int) -> Event:
        return Event(lost, Announced("gap", self._now(), None, "lost", {}))

    def _add(self, told: Announced) -> None:
        self._newest += 1
        ring = self._rings[told.kind]
        ring.append(Event(self._newest, told))
        if len(ring) > MOST_EVENTS:
            self._lost[told.kind] = ring.popleft().id

    def _forget(self) -> None:
        while self._weight > MOST_EVENTS // 2:
            self._weight -= self._noted.popleft()[1]
        self.has_lost = True

    def _lose_all(self) -> None:
        self._newest += 1
        for kind, ring in self._rings.items():
            ring.clear()
            self._lost[kind] = self._newest
        self.has_lost = False


def _id(event: Event) -> int:
    return event.id
