"""Requests that an OCPP 1.6 central system sends to a charge point."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.charger import configuration, local_list, operations
from sandbox.charger.common_requests import cancel_reservation, clear_cache, data_transfer, get_log
from sandbox.charger.dialect import Grant
from sandbox.charger.effects import apply_setting
from sandbox.charger.firmware import begin_update, is_installing
from sandbox.charger.frames import Payload
from sandbox.charger.operations import Answer, missing, refused
from sandbox.charger.payloads import instant, items, optional, optional_instant, required
from sandbox.charger.profile_payloads import ProfileRefused, start_profiles
from sandbox.charger.profile_requests16 import PROFILE_HANDLERS_16, read_profile16
from sandbox.charger.state import ListEntry, Reservation
from sandbox.charger.station import Station
from sandbox.charger.transfers import Transfer
from sandbox.charger.triggers16 import extended_trigger, trigger
from sandbox.charger.uploads import begin_upload, file_name


def _remote_start(station: Station, payload: Payload) -> Answer:
    number = optional(payload, "connectorId", int)
    id_tag = required(payload, "idTag", str)
    # Connector 0 means any; a remote start has no id of its own in 1.6.
    try:
        profiles = start_profiles(station, payload, number, read_profile16)
    except ProfileRefused as refusal:
        return refused(str(refusal))
    return operations.remote_start(station, number or None, Grant(id_tag, profiles=profiles))


def _remote_stop(station: Station, payload: Payload) -> Answer:
    return operations.remote_stop(station, str(required(payload, "transactionId", int)))


def _reset(station: Station, payload: Payload) -> Answer:
    kind = required(payload, "type", str)
    return operations.reset(station, "hard_reset" if kind == "Hard" else "soft_reset")


def _unlock(station: Station, payload: Payload) -> Answer:
    number = required(payload, "connectorId", int)
    if (absent := missing(station, number)) is not None:
        return refused(absent, "NotSupported")
    return operations.unlock(station, number)


def _get_configuration(station: Station, payload: Payload) -> Answer:
    known, unknown = configuration.read(station.state, station.hardware, items(payload, "key", str) or None)
    settings = [{"key": s.key, "readonly": s.read_only, "value": s.value[:500]} for s in known]
    return Answer({"configurationKey": settings} | ({"unknownKey": unknown} if unknown else {}))


def _change_configuration(station: Station, payload: Payload) -> Answer:
    change = apply_setting(station, required(payload, "key", str), required(payload, "value", str))
    return Answer({"status": change.status}, change.reason)


def _list_version(station: Station, payload: Payload) -> Answer:  # noqa: ARG001
    return Answer({"listVersion": local_list.list_version(station)})


def _send_local_list(station: Station, payload: Payload) -> Answer:
    update_type = required(payload, "updateType", str)
    listed = items(payload, "localAuthorizationList", dict)
    entries = {required(item, "idTag", str): _entry(item) for item in listed}
    version = required(payload, "listVersion", int)
    return Answer({"status": local_list.update_list(station, version, update_type, entries)})


def _entry(item: Payload) -> ListEntry | None:
    info = optional(item, "idTagInfo", dict)
    if info is None:
        return None
    return ListEntry(
        id_tag=item["idTag"],
        status=required(info, "status", str),
        expires_at=optional_instant(info, "expiryDate"),
        parent_id_tag=optional(info, "parentIdTag", str),
    )


def _change_availability(station: Station, payload: Payload) -> Answer:
    number = required(payload, "connectorId", int)
    kind = required(payload, "type", str)
    if number != 0 and (absent := missing(station, number)) is not None:
        return refused(absent)
    return operations.change_availability(station, number, operative=kind == "Operative")


def _reserve_now(station: Station, payload: Payload) -> Answer:
    number = required(payload, "connectorId", int)
    reservation = Reservation(
        id=required(payload, "reservationId", int),
        id_tag=required(payload, "idTag", str),
        expires_at=instant(payload, "expiryDate"),
    )
    return operations.reserve(station, number, reservation)


def _update_firmware(station: Station, payload: Payload) -> Answer:
    update = Transfer(
        message="FirmwareStatusNotification",
        location=payload["location"],
        next_at=instant(payload, "retrieveDate"),
        **_retries(payload),
    )
    if is_installing(station.state):
        return Answer()
    return Answer({}, None, begin_update(station, update))


def _signed_update_firmware(station: Station, payload: Payload) -> Answer:
    firmware = payload["firmware"]
    if is_installing(station.state):
        return refused("another firmware is being installed")
    update = Transfer(
        message="SignedFirmwareStatusNotification",
        location=firmware["location"],
        next_at=instant(firmware, "retrieveDateTime"),
        install_at=optional_instant(firmware, "installDateTime"),
        request_id=payload["requestId"],
        signed=True,
        **_retries(payload),
    )
    status = "Accepted" if station.state.firmware is None else "AcceptedCanceled"
    return Answer({"status": status}, None, begin_update(station, update))


def _get_diagnostics(station: Station, payload: Payload) -> Answer:
    upload = Transfer(
        message="DiagnosticsStatusNotification",
        location=payload["location"],
        next_at=station.now,
        **_retries(payload),
    )
    return Answer({"fileName": file_name(station, "diagnostics")}, None, begin_upload(station, upload))


def _retries(payload: Payload) -> dict[str, int]:
    return {"retries": payload.get("retries", 0), "retry_seconds": payload.get("retryInterval", 0)}


HANDLERS_16: Mapping[str, Callable[[Station, dict[str, Any]], Answer]] = {
    "CancelReservation": cancel_reservation,
    "ChangeAvailability": _change_availability,
    "ChangeConfiguration": _change_configuration,
    "ClearCache": clear_cache,
    "DataTransfer": data_transfer,
    "ExtendedTriggerMessage": extended_trigger,
    "GetConfiguration": _get_configuration,
    "GetDiagnostics": _get_diagnostics,
    "GetLocalListVersion": _list_version,
    "GetLog": get_log,
    "RemoteStartTransaction": _remote_start,
    "RemoteStopTransaction": _remote_stop,
    "ReserveNow": _reserve_now,
    "Reset": _reset,
    "SendLocalList": _send_local_list,
    "SignedUpdateFirmware": _signed_update_firmware,
    "TriggerMessage": trigger,
    "UnlockConnector": _unlock,
    "UpdateFirmware": _update_firmware,
    **PROFILE_HANDLERS_16,
}
UNSUPPORTED_16 = frozenset(
    {
        "CertificateSigned",
        "DeleteCertificate",
        "GetInstalledCertificateIds",
        "InstallCertificate",
    }
)
