"""Smart charging as an OCPP 2.0.1 CSMS asks for it."""

from collections.abc import Callable, Mapping
from itertools import groupby

from sandbox.charger import smart_charging
from sandbox.charger.charging_profiles import ChargingProfile, Purpose
from sandbox.charger.composite import composite
from sandbox.charger.frames import Payload, Script, tell
from sandbox.charger.operations import Answer, accepted
from sandbox.charger.payloads import items, optional, required
from sandbox.charger.profile_payloads import (
    ProfileRefused,
    Spelling,
    read_profile,
    wanted_unit,
    write_periods,
    write_start,
)
from sandbox.charger.station import Station

_EXTERNAL = "ChargingStationExternalConstraints"
_PURPOSES: dict[str, Purpose] = {
    "ChargingStationMaxProfile": "station",
    "TxDefaultProfile": "default",
    "TxProfile": "transaction",
}
_SPELLING = Spelling("id", _PURPOSES, strict=True)
_SOURCE = "CSO"


def read_profile201(station: Station, told: Payload, number: int) -> ChargingProfile:
    """Read a profile for a connector as `read_profile` does."""
    if told.get("chargingProfilePurpose") == _EXTERNAL:
        raise ProfileRefused("UnsupportedPurpose", "a CSMS does not set external constraints")
    schedules = items(told, "chargingSchedule", dict)
    if len(schedules) != 1:
        raise ProfileRefused("InvalidSchedule", "one schedule is taken: the EV has not told its needs")
    if any("phaseToUse" in period for period in items(schedules[0], "chargingSchedulePeriod", dict)):
        # K01.FR.20: ACPhaseSwitchingSupported is false
        raise ProfileRefused("InvalidSchedule", "phaseToUse: this charger cannot switch phases")
    profile = read_profile(station, told, schedules[0], number, _SPELLING)
    if profile.purpose != "transaction" and "transactionId" in told:
        raise ProfileRefused("InvalidProfile", "only a TxProfile has a transactionId")
    return profile


def read_start_profile201(station: Station, told: Payload, number: int) -> ChargingProfile:
    """Read the profile of a remote start as `read_profile` does: its transaction has no id yet."""
    if "transactionId" in told:
        raise ProfileRefused("InvalidProfile", "the profile of a remote start has no transactionId")
    return read_profile201(station, told, number)


def _set_profile(station: Station, payload: Payload) -> Answer:
    number, told = required(payload, "evseId", int), required(payload, "chargingProfile", dict)
    try:
        profile = read_profile201(station, told, number)
        smart_charging.check_place(station, profile, _transaction_id(told, profile))
        _check_rivals(station, profile)
        follow_up = smart_charging.install(station, profile, lambda _, old: old.id == profile.id)
    except ProfileRefused as refusal:
        return _refused(refusal.code, str(refusal))
    return accepted(follow_up)


def _transaction_id(told: Payload, profile: ChargingProfile) -> str | None:
    transaction_id = optional(told, "transactionId", str)
    if profile.purpose == "transaction" and transaction_id is None:
        raise ProfileRefused("InvalidProfile", "a TxProfile needs a transactionId")
    return transaction_id


def _check_rivals(station: Station, new: ChargingProfile) -> None:
    """Refuse a second profile of one purpose and stack level, unless they are never valid together.

    K01.FR.06, for transactions K01.FR.39; defaults of one EVSE and of all are rivals too (K01.FR.52, 53).
    """
    for number, old in station.state.installed_profiles():
        if old.id == new.id or (old.purpose, old.stack_level) != (new.purpose, new.stack_level):
            continue
        same = number == new.number
        if (same and (new.purpose == "transaction" or _overlap(old, new))) or (
            not same and new.purpose == "default" and 0 in {number, new.number}
        ):
            text = f"profile {old.id} has the same purpose and stackLevel"
            raise ProfileRefused("DuplicateProfile", text)


def _overlap(one: ChargingProfile, other: ChargingProfile) -> bool:
    def ends_before(first: ChargingProfile, second: ChargingProfile) -> bool:
        ends, begins = first.valid_to, second.valid_from
        return ends is not None and begins is not None and ends <= begins

    return not ends_before(one, other) and not ends_before(other, one)


