"""What is OCPP 2.0.1's own about charging profiles, and what a station says when they change something."""

from typing import Any

import pytest

from tests.charger.profiles import Profiles
from tests.charger.rig import Rig

Payload = dict[str, Any]
START = ("start_session", {"id_tag": "TAG"})


@pytest.fixture
def rig() -> Rig:
    return Rig("ocpp2.0.1", connectors=2)


@pytest.fixture
def profiles(rig: Rig) -> Profiles:
    return Profiles(rig)


def test_another_rate_and_a_limit_of_nothing_are_told_at_the_instant(rig: Rig, profiles: Profiles) -> None:
    rig.configure(TxUpdatedInterval=0, HeartbeatInterval=0)
    rig.given(START)
    profiles.install(1, profiles.told((0, 5000), (30, 5040), (60, 0), (90, 6000)))
    assert rig.said() == ["< SetChargingProfile", "TE Updated ChargingRateChanged Charging"]
    rig.wait(600)
    told = [(payload["triggerReason"], payload["timestamp"][17:19]) for _, payload in rig.calls()]
    # 40 W more are less than the 1 % of LimitChangeSignificance.
    assert told == [("ChargingStateChanged", "00"), ("ChargingStateChanged", "30")]
    profiles.clear()
    assert rig.said() == ["< ClearChargingProfile", "TE Updated ChargingRateChanged Charging"]


def test_a_session_under_a_limit_of_nothing_begins_suspended(rig: Rig, profiles: Profiles) -> None:
    profiles.install(0, profiles.told((0, 0)))
    rig.frames()
    rig.do("start_session", id_tag="TAG")
    assert rig.said()[-2:] == [
        "TE Updated Authorized EVConnected",
        "TE Updated ChargingStateChanged SuspendedEVSE",
    ]


def test_a_profile_can_be_set_before_anybody_is_authorized(rig: Rig, profiles: Profiles) -> None:
    rig.given("plug_connector")
    profiles.install(1, profiles.transaction((0, 4000), transactionId=rig.transaction().id))
    rig.given(("authorize_id_tag", {"id_tag": "TAG"}))
    assert profiles.power() == 4000


REFUSED: list[tuple[str, int, Payload, str]] = [
    (
        "external constraints",
        0,
        {"chargingProfilePurpose": "ChargingStationExternalConstraints"},
        "UnsupportedPurpose",
    ),
    ("transaction without its id", 1, {"chargingProfilePurpose": "TxProfile"}, "InvalidProfile"),
    ("relative with a start", 1, {"chargingProfileKind": "Relative"}, "InvalidSchedule"),
    ("absolute without a start", 1, {"startSchedule": None}, "InvalidSchedule"),
    (
        "relative maximum",
        0,
        {
            "chargingProfilePurpose": "ChargingStationMaxProfile",
            "chargingProfileKind": "Relative",
            "startSchedule": None,
        },
        "InvalidSchedule",
    ),
    (
        "late first period",
        1,
        {"chargingSchedulePeriod": [{"startPeriod": 1, "limit": 1}]},
        "InvalidSchedule",
    ),
    (
        "another phase than the first, which is not switched to",
        1,
        {"chargingSchedulePeriod": [{"startPeriod": 0, "limit": 1, "numberPhases": 1, "phaseToUse": 2}]},
        "InvalidSchedule",
    ),
    ("default with the id of a transaction", 1, {"transactionId": "1"}, "InvalidProfile"),
    ("stack level", 1, {"stackLevel": 11}, "InvalidStackLevel"),
    ("unknown EVSE", 3, {}, "UnknownEvse"),
]


@pytest.mark.parametrize(
    ("number", "changes", "code"), [pytest.param(n, c, code, id=i) for i, n, c, code in REFUSED]
)
def test_refused(rig: Rig, profiles: Profiles, number: int, changes: Payload, code: str) -> None:
    rig.given(START)
    answer = profiles.set(number, profiles.told((0, 1), **changes))
    assert (answer["status"], answer["statusInfo"]["reasonCode"]) == ("Rejected", code)


def test_only_one_schedule_is_taken(profiles: Profiles) -> None:
    told = profiles.told((0, 1))
    told["chargingSchedule"] *= 2
    assert profiles.set(0, told)["statusInfo"]["reasonCode"] == "InvalidSchedule"


def test_a_remote_start_names_no_transaction(rig: Rig, profiles: Profiles) -> None:
    start = {"idToken": {"idToken": "TAG", "type": "Central"}, "remoteStartId": 7, "evseId": 1}
    for named, status in (({"transactionId": "1"}, "Rejected"), ({}, "Accepted")):
        told = profiles.transaction((0, 4000), **named)
        answer = rig.receive("RequestStartTransaction", start | {"chargingProfile": told})
        assert isinstance(answer, dict)
        assert answer["status"] == status


RIVALS: list[tuple[str, int, Payload, bool]] = [
    ("same place", 1, {}, False),
    ("another level", 1, {"stackLevel": 1}, True),
    ("another EVSE", 2, {}, True),
    ("all EVSEs", 0, {}, False),
    ("all EVSEs at another level", 0, {"stackLevel": 1}, True),
    ("another purpose", 0, {"chargingProfilePurpose": "ChargingStationMaxProfile"}, True),
    ("valid later", 1, {"validFrom": "2026-02-01T00:00:00Z"}, True),
    ("valid earlier", 1, {"validTo": "2026-01-01T00:00:00Z"}, True),
    ("valid in part", 1, {"validFrom": "2026-01-15T00:00:00Z"}, False),
    ("itself", 0, {"id": 1}, True),
]


