"""The state of a charger is all there is to know about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sandbox.charger.links import Loopback
from sandbox.charger.machine import ChargerState, Simulation
from sandbox.charger.state import OcppVersion
from tests.charger.rig import START, VERSIONS, Rig, fresh, hardware
from tests.charger.stories import in_many_lives, live, stories


@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_state_survives_json(version: OcppVersion, data: st.DataObject) -> None:
    rig = Rig(version, connectors=2)
    live(rig, data.draw(stories(version)))
    assert ChargerState.model_validate_json(rig.state.model_dump_json()) == rig.state


@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_state_holds_only_declared_fields(version: OcppVersion, data: st.DataObject) -> None:
    rig = Rig(version, connectors=2)
    live(rig, data.draw(stories(version)))
    dumped = rig.state.model_dump()
    assert ChargerState.model_validate(dumped).model_dump() == dumped


@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_the_same_life_gives_the_same_state_and_frames(version: OcppVersion, data: st.DataObject) -> None:
    story = data.draw(stories(version))
    twins = [Rig(version, connectors=2) for _ in range(2)]
    for twin in twins:
        live(twin, story)
    assert twins[0].state == twins[1].state
    assert twins[0].simulation.frames == twins[1].simulation.frames


def test_state_cannot_be_changed_in_place() -> None:
    state = fresh("ocpp1.6", hardware())
    with pytest.raises(ValidationError, match="frozen"):
        state.runtime = "stopped"  # type: ignore[misc]


@pytest.mark.parametrize("version", VERSIONS)
def test_new_charger_is_silent_until_it_is_settled(version: OcppVersion) -> None:
    made_of = hardware()
    simulation = Simulation(fresh(version, made_of), made_of, Loopback())
    runtimes = [simulation.state.runtime]
    assert simulation.frames == []
    assert simulation.next_due() == START
    simulation.settle(START)
    runtimes.append(simulation.state.runtime)
    assert runtimes == ["starting", "online"]
    assert simulation.next_due() is None
