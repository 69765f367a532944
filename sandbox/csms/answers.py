"""What the small CSMS answers: it accepts what it understands, but id tags whose beginning refuses them."""

from collections.abc import Mapping

from sandbox.clock import Clock
from sandbox.csms.transactions import Transactions
from sandbox.ocpp.id_tags import verdict
from sandbox.ocpp.messages import CallError, OcppVersion, Payload, Reply, wire_time

_OF_BOTH = {
    "Authorize",
    "BootNotification",
    "DataTransfer",
    "FirmwareStatusNotification",
    "Heartbeat",
    "LogStatusNotification",
    "MeterValues",
    "SecurityEventNotification",
    "SignCertificate",
    "StatusNotification",
}
UNDERSTOOD: Mapping[OcppVersion, frozenset[str]] = {
    "ocpp1.6": frozenset(
        _OF_BOTH
        | {
            "DiagnosticsStatusNotification",
            "SignedFirmwareStatusNotification",
            "StartTransaction",
            "StopTransaction",
        }
    ),
    "ocpp2.0.1": frozenset(
        _OF_BOTH
        | {
            "ClearedChargingLimit",
            "NotifyChargingLimit",
            "NotifyCustomerInformation",
            "NotifyDisplayMessages",
            "NotifyEVChargingNeeds",
            "NotifyEVChargingSchedule",
            "NotifyEvent",
            "NotifyMonitoringReport",
            "NotifyReport",
            "PublishFirmwareStatusNotification",
            "ReportChargingProfiles",
            "ReservationStatusUpdate",
            "TransactionEvent",
        }
    ),
}
"""The requests of a charger that are answered, by version."""


class Answers:
    """Answers requests that fit their schema, and tells *transactions* of those that are about one.

    Args:
        transactions: takes in what is said of them.
        clock: tells the time that chargers are told.
        interval: seconds between heartbeats that chargers are told.
    """

    def __init__(self, transactions: Transactions, clock: Clock, interval: int) -> None:
        self._transactions = transactions
        self._clock = clock
        self._interval = interval

    def usual(self, version: OcppVersion, identity: str, action: str, said: Payload) -> Reply:
        """Return the answer that a charger gets if nothing else is wanted."""
        if action not in UNDERSTOOD[version]:
            return CallError("NotSupported", f"{action} is not a request that a CSMS answers")
        match action:
            case "BootNotification":
                return {**self._now(), "interval": self._interval, "status": "Accepted"}
            case "Heartbeat":
                return self._now()
            case "DataTransfer" | "SignCertificate" | "NotifyEVChargingNeeds" | "NotifyEVChargingSchedule":
                return {"status": "Accepted"}
            case "StartTransaction":
                return {"transactionId": self._transactions.start(identity, said), **_judged(said)}
            case "StopTransaction":
                self._transactions.stop(identity, said)
            case "TransactionEvent":
                self._transactions.event(identity, said)
        return _judged(said)

    def _now(self) -> Payload:
        return {"currentTime": wire_time(self._clock.now())}


def _judged(said: Payload) -> Payload:
    """Judge the tag that a request carries, if it carries one."""
    if "idTag" in said:
        return {"idTagInfo": {"status": verdict(said["idTag"])}}
    if "idToken" in said:
        return {"idTokenInfo": {"status": verdict(said["idToken"]["idToken"])}}
    return {}
