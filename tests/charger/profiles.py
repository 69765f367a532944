"""Charging profiles as tests write them, and what became of them."""

from typing import Any

from tests.charger.rig import Rig

Payload = dict[str, Any]

NOON = "2026-01-01T12:00:00Z"
_MAX = {"ocpp1.6": "ChargePointMaxProfile", "ocpp2.0.1": "ChargingStationMaxProfile"}


class Profiles:
    """Speaks of profiles to the charger on the rig, in its version."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.old = rig.state.ocpp_version == "ocpp1.6"

    def told(self, *limits: tuple[int, float], **changes: Any) -> Payload:
        """Write a default in watts, absolute from noon; *changes* replace members wherever they belong."""
        schedule: Payload = {
            "startSchedule": NOON,
            "chargingRateUnit": "W",
            "chargingSchedulePeriod": [period(start, limit) for start, limit in limits],
        }
        schedule |= {} if self.old else {"id": 1}
        told: Payload = {
            "chargingProfileId" if self.old else "id": changes.pop("id", 1),
            "stackLevel": 0,
            "chargingProfilePurpose": "TxDefaultProfile",
            "chargingProfileKind": "Absolute",
        }
        for name, value in changes.items():
            if name in _OF_SCHEDULE:
                schedule[name] = value
            else:
                told[name] = value
        schedule = {name: value for name, value in schedule.items() if value is not None}
        return told | {"chargingSchedule": schedule if self.old else [schedule]}

    def station(self, *limits: tuple[int, float], **changes: Any) -> Payload:
        return self.told(*limits, chargingProfilePurpose=_MAX[self.rig.state.ocpp_version], **changes)

    def transaction(self, *limits: tuple[int, float], **changes: Any) -> Payload:
        return self.told(*limits, chargingProfilePurpose="TxProfile", **changes)

    def set(self, number: int, told: Payload) -> Payload:
        names = ("connectorId", "csChargingProfiles") if self.old else ("evseId", "chargingProfile")
        return self._answer("SetChargingProfile", dict(zip(names, (number, told), strict=True)))

    def install(self, number: int, told: Payload) -> None:
        assert self.set(number, told) == {"status": "Accepted"}

    def clear(self, **criteria: Any) -> str:
        return str(self._answer("ClearChargingProfile", criteria)["status"])

    def composite(self, number: int, seconds: int, **asked: Any) -> Payload:
        """Ask for a composite schedule and return it."""
        name = "connectorId" if self.old else "evseId"
        answer = self._answer("GetCompositeSchedule", {name: number, "duration": seconds, **asked})
        assert answer["status"] == "Accepted", answer
        made: Payload = answer["chargingSchedule" if self.old else "schedule"]
        return made

    def limits(self, number: int, seconds: int, **asked: Any) -> list[tuple[int, float]]:
        """Ask for a composite schedule and return its periods in short."""
        periods = self.composite(number, seconds, **asked)["chargingSchedulePeriod"]
        return [(told["startPeriod"], told["limit"]) for told in periods]

    def power(self, number: int = 1) -> float:
        return self.rig.connector(number).meter.power_w

    def _answer(self, action: str, payload: Payload) -> Payload:
        answer = self.rig.receive(action, payload)
        assert isinstance(answer, dict), answer
        return answer


def period(start: int, limit: float, **more: Any) -> Payload:
    return {"startPeriod": start, "limit": limit, **more}


_OF_SCHEDULE = {"startSchedule", "chargingRateUnit", "chargingSchedulePeriod", "duration", "minChargingRate"}
