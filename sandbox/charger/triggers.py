"""Messages that a CSMS can trigger, in whichever version: what is answered, and how each is said."""

from collections.abc import Callable, Mapping

from sandbox.charger import configuration, operations
from sandbox.charger.configuration import SAMPLED_DATA
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import Script, tell
from sandbox.charger.operations import Answer, accepted, missing, refused
from sandbox.charger.runtime import register, register_again
from sandbox.charger.station import Station
from sandbox.charger.transfers import told_now

Triggered = Callable[[Station, int | None], Script[str | None]]
Objection = Callable[[Station, str, int | None], str | None]
"""Says why a message of an outlet, or of all, cannot be sent now; None if it can."""


def objection(station: Station, message: str, number: int | None) -> str | None:  # noqa: ARG001
    """Say what speaks against a message in either version."""
    state = station.state
    if state.resetting:
        return "the charger is about to be reset"
    if message == "BootNotification" and _is_booting(station):
        return "BootNotification is under way"
    if message != "BootNotification" and state.runtime != "online":
        return "the CSMS has not accepted the charger yet"
    if message == "MeterValues" and not configuration.members(state, SAMPLED_DATA):
        key = configuration.spelled(state, SAMPLED_DATA)
        return f"no measurands are configured ({key})"
    return None


def answer_trigger(
    station: Station,
    message: str,
    number: int | None,
    messages: Mapping[str, Triggered],
    against: Objection = objection,
) -> Answer:
    """Accept to send one of *messages* for an outlet, or for all (None, or 0), if nothing is *against* it."""
    if number and (absent := missing(station, number)) is not None:
        return refused(absent)
    triggered = messages.get(message)
    if triggered is None:
        return refused(f"{message} cannot be triggered", "NotImplemented")
    reason = against(station, message, number)
    return accepted(triggered(station, number)) if reason is None else refused(reason)


def say_boot(station: Station, number: int | None) -> Script[str | None]:  # noqa: ARG001
    """Boot again in words; one that the CSMS has not accepted yet registers."""
    if station.state.runtime == "online":
        yield from register_again(station)
    elif not _is_booting(station):
        station.update(boot_reason="Triggered")
        yield from register(station)
    return None


def _is_booting(station: Station) -> bool:
    """Tell whether the CSMS has still to answer a BootNotification."""
    return station.state.runtime == "starting" and station.state.boot_at is None


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
    """Tell where an update stands; one that goes by another message is none to this one."""
    update = station.state.firmware
    if update is not None and update.message != message:
        update = None
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


COMMON: Mapping[str, Triggered] = {
    "BootNotification": say_boot,
    "Heartbeat": say_heartbeat,
    "MeterValues": say_samples,
    "StatusNotification": operations.report_again,
}
