"""What a CSMS that accepts everything says to a charger; only id tags whose beginning says so are refused."""

from collections.abc import Mapping
from datetime import datetime

from sandbox.ocpp.id_tags import verdict
from sandbox.ocpp.messages import OcppVersion, Payload, wire_time

_OF_BOTH: dict[str, tuple[str, ...]] = {
    "DataTransfer": ("vendorId",),
    "FirmwareStatusNotification": ("status",),
    "Heartbeat": (),
    "LogStatusNotification": ("status",),
    "SecurityEventNotification": ("type", "timestamp"),
    "SignCertificate": ("csr",),
}
UNDERSTOOD: Mapping[OcppVersion, Mapping[str, tuple[str, ...]]] = {
    "ocpp1.6": {
        **_OF_BOTH,
        "Authorize": ("idTag",),
        "BootNotification": ("chargePointVendor", "chargePointModel"),
        "DiagnosticsStatusNotification": ("status",),
        "MeterValues": ("connectorId", "meterValue"),
        "SignedFirmwareStatusNotification": ("status",),
        "StartTransaction": ("connectorId", "idTag", "meterStart", "timestamp"),
        "StatusNotification": ("connectorId", "errorCode", "status"),
        "StopTransaction": ("meterStop", "timestamp", "transactionId"),
    },
    "ocpp2.0.1": {
        **_OF_BOTH,
        "Authorize": ("idToken",),
        "BootNotification": ("chargingStation", "reason"),
        "ClearedChargingLimit": ("chargingLimitSource",),
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
        "StatusNotification": ("timestamp", "connectorStatus", "evseId", "connectorId"),
        "TransactionEvent": ("eventType", "timestamp", "triggerReason", "seqNo", "transactionInfo"),
    },
}
"""The requests of a charger that a CSMS answers, by version, with the members that each must have."""

_WITH_STATUS = frozenset(
    {"DataTransfer", "NotifyEVChargingNeeds", "NotifyEVChargingSchedule", "SignCertificate"}
)


def usual_answer(action: str, said: Payload, now: datetime, interval: int) -> Payload:
    """Return the answer to a request that is understood and has what it must have.

    That to StartTransaction lacks the id of the transaction.

    Args:
        action: of the request.
        said: its payload.
        now: the time that the charger is told.
        interval: seconds between heartbeats that it is told.
    """
    if action == "BootNotification":
        return {"currentTime": wire_time(now), "interval": interval, "status": "Accepted"}
    if action == "Heartbeat":
        return {"currentTime": wire_time(now)}
    return {"status": "Accepted"} if action in _WITH_STATUS else _judged(said)


def _judged(said: Payload) -> Payload:
    """Judge the tag that a request carries, if it carries one."""
    if "idTag" in said:
        return {"idTagInfo": {"status": verdict(said["idTag"])}}
    token = said.get("idToken")
    return {"idTokenInfo": {"status": verdict(token.get("idToken"))}} if isinstance(token, dict) else {}
