"""The other end of the line.

A link answers one CALL of a charger. `Loopback` is a built-in CSMS that accepts everything it understands,
except id tags that begin with BLOCKED, EXPIRED or INVALID (in any case): those get the status of that name.
"""

from typing import Protocol

from sandbox.charger import configuration
from sandbox.charger.configuration import HEARTBEAT_INTERVAL
from sandbox.charger.frames import Call, CallError, Payload, Reply, wire_time
from sandbox.charger.station import Station
from sandbox.ocpp.id_tags import verdict

# The requests a CSMS of each version understands, with the members it insists on.
_UNDERSTOOD: dict[str, dict[str, tuple[str, ...]]] = {
    "ocpp1.6": {
        "Authorize": ("idTag",),
        "BootNotification": ("chargePointVendor", "chargePointModel"),
        "DataTransfer": ("vendorId",),
        "DiagnosticsStatusNotification": ("status",),
        "FirmwareStatusNotification": ("status",),
        "Heartbeat": (),
        "LogStatusNotification": ("status",),
        "MeterValues": ("connectorId", "meterValue"),
        "SecurityEventNotification": ("type", "timestamp"),
        "SignCertificate": ("csr",),
        "SignedFirmwareStatusNotification": ("status",),
        "StartTransaction": ("connectorId", "idTag", "meterStart", "timestamp"),
        "StatusNotification": ("connectorId", "errorCode", "status"),
        "StopTransaction": ("meterStop", "timestamp", "transactionId"),
    },
    "ocpp2.0.1": {
        "Authorize": ("idToken",),
        "BootNotification": ("chargingStation", "reason"),
        "ClearedChargingLimit": ("chargingLimitSource",),
        "DataTransfer": ("vendorId",),
        "FirmwareStatusNotification": ("status",),
        "Heartbeat": (),
        "LogStatusNotification": ("status",),
        "MeterValues": ("evseId", "meterValue"),
        "NotifyChargingLimit": ("chargingLimit",),
        "NotifyCustomerInformation": ("data", "seqNo", "generatedAt", "requestId"),
        "NotifyDisplayMessages": ("requestId",),
        "NotifyEVChargingNeeds": ("evseId", "chargingNeeds"),
        "NotifyEVChargingSchedule": ("timeBase", "chargingSchedule", "evseId"),
        "NotifyEvent": ("generatedAt", "seqNo", "eventData"),
        "NotifyMonitoringReport": ("requestId", "seqNo", "generatedAt"),
        "NotifyReport": ("requestId", "generatedAt", "seqNo"),
        "PublishFirmwareStatusNotification": ("status",),
        "ReportChargingProfiles": ("requestId", "chargingLimitSource", "chargingProfile", "evseId"),
        "ReservationStatusUpdate": ("reservationId", "reservationUpdateStatus"),
        "SecurityEventNotification": ("type", "timestamp"),
        "SignCertificate": ("csr",),
        "StatusNotification": ("timestamp", "connectorStatus", "evseId", "connectorId"),
        "TransactionEvent": ("eventType", "timestamp", "triggerReason", "seqNo", "transactionInfo"),
    },
}
_ANSWER_WITH_STATUS = {"DataTransfer", "SignCertificate", "NotifyEVChargingNeeds", "NotifyEVChargingSchedule"}


class Link(Protocol):
    """Answers what a charger asks; *station* is the asking charger at the instant it asks."""

    def exchange(self, call: Call, station: Station) -> Reply:
        """Return the CSMS's answer."""


class Loopback:
    """The built-in CSMS; all it remembers, the count of 1.6 transactions, is kept in the charger's state."""

    def exchange(self, call: Call, station: Station) -> Reply:
        """Accept *call*, or refuse it as a CSMS would."""
        required = _UNDERSTOOD[station.state.ocpp_version].get(call.action)
        if required is None:
            return CallError("NotImplemented", f"{call.action} is not a request that a CSMS answers")
        missing = [name for name in required if name not in call.payload]
        if missing:
            return CallError("OccurenceConstraintViolation", f"{call.action} needs {', '.join(missing)}")
        return _answer(call, station)


def _answer(call: Call, station: Station) -> Payload:
    if call.action == "BootNotification":
        return {
            "currentTime": wire_time(station.now),
            "interval": configuration.number(station.state, HEARTBEAT_INTERVAL),
            "status": "Accepted",
        }
    if call.action == "Heartbeat":
        return {"currentTime": wire_time(station.now)}
    if call.action == "StartTransaction":
        return {"transactionId": _transaction_id(call, station)} | _info(call)
    return {"status": "Accepted"} if call.action in _ANSWER_WITH_STATUS else _info(call)


def _transaction_id(call: Call, station: Station) -> int:
    """Count real transactions; a proxied one gets an id of its own that no real one can have."""
    if call.proxied:
        return -station.state.message_count
    station.update(transaction_count=station.state.transaction_count + 1)
    return station.state.transaction_count


def _info(call: Call) -> Payload:
    """Judge the tag a request carries, if it carries one."""
    if "idTag" in call.payload:
        return {"idTagInfo": {"status": verdict(call.payload["idTag"])}}
    token = call.payload.get("idToken")
    return {"idTokenInfo": {"status": verdict(token.get("idToken"))}} if isinstance(token, dict) else {}
