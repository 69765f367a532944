"""What comes to a charger is a pure function of the seed, the charger and the day."""

from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sandbox.charger.visitors import Breakdown, Coming, Visit
from sandbox.demand.days import each
from sandbox.demand.traffic import EVENLY, Traffic
from sandbox.demand.window import LONGEST, MOST_COMING, coming, coming_since

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
QUIET = Traffic(sessions_per_day=6, faults_per_day=3)
BUSY = Traffic(sessions_per_day=600, faults_per_day=12)
CROWDED = Traffic(sessions_per_day=6000, faults_per_day=0)
ALL = pytest.mark.parametrize("traffic", [QUIET, BUSY, CROWDED], ids=["quiet", "busy", "crowded"])


def until(traffic: Traffic, after: datetime, end: datetime, identity: str = "CP-1") -> list[Coming]:
    return list(takewhile(lambda one: one.at <= end, each(traffic, identity, after)))


@ALL
@settings(max_examples=20, deadline=None)
@given(minutes=st.integers(0, 2000))
def test_it_is_the_same_from_wherever_one_begins(traffic: Traffic, minutes: int) -> None:
    later = NOON + timedelta(minutes=minutes)
    end = NOON + 2 * DAY
    assert until(traffic, later, end) == [one for one in until(traffic, NOON, end) if one.at > later]


@ALL
def test_it_comes_in_order_and_leaves_after_it_has_come(traffic: Traffic) -> None:
    comings = until(traffic, NOON, NOON + 5 * DAY)
    assert comings == sorted(comings, key=lambda one: one.at)
    for one in comings:
        if isinstance(one, Visit):
            assert one.leaves_at > one.at + timedelta(seconds=one.duration_seconds)
        else:
            assert one.clears_at > one.at


@ALL
def test_as_many_come_as_were_asked_for(traffic: Traffic) -> None:
    comings = until(traffic, NOON, NOON + 30 * DAY)
    visits = sum(isinstance(one, Visit) for one in comings)
    faults = sum(isinstance(one, Breakdown) for one in comings)
    assert visits == pytest.approx(30 * traffic.sessions_per_day, rel=0.2)
    assert faults == pytest.approx(30 * traffic.faults_per_day, rel=0.5)


def test_another_seed_or_another_charger_is_another_life() -> None:
    lives = [
        until(QUIET, NOON, NOON + DAY),
        until(QUIET, NOON, NOON + DAY, "CP-2"),
        until(QUIET.model_copy(update={"seed": 2}), NOON, NOON + DAY),
    ]
    assert lives[0] != lives[1] != lives[2] != lives[0]


def test_what_a_seed_gives_does_not_change_with_the_release() -> None:
    first = next(each(Traffic(), "CP-1", NOON))
    assert first == Visit(
        datetime(2026, 3, 1, 12, 47, 1, 764000, tzinfo=UTC),
        "DRIVER-0004",
        2389,
        5.4,
        datetime(2026, 3, 1, 13, 29, 56, 764000, tzinfo=UTC),
    )


@pytest.mark.parametrize("per_day", [20, 2000])
def test_nobody_comes_in_an_hour_without_weight(per_day: float) -> None:
    only = Traffic(sessions_per_day=per_day, by_hour=tuple(float(hour == 7) for hour in range(24)))
    visits = [one for one in islice(each(only, "CP-1", NOON), 50) if isinstance(one, Visit)]
    assert {one.at.hour for one in visits} == {7}


def test_tags_are_of_the_pool_and_a_share_is_refused() -> None:
    traffic = Traffic(sessions_per_day=900, by_hour=EVENLY, id_tags=("A", "B"), refused_share=0.25)
    visits = [one for one in until(traffic, NOON, NOON + DAY) if isinstance(one, Visit)]
    refused = [one for one in visits if one.id_tag.startswith("BLOCKED-")]
    assert {one.id_tag for one in visits if one not in refused} == {"A", "B"}
    assert len(refused) == pytest.approx(len(visits) / 4, rel=0.3)


def test_nothing_comes_where_nothing_is_wanted() -> None:
    assert list(each(Traffic(sessions_per_day=0, faults_per_day=0), "CP-1", NOON)) == []


def test_what_hardly_ever_comes_is_not_looked_for_without_end() -> None:
    seldom = Traffic(sessions_per_day=1e-9, faults_per_day=0)
    assert list(each(seldom, "CP-1", NOON)) == []


def test_a_clock_near_its_end_has_somebody_come_until_then() -> None:
    assert list(each(QUIET, "CP-1", datetime(9000, 1, 1, tzinfo=UTC))) == []


def test_of_a_long_past_only_the_last_is_lived_through() -> None:
    now = NOON + 20 * DAY
    every = until(BUSY, NOON, now)
    expected = [*every[-MOST_COMING:], next(each(BUSY, "CP-1", now))]
    assert list(islice(coming(BUSY, "CP-1", NOON, now), MOST_COMING + 1)) == expected


def test_what_lies_too_far_back_is_not_even_looked_at() -> None:
    now = NOON + 1000 * DAY
    seldom = Traffic(sessions_per_day=1, faults_per_day=0)
    lived = list(takewhile(lambda one: one.at <= now, coming(seldom, "CP-1", NOON, now)))
    assert lived == until(seldom, now - LONGEST, now)


def test_a_short_past_is_lived_through_in_full() -> None:
    now = NOON + DAY
    past = list(takewhile(lambda one: one.at <= now, coming(QUIET, "CP-1", NOON, now)))
    assert past == until(QUIET, NOON, now)


def test_an_end_of_all_that_comes_is_an_end() -> None:
    nothing = Traffic(sessions_per_day=0, faults_per_day=0)
    assert list(coming(nothing, "CP-1", NOON, NOON + DAY)) == []


def test_days_may_begin_whenever_they_are_wanted() -> None:
    lives = []
    for since in (NOON, NOON + timedelta(hours=7, seconds=3)):
        comings = islice(coming_since(BUSY, "CP-1", since, since, since), 40)
        lives.append([(one.at - since, one[-1] - since) for one in comings])
        (later,) = islice(coming_since(BUSY, "CP-1", since, since + DAY, since + DAY), 1)
        assert later.at > since + DAY
    assert lives[0] == lives[1]


def test_days_that_begin_in_a_far_future_are_awaited() -> None:
    since = datetime(9400, 1, 1, tzinfo=UTC)
    (first,) = islice(coming_since(BUSY, "CP-1", since, since, NOON), 1)
    assert first.at > since


@pytest.mark.parametrize(
    "wrong",
    [
        {"sessions_per_day": -1},
        {"by_hour": [1] * 23},
        {"by_hour": [0] * 24},
        {"refused_share": 1.1},
        {"id_tags": ["x" * 37]},
        {"sessions": 3},
    ],
)
def test_traffic_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Traffic.model_validate(wrong)
