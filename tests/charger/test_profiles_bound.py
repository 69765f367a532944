"""Whatever profiles are set and whatever happens: no more energy flows than the composite schedule allows."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Literal

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from sandbox.charger import meter
from sandbox.charger.composite import composite
from sandbox.charger.state import ChargerState, OcppVersion
from tests.charger.profiles import Profiles, period
from tests.charger.rig import START, VERSIONS, Rig
from tests.charger.schemas import errors
from tests.charger.stories import Step, in_many_lives, take

CURRENTS: tuple[Literal["ac", "dc"], ...] = ("ac", "dc")
SPANS = (1, 29, 30, 31, 60, 120, 300, 1800)
_STARTS = [None, *(START + timedelta(seconds=s) for s in (-200_000, -900, 0, 333, 5000))]
_HAPPENINGS = [
    Step("start_session", {"id_tag": "A", "connector_id": 1}),
    Step("start_session", {"id_tag": "B", "connector_id": 2}),
    Step("stop_session", {"connector_id": 1}),
    Step("stop_session", {"connector_id": 2}),
    Step("ev_stops_energy", {"connector_id": 1}),
    Step("ev_requests_energy", {"connector_id": 1}),
    Step("power_update", {"connector_id": 2, "power_w": 1380}),
    Step("power_update", {"connector_id": 2, "power_w": 350_000}),
    Step("inject_fault", {"connector_id": 2, "fault_type": "OverCurrent"}),
    Step("clear_fault", {"connector_id": 2}),
    Step("reset_charger"),
    Step("ClearChargingProfile", from_csms=True),
]
_LIMITS = {
    "A": st.sampled_from((0.0, 6.0, 9.7, 16.0, 32.0, 200.0)),
    "W": st.sampled_from((0.0, 1234.5, 5000.0, 11_000.0, 21_999.9, 50_000.0, 200_000.0)),
}


@st.composite
def told(draw: st.DrawFn, profiles: Profiles) -> tuple[int, dict[str, Any]]:
    """Draw a profile and the connector it is for; some are refused."""
    offsets = sorted(draw(st.sets(st.sampled_from((30, 60, 61, 600, 3600, 50_000)), max_size=3)))
    phases = st.sampled_from(({}, {}, {"numberPhases": 1}, {"numberPhases": 2}))
    kind = draw(st.sampled_from(("Absolute", "Relative", "Daily", "Weekly")))
    begins = draw(st.sampled_from(_STARTS[1:]))
    purpose = draw(st.sampled_from((profiles.station, profiles.told, profiles.told, profiles.transaction)))
    number = 0 if purpose == profiles.station else draw(st.sampled_from((0, 1, 2)))
    recurring = {"chargingProfileKind": "Recurring", "recurrencyKind": kind}
    more: dict[str, Any] = recurring if kind in {"Daily", "Weekly"} else {"chargingProfileKind": kind}
    if purpose == profiles.transaction and number:
        running = profiles.rig.connector(number).transaction
        more["transactionId"] = None if running is None else (int(running.id) if profiles.old else running.id)
    unit = draw(st.sampled_from(("A", "W")))
    for name in ("validFrom", "validTo"):
        moment = draw(st.sampled_from((None, None, *_STARTS)))
        more |= {} if moment is None else {name: moment.isoformat()}
    written = purpose(
        id=draw(st.integers(1, 5)),
        stackLevel=draw(st.integers(0, 2)),
        startSchedule=None if kind == "Relative" or begins is None else begins.isoformat(),
        duration=draw(st.sampled_from((None, None, 60, 4000, 90_000))),
        chargingRateUnit=unit,
        chargingSchedulePeriod=[period(s, draw(_LIMITS[unit]), **draw(phases)) for s in (0, *offsets)],
        **more,
    )
    return number, {name: value for name, value in written.items() if value is not None}


@pytest.mark.parametrize("current", CURRENTS)
@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_energy_stays_below_the_composite_schedule(
    version: OcppVersion, current: Literal["ac", "dc"], data: st.DataObject
) -> None:
    rig = Rig(version, connectors=2, current=current)
    profiles = Profiles(rig)
    rig.given(("start_session", {"id_tag": "A", "connector_id": 1}))
    for _ in range(data.draw(st.integers(3, 15))):
        if data.draw(st.booleans()):
            status = profiles.set(*data.draw(told(profiles)))["status"]
            event(f"profile {status}")
        else:
            take(rig, data.draw(st.sampled_from(_HAPPENINGS)))
        _wait_watching_the_limits(rig, data.draw(st.sampled_from(SPANS)))
    assert errors(version, rig.simulation.frames) == []
    assert ChargerState.model_validate_json(rig.state.model_dump_json()) == rig.state


def _wait_watching_the_limits(rig: Rig, seconds: int) -> None:
    before = rig.state
    since = rig.now
    allowed = {n: _integral(rig, n, seconds) for n in (0, 1, 2)}
    rig.wait(seconds)
    given = {n: _energy(rig.state, n, rig) - _energy_at(before, n, since) for n in (1, 2)}
    assert given[1] + given[2] <= allowed[0] + 1e-3
    if _charging(before) == _charging(rig.state):
        assert all(given[n] <= allowed[n] + 1e-3 for n in (1, 2))
    for connector in rig.state.connectors:
        assert connector.limit_w is None or connector.meter.power_w <= connector.limit_w


def _integral(rig: Rig, number: int, seconds: int) -> float:
    return sum(watts * length / 3600 for watts, length in _steps(rig, number, seconds))


def _steps(rig: Rig, number: int, seconds: int) -> Iterator[tuple[float, int]]:
    made = composite(rig.state, rig.hardware, number, rig.now, seconds)
    assert made.seconds == seconds
    ends = [*(start for start, _ in made.periods[1:]), seconds]
    for (start, bound), end in zip(made.periods, ends, strict=True):
        yield bound.watts, end - start


def _charging(state: ChargerState) -> list[bool]:
    """Tell who takes power: the share of the others changes with it."""
    return [
        c.transaction is not None and c.vehicle is not None and c.vehicle.wants_energy
        for c in state.connectors
    ]


def _energy(state: ChargerState, number: int, rig: Rig) -> float:
    return meter.energy_wh(state.connector(number).meter, rig.now)


def _energy_at(state: ChargerState, number: int, at: Any) -> float:
    return meter.energy_wh(state.connector(number).meter, at)
