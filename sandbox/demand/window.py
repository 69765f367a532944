"""What comes to a charger that was not looked at for long: only the last of it is lived through."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain

from sandbox.charger.visitors import Coming, Visit
from sandbox.demand import days
from sandbox.demand.traffic import Traffic

MOST_COMING = 40
"""Visits and faults that a charger lives through when it is looked at; those before them never happened."""

LONGEST = timedelta(days=31)
"""What lies farther back never happened either."""


_ZERO = datetime(2000, 1, 1, tzinfo=UTC)


def coming(traffic: Traffic, identity: str, after: datetime, now: datetime) -> Iterator[Coming]:
    """Yield what comes after a moment, in order; of what has come by *now* only the last."""
    past = days.last(traffic, identity, max(after, now - LONGEST), now, MOST_COMING)
    return chain(past, days.each(traffic, identity, max(after, now)))


def coming_since(
    traffic: Traffic, identity: str, since: datetime, after: datetime, now: datetime
) -> Iterator[Coming]:
    """Yield the same, in days that begin at *since*: the same from there on, whenever that is."""
    shift = since - _ZERO
    later, latest = after - shift, max(now, since) - shift
    return (_later(one, shift) for one in coming(traffic, identity, later, latest))


def _later(one: Coming, shift: timedelta) -> Coming:
    if isinstance(one, Visit):
        return one._replace(at=one.at + shift, leaves_at=one.leaves_at + shift)
    return one._replace(at=one.at + shift, clears_at=one.clears_at + shift)