@pytest.mark.parametrize(
    ("number", "changes", "taken"), [pytest.param(n, c, taken, id=i) for i, n, c, taken in RIVALS]
)
def test_two_of_one_kind_are_not_valid_together(
    profiles: Profiles,
    number: int,
    changes: Payload,
    taken: bool,  # noqa: FBT001
) -> None:
    january = {"validFrom": "2026-01-01T00:00:00Z", "validTo": "2026-02-01T00:00:00Z"}
    profiles.install(1, profiles.told((0, 1), **january))
    answer = profiles.set(number, profiles.told((0, 2), **{"id": 2, **changes}))
    assert (answer["status"] == "Accepted") is taken
    assert taken or answer["statusInfo"]["reasonCode"] == "DuplicateProfile"


def test_two_of_one_transaction_need_two_levels(rig: Rig, profiles: Profiles) -> None:
    rig.given(START)
    running = {"transactionId": rig.transaction().id}
    profiles.install(1, profiles.transaction((0, 1), **running))
    assert profiles.set(1, profiles.transaction((0, 1), id=2, **running))["status"] == "Rejected"
    profiles.install(1, profiles.transaction((0, 1), id=2, stackLevel=1, **running))


class TestReport:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, [(0, [1]), (1, [2, 4]), (2, [3])]),
            ({"evseId": 0}, [(0, [1])]),
            ({"evseId": 1}, [(1, [2, 4])]),
            ({"evseId": 3}, []),
            ({"chargingProfile": {"stackLevel": 1}}, [(2, [3])]),
            ({"chargingProfile": {"chargingProfilePurpose": "TxProfile"}}, [(1, [4])]),
            ({"chargingProfile": {"chargingProfilePurpose": "ChargingStationExternalConstraints"}}, []),
            ({"chargingProfile": {"chargingProfileId": [2, 3]}}, [(1, [2]), (2, [3])]),
            ({"chargingProfile": {"chargingLimitSource": ["EMS", "SO"]}}, []),
            ({"chargingProfile": {"chargingLimitSource": ["CSO"]}, "evseId": 2}, [(2, [3])]),
        ],
    )
    def test_by_criteria(
        self, rig: Rig, profiles: Profiles, asked: Payload, found: list[tuple[int, list[int]]]
    ) -> None:
        rig.given(START)
        profiles.install(0, profiles.station((0, 1)))
        profiles.install(1, profiles.told((0, 1), id=2))
        profiles.install(2, profiles.told((0, 1), id=3, stackLevel=1))
        profiles.install(1, profiles.transaction((0, 1), id=4, transactionId=rig.transaction().id))
        rig.frames()
        answer = rig.receive("GetChargingProfiles", {"requestId": 5, "chargingProfile": {}} | asked)
        assert isinstance(answer, dict)
        assert answer["status"] == ("Accepted" if found else "NoProfiles")
        reports = [payload for _, payload in rig.calls()]
        assert [(r["evseId"], [p["id"] for p in r["chargingProfile"]]) for r in reports] == found
        assert [r["tbc"] for r in reports] == [True] * (len(found) - 1) + [False] * bool(found)
        assert all((r["requestId"], r["chargingLimitSource"]) == (5, "CSO") for r in reports)

    def test_profiles_are_told_as_they_were_set(self, rig: Rig, profiles: Profiles) -> None:
        told = profiles.told((0, 1), minChargingRate=1.5, validTo="2026-02-01T00:00:00+01:00")
        profiles.install(1, told)
        rig.receive("GetChargingProfiles", {"requestId": 5, "chargingProfile": {}})
        assert rig.calls()[-1][1]["chargingProfile"] == [told]

    def test_one_that_came_with_a_start_names_its_transaction(self, rig: Rig, profiles: Profiles) -> None:
        rig.given("plug_connector")
        request = {
            "idToken": {"idToken": "TAG", "type": "ISO14443"},
            "remoteStartId": 7,
            "evseId": 1,
            "chargingProfile": profiles.transaction((0, 4000)),
        }
        rig.receive("RequestStartTransaction", request)
        rig.receive("GetChargingProfiles", {"requestId": 5, "chargingProfile": {}})
        (told,) = rig.calls()[-1][1]["chargingProfile"]
        assert told["transactionId"] == rig.transaction().id


def test_variables_tell_what_is_possible(rig: Rig, profiles: Profiles) -> None:
    profiles.install(0, profiles.told((0, 1)))
    names = ["Enabled", "ProfileStackLevel", "PeriodsPerSchedule", "RateUnit", "LimitChangeSignificance"]
    asked = [{"component": {"name": "SmartChargingCtrlr"}, "variable": {"name": name}} for name in names]
    entries = {"name": "Entries", "instance": "ChargingProfiles"}
    asked.append({"component": {"name": "SmartChargingCtrlr"}, "variable": entries})
    answer = rig.receive("GetVariables", {"getVariableData": asked})
    assert isinstance(answer, dict)
    values = [result["attributeValue"] for result in answer["getVariableResult"]]
    assert values == ["true", "10", "100", "A,W", "1", "1"]
