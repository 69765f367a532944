"""Every frame in every life is what the official schemas say it must be."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.charger.state import OcppVersion
from tests.charger.rig import VERSIONS, Rig
from tests.charger.schemas import errors
from tests.charger.stories import in_many_lives, live, stories


@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_frames_fit_the_official_schemas(version: OcppVersion, data: st.DataObject) -> None:
    rig = Rig(version, connectors=2, current="dc")
    live(rig, data.draw(stories(version)))
    assert errors(version, rig.simulation.frames) == []


@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_every_call_is_answered_before_the_next_under_its_own_id(
    version: OcppVersion, data: st.DataObject
) -> None:
    rig = Rig(version, connectors=2)
    live(rig, data.draw(stories(version)))
    messages = [json.loads(frame.message) for frame in rig.simulation.frames]
    calls, replies = messages[::2], messages[1::2]
    assert {m[0] for m in calls} <= {2}
    assert {m[0] for m in replies} <= {3, 4}
    ids = [int(m[1]) for m in calls]
    assert ids == [int(m[1]) for m in replies]
    assert ids == list(range(ids[0], ids[0] + len(ids)))


@pytest.mark.parametrize("version", VERSIONS)
@in_many_lives
@given(data=st.data())
def test_frames_are_in_order_of_time(version: OcppVersion, data: st.DataObject) -> None:
    rig = Rig(version, connectors=2)
    live(rig, data.draw(stories(version)))
    times = [frame.timestamp for frame in rig.simulation.frames]
    assert times == sorted(times)
