"""What comes to one charger on one day: a pure function of the seed, the charger and the day.

Nothing of it has to be kept, so that it can be asked for any day at any time and is always the same. A busy
day is drawn hour by hour, or minute by minute, so that the next arrival is found as fast.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from random import Random

from sandbox.charger.visitors import Breakdown, Coming, Stay, Visit
from sandbox.clock import LAST, Ids
from sandbox.demand.traffic import Traffic

_LEAST = 1e-9
"""What is expected less often than that in an hour does not come: no float has to tell when."""

FAULTS = ("OverCurrent", "ConnectorLockFailure", "PowerMeterFailure", "InternalError")

MOST_IDLE = timedelta(days=366)
"""After so long without anything nothing is looked for any more."""

MOST_AT_ONCE = 50
"""How much is drawn at once, on average, if a minute is long enough for that."""

_MOST_DRAWN = 1024
"""Days, hours or minutes of a charger that are kept, since chargers are looked at again and again."""

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_LONGEST_DWELL = 86_400
_SHAPE = 4.0
"""Of the gamma distribution that lengths and energies are drawn from: most are near the mean."""


def each(traffic: Traffic, identity: str, after: datetime) -> Iterator[Coming]:
    """Yield what comes to the charger of that identity after a moment, in order."""
    span = _span(traffic)
    begin, last = _begin(after, span), after
    while _is_wanted(traffic) and begin - last < MOST_IDLE and begin < LAST:
        for coming in _within(traffic, identity, begin, span):
            if coming.at > after:
                last = coming.at
                yield coming
        begin += span


def last(traffic: Traffic, identity: str, after: datetime, until: datetime, most: int) -> list[Coming]:
    """Return what comes after a moment and until another one, in order; no more than the last *most*."""
    span = _span(traffic)
    begin, found = _begin(until, span), list[Coming]()
    while _is_wanted(traffic) and len(found) < most and begin + span > after:
        drawn = _within(traffic, identity, begin, span)
        found = [*(coming for coming in drawn if after < coming.at <= until), *found]
        begin -= span
    return found[-most:]


def stay(traffic: Traffic, identity: str, number: int) -> Stay:
    """Return for how long what was there before anybody came goes on, at a connector of that charger."""
    random = Ids(f"{traffic.seed}/{identity}/{number}").random
    return Stay(_length(traffic, random), _dwell(traffic, random), _repair(traffic, random))


def _is_wanted(traffic: Traffic) -> bool:
    return bool(traffic.sessions_per_day or traffic.faults_per_day)


def _span(traffic: Traffic) -> timedelta:
    """Return how much is drawn at once."""
    per_day = traffic.sessions_per_day + traffic.faults_per_day
    spans = (span for span in (_DAY, _HOUR) if per_day * (span / _DAY) <= MOST_AT_ONCE)
    return next(spans, _MINUTE)


def _begin(moment: datetime, span: timedelta) -> datetime:
    midnight = datetime.combine(moment.date(), time(), UTC)
    return midnight + (moment - midnight) // span * span


@lru_cache(maxsize=_MOST_DRAWN)
def _within(traffic: Traffic, identity: str, begin: datetime, span: timedelta) -> tuple[Coming, ...]:
    random = Ids(f"{traffic.seed}/{identity}/{begin.isoformat()}").random
    coming: list[Coming] = []
    slot = min(span, _HOUR)
    per_weight = traffic.sessions_per_day / sum(traffic.by_hour) * (slot / _HOUR)
    for number in range(span // slot):
        at = begin + number * slot
        visits = _moments(at, slot, traffic.by_hour[at.hour] * per_weight, random)
        faults = _moments(at, slot, traffic.faults_per_day * (slot / _DAY), random)
        coming += [_visit(traffic, moment, random) for moment in visits]
        coming += [_breakdown(traffic, moment, random) for moment in faults]
    return tuple(sorted(coming, key=lambda one: one.at))


def _moments(begin: datetime, span: timedelta, expected: float, random: Random) -> list[datetime]:
    """Return the moments of a Poisson process within a span."""
    moments: list[datetime] = []
    seconds = span.total_seconds()
    if expected < _LEAST:
        return []
    second = random.expovariate(expected / seconds)
    while second < seconds:
        moments.append(begin + timedelta(milliseconds=int(second * 1000)))
        second += random.expovariate(expected / seconds)
    return moments


def _visit(traffic: Traffic, at: datetime, random: Random) -> Visit:
    length = _length(traffic, random)
    energy = max(0.1, round(_about(traffic.energy_kwh, random), 1))
    leaves_at = at + length + _dwell(traffic, random)
    return Visit(at, _tag(traffic, random), round(length.total_seconds()), energy, leaves_at)


def _length(traffic: Traffic, random: Random) -> timedelta:
    return timedelta(seconds=max(1, round(60 * _about(traffic.session_minutes, random))))


def _dwell(traffic: Traffic, random: Random) -> timedelta:
    """Return how long a cable stays in after the time of its session."""
    dwell = random.expovariate(1 / (60 * traffic.dwell_minutes)) if traffic.dwell_minutes else 0.0
    return timedelta(seconds=1 + round(min(dwell, _LONGEST_DWELL)))


def _tag(traffic: Traffic, random: Random) -> str:
    is_refused, which = random.random() < traffic.refused_share, random.random()
    if is_refused:
        return f"BLOCKED-{1 + int(which * traffic.drivers):04}"
    if traffic.id_tags:
        return traffic.id_tags[int(which * len(traffic.id_tags))]
    return f"DRIVER-{1 + int(which * traffic.drivers):04}"


def _breakdown(traffic: Traffic, at: datetime, random: Random) -> Breakdown:
    clears_at = at + _repair(traffic, random)
    return Breakdown(at, random.choice(FAULTS), random.random(), clears_at)


def _repair(traffic: Traffic, random: Random) -> timedelta:
    return timedelta(seconds=max(1, round(60 * _about(traffic.fault_minutes, random))))


def _about(mean: float, random: Random) -> float:
    return min(random.gammavariate(_SHAPE, mean / _SHAPE), 5 * mean)
