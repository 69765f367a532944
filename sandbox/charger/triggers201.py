"""Messages that an OCPP 2.0.1 CSMS can trigger."""

from collections.abc import Mapping
from functools import partial

from sandbox.charger import ocpp201
from sandbox.charger.frames import Payload, Script
from sandbox.charger.operations import Answer
from sandbox.charger.payloads import required
from sandbox.charger.station import Station
from sandbox.charger.triggers import COMMON, Triggered, answer_trigger, objection, say_firmware, say_upload


def trigger(station: Station, payload: Payload) -> Answer:
    """Answer TriggerMessage, then send what was asked for."""
    message, evse = required(payload, "requestedMessage", str), payload.get("evse")
    number = None if evse is None else required(evse, "id", int)
    return answer_trigger(station, message, number, _MESSAGES, _objection)


def _objection(station: Station, message: str, number: int | None) -> str | None:
    if message == "BootNotification" and station.state.runtime == "online":
        return "BootNotification has already been accepted"
    if message == "TransactionEvent" and not _in_transactions(station, number):
        return "no transaction is running"
    return objection(station, message, number)


def _say_transactions(station: Station, number: int | None) -> Script[str | None]:
    for running in _in_transactions(station, number):
        yield from ocpp201.report_transaction(station, running)
    return None


def _in_transactions(station: Station, number: int | None) -> list[int]:
    meant = [c for c in station.state.connectors if number in {None, 0, c.number}]
    return [connector.number for connector in meant if connector.transaction is not None]


_MESSAGES: Mapping[str, Triggered] = {
    **COMMON,
    "FirmwareStatusNotification": partial(say_firmware, message="FirmwareStatusNotification"),
    "LogStatusNotification": partial(say_upload, message="LogStatusNotification"),
    "TransactionEvent": _say_transactions,
}
