"""What comes to one charger on one day: a pure function of the seed, the charger and the day.

Nothing of it is kept, so that it can be asked for any day at any time and is always the same.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sandbox.charger.visitors import Breakdown, Coming, Visit
from sandbox.clock import LAST, Ids
from sandbox.demand.traffic import Traffic

FAULTS = ("OverCurrent", "ConnectorLockFailure", "PowerMeterFailure", "InternalError")

MOST_IDLE_DAYS = 366
"""Days without anything after which nothing is looked for any more."""

_DAY = 86_400.0
_HOUR = 3600.0
_SHAPE = 4.0
"""Of the gamma distribution that lengths and energies are drawn from: most are near the mean."""


def each(traffic: Traffic, identity: str, after: datetime) -> Iterator[Coming]:
    """Yield what comes after a moment, in order."""
    if not (traffic.sessions_per_day or traffic.faults_per_day):
        return
    day, idle_days = after.date(), 0
    while idle_days < MOST_IDLE_DAYS and day < LAST.date():
        found = [coming for coming in of_day(traffic, identity, day) if coming.at > after]
        yield from found
        idle_days = 0 if found else idle_days + 1
        day += timedelta(days=1)


def of_day(traffic: Traffic, identity: str, day: date) -> list[Coming]:
    """Return what comes to the charger of that identity on a day (UTC), in order."""
    random = Ids(f"{traffic.seed}/{identity}/{day.isoformat()}").random
    midnight = datetime.combine(day, time(), UTC)
    coming: list[Coming] = [_visit(traffic, midnight, at, random) for at in _arrivals(traffic, random)]
    coming += [
        _breakdown(traffic, midnight, at, random) for at in _moments(traffic.faults_per_day, _DAY, random)
    ]
    return sorted(coming, key=lambda one: one.at)


def _arrivals(traffic: Traffic, random: Random) -> Iterator[float]:
    """Yield the seconds of a day at which drivers come: a Poisson process, hour by hour."""
    per_weight = traffic.sessions_per_day / sum(traffic.by_hour)
    for hour, weight in enumerate(traffic.by_hour):
        for second in _moments(weight * per_weight, _HOUR, random):
            yield hour * _HOUR + second


def _moments(expected: float, seconds: float, random: Random) -> Iterator[float]:
    """Yield the moments of a Poisson process within some seconds."""
    if not expected:
        return
    moment = random.expovariate(expected / seconds)
    while moment < seconds:
        yield moment
        moment += random.expovariate(expected / seconds)


def _visit(traffic: Traffic, midnight: datetime, second: float, random: Random) -> Visit:
    at = _moment(midnight, second)
    length = max(1, round(60 * _about(traffic.session_minutes, random)))
    energy = max(0.1, round(_about(traffic.energy_kwh, random), 1))
    dwell = random.expovariate(1 / (60 * traffic.dwell_minutes)) if traffic.dwell_minutes else 0.0
    leaves_at = at + timedelta(seconds=length + round(min(dwell, _DAY)) + 1)
    return Visit(at, _tag(traffic, random), length, energy, leaves_at)


def _tag(traffic: Traffic, random: Random) -> str:
    is_refused, which = random.random() < traffic.refused_share, random.random()
    if is_refused:
        return f"BLOCKED-{1 + int(which * traffic.drivers):04}"
    if traffic.id_tags:
        return traffic.id_tags[int(which * len(traffic.id_tags))]
    return f"DRIVER-{1 + int(which * traffic.drivers):04}"


def _breakdown(traffic: Traffic, midnight: datetime, second: float, random: Random) -> Breakdown:
    at = _moment(midnight, second)
    lasts = max(1, round(60 * _about(traffic.fault_minutes, random)))
    return Breakdown(at, random.choice(FAULTS), random.random(), at + timedelta(seconds=lasts))


def _about(mean: float, random: Random) -> float:
    return min(random.gammavariate(_SHAPE, mean / _SHAPE), 5 * mean)


def _moment(midnight: datetime, second: float) -> datetime:
    return midnight + timedelta(milliseconds=int(second * 1000))
