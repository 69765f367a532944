"""Messages that an OCPP 2.0.1 CSMS can trigger."""

from collections.abc import Mapping
from functools import partial

from sandbox.charger import configuration, ocpp201, operations
from sandbox.charger.configuration import SAMPLED_DATA
from sandbox.charger.frames import Payload, Script
from sandbox.charger.operations import Answer, accepted, exists, refused
from sandbox.charger.station import Station
from sandbox.charger.triggers16 import (
    Triggered,
    say_boot,
    say_firmware,
    say_heartbeat,
    say_samples,
    say_upload,
)


def trigger(station: Station, payload: Payload) -> Answer:
    """Answer TriggerMessage, then send what was asked for."""
    message, evse = payload["requestedMessage"], payload.get("evse")
    number = None if evse is None else int(evse["id"])
    if number is not None and number != 0 and not exists(station, number):
        return refused(f"there is no EVSE {number}")
    triggered = _MESSAGES.get(message)
    if triggered is None:
        return refused(f"{message} cannot be triggered", "NotImplemented")
    against = _objection(station, message, number)
    return accepted(triggered(station, number)) if against is None else refused(against)


def _objection(station: Station, message: str, number: int | None) -> str | None:
    """Say why a message cannot be sent now."""
    if (message == "BootNotification") == (station.state.runtime == "online"):
        return "BootNotification has already been accepted" if message == "BootNotification" else _NOT_YET
    if message == "MeterValues" and not configuration.members(station.state, SAMPLED_DATA):
        return "no measurands are configured (SampledDataCtrlr.TxUpdatedMeasurands)"
    if message == "TransactionEvent" and not _in_transactions(station, number):
        return "no transaction is running"
    return None


def _say_transactions(station: Station, number: int | None) -> Script[str | None]:
    for running in _in_transactions(station, number):
        yield from ocpp201.report_transaction(station, running)
    return None


def _in_transactions(station: Station, number: int | None) -> list[int]:
    meant = [c for c in station.state.connectors if number in {None, 0, c.number}]
    return [connector.number for connector in meant if connector.transaction is not None]


_NOT_YET = "the CSMS has not accepted the charging station yet"
_MESSAGES: Mapping[str, Triggered] = {
    "BootNotification": say_boot,
    "FirmwareStatusNotification": partial(say_firmware, message="FirmwareStatusNotification"),
    "Heartbeat": say_heartbeat,
    "LogStatusNotification": partial(say_upload, message="LogStatusNotification"),
    "MeterValues": say_samples,
    "StatusNotification": operations.report_again,
    "TransactionEvent": _say_transactions,
}
