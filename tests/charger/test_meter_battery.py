"""The battery takes less and less power above 80 %, in steps that nobody is told of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.charger import battery, meter
from sandbox.charger.state import OcppVersion
from tests.charger.rig import VERSIONS, Rig

DC_STEP = 800.0
"""One percent of the battery of an EV that charges with direct current, in Wh."""


@given(low=st.floats(0, 100), high=st.floats(0, 100))
def test_a_fuller_battery_never_takes_more(low: float, high: float) -> None:
    low, high = sorted((low, high))
    assert battery.takes_w(60_000, low) >= battery.takes_w(60_000, high) > 0


@given(capacity=st.integers(10_000, 120_000), soc=st.floats(0, 99.999), power=st.floats(1, 350_000))
def test_the_next_step_is_the_first_that_takes_less(capacity: int, soc: float, power: float) -> None:
    steps = [float(step) for step in range(80, 100) if step > soc]
    less = [step for step in steps if battery.takes_w(capacity, step) < power]
    assert battery.tapers_at(capacity, soc, power) == (less[0] if less else None)


def _charging(version: OcppVersion, *, power_w: float = 150_000) -> Rig:
    rig = Rig(version, current="dc")
    rig.given(("power_update", {"power_w": power_w}), ("start_session", {"id_tag": "TAG"}))
    return rig


def _reading(rig: Rig) -> meter.Reading:
    return meter.reading(rig.connector(), rig.hardware, rig.now)


def test_power_falls_at_80_percent() -> None:
    rig = _charging("ocpp1.6")
    knee = 60 * DC_STEP / 150_000 * 3600
    rig.wait(knee - 0.001)
    assert _reading(rig).power_w == 150_000
    rig.wait(0.002)
    assert _reading(rig).power_w == 80_000
    rig.wait(DC_STEP / 80_000 * 3600)
    assert _reading(rig).power_w == 76_000


def test_a_step_that_does_not_limit_is_none() -> None:
    rig = _charging("ocpp1.6", power_w=7_000)
    # The battery takes more than 7 kW up to 99 %.
    due = rig.simulation.next_due()
    assert due is not None
    assert (due - rig.now).total_seconds() == pytest.approx(79 * DC_STEP / 7_000 * 3600)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_step_is_not_told(version: OcppVersion) -> None:
    rig = _charging(version)
    rig.configure(**{"MeterValueSampleInterval" if version == "ocpp1.6" else "TxUpdatedInterval": 0})
    rig.wait(60 * DC_STEP / 150_000 * 3600 + 1)
    assert _reading(rig).power_w == 80_000
    assert [said for said in rig.said() if said != "Heartbeat"] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_all_steps_add_up_to_a_full_battery(version: OcppVersion) -> None:
    rig = _charging(version)
    lasts = 60 * DC_STEP / 150_000 + sum(DC_STEP / (4_000 * missing) for missing in range(1, 21))
    rig.wait(lasts * 3600 + 0.01)
    assert not rig.connector().meter.power_w
    assert _reading(rig).soc_percent == pytest.approx(100)
    assert _reading(rig).energy_wh == pytest.approx(80 * DC_STEP)


def test_more_power_is_bounded_by_the_battery_at_once() -> None:
    rig = _charging("ocpp1.6", power_w=50_000)
    rig.wait(62.5 * DC_STEP / 50_000 * 3600)
    rig.given(("power_update", {"power_w": 150_000}))
    assert _reading(rig).power_w == 72_000
    assert _reading(rig).offered_w == 150_000


def test_a_resumed_charge_goes_on_at_the_step_it_stopped_at() -> None:
    rig = _charging("ocpp1.6")
    rig.wait(60 * DC_STEP / 150_000 * 3600 + 60)
    before = _reading(rig)
    rig.given("ev_stops_energy")
    assert _reading(rig).power_w == 0
    rig.wait(600)
    rig.given("ev_requests_energy")
    assert _reading(rig) == before
