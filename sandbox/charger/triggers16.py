"""Messages that an OCPP 1.6 central system can trigger."""

from collections.abc import Callable, Mapping
from functools import partial

from sandbox.charger import configuration, operations
from sandbox.charger.configuration import SAMPLED_DATA
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import Payload, Script, tell
from sandbox.charger.operations import Answer, accepted, exists, refused
from sandbox.charger.payloads import optional
from sandbox.charger.runtime import register
from sandbox.charger.station import Station
from sandbox.charger.transfers import told_now

Triggered = Callable[[Station, int | None], Script[str | None]]


def trigger(station: Station, payload: Payload, messages: Mapping[str, Triggered] | None = None) -> Answer:
    """Answer TriggerMessage, then send what was asked for."""
    message, number = payload["requestedMessage"], optional(payload, "connectorId", int)
    if number is not None and number != 0 and not exists(station, number):
        return refused(f"there is no connector {number}")
    triggered = (_MESSAGES if messages is None else messages).get(message)
    if triggered is None:
        return refused(f"{message} cannot be triggered", "NotImplemented")
    if message != "BootNotification" and station.state.runtime != "online":
        return refused("the CSMS has not accepted the charger yet")
    if message == "MeterValues" and not configuration.members(station.state, SAMPLED_DATA):
        return refused("no measurands are configured (MeterValuesSampledData)")
    return accepted(triggered(station, number))


def extended_trigger(station: Station, payload: Payload) -> Answer:
    """Answer ExtendedTriggerMessage of the security extensions."""
    return trigger(station, payload, _EXTENDED)


def say_boot(station: Station, number: int | None) -> Script[str | None]:  # noqa: ARG001
    """Boot again in words; one that the CSMS has not accepted yet registers."""
    if station.state.runtime == "starting":
        station.update(boot_reason="Triggered")
        yield from register(station)
    else:
        yield from dialect(station).boot(station)
    return None


def say_heartbeat(station: Station, number: int | None) -> Script[str | None]:  # noqa: ARG001
    yield from dialect(station).heartbeat(station)
    return None


def say_samples(station: Station, number: int | None) -> Script[str | None]:
    """Send meter values of one connector, or of all."""
    for connector in station.state.connectors:
        if number in {None, 0, connector.number}:
            yield from dialect(station).sample(station, connector.number, "Trigger")
    return None


def say_firmware(station: Station, number: int | None, message: str) -> Script[str | None]:  # noqa: ARG001
    """Tell where an update stands."""
    update = station.state.firmware
    status = told_now(update)
    if update is not None and update.request_id is None and update.status == "InstallRebooting":
        status = {"status": "Installing"}
    yield from tell(message, status)
    return None


def say_upload(station: Station, number: int | None, message: str) -> Script[str | None]:  # noqa: ARG001
    """Tell where an upload stands."""
    upload = station.state.upload
    yield from tell(message, told_now(upload if upload is not None and upload.message == message else None))
    return None


_COMMON: dict[str, Triggered] = {
    "BootNotification": say_boot,
    "Heartbeat": say_heartbeat,
    "MeterValues": say_samples,
    "StatusNotification": operations.report_again,
}
_MESSAGES = _COMMON | {
    "DiagnosticsStatusNotification": partial(say_upload, message="DiagnosticsStatusNotification"),
    "FirmwareStatusNotification": partial(say_firmware, message="FirmwareStatusNotification"),
}
_EXTENDED = _COMMON | {
    "FirmwareStatusNotification": partial(say_firmware, message="SignedFirmwareStatusNotification"),
    "LogStatusNotification": partial(say_upload, message="LogStatusNotification"),
}
