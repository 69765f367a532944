"""What comes to a charger that was not looked at for long: only the last of it is lived through."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from sandbox.charger.visitors import Coming
from sandbox.demand import days
from sandbox.demand.traffic import Traffic

MOST_COMING = 100
"""Visits and faults that a charger lives through when it is looked at; those before them never happened."""

LONGEST = timedelta(days=31)
"""What lies farther back never happened either."""


def coming(traffic: Traffic, identity: str, after: datetime, now: datetime) -> Iterator[Coming]:
    """Yield what comes after a moment, in order; of what has come by *now* only the last."""
    after = max(after, now - LONGEST)
    rest = days.each(traffic, identity, after)
    past: deque[Coming] = deque(maxlen=MOST_COMING)
    for one in rest:
        if one.at > now:
            return chain(past, (one,), rest)
        past.append(one)
    return iter(past)
