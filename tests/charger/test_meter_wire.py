"""What the frames of a charger say about its meters is coherent, to the rounding that is written."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.charger.frames import Frame
from sandbox.charger.links import Loopback
from sandbox.charger.machine import Simulation
from sandbox.charger.measurands import MEASURANDS_16, MEASURANDS_201, PHASED_16
from sandbox.charger.state import OcppVersion
from tests.charger.rig import VERSIONS, Rig
from tests.charger.schemas import errors
from tests.charger.stories import in_many_lives, stories, take

CURRENTS: tuple[Literal["ac", "dc"], ...] = ("ac", "dc")
LISTS: dict[OcppVersion, tuple[str, ...]] = {
    "ocpp1.6": (
        "MeterValuesSampledData",
        "MeterValuesAlignedData",
        "StopTxnSampledData",
        "StopTxnAlignedData",
    ),
    "ocpp2.0.1": (
        "SampledDataCtrlr.TxStartedMeasurands",
        "SampledDataCtrlr.TxUpdatedMeasurands",
        "SampledDataCtrlr.TxEndedMeasurands",
        "AlignedDataCtrlr.Measurands",
        "AlignedDataCtrlr.TxEndedMeasurands",
    ),
}
INTERVALS: dict[OcppVersion, tuple[str, ...]] = {
    "ocpp1.6": ("ClockAlignedDataInterval",),
    "ocpp2.0.1": ("AlignedDataCtrlr.Interval", "AlignedDataCtrlr.TxEndedInterval"),
}
ENERGY = "Energy.Active.Import.Register"
POWER = "Power.Active.Import"
CURRENT = "Current.Import"


class Told(NamedTuple):
    """One MeterValue: its values by measurand and phase, of the outlet *number*."""

    number: int
    at: datetime
    values: dict[tuple[str, str | None], float]

    def value(self, measurand: str) -> float:
        return self.values[measurand, None]


def told(frames: list[Frame]) -> list[Told]:
    """List the meter values that *frames* hold, in order."""
    found: list[Told] = []
    for frame in frames:
        message = json.loads(frame.message)
        if message[0] == 2 and frame.direction == "cp_to_csms":
            found += _told(message[3])
    return found


def _payloads(frames: list[Frame], action: str) -> list[dict[str, Any]]:
    messages = [json.loads(frame.message) for frame in frames if frame.action == action]
    return [message[3] for message in messages if message[0] == 2]


def _told(payload: dict[str, Any]) -> Iterator[Told]:
    evse = payload.get("evse", {}).get("id", 0)
    number = payload.get("connectorId") or payload.get("evseId") or evse
    for value in payload.get("meterValue", payload.get("transactionData", [])):
        values = {(s["measurand"], s.get("phase")): float(s["value"]) for s in value["sampledValue"]}
        assert len(values) == len(value["sampledValue"])
        yield Told(number, datetime.fromisoformat(value["timestamp"]), values)


def _measuring(version: OcppVersion, current: Literal["ac", "dc"], *, phases: int = 3) -> Rig:
    """Make a charger that tells all it can about its meters, each minute and by the clock."""
    rig = Rig(version, connectors=2, current=current, phases=phases, frame_limit=100_000)
    everything = ",".join(MEASURANDS_16 if version == "ocpp1.6" else MEASURANDS_201)
    rig.configure(**dict.fromkeys(LISTS[version], everything), **dict.fromkeys(INTERVALS[version], 120))
    return rig


@pytest.mark.parametrize("current", CURRENTS)
@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_any_life_is_told_coherently(
    version: OcppVersion, current: Literal["ac", "dc"], data: st.DataObject
) -> None:
    phases = data.draw(st.sampled_from([1, 3])) if current == "ac" else 3
    rig = _measuring(version, current, phases=phases)
    frames: list[Frame] = []
    for pause, step in data.draw(stories(version, longest=15)):
        began = rig.now
        rig.wait(pause)
        waited = rig.frames()
        meanwhile = [value for value in told(waited) if value.at > began]
        _check_energy_is_power_times_time(meanwhile, digits=0 if version == "ocpp1.6" else 3)
        take(rig, step)
        frames += [*waited, *rig.frames()]
    assert errors(version, frames) == []
    for value in told(frames):
        _check_power_is_voltage_times_current(value)
    _check_registers_never_fall(told(frames))
    for payload in _payloads(frames, "StopTransaction"):
        _check_the_end_of_a_transaction(payload)


def _check_power_is_voltage_times_current(value: Told) -> None:
    volts = [v for (name, _), v in value.values.items() if name == "Voltage"]
    amperes = [v for (name, _), v in value.values.items() if name == CURRENT]
    if volts and amperes and (POWER, None) in value.values:
        shown = sum(v * a for v, a in zip(volts, amperes, strict=True))
        assert value.value(POWER) == pytest.approx(shown, abs=0.05 + 0.0005 * sum(volts) + 1e-6)


def _check_energy_is_power_times_time(values: list[Told], digits: int) -> None:
    """Check those of each outlet, between which nothing was done to the charger."""
    for number in (1, 2):
        mine = [v for v in values if v.number == number and {(ENERGY, None), (POWER, None)} <= {*v.values}]
        for one, other in pairwise(sorted(mine, key=lambda v: v.at)):
            power, seconds = one.value(POWER), (other.at - one.at).total_seconds()
            if power == other.value(POWER):
                energy = other.value(ENERGY) - one.value(ENERGY)
                slack = 10**-digits + (0.05 * seconds + 0.001 * power) / 3600
                assert energy == pytest.approx(power * seconds / 3600, abs=slack + 1e-6)


def _check_registers_never_fall(values: list[Told]) -> None:
    for number in (1, 2):
        mine = [v for v in values if v.number == number and (ENERGY, None) in v.values]
        shown = [v.value(ENERGY) for v in sorted(mine, key=lambda v: v.at)]
        assert shown == sorted(shown)


def _check_the_end_of_a_transaction(payload: dict[str, Any]) -> None:
    shown = [value.value(ENERGY) for value in _told(payload) if (ENERGY, None) in value.values]
    assert [*shown, payload["meterStop"]] == sorted([*shown, payload["meterStop"]])


@pytest.mark.parametrize("current", CURRENTS)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_whole_charge_is_told_coherently(version: OcppVersion, current: Literal["ac", "dc"]) -> None:
    rig = _measuring(version, current)
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(4 * 3600)
    values = [value for value in told(rig.frames()) if value.number == 1]
    _check_energy_is_power_times_time(values, digits=0 if version == "ocpp1.6" else 3)
    charges = [value.value("SoC") for value in values]
    powers = [value.value(POWER) for value in values]
    assert charges == sorted(charges)
    assert powers == sorted(powers, reverse=True)
    assert (charges[-1], powers[-1]) == (100.0, 0.0)
    assert len(set(powers)) > 5


@pytest.mark.parametrize("version", VERSIONS)
def test_asking_changes_nothing(version: OcppVersion) -> None:
    quiet, asked = _measuring(version, "dc"), _measuring(version, "dc")
    for rig in (quiet, asked):
        rig.given(("start_session", {"id_tag": "TAG"}))
    for _ in range(300):
        asked.wait(13.7)
        asked.receive("TriggerMessage", {"requestedMessage": "MeterValues"})
    quiet.wait(300 * 13.7)
    assert quiet.now == asked.now
    assert quiet.connector() == asked.connector()


def test_single_phases_are_told_where_they_are_asked_for() -> None:
    rig = Rig("ocpp1.6", phases=1)
    rig.configure(MeterValuesSampledData=",".join(PHASED_16))
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(60)
    (value,) = told(rig.frames())
    assert len(value.values) == len(PHASED_16)
    assert value.values[POWER, "L1"] == 22_000
    assert value.values[CURRENT, "L1"] == 95.652
    assert value.values["Voltage", "L1-N"] == 230
    assert {v for (_, phase), v in value.values.items() if phase not in {"L1", "L1-N"}} == {0}


def test_power_is_shared_by_the_phases() -> None:
    rig = Rig("ocpp1.6")
    rig.configure(MeterValuesSampledData="Power.Active.Import.L2, Power.Active.Import.L2, Power.Factor.L3")
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(60)
    (value,) = told(rig.frames())
    assert value.values == {(POWER, "L2"): 7333.3, ("Power.Factor", "L3"): 1}


@pytest.mark.parametrize("version", VERSIONS)
def test_everything_that_is_measured(version: OcppVersion) -> None:
    rig = _measuring(version, "ac", phases=1)
    rig.given(("start_session", {"id_tag": "TAG"}), ("power_update", {"power_w": 11_500}))
    rig.wait(60)
    (value,) = told(rig.frames())
    energy = 191.666 if version == "ocpp2.0.1" else 191
    shown = {
        ENERGY: energy,
        POWER: 11_500,
        CURRENT: 50,
        "Voltage": 230,
        "SoC": 20.3,
        "Energy.Active.Import.Interval": energy,
        "Power.Offered": 11_500,
        "Current.Offered": 50,
        "Power.Factor": 1,
        "Frequency": 50,
        "Temperature": 308.5,
    }
    if version == "ocpp2.0.1":
        del shown["Temperature"]
    assert {name: v for (name, _), v in value.values.items() if v} == shown
    rig.given("ev_stops_energy")
    rig.wait(60)
    value = next(value for value in told(rig.frames()) if value.number == 1)
    assert (value.value(POWER), value.value("Power.Offered")) == (0, 11_500)


@pytest.mark.parametrize("value", ["RPM", "Energy.Active.Net", "Voltage.L4", "SoC.L1", "energy"])
@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_not_measured_cannot_be_asked_for(version: OcppVersion, value: str) -> None:
    rig = Rig(version)
    for name in LISTS[version]:
        outcome = rig.do("set_configuration", configuration={name: f"Voltage,{value}"})
        assert outcome.result == {name: "Rejected"}
        assert f"'{value}' is not one of Energy" in (outcome.reason or "")


def test_two_versions_differ_in_what_they_can_be_asked_for() -> None:
    assert Rig("ocpp1.6").do("set_configuration", key="StopTxnSampledData", value="Temperature").result
    for value in ("Temperature", "Voltage.L1"):
        outcome = Rig("ocpp2.0.1").do("set_configuration", key="TxUpdatedMeasurands", value=value)
        assert outcome.status == "rejected"


def test_soc_at_the_begin_and_the_end_of_a_transaction() -> None:
    rig = Rig("ocpp1.6")
    rig.configure(StopTxnSampledData="SoC")
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(2160)
    rig.frames()
    rig.do("stop_session")
    assert [value.value("SoC") for value in told(rig.frames())] == [20, 42]


def test_a_transaction_of_which_the_beginning_was_not_kept_has_no_begin() -> None:
    rig = Rig("ocpp1.6")
    rig.given(("start_session", {"id_tag": "TAG"}))
    state = rig.state.with_transaction(1, began=None)
    rig.simulation = Simulation(state, rig.hardware, Loopback())
    rig.simulation.perform("stop_session", {}, rig.now)
    (value,) = told(rig.simulation.frames)
    assert value.value(ENERGY) == 0


@pytest.mark.parametrize("version", VERSIONS)
def test_a_second_session_is_sampled_too(version: OcppVersion) -> None:
    rig = Rig(version)
    for session in range(2):
        rig.given(("start_session", {"id_tag": "TAG"}))
        rig.wait(120)
        values = [value.value(ENERGY) for value in told(rig.frames())]
        assert values == pytest.approx([session * 733.333 + 366.666, session * 733.333 + 733.333], abs=1)
        rig.given("stop_session")
