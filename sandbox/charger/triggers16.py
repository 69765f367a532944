"""Messages that an OCPP 1.6 central system can trigger."""

from collections.abc import Mapping
from functools import partial

from sandbox.charger.frames import Payload
from sandbox.charger.operations import Answer
from sandbox.charger.payloads import optional, required
from sandbox.charger.station import Station
from sandbox.charger.triggers import COMMON, Triggered, answer_trigger, say_firmware, say_upload


def trigger(station: Station, payload: Payload) -> Answer:
    """Answer TriggerMessage, then send what was asked for."""
    return _answer(station, payload, _MESSAGES)


def extended_trigger(station: Station, payload: Payload) -> Answer:
    """Answer ExtendedTriggerMessage of the security extensions."""
    return _answer(station, payload, _EXTENDED)


def _answer(station: Station, payload: Payload, messages: Mapping[str, Triggered]) -> Answer:
    message, number = required(payload, "requestedMessage", str), optional(payload, "connectorId", int)
    return answer_trigger(station, message, number, messages)


_MESSAGES: Mapping[str, Triggered] = {
    **COMMON,
    "DiagnosticsStatusNotification": partial(say_upload, message="DiagnosticsStatusNotification"),
    "FirmwareStatusNotification": partial(say_firmware, message="FirmwareStatusNotification"),
}
_EXTENDED: Mapping[str, Triggered] = {
    **COMMON,
    "FirmwareStatusNotification": partial(say_firmware, message="SignedFirmwareStatusNotification"),
    "LogStatusNotification": partial(say_upload, message="LogStatusNotification"),
}
