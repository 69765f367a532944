"""The meter tells one coherent story: P = V * I * phases, dE = P * dt, and the battery only fills."""

from datetime import timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.charger import meter
from sandbox.charger.state import OcppVersion, Register
from tests.charger.rig import START, VERSIONS, Rig
from tests.charger.stories import in_many_lives, stories, take

CURRENTS: tuple[Literal["ac", "dc"], ...] = ("ac", "dc")


@pytest.mark.parametrize("current", CURRENTS)
@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_readings_are_coherent(
    version: OcppVersion, current: Literal["ac", "dc"], data: st.DataObject
) -> None:
    rig = Rig(version, connectors=2, current=current)
    for pause, step in data.draw(stories(version)):
        _wait_watching_the_meters(rig, pause)
        take(rig, step)


def _wait_watching_the_meters(rig: Rig, seconds: float) -> None:
    before = [_reading(rig, number) for number in (1, 2)]
    plugged = [connector.vehicle for connector in rig.state.connectors]
    rig.wait(seconds)
    for number, old in zip((1, 2), before, strict=True):
        new = _reading(rig, number)
        assert new.energy_wh >= old.energy_wh
        assert new.energy_wh - old.energy_wh <= rig.hardware.max_power_w * seconds / 3600 + 1e-6
        assert new.power_w == pytest.approx(new.voltage_v * new.current_a * max(1, new.phases))
        assert 0 <= new.power_w <= rig.hardware.max_power_w
        if plugged[number - 1] is not None and rig.connector(number).vehicle is not None:
            assert old.soc_percent is not None
            assert new.soc_percent is not None
            assert old.soc_percent <= new.soc_percent <= 100


def _reading(rig: Rig, number: int) -> meter.Reading:
    return meter.reading(rig.connector(number), rig.hardware, rig.now)


@given(
    power=st.floats(1, 350_000),
    pieces=st.lists(st.integers(1, 10**7), min_size=1, max_size=10),
)
def test_energy_does_not_depend_on_how_often_it_is_read(power: float, pieces: list[int]) -> None:
    register = Register(wh=12.5, at=START, power_w=power)
    seconds = 0.0
    for piece in pieces:
        seconds += piece / 1000
        moment = START + timedelta(milliseconds=round(seconds * 1000))
        assert meter.energy_wh(register, moment) == pytest.approx(12.5 + power * seconds / 3600)


@given(power=st.floats(1, 350_000), wanted=st.floats(0, 200_000))
def test_a_target_is_reached_to_the_millisecond(power: float, wanted: float) -> None:
    register = Register(wh=100.0, at=START, power_w=power)
    moment = meter.reaches(register, 100.0 + wanted)
    assert moment is not None
    slack = power / 3_600_000
    assert 100.0 + wanted - 1e-6 <= meter.energy_wh(register, moment) <= 100.0 + wanted + slack + 1e-6


def test_a_register_at_rest_never_reaches_anything() -> None:
    assert meter.reaches(Register(at=START), 1.0) is None


def test_a_target_beyond_a_century_is_never_reached() -> None:
    assert meter.reaches(Register(at=START, power_w=0.001), 1e12) is None


def test_full_battery_suspends_by_the_ev_to_the_millisecond() -> None:
    rig = Rig("ocpp1.6")
    rig.given(("start_session", {"id_tag": "TAG"}))
    # From 93 % on the battery takes less than 22 kW: 3 kW for each whole percent that is missing.
    full = rig.now + timedelta(hours=73 * 600 / 22_000 + sum(600 / (3000 * n) for n in range(1, 8)))
    rig.wait((full - rig.now).total_seconds() - 0.01)
    due = rig.simulation.next_due()
    assert due is not None
    assert timedelta(0) <= due - full <= timedelta(milliseconds=2)
    assert "SN 1 SuspendedEV" not in rig.said()
    rig.wait(0.02)
    assert "SN 1 SuspendedEV" in rig.said()
    assert _reading(rig, 1).soc_percent == pytest.approx(100)
    assert _reading(rig, 1).power_w == 0


def test_full_battery_asks_for_nothing_more() -> None:
    rig = Rig("ocpp1.6")
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(3 * 3600)
    assert rig.do("ev_requests_energy").reason == "the battery of the EV at connector 1 is full: unplug it"


def test_power_update_integrates_the_old_power_up_to_now() -> None:
    rig = Rig("ocpp1.6")
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(1800)
    assert rig.do("power_update", power_w=11_000).result == {"power_w": 11_000.0}
    rig.wait(1800)
    assert _reading(rig, 1).energy_wh == pytest.approx(11_000 + 5_500)


def test_power_is_capped_by_the_hardware() -> None:
    rig = Rig("ocpp1.6")
    assert rig.do("power_update", power_w=1_000_000).result == {"power_w": 22_000.0}


def test_register_goes_on_across_sessions() -> None:
    rig = Rig("ocpp1.6")
    for _ in range(2):
        rig.do("start_session", id_tag="TAG")
        rig.wait(3600)
        rig.do("stop_session")
    calls = rig.calls()
    starts = [payload["meterStart"] for action, payload in calls if action == "StartTransaction"]
    stops = [payload["meterStop"] for action, payload in calls if action == "StopTransaction"]
    assert (starts, stops) == ([0, 22_000], [22_000, 44_000])


def test_dc_voltage_rises_with_the_state_of_charge() -> None:
    rig = Rig("ocpp2.0.1", current="dc")
    rig.given(("start_session", {"id_tag": "TAG"}))
    assert _reading(rig, 1).voltage_v == 370
    rig.wait(600)
    assert _reading(rig, 1).voltage_v == pytest.approx(370 + 150_000 / 6 / 80_000 * 100, abs=0.051)


def test_values_of_each_phase_are_told() -> None:
    rig = Rig("ocpp1.6")
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(60)
    ((_, payload),) = rig.calls()
    values = {(v["measurand"], v.get("phase")): v["value"] for v in payload["meterValue"][0]["sampledValue"]}
    assert values == {
        ("Energy.Active.Import.Register", None): "366",
        ("Power.Active.Import", None): "22000.0",
        ("Current.Import", "L1"): "31.884",
        ("Current.Import", "L2"): "31.884",
        ("Current.Import", "L3"): "31.884",
        ("Voltage", "L1-N"): "230.0",
        ("Voltage", "L2-N"): "230.0",
        ("Voltage", "L3-N"): "230.0",
        ("SoC", None): "20.6",
    }
