"""Reads the OCPP frames of a charger's log, as an SDK returns it."""

import json
from typing import Any


def requests(log: Any, action: str, direction: str = "cp_to_csms") -> list[dict[str, Any]]:
    """Return the payloads of the requests of an action, the oldest first."""
    found = [
        json.loads(entry.message)
        for entry in reversed(log.data)
        if (entry.action, entry.direction) == (action, direction)
    ]
    return [frame[3] for frame in found if frame[0] == 2]


def statuses(log: Any, connector: int = 1) -> list[str]:
    """Return the statuses that a connector has reported, the oldest first."""
    return [
        notification["status"]
        for notification in requests(log, "StatusNotification")
        if notification["connectorId"] == connector
    ]
