"""GetLog, which OCPP 2.0.1 has from the security extensions of 1.6, word for word."""

from sandbox.charger.frames import Payload
from sandbox.charger.operations import Answer
from sandbox.charger.station import Station
from sandbox.charger.transfers import Transfer
from sandbox.charger.uploads import begin_upload, file_name


def get_log(station: Station, payload: Payload) -> Answer:
    """Accept and begin to upload; an upload that is under way is given up for it."""
    upload = Transfer(
        message="LogStatusNotification",
        location=payload["log"]["remoteLocation"],
        next_at=station.now,
        request_id=payload["requestId"],
        retries=payload.get("retries", 0),
        retry_seconds=payload.get("retryInterval", 0),
    )
    status = "Accepted" if station.state.upload is None else "AcceptedCanceled"
    name = file_name(station, payload["logType"])
    return Answer({"status": status, "filename": name}, None, begin_upload(station, upload))
