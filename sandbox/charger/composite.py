"""What charging profiles allow: the power of each connector at an instant, and the composite schedule.

The same function bounds the power that flows and answers GetCompositeSchedule.

- A profile of the transaction comes before a default of the connector, and that before a default of all
  connectors; among profiles of one kind the highest stack level that says something at the instant counts.
- What the whole charger may take is divided equally among the connectors that charge.
- An ampere is 230 W on each phase that the period names (3 if none), never more phases than the hardware has.
  With direct current it is 350 W, as the voltage of a battery is never lower, so that the current stays below
  the limit.
"""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sandbox.charger import meter
from sandbox.charger.charging_profiles import ChargingProfile, Unit
from sandbox.charger.hardware import Hardware
from sandbox.charger.state import ChargerState, Connector

_MOST_CHANGES = 1000
_WHOLE = 0


class Bound(NamedTuple):
    """A limit in watts, with the unit and the number of phases that its profile named."""

    watts: float
    unit: Unit | None = None
    phases: int | None = None


class Composite(NamedTuple):
    """The limit from *start* on, as pairs of whole seconds after it and what holds from there."""

    start: datetime
    seconds: int
    periods: list[tuple[int, Bound]]

    def unit(self) -> Unit:
        """Return the unit to speak in when none is asked for: amperes where nothing else is set."""
        return "A" if {bound.unit for _, bound in self.periods} == {"A"} else "W"


def concerned(state: ChargerState) -> bool:
    """Tell whether profiles bound anything, or have done so until now."""
    if state.profiles or state.limits_due is not None:
        return True
    return any(
        connector.limit_w is not None
        or (connector.transaction is not None and connector.transaction.profiles)
        for connector in state.connectors
    )


def limits_w(state: ChargerState, hardware: Hardware, now: datetime) -> dict[int, float | None]:
    """Return what each connector may take at *now*: None without a transaction, or if no profile says."""
    bounds = _bounds(state, hardware, now, now)
    return {
        c.number: bounds[c.number].watts if c.transaction is not None and c.number in bounds else None
        for c in state.connectors
    }


def limits_due(state: ChargerState, now: datetime) -> datetime | None:
    """Return when limits may next change by themselves; one that is already due is left to its deadline."""
    if state.limits_due is not None and state.limits_due <= now:
        return state.limits_due
    charging = any(connector.transaction is not None for connector in state.connectors)
    return _next_change(state, now) if charging else None


def composite(state: ChargerState, hardware: Hardware, number: int, now: datetime, seconds: int) -> Composite:
    """Make the schedule of a connector, or of the whole charger (0), for *seconds* from *now*.

    A connector without a transaction is taken to begin one now. A schedule of very many changes is cut short.
    """
    end = now + timedelta(seconds=min(seconds, _LONGEST))
    periods: list[tuple[int, Bound]] = []
    at: datetime | None = now
    for _ in range(_MOST_CHANGES):
        if at is None or at >= end:
            break
        offset, bound = round((at - now).total_seconds()), _limit(state, hardware, number, at, now)
        if periods and periods[-1][0] == offset:
            periods.pop()
        if not periods or periods[-1][1] != bound:
            periods.append((offset, bound))
        at = _next_change(state, at, now)
    if at is not None and at < end:
        seconds = round((at - now).total_seconds())
    return Composite(now, seconds, periods)


def in_unit(bound: Bound, unit: Unit, hardware: Hardware) -> float:
    """Write a limit in *unit*, with one decimal as OCPP 1.6 asks for; amperes are never rounded up."""
    if unit == "W":
        return _tidy(round(bound.watts, 1))
    amperes = bound.watts / _volts(hardware, bound.phases if bound.phases is not None else hardware.phases)
    return _tidy(math.floor(amperes * 10 + 1e-6) / 10)


def _limit(state: ChargerState, hardware: Hardware, number: int, at: datetime, start: datetime) -> Bound:
    """Return what a connector, or the whole charger, may take with what its hardware can do."""
    most = float(hardware.max_power_w)
    bounds = _bounds(state, hardware, at, start, presumed=number)
    if number != _WHOLE:
        return _lowest([bounds.get(number), Bound(most)])
    each = [min(most, bounds[c.number].watts) if c.number in bounds else most for c in state.connectors]
    return _lowest([bounds.get(_WHOLE), Bound(sum(each))])


