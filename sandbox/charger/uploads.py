"""Uploads of diagnostics and logs, as a train of statuses: Uploading, then Uploaded or what went wrong.

Nothing is uploaded: a CSMS that waits for the file waits in vain.
"""

from datetime import datetime

from sandbox.charger.frames import Script, tell
from sandbox.charger.state import ChargerState
from sandbox.charger.station import Station
from sandbox.charger.transfers import STEP, Transfer

_FAILURES = ("UploadFailure", "BadMessage", "PermissionDenied", "NotSupportedOperation")


def file_name(station: Station, what: str) -> str:
    """Name the file that would be uploaded."""
    return f"{station.state.identity[:48]}-{what}-{station.now:%Y%m%dT%H%M%S}.zip"


def begin_upload(station: Station, upload: Transfer) -> Script[str | None]:
    """Remember the upload in the place of another; the script says that it has begun, as soon as it can."""
    before = station.state.upload
    station.update(upload=upload)
    return _begin(station, upload, before)


def upload_due(state: ChargerState) -> datetime | None:
    """Return when the next step is due; it waits for the CSMS."""
    reachable = state.runtime == "online" and state.connected
    return state.upload.next_at if state.upload is not None and reachable else None


def advance_upload(station: Station, number: int) -> Script[None]:  # noqa: ARG001
    """Take the next step."""
    upload = station.state.upload
    assert upload is not None, "no upload is under way"
    if upload.status == "Idle":
        upload = upload.evolve(status="Uploading", next_at=station.now + STEP)
        station.update(upload=upload)
    else:
        failure = upload.failure(*(("UploadFailed",) if upload.request_id is None else _FAILURES))
        if failure is not None and upload.retries > 0:
            station.update(upload=upload.again(station.now))
            return
        station.update(upload=None)
        upload = upload.evolve(status=failure or "Uploaded")
    yield from tell(upload.message, upload.told())


def _begin(station: Station, upload: Transfer, before: Transfer | None) -> Script[str | None]:
    if before is not None and station.state.ocpp_version == "ocpp2.0.1":
        yield from tell(before.message, before.evolve(status="AcceptedCanceled").told())
    if station.state.upload == upload and station.online:
        yield from advance_upload(station, 0)
    return None
