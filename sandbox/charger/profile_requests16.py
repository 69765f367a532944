"""Smart charging as an OCPP 1.6 central system asks for it."""

from collections.abc import Callable, Mapping

from sandbox.charger import smart_charging
from sandbox.charger.charging_profiles import ChargingProfile, Purpose
from sandbox.charger.composite import composite
from sandbox.charger.frames import Payload
from sandbox.charger.operations import Answer, accepted, refused
from sandbox.charger.payloads import optional, required
from sandbox.charger.profile_payloads import (
    ProfileRefused,
    Spelling,
    read_profile,
    wanted_unit,
    write_periods,
    write_start,
)
from sandbox.charger.station import Station

_PURPOSES: dict[str, Purpose] = {
    "ChargePointMaxProfile": "station",
    "TxDefaultProfile": "default",
    "TxProfile": "transaction",
}
_SPELLING = Spelling("chargingProfileId", _PURPOSES, strict=False)


def read_profile16(station: Station, told: Payload, number: int) -> ChargingProfile:
    """Read a profile for a connector as `read_profile` does."""
    return read_profile(station, told, required(told, "chargingSchedule", dict), number, _SPELLING)


def _set_profile(station: Station, payload: Payload) -> Answer:
    number, told = required(payload, "connectorId", int), required(payload, "csChargingProfiles", dict)
    transaction_id = optional(told, "transactionId", int)
    try:
        profile = read_profile16(station, told, number)
        smart_charging.check_place(station, profile, None if transaction_id is None else str(transaction_id))
        follow_up = smart_charging.install(station, profile, _replaced_by(profile))
    except ProfileRefused as refusal:
        return refused(str(refusal))
    return accepted(follow_up)


def _replaced_by(new: ChargingProfile) -> smart_charging.Wanted:
    """One with the same id goes, and one with the same purpose, stack level and connector."""
    place = (new.number, new.purpose, new.stack_level)
    return lambda number, old: old.id == new.id or (number, old.purpose, old.stack_level) == place


def _clear_profile(station: Station, payload: Payload) -> Answer:
    wanted_id, level = optional(payload, "id", int), optional(payload, "stackLevel", int)
    connector = optional(payload, "connectorId", int)
    purpose = None
    if "chargingProfilePurpose" in payload:
        purpose = _PURPOSES[required(payload, "chargingProfilePurpose", str)]

    def wanted(number: int, profile: ChargingProfile) -> bool:
        if wanted_id is not None:
            return profile.id == wanted_id
        asked, has = (connector, purpose, level), (number, profile.purpose, profile.stack_level)
        return all(a is None or a == h for a, h in zip(asked, has, strict=True))

    follow_up = smart_charging.clear(station, wanted)
    if follow_up is None:
        return refused("there is no such charging profile", "Unknown")
    return accepted(follow_up)


def _composite_schedule(station: Station, payload: Payload) -> Answer:
    number, seconds = required(payload, "connectorId", int), required(payload, "duration", int)
    unit = wanted_unit(payload)
    if not 0 <= number <= len(station.state.connectors):
        return refused(f"there is no connector {number}")
    if seconds <= 0:
        return refused("duration must be positive")
    made = composite(station.state, station.hardware, number, station.now, seconds)
    unit = unit or made.unit()
    schedule = {
        "duration": made.seconds,
        "startSchedule": write_start(made),
        "chargingRateUnit": unit,
        "chargingSchedulePeriod": write_periods(station, made, unit),
    }
    return Answer(
        {
            "status": "Accepted",
            "connectorId": number,
            "scheduleStart": write_start(made),
            "chargingSchedule": schedule,
        }
    )


PROFILE_HANDLERS_16: Mapping[str, Callable[[Station, Payload], Answer]] = {
    "ClearChargingProfile": _clear_profile,
    "GetCompositeSchedule": _composite_schedule,
    "SetChargingProfile": _set_profile,
}
