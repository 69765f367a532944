"""The status of a connector only changes as OCPP 1.6 allows (section 4.9, status transitions)."""

import json

from hypothesis import given

from sandbox.charger.frames import Frame
from tests.charger.rig import Rig
from tests.charger.stories import Story, in_many_lives, live, stories

A, P, C, EV, EVSE, F, R, U, X = (
    "Available",
    "Preparing",
    "Charging",
    "SuspendedEV",
    "SuspendedEVSE",
    "Finishing",
    "Reserved",
    "Unavailable",
    "Faulted",
)
LEGAL = {
    A: {P, C, EV, EVSE, R, U, X},
    P: {A, C, EV, EVSE, F, X},
    C: {A, EV, EVSE, F, U, X},
    EV: {A, C, EVSE, F, U, X},
    EVSE: {A, C, EV, F, U, X},
    F: {A, P, U, X},
    R: {A, P, U, X},
    U: {A, P, C, EV, EVSE, X},
    X: {A, P, C, EV, EVSE, F, R, U},
}


@in_many_lives
@given(story=stories("ocpp1.6"))
def test_status_changes_are_legal(story: Story) -> None:
    rig = Rig("ocpp1.6", connectors=2, frame_limit=100_000)
    live(rig, story)
    assert _illegal(rig.simulation.frames) == []


@in_many_lives
@given(story=stories("ocpp1.6"))
def test_a_transaction_stops_before_its_connector_finishes(story: Story) -> None:
    rig = Rig("ocpp1.6", connectors=2, frame_limit=100_000)
    live(rig, story)
    running: dict[int, int] = {}
    for frame in rig.simulation.frames:
        message = json.loads(frame.message)
        if frame.action == "StartTransaction" and message[0] == 2:
            started = message[3]["connectorId"]
        elif frame.action == "StartTransaction":
            running[message[2]["transactionId"]] = started
        elif frame.action == "StopTransaction" and message[0] == 2:
            del running[message[3]["transactionId"]]
        elif frame.action == "StatusNotification" and message[0] == 2 and message[3]["status"] == F:
            assert message[3]["connectorId"] not in running.values()


def _illegal(frames: list[Frame]) -> list[tuple[str, str]]:
    """List the changes that 4.9 does not know; a boot tells the status anew."""
    wrong, last = [], dict[int, str]()
    for frame in frames:
        message = json.loads(frame.message)
        if frame.action == "BootNotification":
            last.clear()
        if frame.action != "StatusNotification" or message[0] != 2:
            continue
        number, status = message[3]["connectorId"], message[3]["status"]
        before = last.get(number, status)
        if status != before and status not in LEGAL[before]:
            wrong.append((before, status))
        last[number] = status
    return wrong