def _bounds(
    state: ChargerState, hardware: Hardware, at: datetime, start: datetime, *, presumed: int = _WHOLE
) -> dict[int, Bound]:
    """Return what profiles allow each connector and all together (0), where they say something.

    *start* stands for the start of a transaction where there is none. Connector *presumed* counts among those
    that charge if it has none, as if one began there.
    """
    own = {c.number: _own(state, hardware, c, at, start) for c in state.connectors}
    whole = _highest((p for p in state.profiles if p.purpose == "station"), hardware, at, start)
    if whole is not None:
        charging = [c.number for c in state.connectors if _takes(c, own[c.number], presumed)]
        share = whole._replace(watts=whole.watts / max(1, len(charging)))
        own = {n: _lowest([bound, share if n in charging else whole]) for n, bound in own.items()}
        own[_WHOLE] = whole
    return {number: bound for number, bound in own.items() if bound is not None}


def _own(
    state: ChargerState, hardware: Hardware, connector: Connector, at: datetime, start: datetime
) -> Bound | None:
    transaction = connector.transaction
    profiles: tuple[ChargingProfile, ...] = ()
    if transaction is not None:
        start, profiles = transaction.started_at, transaction.profiles
    defaults = [profile for profile in state.profiles if profile.purpose == "default"]
    for candidates in (
        profiles,
        [profile for profile in defaults if profile.number == connector.number],
        [profile for profile in defaults if profile.number == _WHOLE],
    ):
        bound = _highest(candidates, hardware, at, start)
        if bound is not None:
            return bound
    return None


def _highest(
    profiles: Iterable[ChargingProfile], hardware: Hardware, at: datetime, start: datetime
) -> Bound | None:
    for profile in sorted(profiles, key=lambda profile: -profile.stack_level):
        period = profile.period(at, start)
        if period is not None:
            factor = _volts(hardware, period.phases or _PHASES) if profile.unit == "A" else 1.0
            phases = period.phases and min(period.phases, hardware.phases)
            return Bound(period.limit * factor, profile.unit, phases)
    return None


def _takes(connector: Connector, own: Bound | None, presumed: int) -> bool:
    """Tell whether a connector would take power if the charger as a whole has some left for it."""
    transaction, vehicle = connector.transaction, connector.vehicle
    if transaction is None and connector.number == presumed:
        return connector.power_w > 0 and (own is None or own.watts > 0)
    if transaction is None or not transaction.authorized or vehicle is None or connector.fault is not None:
        return False
    return vehicle.wants_energy and connector.power_w > 0 and (own is None or own.watts > 0)


def _lowest(bounds: list[Bound | None]) -> Bound:
    return min((bound for bound in bounds if bound is not None), key=lambda bound: bound.watts)


def _next_change(state: ChargerState, after: datetime, *presumed: datetime) -> datetime | None:
    """Return an instant after *after* before which nothing changes by itself; None if nothing ever does.

    Schedules begin with the transactions that there are, and with those that are *presumed* to begin.
    """
    starts = {c.transaction.started_at for c in state.connectors if c.transaction is not None} | {*presumed}
    changes = [c for p in state.profiles for begin in starts for c in p.changes(after, begin)]
    for connector in state.connectors:
        if connector.transaction is not None:
            begin = connector.transaction.started_at
            changes += [c for p in connector.transaction.profiles for c in p.changes(after, begin)]
    return min(changes, default=None)


def _volts(hardware: Hardware, phases: int) -> float:
    """Return the watts of one ampere."""
    if hardware.current_type == "dc":
        return meter.DC_EMPTY_VOLTAGE
    return meter.AC_VOLTAGE * max(1, min(phases, hardware.phases))


def _tidy(value: float) -> float:
    """Write whole numbers without a decimal."""
    return int(value) if value == int(value) else value


_PHASES = 3
_LONGEST = 100 * 365 * 86_400
