"""What the small CSMS learns about transactions."""

from typing import Any

import pytest

from sandbox.csms import Csms
from sandbox.csms.transactions import Transaction, Transactions
from tests.live.strict.charger import PlainCharger

START: dict[str, Any] = {
    "connectorId": 2,
    "idTag": "TAG-1",
    "meterStart": 100,
    "timestamp": "2026-01-01T10:00:00Z",
}
STOP: dict[str, Any] = {"meterStop": 300, "timestamp": "2026-01-01T11:00:00Z"}


@pytest.fixture
def transactions() -> Transactions:
    return Transactions(7)


def test_a_transaction_of_16_is_kept_from_start_to_stop(csms: Csms, charger16: PlainCharger) -> None:
    answer = charger16.ask("StartTransaction", START)[2]
    assert answer == {"transactionId": 1, "idTagInfo": {"status": "Accepted"}}
    charger16.ask("StopTransaction", STOP | {"transactionId": 1, "reason": "Remote"})
    (transaction,) = csms.transactions
    assert transaction == Transaction(
        1,
        "CP-16",
        id_tag="TAG-1",
        evse=2,
        meter_start=100,
        meter_stop=300,
        started_at=START["timestamp"],
        ended_at=STOP["timestamp"],
        reason="Remote",
        starts=1,
        ends=1,
    )
    assert transaction.energy == 200
    csms.assert_no_violations()


def test_a_transaction_of_201_is_kept_with_its_energy(csms: Csms, charger201: PlainCharger) -> None:
    for number, kind in enumerate(("Started", "Updated", "Ended")):
        charger201.ask("TransactionEvent", _event(kind, number, [_sample(number + 1, unit="kWh")]))
    (transaction,) = csms.transactions
    assert transaction.sequence == (0, 1, 2)
    assert (transaction.starts, transaction.ends, transaction.is_open) == (1, 1, False)
    assert (transaction.meter_start, transaction.energy) == (1000, 2000)
    assert (transaction.id_tag, transaction.evse, transaction.reason) == ("TAG-1", 1, "Remote")
    csms.assert_no_violations()


def test_ids_are_counted(transactions: Transactions) -> None:
    assert transactions.start("CP-1", START) == 7
    assert transactions.start("CP-1", START | {"connectorId": 1}) == 8


def test_a_start_that_is_repeated_is_the_same_transaction(transactions: Transactions) -> None:
    assert transactions.start("CP-1", START) == transactions.start("CP-1", START) == 7
    transactions.stop("CP-1", STOP | {"transactionId": 7})
    assert transactions.start("CP-1", START) == 7
    (transaction,) = transactions.listed()
    assert (transaction.starts, transaction.ends) == (3, 1)


def test_an_end_without_a_beginning_is_told(transactions: Transactions) -> None:
    transactions.stop("CP-1", STOP | {"transactionId": 5})
    (transaction,) = transactions.listed()
    assert (transaction.id, transaction.starts, transaction.ends) == (5, 0, 1)
    assert (transaction.reason, transaction.energy) == ("Local", None)


def test_chargers_may_use_the_same_id(transactions: Transactions) -> None:
    for identity in ("CP-1", "CP-2"):
        transactions.event(identity, _event("Started", 0))
    assert [one.identity for one in transactions.listed()] == ["CP-1", "CP-2"]


def test_only_the_register_of_all_phases_is_read(transactions: Transactions) -> None:
    samples = [
        _sample(9, measurand="Power.Active.Import"),
        _sample(8, phase="L1"),
        _sample(7, unit="VAh"),
        _sample(6, multiplier=3),
        _sample(4, multiplier=10**10),
        _sample(5, measurand="Energy.Active.Import.Register"),
    ]
    transactions.event("CP-1", _event("Started", 0, samples))
    (transaction,) = transactions.listed()
    assert (transaction.meter_start, transaction.meter_stop) == (6000, 5)


def test_a_start_that_is_said_again_is_found_among_many(transactions: Transactions) -> None:
    said = {"connectorId": 1, "idTag": "TAG-1", "timestamp": "2026-01-01T10:00:00Z"}
    numbers = [transactions.start("CP-1", said | {"meterStart": number}) for number in range(100)]
    assert len(set(numbers)) == 100
    assert transactions.start("CP-1", said | {"meterStart": 50}) == numbers[50]
    assert transactions.start("CP-2", said | {"meterStart": 50}) not in numbers
    assert [one.starts for one in transactions.listed()].count(2) == 1


def test_an_event_may_say_little(transactions: Transactions) -> None:
    said = _event("Updated", 3)
    del said["idToken"], said["evse"]
    transactions.event("CP-1", said)
    (transaction,) = transactions.listed()
    assert (transaction.id_tag, transaction.evse, transaction.sequence) == (None, None, (3,))
    assert transaction.is_open


def _sample(value: float, *, unit: str = "", multiplier: int = 0, **members: str) -> dict[str, Any]:
    told: dict[str, Any] = {"value": value, **members}
    if unit or multiplier:
        told["unitOfMeasure"] = {"unit": unit or "Wh", "multiplier": multiplier}
    return told


def _event(kind: str, number: int, samples: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    now = "2026-01-01T10:00:00Z"
    info = {"transactionId": "tx-1"} | ({"stoppedReason": "Remote"} if kind == "Ended" else {})
    event = {
        "eventType": kind,
        "timestamp": now,
        "triggerReason": "Authorized",
        "seqNo": number,
        "transactionInfo": info,
        "evse": {"id": 1, "connectorId": 1},
        "idToken": {"idToken": "TAG-1", "type": "ISO14443"},
    }
    return event | ({"meterValue": [{"timestamp": now, "sampledValue": samples}]} if samples else {})
