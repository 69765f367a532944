"""The transactions of all chargers, as far as they told of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sandbox.ocpp.messages import Payload

_REGISTER = "Energy.Active.Import.Register"
_WATT_HOURS = {"Wh": 1, "kWh": 1000}
_MOST_DIGITS = 30
"""Of a multiplier that is taken seriously: the schema bounds none, and greater ones take for ever."""


@dataclass(frozen=True)
class Transaction:
    """What a charger told of one transaction: meters in Wh, times as they came.

    `starts` and `ends` count how often it was begun and ended: each is 1 if all is well, and `starts` is 0
    if the charger never told of the beginning.
    """

    id: int | str
    identity: str
    id_tag: str | None = None
    evse: int | None = None
    """The EVSE in 2.0.1, the connector in 1.6."""
    meter_start: float | None = None
    meter_stop: float | None = None
    started_at: str | None = None
    ended_at: str | None = None
    reason: str | None = None
    starts: int = 0
    ends: int = 0
    sequence: tuple[int, ...] = ()
    """The `seqNo` of each event, in the order in which they came (2.0.1)."""

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.ends == 0

    @property
    def energy(self) -> float | None:
        """The energy in Wh between the first and the last reading of the register; None without one."""
        if self.meter_start is None or self.meter_stop is None:
            return None
        return self.meter_stop - self.meter_start


class Transactions:
    """Takes in what chargers say of transactions, and gives those of 1.6 their ids, from *first* on."""

    def __init__(self, first: int) -> None:
        self._next = first
        self._all: dict[tuple[str, int | str], Transaction] = {}
        self._begun: dict[tuple[object, ...], int] = {}

    def listed(self) -> list[Transaction]:
        """Return all of them, the oldest first."""
        return list(self._all.values())

    def start(self, identity: str, said: Payload) -> int:
        """Return the id for a StartTransaction of 1.6: the same one again if it is said again."""
        # A charger repeats itself when the answer got lost.
        beginning = (identity, *(said[name] for name in ("connectorId", "idTag", "meterStart", "timestamp")))
        number = self._begun.get(beginning)
        if number is None:
            number = self._begun[beginning] = self._next
            self._next += 1
            self._keep(
                Transaction(
                    number,
                    identity,
                    id_tag=said["idTag"],
                    evse=said["connectorId"],
                    meter_start=said["meterStart"],
                    started_at=said["timestamp"],
                )
            )
        found = self._all[identity, number]
        self._keep(replace(found, starts=found.starts + 1))
        return number

    def stop(self, identity: str, said: Payload) -> None:
        """Take in a StopTransaction of 1.6."""
        found = self._found(identity, said["transactionId"])
        self._keep(
            replace(
                found,
                meter_stop=said["meterStop"],
                ended_at=said["timestamp"],
                reason=said.get("reason", "Local"),
                ends=found.ends + 1,
            )
        )

    def event(self, identity: str, said: Payload) -> None:
        """Take in a TransactionEvent of 2.0.1."""
        found = self._found(identity, said["transactionInfo"]["transactionId"])
        changes: dict[str, Any] = {"sequence": (*found.sequence, said["seqNo"])}
        if found.id_tag is None and "idToken" in said:
            changes["id_tag"] = said["idToken"]["idToken"]
        if "evse" in said:
            changes["evse"] = said["evse"]["id"]
        if readings := list(_readings(said.get("meterValue", []))):
            changes["meter_start"] = readings[0] if found.meter_start is None else found.meter_start
            changes["meter_stop"] = readings[-1]
        if said["eventType"] == "Started":
            changes |= {"started_at": said["timestamp"], "starts": found.starts + 1}
        if said["eventType"] == "Ended":
            reason = said["transactionInfo"].get("stoppedReason", "Local")
            changes |= {"ended_at": said["timestamp"], "ends": found.ends + 1, "reason": reason}
        self._keep(replace(found, **changes))

    def _found(self, identity: str, number: int | str) -> Transaction:
        return self._all.get((identity, number)) or Transaction(number, identity)

    def _keep(self, transaction: Transaction) -> None:
        self._all[transaction.identity, transaction.id] = transaction


def _readings(meter_values: list[Payload]) -> Iterator[float]:
    """Yield the readings of the energy register in Wh."""
    for sample in (sample for value in meter_values for sample in value["sampledValue"]):
        unit = sample.get("unitOfMeasure", {})
        factor, power = _WATT_HOURS.get(unit.get("unit", "Wh")), unit.get("multiplier", 0)
        if factor is None or abs(power) > _MOST_DIGITS:
            continue
        if sample.get("measurand", _REGISTER) == _REGISTER and "phase" not in sample:
            yield sample["value"] * 10**power * factor
