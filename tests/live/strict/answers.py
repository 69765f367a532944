"""What the strict CSMS in Python answers, and what it learns about transactions."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

Payload = dict[str, Any]

_REFUSED = {"BLOCKED": "Blocked", "EXPIRED": "Expired", "INVALID": "Invalid"}
_REGISTER = "Energy.Active.Import.Register"
_NOTHING_KNOWN: Payload = {
    "connectorId": None,
    "idTag": None,
    "meterStart": None,
    "meterStop": None,
    "started": None,
    "stopped": None,
    "reason": None,
    "starts": 0,
    "ends": 0,
}


class Transactions:
    """The transactions of all chargers: what they said about each, and how often."""

    def __init__(self, first: int) -> None:
        self._next = first
        self._all: dict[tuple[str, Any], Payload] = {}

    def listed(self) -> list[Payload]:
        """Return all of them, the oldest first."""
        return list(self._all.values())

    def start(self, identity: str, said: Payload) -> Any:
        """Return the id for a StartTransaction: the same one when it is said again."""
        known = {name: said[name] for name in ("connectorId", "idTag", "meterStart")}
        known |= {"identity": identity, "started": said["timestamp"]}
        again = (one for one in self._all.values() if known.items() <= one.items())
        transaction = next(again, None)
        if transaction is None:
            transaction = self._of(identity, self._next)
            self._next += 1
        transaction.update(known, starts=transaction["starts"] + 1)
        return transaction["id"]

    def stop(self, identity: str, said: Payload) -> None:
        """Take in a StopTransaction."""
        transaction = self._of(identity, said["transactionId"])
        transaction.update(
            meterStop=said["meterStop"], stopped=said["timestamp"], reason=said.get("reason", "Local")
        )
        transaction["ends"] += 1

    def event(self, identity: str, said: Payload) -> None:
        """Take in a TransactionEvent."""
        transaction = self._of(identity, said["transactionInfo"]["transactionId"])
        transaction["sequence"].append(said["seqNo"])
        if transaction["idTag"] is None and "idToken" in said:
            transaction["idTag"] = said["idToken"]["idToken"]
        if transaction["connectorId"] is None and "evse" in said:
            transaction["connectorId"] = said["evse"].get("connectorId")
        if said["eventType"] == "Started":
            transaction.update(starts=transaction["starts"] + 1, started=said["timestamp"])
        for wh in _registers(said.get("meterValue", [])):
            if transaction["meterStart"] is None:
                transaction["meterStart"] = wh
            transaction["meterStop"] = wh
        if said["eventType"] == "Ended":
            reason = said["transactionInfo"].get("stoppedReason", "Local")
            transaction.update(ends=transaction["ends"] + 1, stopped=said["timestamp"], reason=reason)

    def _of(self, identity: str, number: Any) -> Payload:
        fresh = {"id": number, "identity": identity, **_NOTHING_KNOWN, "sequence": []}
        return self._all.setdefault((identity, number), fresh)


def answer(action: str, said: Payload, identity: str, transactions: Transactions, interval: int) -> Payload:
    """Return the usual answer of either version to a request that fits its schema."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told: Payload = {}
    if "idTag" in said:
        told = {"idTagInfo": {"status": _verdict(said["idTag"])}}
    if "idToken" in said:
        told = {"idTokenInfo": {"status": _verdict(said["idToken"]["idToken"])}}
    match action:
        case "BootNotification":
            return {"currentTime": now, "interval": interval, "status": "Accepted"}
        case "Heartbeat":
            return {"currentTime": now}
        case "DataTransfer" | "SignCertificate" | "NotifyEVChargingNeeds" | "NotifyEVChargingSchedule":
            return {"status": "Accepted"}
        case "StartTransaction":
            return told | {"transactionId": transactions.start(identity, said)}
        case "StopTransaction":
            transactions.stop(identity, said)
        case "TransactionEvent":
            transactions.event(identity, said)
    return told


def changed(usual: Payload, wanted: Payload) -> Payload:
    """Return the usual answer with what a test wants in it."""
    answered: Payload = usual | wanted.get("payload", {})
    if (status := wanted.get("status")) is None:
        return answered
    info = next((name for name in ("idTagInfo", "idTokenInfo") if name in usual), None)
    return answered | ({info: usual[info] | {"status": status}} if info else {"status": status})


def _registers(meter_values: list[Payload]) -> Iterator[float]:
    """Yield the readings of the register in Wh."""
    for sample in (sample for value in meter_values for sample in value["sampledValue"]):
        if sample.get("measurand", _REGISTER) == _REGISTER and "phase" not in sample:
            unit = sample.get("unitOfMeasure", {})
            factor = 1000 if unit.get("unit") == "kWh" else 1
            yield sample["value"] * 10 ** unit.get("multiplier", 0) * factor


def _verdict(id_tag: str) -> str:
    name = id_tag.upper()
    return next((status for prefix, status in _REFUSED.items() if name.startswith(prefix)), "Accepted")
