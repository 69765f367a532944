"""Updates of the firmware, as a train of statuses; nothing is downloaded, and no version changes.

| status | when |
|---|---|
| DownloadScheduled | at once, if it is to be fetched later |
| Downloading, Downloaded | one step apart; DownloadFailed after the last attempt |
| SignatureVerified | if it came with a signature; or InvalidSignature |
| InstallScheduled | if it is to be installed later |
| Installing | when no transaction is running |
| InstallRebooting | then the charger boots; or InstallationFailed, InstallVerificationFailed |
| Installed | when the CSMS has accepted the charger again |

The old messages of OCPP 1.6 know neither what is scheduled nor signatures nor InstallRebooting, nor are there
security events with them: InvalidFirmwareSignature after InvalidSignature, FirmwareUpdated after Installed.
"""

from datetime import datetime

from sandbox.charger.frames import Script, tell, wire_time
from sandbox.charger.runtime import reboot
from sandbox.charger.state import ChargerState
from sandbox.charger.station import Station
from sandbox.charger.transfers import STEP, Transfer

_BEFORE_INSTALLING = {"Downloaded", "SignatureVerified", "InstallScheduled"}
_INSTALLING = {"Installing", "InstallRebooting"}
_ENDS = {"DownloadFailed", "InvalidSignature", "InstallationFailed", "InstallVerificationFailed", "Installed"}
_SECURITY_EVENTS = {"InvalidSignature": "InvalidFirmwareSignature", "Installed": "FirmwareUpdated"}


def is_installing(state: ChargerState) -> bool:
    """Whether the charger is at work on itself."""
    return state.firmware is not None and state.firmware.status in _INSTALLING


def begin_update(station: Station, update: Transfer) -> Script[str | None]:
    """Remember the update; the script takes the first step, as soon as the CSMS can be told."""
    if update.request_id is not None and update.next_at > station.now:
        update = update.evolve(retrieve_at=update.next_at, next_at=station.now)
    station.update(firmware=update)
    return _begin(station, update)


def update_due(state: ChargerState) -> datetime | None:
    """Return when the next step is due; it waits for the CSMS, and to install for the last transaction."""
    update = state.firmware
    if update is None or state.runtime != "online" or not state.connected:
        return None
    occupied = any(connector.transaction is not None for connector in state.connectors)
    return None if occupied and update.status in _BEFORE_INSTALLING else update.next_at


def advance_update(station: Station, number: int) -> Script[None]:  # noqa: ARG001
    """Take the next step."""
    update = station.state.firmware
    assert update is not None, "no update is under way"
    status = _following(update, station.now)
    if status == "DownloadFailed" and update.retries > 0:
        station.update(firmware=update.again(station.now))
        return
    update = update.evolve(status=status, next_at=station.now + STEP)
    if status == "DownloadScheduled" and update.retrieve_at is not None:
        update = update.evolve(next_at=update.retrieve_at)
    if status == "InstallScheduled" and update.install_at is not None:
        update = update.evolve(next_at=update.install_at)
    station.update(firmware=None if status in _ENDS else update)
    if status != "InstallRebooting":
        yield from tell(update.message, update.told())
        if update.request_id is not None and status in _SECURITY_EVENTS:
            event = {"type": _SECURITY_EVENTS[status], "timestamp": wire_time(station.now)}
            yield from tell("SecurityEventNotification", event)
        return
    if update.request_id is not None:
        yield from tell(update.message, update.told())
    yield from reboot(station, "soft_reset", "FirmwareUpdate")


def _begin(station: Station, update: Transfer) -> Script[str | None]:
    if station.state.firmware == update and update.next_at <= station.now and station.online:
        yield from advance_update(station, 0)
    return None


def _following(update: Transfer, now: datetime) -> str:
    if update.status in {"Idle", "DownloadScheduled"}:
        later = update.retrieve_at is not None and update.retrieve_at > now
        return "DownloadScheduled" if later else "Downloading"
    if update.status == "Downloading":
        return update.failure("DownloadFailed") or "Downloaded"
    if update.status == "Downloaded" and update.signed:
        return update.failure("InvalidSignature") or "SignatureVerified"
    if update.status == "Installing":
        detailed = () if update.request_id is None else ("InstallVerificationFailed",)
        return update.failure("InstallationFailed", *detailed) or "InstallRebooting"
    if update.status == "InstallRebooting":
        return "Installed"
    later = update.install_at is not None and update.install_at > now
    return "InstallScheduled" if later else "Installing"
