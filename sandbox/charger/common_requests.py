"""Requests that both versions of OCPP write alike; 1.6 has GetLog from its security extensions."""

from sandbox.charger import local_list, operations
from sandbox.charger.frames import Payload
from sandbox.charger.operations import Answer, accepted, refused
from sandbox.charger.payloads import required
from sandbox.charger.station import Station
from sandbox.charger.transfers import Transfer
from sandbox.charger.uploads import begin_upload, file_name


def cancel_reservation(station: Station, payload: Payload) -> Answer:
    """Cancel a reservation by its id."""
    return operations.cancel_reservation(station, required(payload, "reservationId", int))


def clear_cache(station: Station, payload: Payload) -> Answer:  # noqa: ARG001
    """Empty the authorization cache, if it is on."""
    cleared = local_list.clear_cache(station)
    return accepted() if cleared is not None else refused("the authorization cache is off")


def data_transfer(station: Station, payload: Payload) -> Answer:  # noqa: ARG001
    """Know no vendor."""
    vendor = required(payload, "vendorId", str)
    return refused(f"vendor {vendor} is not known to this charger", "UnknownVendorId")


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
