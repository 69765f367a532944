"""Messages that a charger is told to send as they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.domain import commands, readiness
from sandbox.domain.commands import Order
from sandbox.domain.records import Charger, Command, OcppVersion
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest

_BOTH: tuple[OcppVersion, ...] = ("ocpp1.6", "ocpp2.0.1")
_V16: tuple[OcppVersion, ...] = ("ocpp1.6",)
_V201: tuple[OcppVersion, ...] = ("ocpp2.0.1",)


@dataclass(frozen=True, slots=True)
class ProxyAction:
    """An OCPP action that a charger sends, and the versions that have it."""

    action: str
    versions: tuple[OcppVersion, ...]


ACTIONS: Mapping[str, ProxyAction] = {
    "authorize": ProxyAction("Authorize", _BOTH),
    "boot_notification": ProxyAction("BootNotification", _BOTH),
    "data_transfer": ProxyAction("DataTransfer", _BOTH),
    "diagnostics_status_notification": ProxyAction("DiagnosticsStatusNotification", _V16),
    "firmware_status_notification": ProxyAction("FirmwareStatusNotification", _BOTH),
    "heartbeat": ProxyAction("Heartbeat", _BOTH),
    "meter_values": ProxyAction("MeterValues", _BOTH),
    "notify_customer_information": ProxyAction("NotifyCustomerInformation", _V201),
    "notify_event": ProxyAction("NotifyEvent", _V201),
    "notify_report": ProxyAction("NotifyReport", _V201),
    "publish_firmware_status_notification": ProxyAction("PublishFirmwareStatusNotification", _V201),
    "report_charging_profiles": ProxyAction("ReportChargingProfiles", _V201),
    "reservation_status_update": ProxyAction("ReservationStatusUpdate", _V201),
    "security_event_notification": ProxyAction("SecurityEventNotification", _BOTH),
    "start_transaction": ProxyAction("StartTransaction", _V16),
    "status_notification": ProxyAction("StatusNotification", _BOTH),
    "stop_transaction": ProxyAction("StopTransaction", _V16),
    "transaction_event": ProxyAction("TransactionEvent", _V201),
}
"""By the name that the API uses."""


def send(
    tenant: Tenant, charger: Charger, action: str, version: OcppVersion, payload: Mapping[str, Any]
) -> Command:
    """Let a charger send a message.

    Raises:
        BadRequest: the OCPP version has no such action, or the charger speaks another version.
    """
    proxied = ACTIONS[action]
    if version not in proxied.versions:
        valid = ", ".join(name for name, known in ACTIONS.items() if version in known.versions)
        raise BadRequest(
            f"{action} does not exist in {version}; valid: {valid}", place=("action",), given=action
        )
    if version != charger.ocpp_version:
        raise BadRequest(
            f"Charger {charger.identity} speaks {charger.ocpp_version}, not {version}",
            place=("ocpp_version",),
            given=version,
        )
    readiness.require(tenant, charger)
    message = {"action": proxied.action, "payload": payload}
    return commands.send(tenant, charger, Order("proxy_message", message, event_type=action))
