"""The judge of conduct sees what is wrong, and nothing in what is right."""

from typing import Any, Literal

import pytest

from tests.live.strict.conduct import misconduct
from tests.live.strict.harness import Message

Step = tuple[Literal["in", "out", "opened"], str | None, Any]
OPENED: Step = ("opened", None, {})


def ask(action: str, payload: dict[str, Any], answer: dict[str, Any] | None = None) -> list[Step]:
    """A request of the charger and its answer."""
    return [("in", action, [2, "?", action, payload]), ("out", action, [3, "?", answer or {}])]


def call(action: str, *, answers: int = 1) -> list[Step]:
    """A request of the CSMS, and how often it is answered."""
    answer: Step = ("in", action, [3, "c", {}])
    return [("out", action, [2, "c", action, {}]), *[answer] * answers]


def start(number: int, wh: int, at: str) -> list[Step]:
    said = {"connectorId": 1, "idTag": "TAG", "meterStart": wh, "timestamp": at}
    return ask("StartTransaction", said, {"transactionId": number})


def stop(number: int, wh: int, at: str) -> list[Step]:
    return ask("StopTransaction", {"transactionId": number, "meterStop": wh, "timestamp": at})


def event(kind: str, number: int, wh: float | None = None, *, unit: str = "Wh") -> list[Step]:
    said: dict[str, Any] = {
        "eventType": kind,
        "seqNo": number,
        "transactionInfo": {"transactionId": "t"},
        "evse": {"id": 1},
    }
    if wh is not None:
        sample = {"value": wh, "unitOfMeasure": {"unit": unit}}
        said["meterValue"] = [{"timestamp": f"{number}", "sampledValue": [sample]}]
    return ask("TransactionEvent", said)


def values(number: int, wh: int, at: str) -> list[Step]:
    samples = [{"value": str(wh)}, {"value": "1", "measurand": "Voltage"}, {"value": "1", "phase": "L1"}]
    meter_value = [{"timestamp": at, "sampledValue": samples}]
    return ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": meter_value})


def boot(status: str) -> list[Step]:
    return ask("BootNotification", {}, {"status": status})


BEAT = ask("Heartbeat", {})
RIGHT: dict[str, list[Step]] = {
    "boot": [OPENED, *boot("Rejected"), *boot("Pending"), *call("TriggerMessage"), *BEAT, *boot("Accepted")],
    "1.6": [OPENED, *start(1, 0, "1"), *values(1, 5, "2"), *stop(1, 9, "3"), *start(2, 9, "4")],
    "1.6 offline": [OPENED, *stop(7, 9, "3"), *start(2, 9, "4")],
    "2.0.1": [OPENED, *event("Started", 0, 5), *event("Updated", 1, 0.006, unit="kWh"), *event("Ended", 2)],
    "2.0.1 after a crash of the CSMS": [OPENED, *event("Updated", 4), *event("Ended", 5)],
}
WRONG: dict[str, list[Step]] = {
    "answered, which was not asked": call("Reset", answers=2),
    "Heartbeat is sent while the BootNotification is Rejected": [*boot("Rejected"), *BEAT],
    "Heartbeat is sent while the BootNotification is Pending": [*boot("Pending"), *BEAT],
    "StopTransaction of the transaction 1, which": [*start(1, 0, "1"), *stop(1, 1, "2"), *stop(1, 1, "2")],
    "MeterValues of the transaction 1, which has": [
        *start(1, 0, "1"),
        *stop(1, 1, "2"),
        *values(1, 2, "3"),
    ],
    "less on the meter than": [*start(1, 5, "1"), *stop(1, 1, "2")],
    "numbered [0, 2]": [*event("Started", 0), *event("Ended", 2)],
    "are Updated": event("Updated", 0),
    "are Started, Ended, Updated": [*event("Started", 0), *event("Ended", 1), *event("Updated", 2)],
    "falls from 9.0 to 8.0 Wh at 3": [*start(1, 0, "1"), *stop(1, 9, "2"), *start(2, 8, "3")],
    "falls from 5.0 to 4.0 Wh at 1": [*event("Started", 0, 5), *event("Updated", 1, 4)],
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_passes(name: str) -> None:
    assert misconduct(_messages(RIGHT[name])) == []


@pytest.mark.parametrize("problem", WRONG)
def test_what_is_wrong_is_told(problem: str) -> None:
    told = misconduct(_messages([OPENED, *WRONG[problem]]))
    assert any(problem in sentence for sentence in told), told
    assert all(sentence.startswith("CP-1: ") for sentence in told)


def test_an_id_that_is_used_twice_is_told_but_not_in_another_connection() -> None:
    asked: list[Step] = [("in", "Heartbeat", [2, "1", "Heartbeat", {}]), ("out", "Heartbeat", [3, "1", {}])]
    assert misconduct(_messages([OPENED, *asked, OPENED, *asked])) == []
    assert misconduct(_messages([OPENED, *asked, *asked])) == ["CP-1: the message id 1 is used twice"]


def test_a_long_id_is_told() -> None:
    (told,) = misconduct(_messages([OPENED, ("in", "Heartbeat", [2, "x" * 37, "Heartbeat", {}])]))
    assert "longer than 36" in told


def test_a_request_that_does_not_wait_is_told() -> None:
    hasty: list[Step] = [("in", "Heartbeat", [2, str(number), "Heartbeat", {}]) for number in range(2)]
    assert misconduct(_messages(hasty)) == ["CP-1: Heartbeat 1 is sent while 0 is unanswered"]


def _messages(steps: list[Step]) -> list[Message]:
    """Make messages of steps; `?` becomes an id that is fresh with each request."""
    messages: list[Message] = []
    for number, (direction, action, frame) in enumerate(steps, 1):
        filled = frame
        if isinstance(frame, list) and frame[1] == "?":
            filled = [frame[0], str(number if frame[0] == 2 else number - 1), *frame[2:]]
        messages.append(Message(number, "", "CP-1", direction, action, filled))
    return messages
