"""Charging profiles as both versions of OCPP write them: nearly alike."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sandbox.charger import configuration
from sandbox.charger.charging_profiles import ChargingProfile, Period, Purpose, Unit
from sandbox.charger.composite import Composite, in_unit
from sandbox.charger.configuration import Name
from sandbox.charger.frames import Payload, wire_time
from sandbox.charger.payloads import items, optional, optional_instant, required
from sandbox.charger.rules import Refused
from sandbox.charger.station import Station

_STACK_LEVEL = Name("ChargeProfileMaxStackLevel", "SmartChargingCtrlr.ProfileStackLevel")
_PERIODS = Name("ChargingScheduleMaxPeriods", "SmartChargingCtrlr.PeriodsPerSchedule")
_RECURRENCES = {"Daily": 86_400, "Weekly": 7 * 86_400}
_UNITS: dict[str, Unit] = {"A": "A", "W": "W"}
_MOST_PHASES = 3


class ProfileRefused(Refused):
    """A profile makes no sense, or not here; *code* is the `reasonCode` of OCPP 2.0.1."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Spelling(NamedTuple):
    """What a version calls things, and whether it is *strict* about where a schedule starts."""

    id: str
    purposes: dict[str, Purpose]
    strict: bool


Reader = Callable[[Station, Payload, int], ChargingProfile]
"""Reads a profile for a connector as a version writes it; raises what `read_profile` does."""


class Start(NamedTuple):
    """When a schedule starts (None: with the transaction), and after how many seconds it starts again."""

    at: datetime | None
    every_seconds: int | None = None


def read_profile(
    station: Station, payload: Payload, schedule: Payload, number: int, spelling: Spelling
) -> ChargingProfile:
    """Read a profile with its *schedule* for a connector.

    Raises:
        Violation: it holds a time that cannot be read.
        ProfileRefused: it says something that this charger cannot do.
    """
    purpose = spelling.purposes[required(payload, "chargingProfilePurpose", str)]
    start = _start(station, payload, optional_instant(schedule, "startSchedule"), purpose, spelling)
    profile = ChargingProfile(
        id=required(payload, spelling.id, int),
        number=number,
        purpose=purpose,
        stack_level=required(payload, "stackLevel", int),
        unit=_unit(required(schedule, "chargingRateUnit", str)),
        periods=tuple(_period(item) for item in items(schedule, "chargingSchedulePeriod", dict)),
        start_at=start.at,
        every_seconds=start.every_seconds,
        duration_seconds=optional(schedule, "duration", int),
        valid_from=optional_instant(payload, "validFrom"),
        valid_to=optional_instant(payload, "validTo"),
        told=payload if spelling.strict else {},
    )
    _check(station, profile, strict=spelling.strict)
    return profile


def start_profiles(
    station: Station, payload: Payload, number: int | None, read: Reader
) -> tuple[ChargingProfile, ...]:
    """Read the profile that a remote start may bring for its transaction.

    Raises:
        Violation: it holds a time that cannot be read.
        ProfileRefused: it is not one for a transaction, or makes no sense.
    """
    told = optional(payload, "chargingProfile", dict)
    if told is None:
        return ()
    profile = read(station, told, number or 0)
    if profile.purpose != "transaction":
        raise ProfileRefused("InvalidProfile", "a remote start takes no other profile than a TxProfile")
    return (profile,)


def wanted_unit(payload: Payload) -> Unit | None:
    """Read the `chargingRateUnit` that may be asked for."""
    unit = optional(payload, "chargingRateUnit", str)
    return None if unit is None else _unit(unit)


def write_periods(station: Station, composite: Composite, unit: Unit) -> list[Payload]:
    """Write the `chargingSchedulePeriod` of a composite schedule."""
    written = []
    for seconds, bound in composite.periods:
        period: Payload = {"startPeriod": seconds, "limit": in_unit(bound, unit, station.hardware)}
        if bound.phases is not None and station.hardware.current_type == "ac":
            period["numberPhases"] = bound.phases
        written.append(period)
    return written


def write_start(composite: Composite) -> str:
    return wire_time(composite.start)


def _unit(text: str) -> Unit:
    return _UNITS[text]


def _period(item: Payload) -> Period:
    phases = optional(item, "numberPhases", int)
    return Period(required(item, "startPeriod", int), float(item["limit"]), phases)


def _start(
    station: Station, payload: Payload, told: datetime | None, purpose: Purpose, spelling: Spelling
) -> Start:
    kind = required(payload, "chargingProfileKind", str)
    if kind == "Recurring":
        if told is None or "recurrencyKind" not in payload:
            raise ProfileRefused("InvalidSchedule", "a recurring profile needs startSchedule, recurrencyKind")
        return Start(told, _RECURRENCES[required(payload, "recurrencyKind", str)])
    if spelling.strict and kind == "Relative" and (told is not None or purpose == "station"):
        raise ProfileRefused("InvalidSchedule", "a relative profile starts with a transaction")
    if spelling.strict and kind == "Absolute" and told is None:
        raise ProfileRefused("InvalidSchedule", "an absolute profile needs startSchedule")
    # In 1.6 an absent startSchedule means the start of charging; the whole charger has none: from now on.
    at = told if kind == "Absolute" else None
    return Start(station.now if at is None and purpose == "station" else at)


def _check(station: Station, profile: ChargingProfile, *, strict: bool) -> None:
    highest, most = (configuration.number(station.state, name) for name in (_STACK_LEVEL, _PERIODS))
    if not 0 <= profile.stack_level <= highest:
        raise ProfileRefused("InvalidStackLevel", f"stackLevel must be from 0 to {highest}")
    if not 1 <= len(profile.periods) <= most:
        raise ProfileRefused("InvalidSchedule", f"a schedule has 1 to {most} periods")
    starts = [period.start for period in profile.periods]
    if starts != sorted(set(starts)) or starts[0] < 0 or (strict and starts[0] != 0):
        raise ProfileRefused("InvalidSchedule", "startPeriod must begin with 0 and increase")
    if profile.duration_seconds is not None and profile.duration_seconds <= 0:
        raise ProfileRefused("InvalidSchedule", "duration must be positive")
    for period in profile.periods:
        if not (math.isfinite(period.limit) and period.limit >= 0):
            raise ProfileRefused("InvalidSchedule", "limit must be at least 0")
        if period.phases is not None and not 1 <= period.phases <= _MOST_PHASES:
            raise ProfileRefused("InvalidSchedule", f"numberPhases must be from 1 to {_MOST_PHASES}")
    if profile.valid_from and profile.valid_to and profile.valid_to <= profile.valid_from:
        raise ProfileRefused("InvalidProfile", "validTo must be later than validFrom")
