"""The messages that a charger can be told to send, as releases 0.1.1 to 0.2.2 spell them."""

from typing import Literal

ProxyAction = Literal[
    "authorize",
    "boot_notification",
    "data_transfer",
    "diagnostics_status_notification",
    "firmware_status_notification",
    "heartbeat",
    "meter_values",
    "notify_customer_information",
    "notify_event",
    "notify_report",
    "publish_firmware_status_notification",
    "report_charging_profiles",
    "reservation_status_update",
    "security_event_notification",
    "start_transaction",
    "status_notification",
    "stop_transaction",
    "transaction_event",
]
ProxyOcppVersion = Literal["ocpp1.6", "ocpp2.0.1"]
