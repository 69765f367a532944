"""Time passes in one leap or in many steps, with the same result."""

import time
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.charger.frames import Frame
from sandbox.charger.links import Loopback
from sandbox.charger.machine import ChargerState, Simulation
from sandbox.charger.state import OcppVersion
from tests.charger.rig import VERSIONS, Rig
from tests.charger.stories import in_many_lives, live, stories

DAY = timedelta(days=1)


def settled(rig: Rig, moments: list[datetime], limit: int) -> tuple[ChargerState, list[Frame]]:
    """Settle the charger of *rig* at each of *moments*, each time as after a restart of the process."""
    state, frames = rig.state, list[Frame]()
    for moment in moments:
        simulation = Simulation(state, rig.hardware, Loopback(), frame_limit=limit)
        simulation.settle(moment)
        state = ChargerState.model_validate_json(simulation.state.model_dump_json())
        frames = [*frames, *simulation.frames][-limit:]
    return state, frames


@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_settling_in_steps_equals_settling_at_once(version: OcppVersion, data: st.DataObject) -> None:
    rig = Rig(version, connectors=2)
    live(rig, data.draw(stories(version, longest=12)))
    end = rig.now + data.draw(st.sampled_from([timedelta(hours=1), DAY, 30 * DAY]))
    cuts = data.draw(st.lists(st.floats(0, 1), max_size=8))
    steps = sorted(rig.now + (end - rig.now) * cut for cut in cuts)
    limit = data.draw(st.sampled_from([2, 7, 50, 400]))
    assert settled(rig, [*steps, end], limit) == settled(rig, [end], limit)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_month_in_one_leap_equals_thirty_days(version: OcppVersion) -> None:
    rig = Rig(version, connectors=2)
    rig.do("start_session", id_tag="TAG", connector_id=1)
    rig.do("start_session", id_tag="OTHER", connector_id=2, duration_seconds=12 * 86_400)
    days = [rig.now + DAY * n for n in range(1, 31)]
    assert settled(rig, days, 100) == settled(rig, days[-1:], 100)


def test_an_outlet_without_a_transaction_delays_no_limit() -> None:
    rig = Rig("ocpp2.0.1", connectors=2)
    rig.do("start_session", id_tag="TAG", connector_id=1)
    rig.wait(30)
    limits = {0: 7000, 70: 0, 1000: 16_000}
    periods = [{"startPeriod": start, "limit": limit} for start, limit in limits.items()]
    schedule = {"id": 1, "chargingRateUnit": "W", "chargingSchedulePeriod": periods}
    profile = {
        "id": 4,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": [schedule],
    }
    rig.receive("SetChargingProfile", {"evseId": 0, "chargingProfile": profile})
    steps = [rig.now + timedelta(minutes=30) * n for n in (1, 2)]
    assert settled(rig, steps, 100) == settled(rig, steps[-1:], 100)


@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_settling_twice_changes_nothing(version: OcppVersion, data: st.DataObject) -> None:
    rig = Rig(version, connectors=2)
    live(rig, data.draw(stories(version, longest=12)))
    before = rig.state
    rig.frames()
    rig.wait(0)
    assert rig.state is before
    assert rig.frames() == []


@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_nothing_but_periodic_messages_happens_before_the_next_deadline(
    version: OcppVersion, data: st.DataObject
) -> None:
    rig = Rig(version, connectors=2)
    live(rig, data.draw(stories(version, longest=12)))
    due = rig.simulation.next_due() or rig.now + DAY
    rig.frames()
    rig.wait((due - rig.now).total_seconds() - 0.001)
    assert {frame.action for frame in rig.frames()} <= {"Heartbeat", "MeterValues", "TransactionEvent"}


def test_heartbeats_keep_their_phase() -> None:
    rig = Rig("ocpp1.6")
    rig.configure(HeartbeatInterval=100)
    rig.wait(250)
    rig.wait(51)
    beats = [frame.timestamp for frame in rig.frames() if frame.action == "Heartbeat"][::2]
    assert [(beat - rig.now).total_seconds() for beat in beats] == [-201, -101, -1]


def test_log_is_bounded() -> None:
    rig = Rig("ocpp1.6", frame_limit=20)
    rig.wait(30 * 86_400)
    assert len(rig.simulation.frames) == 20
    assert rig.state.message_count == 3 + 30 * 288


def test_a_log_of_nothing_is_possible() -> None:
    rig = Rig("ocpp1.6", frame_limit=0)
    rig.do("start_session", id_tag="TAG")
    rig.wait(86_400)
    assert rig.simulation.frames == []


def test_time_does_not_run_backwards() -> None:
    rig = Rig("ocpp1.6")
    rig.wait(3600)
    settled_at = rig.state.settled_at
    rig.now -= timedelta(hours=2)
    rig.do("plug_connector")
    assert rig.frames()[-1].timestamp == settled_at


@pytest.mark.parametrize("version", VERSIONS)
def test_lazy_time_is_cheap(version: OcppVersion) -> None:
    rig = Rig(version, connectors=2)
    rig.do("start_session", id_tag="TAG")
    started = time.process_time()
    rig.wait(365 * 86_400)
    assert time.process_time() - started < 1.0
