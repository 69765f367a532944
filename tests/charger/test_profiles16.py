"""What is OCPP 1.6's own about charging profiles, and what a charge point says when they change something."""

from typing import Any

import pytest

from sandbox.charger import meter
from tests.charger.profiles import Profiles, period
from tests.charger.rig import Rig

START = ("start_session", {"id_tag": "TAG"})


@pytest.fixture
def rig() -> Rig:
    return Rig("ocpp1.6", connectors=2)


@pytest.fixture
def profiles(rig: Rig) -> Profiles:
    return Profiles(rig)


def test_a_limit_of_nothing_suspends_by_the_charger_and_is_told_at_the_instant(
    rig: Rig, profiles: Profiles
) -> None:
    rig.configure(MeterValueSampleInterval=0, HeartbeatInterval=0)
    rig.given(START)
    profiles.install(1, profiles.told((0, 0), (90, 6000)))
    assert rig.said() == ["< SetChargingProfile", "SN 1 SuspendedEVSE"]
    rig.wait(3600)
    ((action, told),) = rig.calls()
    assert (action, told["status"], told["timestamp"]) == (
        "StatusNotification",
        "Charging",
        "2026-01-01T12:01:30.000Z",
    )
    assert meter.energy_wh(rig.connector().meter, rig.now) == pytest.approx(6000 * (3600 - 90) / 3600)
    profiles.install(1, profiles.told((0, 0)))
    rig.frames()
    assert profiles.clear(id=1) == "Accepted"
    assert rig.said() == ["< ClearChargingProfile", "SN 1 Charging"]


def test_a_session_under_a_limit_of_nothing_begins_suspended(rig: Rig, profiles: Profiles) -> None:
    profiles.install(0, profiles.told((0, 0)))
    rig.frames()
    rig.do("start_session", id_tag="TAG")
    assert rig.said() == ["SN 1 Preparing", "Authorize", "StartTransaction", "SN 1 SuspendedEVSE"]


def test_another_limit_is_not_told_before_the_next_sample(rig: Rig, profiles: Profiles) -> None:
    rig.given(START)
    profiles.install(1, profiles.told((0, 5000), (30, 6000)))
    assert rig.said() == ["< SetChargingProfile"]
    rig.wait(30)
    assert rig.said() == []
    rig.wait(30)
    ((action, told),) = rig.calls()
    values = {v["measurand"]: v["value"] for v in told["meterValue"][0]["sampledValue"]}
    assert (action, float(values["Power.Active.Import"])) == ("MeterValues", 6000)


def test_same_purpose_level_and_connector_replaces(rig: Rig, profiles: Profiles) -> None:
    for number, told in (
        (1, profiles.told((0, 1000))),
        (2, profiles.told((0, 2000), id=2)),
        (1, profiles.told((0, 3000), id=3, stackLevel=1)),
        (1, profiles.told((0, 4000), id=4)),
    ):
        profiles.install(number, told)
    assert [profile.id for profile in rig.state.profiles] == [2, 3, 4]


def test_schedule_without_periods_is_rejected(profiles: Profiles) -> None:
    assert profiles.set(1, profiles.told()) == {"status": "Rejected"}


def test_profile_of_a_transaction_needs_no_id(rig: Rig, profiles: Profiles) -> None:
    rig.given(START)
    profiles.install(1, profiles.transaction((0, 4000)))
    assert profiles.power() == 4000
    assert [number for number, _ in rig.state.installed_profiles()] == [1]


@pytest.mark.parametrize(
    "begins",
    [
        {"startSchedule": None},
        {"chargingProfileKind": "Relative"},
        {"chargingProfileKind": "Relative", "startSchedule": None},
    ],
)
def test_schedule_without_a_start_begins_with_the_transaction(
    rig: Rig, profiles: Profiles, begins: dict[str, Any]
) -> None:
    profiles.install(1, profiles.told((0, 4000), (60, 5000), **begins))
    rig.wait(100)
    rig.given(START)
    assert profiles.power() == 4000
    rig.wait(60)
    assert profiles.power() == 5000


def test_maximum_without_a_start_begins_when_it_is_set(rig: Rig, profiles: Profiles) -> None:
    rig.wait(100)
    profiles.install(0, profiles.station((0, 4000), (60, 5000), startSchedule=None))
    rig.wait(30)
    rig.given(START)
    assert profiles.power() == 4000
    rig.wait(30)
    assert profiles.power() == 5000


def test_nothing_is_said_before_the_first_period(rig: Rig, profiles: Profiles) -> None:
    profiles.install(0, profiles.told((60, 4000)))
    assert profiles.limits(1, 300) == [(0, 22_000), (60, 4000)]


def test_the_answer_names_the_connector_and_the_start(rig: Rig, profiles: Profiles) -> None:
    profiles.install(0, profiles.told(chargingSchedulePeriod=[period(0, 11_000, numberPhases=3)]))
    answer = rig.receive("GetCompositeSchedule", {"connectorId": 1, "duration": 60, "chargingRateUnit": "W"})
    assert answer == {
        "status": "Accepted",
        "connectorId": 1,
        "scheduleStart": "2026-01-01T12:00:00.000Z",
        "chargingSchedule": {
            "duration": 60,
            "startSchedule": "2026-01-01T12:00:00.000Z",
            "chargingRateUnit": "W",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 11_000, "numberPhases": 3}],
        },
    }


def test_configuration_tells_what_is_possible(rig: Rig) -> None:
    keys = [
        "ChargeProfileMaxStackLevel",
        "ChargingScheduleAllowedChargingRateUnit",
        "ChargingScheduleMaxPeriods",
        "MaxChargingProfilesInstalled",
        "SupportedFeatureProfiles",
    ]
    answer = rig.receive("GetConfiguration", {"key": keys})
    assert isinstance(answer, dict)
    told = {setting["key"]: setting["value"] for setting in answer["configurationKey"]}
    assert all(setting["readonly"] for setting in answer["configurationKey"])
    assert "SmartCharging" in told.pop("SupportedFeatureProfiles").split(",")
    assert list(told.values()) == ["10", "Current,Power", "100", "20"]