def _clear_profile(station: Station, payload: Payload) -> Answer:
    wanted_id = optional(payload, "chargingProfileId", int)
    criteria = optional(payload, "chargingProfileCriteria", dict) or {}
    matches = _criteria(criteria, optional(criteria, "evseId", int))

    def wanted(number: int, profile: ChargingProfile) -> bool:
        return matches(number, profile) if wanted_id is None else profile.id == wanted_id

    follow_up = smart_charging.clear(station, wanted)
    if follow_up is None:
        return _refused("NoProfile", "there is no such charging profile", "Unknown")
    return accepted(follow_up)


def _get_profiles(station: Station, payload: Payload) -> Answer:
    request_id, criteria = required(payload, "requestId", int), required(payload, "chargingProfile", dict)
    matches = _criteria(criteria, optional(payload, "evseId", int))
    ids, sources = items(criteria, "chargingProfileId", int), items(criteria, "chargingLimitSource", str)
    found = [
        (number, profile)
        for number, profile in station.state.installed_profiles()
        if matches(number, profile) and (not ids or profile.id in ids) and (not sources or _SOURCE in sources)
    ]
    if not found:
        return _refused("NoProfile", "there is no such charging profile", "NoProfiles")
    return accepted(_report(station, request_id, found))


def _report(
    station: Station, request_id: int, found: list[tuple[int, ChargingProfile]]
) -> Script[str | None]:
    """Send the profiles of each EVSE in a message of its own."""
    parts = [(n, list(group)) for n, group in groupby(sorted(found, key=lambda f: f[0]), lambda f: f[0])]
    written = [(n, [_written(station, n, profile) for _, profile in part]) for n, part in parts]
    for index, (number, profiles) in enumerate(written):
        report: Payload = {
            "requestId": request_id,
            "chargingLimitSource": _SOURCE,
            "evseId": number,
            "chargingProfile": profiles,
            "tbc": index < len(written) - 1,
        }
        yield from tell("ReportChargingProfiles", report)
    return None


def _written(station: Station, number: int, profile: ChargingProfile) -> Payload:
    if profile.purpose != "transaction":
        return profile.told
    return profile.told | {"transactionId": station.state.transaction(number).id}


def _composite_schedule(station: Station, payload: Payload) -> Answer:
    number, seconds = required(payload, "evseId", int), required(payload, "duration", int)
    unit = wanted_unit(payload)
    if not 0 <= number <= len(station.state.connectors):
        return _refused("UnknownEvse", f"there is no EVSE {number}")
    if seconds <= 0:
        return _refused("InvalidValue", "duration must be positive")
    made = composite(station.state, station.hardware, number, station.now, seconds)
    unit = unit or made.unit()
    schedule = {
        "evseId": number,
        "duration": made.seconds,
        "scheduleStart": write_start(made),
        "chargingRateUnit": unit,
        "chargingSchedulePeriod": write_periods(station, made, unit),
    }
    return Answer({"status": "Accepted", "schedule": schedule})


def _criteria(criteria: Payload, evse: int | None) -> smart_charging.Wanted:
    level, purpose = optional(criteria, "stackLevel", int), None
    if "chargingProfilePurpose" in criteria:
        purpose = required(criteria, "chargingProfilePurpose", str)

    def matches(number: int, profile: ChargingProfile) -> bool:
        if purpose is not None and _PURPOSES.get(purpose) != profile.purpose:
            return False
        return evse in {None, number} and level in {None, profile.stack_level}

    return matches


def _refused(code: str, text: str, status: str = "Rejected") -> Answer:
    information = {"reasonCode": code, "additionalInfo": text}
    return Answer({"status": status, "statusInfo": information}, text)


PROFILE_HANDLERS_201: Mapping[str, Callable[[Station, Payload], Answer]] = {
    "ClearChargingProfile": _clear_profile,
    "GetChargingProfiles": _get_profiles,
    "GetCompositeSchedule": _composite_schedule,
    "SetChargingProfile": _set_profile,
}
