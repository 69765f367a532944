"""What no schema says about the frames of a charger: order, ids, transactions, registers.

Either of two legal orders passes; what is told is illegal in any.
"""

from collections.abc import Iterator
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from tests.live.strict.harness import Message

_CALL, _RESULT = 2, 3
_MOST_LETTERS_OF_AN_ID = 36
_REGISTER = "Energy.Active.Import.Register"
_FACTORS = {"Wh": 1.0, "kWh": 1000.0}


def misconduct(messages: list[Message]) -> list[str]:
    """Return what chargers did wrong, in sentences; *messages* are in order, and may be of several CSMSs."""
    told = []
    by_charger = sorted(messages, key=attrgetter("identity"))  # keeps the order of each
    for identity, group in groupby(by_charger, key=attrgetter("identity")):
        own = list(group)
        for check in (_requests, _answers, _registration, _transactions_16, _transactions_201, _registers):
            told += [f"{identity}: {problem}" for problem in check(own)]
    return told


def _requests(messages: list[Message]) -> Iterator[str]:
    """Message ids are fresh in each connection, and one request waits for the answer of the one before."""
    used: set[str] = set()
    unanswered: str | None = None
    for message in messages:
        if message.direction == "opened":
            used, unanswered = set(), None
        elif message.is_call:
            message_id = message.frame[1]
            if message_id in used:
                yield f"the message id {message_id} is used twice"
            if len(message_id) > _MOST_LETTERS_OF_AN_ID:
                yield f"the message id {message_id} is longer than {_MOST_LETTERS_OF_AN_ID}"
            if unanswered is not None:
                yield f"{message.action} {message_id} is sent while {unanswered} is unanswered"
            used.add(message_id)
            unanswered = message_id
        elif message.direction == "out" and _is_answer(message) and message.frame[1] == unanswered:
            unanswered = None


def _answers(messages: list[Message]) -> Iterator[str]:
    """Each request of the CSMS is answered once, and nothing else is."""
    asked: set[str] = set()
    for message in messages:
        if message.direction == "opened":
            asked = set()
        elif message.direction == "out" and _is_call(message):
            asked.add(message.frame[1])
        elif message.direction == "in" and _is_answer(message):
            if message.frame[1] not in asked:
                yield f"{message.frame[1]} is answered, which was not asked or is answered already"
            asked.discard(message.frame[1])


def _registration(messages: list[Message]) -> Iterator[str]:
    """Until a BootNotification is accepted nothing is sent; while it is pending, only what is asked for."""
    status = "Accepted"
    allowed = {"Accepted": True, "Pending": False, "Rejected": False}
    for message in messages:
        if message.direction == "out" and message.action == "BootNotification" and _is_result(message):
            status = message.payload["status"]
            allowed["Pending"] = False
        elif message.direction == "out" and _is_call(message):
            allowed["Pending"] = True
        elif message.is_call and message.action != "BootNotification" and not allowed[status]:
            yield f"{message.action} is sent while the BootNotification is {status}"


def _transactions_16(messages: list[Message]) -> Iterator[str]:
    """A transaction ends once, after its beginning and with no less on the meter; MeterValues are within."""
    begun: dict[int, dict[str, Any]] = {}
    ended: set[int] = set()
    requests = {message.frame[1]: message.payload for message in messages if message.is_call}
    for message in messages:
        if message.direction == "out" and message.action == "StartTransaction" and _is_result(message):
            begun[message.payload["transactionId"]] = requests[message.frame[1]]
        if not message.is_call or message.action not in ("StopTransaction", "MeterValues"):
            continue
        number = message.payload.get("transactionId")
        if number in ended:
            yield f"{message.action} of the transaction {number}, which has ended"
        if message.action == "StopTransaction":
            ended.add(number)
            start = begun.get(number)
            if start is not None and message.payload["meterStop"] < start["meterStart"]:
                yield f"the transaction {number} ends with less on the meter than it began with"


def _transactions_201(messages: list[Message]) -> Iterator[str]:
    """Events of a transaction are numbered without a gap, from Started to Ended."""
    events: dict[str, list[dict[str, Any]]] = {}
    for message in messages:
        if message.is_call and message.action == "TransactionEvent":
            said = message.payload
            events.setdefault(said["transactionInfo"]["transactionId"], []).append(said)
    for number, told in events.items():
        kinds = [said["eventType"] for said in told]
        sequence = [said["seqNo"] for said in told]
        if sequence != list(range(sequence[0], sequence[0] + len(sequence))):
            yield f"the events of the transaction {number} are numbered {sequence}"
        if "Started" in kinds[1:] or "Ended" in kinds[:-1] or (sequence[0] == 0 and kinds[0] != "Started"):
            yield f"the events of the transaction {number} are {', '.join(kinds)}"


def _registers(messages: list[Message]) -> Iterator[str]:
    """The energy register of a connector never falls, across transactions either."""
    readings: dict[int, list[tuple[str, float]]] = {}
    where: dict[Any, int] = {}
    started: dict[str, int] = {}
    for message in messages:
        if message.is_call:
            connector = _connector(message.payload, where)
            if message.action == "StartTransaction":
                started[message.frame[1]] = message.payload["connectorId"]
            if connector is not None:
                readings.setdefault(connector, []).extend(_readings(message))
        elif message.direction == "out" and message.action == "StartTransaction" and _is_result(message):
            where[message.payload["transactionId"]] = started[message.frame[1]]
    for connector, told in readings.items():
        # What was said offline comes later than it was read.
        for (_, before), (at, after) in pairwise(sorted(told, key=lambda reading: reading[0])):
            if after < before:
                yield f"the register of {connector} falls from {before} to {after} Wh at {at}"


def _connector(said: dict[str, Any], where: dict[Any, int]) -> int | None:
    """Return which EVSE or connector a request is about, if it is known."""
    if "evse" in said:
        where[said.get("transactionInfo", {}).get("transactionId")] = said["evse"]["id"]
        return int(said["evse"]["id"])
    for name in ("evseId", "connectorId"):
        if name in said:
            return int(said[name])
    return where.get(said.get("transactionInfo", said).get("transactionId"))


def _readings(message: Message) -> Iterator[tuple[str, float]]:
    """Yield when the register was read, and what it showed in Wh."""
    said = message.payload
    if message.action == "StartTransaction":
        yield said["timestamp"], float(said["meterStart"])
    for value in [*said.get("meterValue", []), *said.get("transactionData", [])]:
        for sample in value["sampledValue"]:
            if sample.get("measurand", _REGISTER) == _REGISTER and "phase" not in sample:
                unit = sample.get("unitOfMeasure", {"unit": sample.get("unit", "Wh")})
                factor = _FACTORS[unit.get("unit", "Wh")] * 10 ** unit.get("multiplier", 0)
                yield value["timestamp"], float(sample["value"]) * factor
    if message.action == "StopTransaction":
        yield said["timestamp"], float(said["meterStop"])


def _is_call(message: Message) -> bool:
    return message.is_frame and isinstance(message.frame, list) and message.frame[:1] == [_CALL]


def _is_result(message: Message) -> bool:
    return message.is_frame and isinstance(message.frame, list) and message.frame[:1] == [_RESULT]


def _is_answer(message: Message) -> bool:
    return _is_result(message) or message.is_error
