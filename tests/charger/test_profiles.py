"""Charging profiles bound the power that flows, in both versions alike."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

import pytest

from sandbox.charger.frames import CallError
from sandbox.charger.state import ChargerState, OcppVersion
from tests.charger.profiles import NOON, Profiles, period
from tests.charger.rig import VERSIONS, Rig
from tests.charger.schemas import errors

Payload = dict[str, Any]
Write = Callable[[Profiles], tuple[int, Payload]]

START = ("start_session", {"id_tag": "TAG"})
FULL = 22_000.0
DAY = 86_400


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> OcppVersion:
    chosen: OcppVersion = request.param
    return chosen


@pytest.fixture
def rig(version: OcppVersion) -> Rig:
    return Rig(version, connectors=2)


@pytest.fixture
def profiles(rig: Rig) -> Profiles:
    return Profiles(rig)


STORIES: list[tuple[str, list[Write], list[tuple[float, float]]]] = [
    ("no profile", [], [(0, FULL), (600, FULL)]),
    ("one limit", [lambda p: (0, p.told((0, 5000)))], [(0, 5000), (600, 5000)]),
    (
        "periods",
        [lambda p: (1, p.told((0, 5000), (60, 0), (120, 7400)))],
        [(0, 5000), (59, 5000), (1, 0), (60, 7400)],
    ),
    ("a limit above the hardware", [lambda p: (0, p.told((0, 99_000)))], [(0, FULL)]),
    (
        "amperes count on three phases",
        [lambda p: (0, p.told((0, 16), chargingRateUnit="A"))],
        [(0, 16 * 230 * 3)],
    ),
    (
        "amperes on the phases that are named",
        [
            lambda p: (
                0,
                p.told(chargingRateUnit="A", chargingSchedulePeriod=[period(0, 16, numberPhases=1)]),
            )
        ],
        [(0, 16 * 230)],
    ),
    (
        "relative to the transaction",
        [
            lambda p: (
                0,
                p.told((0, 5000), (60, 6000), chargingProfileKind="Relative", startSchedule=None),
            )
        ],
        [(0, 5000), (60, 6000)],
    ),
    (
        "absolute and begun before",
        [lambda p: (0, p.told((0, 5000), (3630, 6000), startSchedule="2026-01-01T11:00:00Z"))],
        [(0, 5000), (30, 6000)],
    ),
    (
        "absolute and not begun yet",
        [lambda p: (0, p.told((0, 5000), startSchedule="2026-01-01T12:01:00Z"))],
        [(0, FULL), (60, 5000)],
    ),
    ("over after its duration", [lambda p: (0, p.told((0, 5000), duration=60))], [(0, 5000), (60, FULL)]),
    (
        "a validity",
        [lambda p: (0, p.told((0, 5000), validFrom="2026-01-01T12:01:00Z", validTo="2026-01-01T12:02:00Z"))],
        [(0, FULL), (60, 5000), (60, FULL)],
    ),
    (
        "daily",
        [
            lambda p: (
                0,
                p.told(
                    (0, 1000),
                    (1800, 2000),
                    chargingProfileKind="Recurring",
                    recurrencyKind="Daily",
                    startSchedule="2025-12-20T11:45:00Z",
                    duration=3600,
                ),
            )
        ],
        [(0, 1000), (900, 2000), (1800, FULL)],
    ),
    (
        "weekly",
        [
            lambda p: (
                0,
                p.told(
                    (0, 1000),
                    (3 * DAY, 2000),
                    chargingProfileKind="Recurring",
                    recurrencyKind="Weekly",
                    startSchedule="2025-12-22T12:01:00Z",
                ),
            )
        ],
        [(0, 1000), (60, 2000)],
    ),
    (
        "the highest stack level that says something",
        [
            lambda p: (0, p.told((0, 4000))),
            lambda p: (0, p.told((0, 9000), id=2, stackLevel=1, duration=60)),
        ],
        [(0, 9000), (60, 4000)],
    ),
    (
        "a default of the connector comes before one of all",
        [
            lambda p: (0, p.told((0, 9000), stackLevel=1)),
            lambda p: (1, p.told((0, 4000), id=2)),
        ],
        [(0, 4000)],
    ),
    ("another connector", [lambda p: (2, p.told((0, 4000)))], [(0, FULL)]),
    (
        "the least of the whole and of the transaction",
        [
            lambda p: (0, p.station((0, 10_000), (60, 3000))),
            lambda p: (0, p.told((0, 5000), id=2)),
        ],
        [(0, 5000), (60, 3000)],
    ),
]


@pytest.mark.parametrize(("written", "seen"), [pytest.param(w, s, id=i) for i, w, s in STORIES])
def test_power_follows_the_profiles(
    rig: Rig, profiles: Profiles, written: list[Write], seen: list[tuple[float, float]]
) -> None:
    for write in written:
        profiles.install(*write(profiles))
    rig.given(START)
    for seconds, watts in seen:
        rig.wait(seconds)
        assert profiles.power() == pytest.approx(watts)


@pytest.mark.parametrize(("written", "seen"), [pytest.param(w, s, id=i) for i, w, s in STORIES])
def test_power_is_the_same_whether_a_profile_was_there_before_or_comes_later(
    rig: Rig, profiles: Profiles, written: list[Write], seen: list[tuple[float, float]]
) -> None:
    rig.given(START)
    for write in written:
        profiles.install(*write(profiles))
    for seconds, watts in seen:
        rig.wait(seconds)
        assert profiles.power() == pytest.approx(watts)


@pytest.mark.parametrize(("written", "seen"), [pytest.param(w, s, id=i) for i, w, s in STORIES])
def test_composite_schedule_says_what_will_flow(
    rig: Rig, profiles: Profiles, written: list[Write], seen: list[tuple[float, float]]
) -> None:
    for write in written:
        profiles.install(*write(profiles))
    rig.given(START)
    told, elapsed = profiles.limits(1, 7200, chargingRateUnit="W"), 0.0
    for seconds, watts in seen:
        elapsed += seconds
        limit = [limit for start, limit in told if start <= elapsed][-1]
        assert limit == pytest.approx(watts)


@pytest.mark.parametrize("phases", [1, 2])
def test_amperes_count_on_no_more_phases_than_there_are(version: OcppVersion, phases: int) -> None:
    rig = Rig(version, phases=phases)
    profiles = Profiles(rig)
    profiles.install(0, profiles.told((0, 10), chargingRateUnit="A"))
    rig.given(START)
    assert profiles.power() == pytest.approx(10 * 230 * phases)


def test_amperes_of_direct_current_never_become_more(version: OcppVersion) -> None:
    rig = Rig(version, current="dc")
    profiles = Profiles(rig)
    profiles.install(0, profiles.told((0, 100), chargingRateUnit="A"))
    rig.given(START)
    assert profiles.power() == pytest.approx(35_000)
    assert profiles.limits(1, 60) == [(0, 100)]


class TestWhole:
    """What the whole charger may take is divided equally among those that charge."""

    def test_half_each(self, rig: Rig, profiles: Profiles) -> None:
        profiles.install(0, profiles.station((0, 10_000)))
        rig.given(START)
        assert profiles.power(1) == 10_000
        rig.given(("start_session", {"id_tag": "OTHER", "connector_id": 2}))
        assert (profiles.power(1), profiles.power(2)) == (5000, 5000)
        assert profiles.limits(1, 60) == [(0, 5000)]
        assert profiles.limits(0, 60) == [(0, 10_000)]

    def test_who_takes_nothing_gets_nothing(self, rig: Rig, profiles: Profiles) -> None:
        profiles.install(0, profiles.station((0, 10_000)))
        rig.given(START, ("start_session", {"id_tag": "OTHER", "connector_id": 2}))
        rig.given(("ev_stops_energy", {"connector_id": 2}))
        assert (profiles.power(1), profiles.power(2)) == (10_000, 0)
        rig.given(("stop_session", {"connector_id": 2}))
        assert profiles.power(1) == 10_000

    def test_who_is_held_back_by_a_profile_of_his_own_is_not_counted(
        self, rig: Rig, profiles: Profiles
    ) -> None:
        profiles.install(0, profiles.station((0, 10_000)))
        profiles.install(2, profiles.told((0, 0), (60, 6000), id=2))
        rig.given(START, ("start_session", {"id_tag": "OTHER", "connector_id": 2}))
        assert (profiles.power(1), profiles.power(2)) == (10_000, 0)
        rig.wait(60)
        assert (profiles.power(1), profiles.power(2)) == (5000, 5000)


class TestTransaction:
    def test_a_profile_of_the_transaction_comes_before_a_default(self, rig: Rig, profiles: Profiles) -> None:
        profiles.install(1, profiles.told((0, 4000), stackLevel=5))
        rig.given(START)
        told = profiles.transaction((0, 9000), (60, 8000), id=2, duration=120, **_of(rig))
        profiles.install(1, told)
        assert profiles.power() == 9000
        assert profiles.limits(1, 300, chargingRateUnit="W") == [(0, 9000), (60, 8000), (120, 4000)]
        rig.wait(120)
        assert profiles.power() == 4000

    def test_it_goes_with_the_transaction(self, rig: Rig, profiles: Profiles) -> None:
        rig.given(START)
        profiles.install(1, profiles.transaction((0, 4000), **_of(rig)))
        rig.given("stop_session", START)
        assert profiles.power() == FULL
        assert profiles.clear() == "Unknown"
        assert rig.connector().limit_w is None

    @pytest.mark.parametrize("plugged", [True, False])
    def test_it_comes_with_a_remote_start(self, rig: Rig, profiles: Profiles, plugged: bool) -> None:  # noqa: FBT001
        if plugged:
            rig.given("plug_connector")
        told = profiles.transaction((0, 4000), chargingProfileKind="Relative", startSchedule=None)
        assert _remote_start(rig, told)["status"] == "Accepted"
        rig.wait(5)
        if not plugged:
            rig.given("plug_connector")
        assert profiles.power() == 4000
        assert profiles.clear() == "Accepted"
        assert profiles.power() == FULL

    def test_a_remote_start_with_another_purpose_is_rejected(self, rig: Rig, profiles: Profiles) -> None:
        answer = _remote_start(rig, profiles.told((0, 4000)))
        assert isinstance(answer, dict)
        assert answer["status"] == "Rejected"
        rig.wait(5)
        assert rig.connector().authorization is None


def _of(rig: Rig) -> Payload:
    running = rig.transaction().id
    return {"transactionId": int(running) if rig.state.ocpp_version == "ocpp1.6" else running}


def _remote_start(rig: Rig, told: Payload) -> Any:
    if rig.state.ocpp_version == "ocpp1.6":
        request = {"idTag": "TAG", "connectorId": 1, "chargingProfile": told}
        return rig.receive("RemoteStartTransaction", request)
    token = {"idToken": "TAG", "type": "ISO14443"}
    request = {"idToken": token, "remoteStartId": 7, "evseId": 1, "chargingProfile": told}
    return rig.receive("RequestStartTransaction", request)


class TestClear:
    def test_by_id(self, rig: Rig, profiles: Profiles) -> None:
        profiles.install(0, profiles.told((0, 4000)))
        rig.given(START)
        name = "id" if profiles.old else "chargingProfileId"
        assert profiles.clear(**{name: 2}) == "Unknown"
        assert profiles.power() == 4000
        assert profiles.clear(**{name: 1}) == "Accepted"
        assert profiles.power() == FULL

    @pytest.mark.parametrize(
        ("criteria", "left"),
        [
            ({}, []),
            ({"number": 1}, [1, 3]),
            ({"number": 2}, [1, 2, 3]),
            ({"number": 0}, [2]),
            ({"stackLevel": 0}, [3]),
            ({"chargingProfilePurpose": "TxDefaultProfile"}, [1]),
            ({"chargingProfilePurpose": "TxDefaultProfile", "stackLevel": 3}, [1, 2]),
            ({"chargingProfilePurpose": "TxProfile"}, [1, 2, 3]),
        ],
    )
    def test_by_criteria(self, rig: Rig, profiles: Profiles, criteria: Payload, left: list[int]) -> None:
        profiles.install(0, profiles.station((0, 9000)))
        profiles.install(1, profiles.told((0, 4000), id=2))
        profiles.install(0, profiles.told((0, 4000), id=3, stackLevel=3))
        named = dict(criteria)
        if "number" in named:
            named["connectorId" if profiles.old else "evseId"] = named.pop("number")
        if not profiles.old and named:
            named = {"chargingProfileCriteria": named}
        assert profiles.clear(**named) == ("Unknown" if left == [1, 2, 3] else "Accepted")
        assert [profile.id for _, profile in rig.state.installed_profiles()] == left


class TestStaying:
    def test_profiles_persist_over_a_reboot(self, rig: Rig, profiles: Profiles) -> None:
        profiles.install(0, profiles.told((0, 4000)))
        rig.given(START, "reset_charger", "unplug_connector", START)
        assert profiles.power() == 4000

    def test_profiles_survive_the_store(self, rig: Rig, profiles: Profiles) -> None:
        profiles.install(0, profiles.station((0, 4000), (60, 5000)))
        rig.given(START)
        profiles.install(1, profiles.transaction((0, 3000), id=2, **_of(rig)))
        assert ChargerState.model_validate_json(rig.state.model_dump_json()) == rig.state

    def test_same_id_replaces(self, rig: Rig, profiles: Profiles) -> None:
        profiles.install(0, profiles.told((0, 4000)))
        profiles.install(1, profiles.told((0, 5000), stackLevel=3))
        assert [number for number, _ in rig.state.installed_profiles()] == [1]

    def test_there_is_room_for_twenty(self, rig: Rig, profiles: Profiles) -> None:
        for number in range(20):
            told = profiles.told((0, 1), id=number, stackLevel=number % 10)
            profiles.install(1 + number // 10, told)
        late = profiles.told((0, 1), id=20, stackLevel=10)
        assert profiles.set(0, late)["status"] == "Rejected"
        profiles.install(1, profiles.told((0, 1), id=3, stackLevel=3, validTo="2026-01-01T12:01:00Z"))
        rig.wait(60)
        profiles.install(1, late)
        assert len(rig.state.profiles) == 20


class TestComposite:
    def test_without_profiles_it_is_what_the_hardware_can_do(self, profiles: Profiles) -> None:
        assert profiles.limits(1, 60) == [(0, 22_000)]
        assert profiles.limits(0, 60) == [(0, 44_000)]
        assert profiles.limits(1, 60, chargingRateUnit="A") == [(0, 31.8)]

    def test_a_whole_charger(self, profiles: Profiles) -> None:
        profiles.install(0, profiles.station((0, 11_000)))
        made = profiles.composite(0, 300)
        assert made["chargingRateUnit"] == "W"
        assert made["chargingSchedulePeriod"] == [{"startPeriod": 0, "limit": 11_000}]
        assert made["duration"] == 300

    def test_the_unit_is_that_of_the_profiles(self, profiles: Profiles) -> None:
        periods = [period(0, 6, numberPhases=3), period(60, 10, numberPhases=1), period(120, 8)]
        profiles.install(0, profiles.told(chargingRateUnit="A", chargingSchedulePeriod=periods))
        made = profiles.composite(1, 300)
        assert (made["chargingRateUnit"], made["chargingSchedulePeriod"]) == ("A", periods)
        assert profiles.limits(1, 300, chargingRateUnit="W") == [(0, 4140), (60, 2300), (120, 5520)]

    def test_a_default_begins_now_where_nobody_charges(self, rig: Rig, profiles: Profiles) -> None:
        told = profiles.told((0, 6000), (60, 7000), chargingProfileKind="Relative", startSchedule=None)
        profiles.install(1, told)
        rig.wait(1000)
        assert profiles.limits(1, 300) == [(0, 6000), (60, 7000)]
        assert profiles.limits(2, 300) == [(0, 22_000)]

    def test_who_would_begin_now_would_share_what_the_whole_charger_may_take(
        self, rig: Rig, profiles: Profiles
    ) -> None:
        profiles.install(0, profiles.station((0, 10_000)))
        assert profiles.limits(2, 60) == [(0, 10_000)]
        rig.given(START)
        assert profiles.limits(2, 60) == [(0, 5000)]
        assert profiles.limits(1, 60) == [(0, 10_000)]
        assert profiles.limits(0, 60) == [(0, 10_000)]
        rig.given(("start_session", {"id_tag": "OTHER", "connector_id": 2}))
        assert profiles.power(2) == 5000

    def test_a_rhythm_that_changes_nothing_is_one_period(self, profiles: Profiles) -> None:
        daily = {"chargingProfileKind": "Recurring", "recurrencyKind": "Daily"}
        profiles.install(1, profiles.told((0, 6000), **daily))
        assert profiles.limits(1, 10 * DAY) == [(0, 6000)]

    def test_one_that_is_too_long_is_cut(self, profiles: Profiles) -> None:
        daily = {"chargingProfileKind": "Recurring", "recurrencyKind": "Daily"}
        profiles.install(1, profiles.told((0, 6000), (600, 7000), **daily))
        made = profiles.composite(1, 10_000 * DAY)
        assert made["duration"] == 500 * DAY
        assert len(made["chargingSchedulePeriod"]) == 1000

    @pytest.mark.parametrize(("number", "seconds"), [(3, 60), (-1, 60), (1, 0)])
    def test_rejected(self, rig: Rig, profiles: Profiles, number: int, seconds: int) -> None:
        name = "connectorId" if profiles.old else "evseId"
        answer = rig.receive("GetCompositeSchedule", {name: number, "duration": seconds})
        assert isinstance(answer, dict)
        assert answer["status"] == "Rejected"


class TestRefused:
    @pytest.mark.parametrize(
        ("number", "write"),
        [
            pytest.param(3, lambda p: p.told((0, 1)), id="unknown connector"),
            pytest.param(-1, lambda p: p.told((0, 1)), id="negative connector"),
            pytest.param(1, lambda p: p.station((0, 1)), id="maximum of one connector"),
            pytest.param(1, lambda p: p.transaction((0, 1), **_of(p.rig)), id="transaction of the whole"),
            pytest.param(2, lambda p: p.transaction((0, 1), **_of(p.rig)), id="no transaction there"),
            pytest.param(1, lambda p: p.told((0, 1), stackLevel=11), id="stack level"),
            pytest.param(1, lambda p: p.told((0, 1), stackLevel=-1), id="negative stack level"),
            pytest.param(1, lambda p: p.told(*((n, 1) for n in range(101))), id="too many periods"),
            pytest.param(1, lambda p: p.told((0, 1), (60, 2), (30, 3)), id="periods out of order"),
            pytest.param(1, lambda p: p.told((0, 1), (0, 2)), id="two periods at once"),
            pytest.param(1, lambda p: p.told((-1, 1)), id="a period before the start"),
            pytest.param(1, lambda p: p.told((0, -0.1)), id="negative limit"),
            pytest.param(1, lambda p: p.told((0, 1), duration=0), id="no duration"),
            pytest.param(1, lambda p: p.told((0, 1), chargingProfileKind="Recurring"), id="no rhythm"),
            pytest.param(
                1,
                lambda p: p.told(
                    (0, 1), chargingProfileKind="Recurring", recurrencyKind="Daily", startSchedule=None
                ),
                id="no start",
            ),
            pytest.param(
                1, lambda p: p.told(chargingSchedulePeriod=[period(0, 1, numberPhases=4)]), id="four phases"
            ),
            pytest.param(1, lambda p: p.told((0, 1), validFrom=NOON, validTo=NOON), id="never valid"),
        ],
    )
    def test_profile(self, rig: Rig, number: int, write: Callable[[Profiles], Payload]) -> None:
        profiles = Profiles(rig)
        rig.given(START)
        told = write(profiles)
        if told["chargingProfilePurpose"] == "TxProfile" and number == 1:
            number = 0
        assert profiles.set(number, told)["status"] == "Rejected"
        assert list(rig.state.installed_profiles()) == []

    def test_a_profile_of_another_transaction(self, rig: Rig, profiles: Profiles) -> None:
        rig.given(START)
        other = 99 if profiles.old else "other"
        assert profiles.set(1, profiles.transaction((0, 1), transactionId=other))["status"] == "Rejected"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"chargingProfilePurpose": "Odd"}, "PropertyConstraintViolation"),
            ({"chargingProfileKind": "Odd"}, "PropertyConstraintViolation"),
            ({"chargingRateUnit": "V"}, "PropertyConstraintViolation"),
            ({"stackLevel": "0"}, "TypeConstraintViolation"),
            ({"chargingSchedulePeriod": [period(0, "1")]}, "TypeConstraintViolation"),  # type: ignore[arg-type]
            ({"chargingSchedulePeriod": [{"startPeriod": 0}]}, "OccurenceConstraintViolation"),
        ],
    )
    def test_a_broken_payload(self, rig: Rig, profiles: Profiles, changes: Payload, code: str) -> None:
        told = profiles.told((0, 1), **changes)
        names = ("connectorId", "csChargingProfiles") if profiles.old else ("evseId", "chargingProfile")
        answer = rig.receive("SetChargingProfile", dict(zip(names, (0, told), strict=True)))
        assert isinstance(answer, CallError)
        assert answer.code == code


def test_nothing_is_due_while_nobody_charges(rig: Rig, profiles: Profiles) -> None:
    daily = {"chargingProfileKind": "Recurring", "recurrencyKind": "Daily"}
    profiles.install(1, profiles.told((0, 6000), (600, 7000), **daily))
    assert rig.simulation.next_due() is None
    rig.given(START)
    due = rig.simulation.next_due()
    assert due == rig.now + timedelta(seconds=600)


@pytest.mark.parametrize("current", ["ac", "dc"])
def test_whole_story_is_schema_valid(version: OcppVersion, current: Literal["ac", "dc"]) -> None:
    rig = Rig(version, connectors=2, current=current)
    profiles = Profiles(rig)
    profiles.install(0, profiles.station((0, 12_345.6), (90, 0), (180, 7000)))
    rig.do("start_session", id_tag="TAG")
    profiles.install(1, profiles.transaction((0, 13), id=2, chargingRateUnit="A", **_of(rig)))
    for unit in ("A", "W"):
        for number in (0, 1, 2):
            profiles.composite(number, 600, chargingRateUnit=unit)
    profiles.set(7, profiles.told((0, 1)))
    rig.wait(1000)
    profiles.clear()
    profiles.clear()
    if not profiles.old:
        rig.receive("GetChargingProfiles", {"requestId": 1, "chargingProfile": {}})
    assert errors(version, rig.simulation.frames) == []


@pytest.mark.parametrize("kind", ["Absolute", "Recurring"])
def test_a_schedule_may_reach_beyond_the_calendar(rig: Rig, profiles: Profiles, kind: str) -> None:
    more = {"recurrencyKind": "Weekly"} if kind == "Recurring" else {}
    far = profiles.told((0, 6000), (10**12, 1), chargingProfileKind=kind, duration=10**13, **more)
    never = profiles.told((0, 0), id=2, stackLevel=1, startSchedule="9999-12-31T23:59:00Z", duration=10**6)
    profiles.install(1, far)
    profiles.install(1, never)
    rig.given(START)
    rig.wait(60)
    assert profiles.power() == 6000
    assert profiles.limits(1, 10**12) == [(0, 6000)]
