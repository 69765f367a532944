"""Requests that an OCPP 2.0.1 CSMS sends to a charging station."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sandbox.charger import local_list, operations
from sandbox.charger.common_requests import cancel_reservation, clear_cache, data_transfer, get_log
from sandbox.charger.device_model import get_variables, set_variables
from sandbox.charger.dialect import Grant
from sandbox.charger.firmware import begin_update, is_installing
from sandbox.charger.frames import Payload
from sandbox.charger.operations import Answer, exists, missing, refused
from sandbox.charger.payloads import instant, items, optional, optional_instant, required
from sandbox.charger.profile_payloads import ProfileRefused, start_profiles
from sandbox.charger.profile_requests201 import PROFILE_HANDLERS_201, read_start_profile201
from sandbox.charger.reports import get_base_report, get_report
from sandbox.charger.state import ListEntry, Reservation
from sandbox.charger.station import Station
from sandbox.charger.transfers import Transfer
from sandbox.charger.triggers201 import trigger


def _request_start(station: Station, payload: Payload) -> Answer:
    start_id = required(payload, "remoteStartId", int)
    number = optional(payload, "evseId", int)
    try:
        profiles = start_profiles(station, payload, number, read_start_profile201)
    except ProfileRefused as refusal:
        return refused(str(refusal))
    grant = Grant(*_token(payload, "idToken"), remote_start_id=start_id, profiles=profiles)
    answer = operations.remote_start(station, number, grant)
    if answer.number is None:
        return answer
    transaction = station.connector(answer.number).transaction
    begun = {} if transaction is None else {"transactionId": transaction.id}
    return replace(answer, payload=answer.payload | begun)


def _request_stop(station: Station, payload: Payload) -> Answer:
    return operations.remote_stop(station, required(payload, "transactionId", str))


def _transaction_status(station: Station, payload: Payload) -> Answer:
    wanted = optional(payload, "transactionId", str)
    queued = [
        unsent.payload.get("transactionInfo", {}).get("transactionId") for unsent in station.state.unsent
    ]
    if wanted is None:
        return Answer({"messagesInQueue": bool(queued)})
    running = [c.transaction.id for c in station.state.connectors if c.transaction is not None]
    return Answer({"ongoingIndicator": wanted in running, "messagesInQueue": wanted in queued})


def _reset(station: Station, payload: Payload) -> Answer:
    kind, number = required(payload, "type", str), optional(payload, "evseId", int)
    if number is not None and (absent := missing(station, number)) is not None:
        return refused(absent)
    if number is not None:
        return operations.reset_evse(station, number, at_once=kind == "Immediate")
    return (
        operations.reset(station, "hard_reset")
        if kind == "Immediate"
        else operations.reset_when_idle(station)
    )


def _unlock(station: Station, payload: Payload) -> Answer:
    number, connector_id = required(payload, "evseId", int), required(payload, "connectorId", int)
    if not exists(station, number) or connector_id != 1:
        return refused(f"there is no connector {connector_id} of EVSE {number}", "UnknownConnector")
    transaction = station.connector(number).transaction
    if transaction is not None and transaction.authorized:
        return refused(
            f"EVSE {number} is in transaction {transaction.id}: stop it first", "OngoingAuthorizedTransaction"
        )
    return operations.unlock(station, number)


def _list_version(station: Station, payload: Payload) -> Answer:  # noqa: ARG001
    return Answer({"versionNumber": max(0, local_list.list_version(station))})


def _send_local_list(station: Station, payload: Payload) -> Answer:
    update_type = required(payload, "updateType", str)
    listed = items(payload, "localAuthorizationList", dict)
    entries = {_token(item, "idToken")[0]: _entry(item) for item in listed}
    version = required(payload, "versionNumber", int)
    status = local_list.update_list(station, version, update_type, entries)
    if status == "NotSupported":
        return refused("the local authorization list is off", "Failed")
    return Answer({"status": status})


def _entry(item: Payload) -> ListEntry | None:
    info = optional(item, "idTokenInfo", dict)
    if info is None:
        return None
    group = optional(info, "groupIdToken", dict)
    id_tag, id_type = _token(item, "idToken")
    return ListEntry(
        id_tag=id_tag,
        id_type=id_type,
        status=required(info, "status", str),
        expires_at=optional_instant(info, "cacheExpiryDateTime"),
        parent_id_tag=None if group is None else required(group, "idToken", str),
    )


def _change_availability(station: Station, payload: Payload) -> Answer:
    kind = required(payload, "operationalStatus", str)
    number = _evse(payload) or 0
    if number != 0 and (absent := missing(station, number)) is not None:
        return refused(absent)
    if payload.get("evse", {}).get("connectorId", 1) != 1:
        return refused(f"EVSE {number} has connector 1 alone")
    return operations.change_availability(station, number, operative=kind == "Operative")


def _reserve_now(station: Station, payload: Payload) -> Answer:
    number = optional(payload, "evseId", int)
    id_tag, id_type = _token(payload, "idToken")
    reservation = Reservation(
        id=required(payload, "id", int),
        id_tag=id_tag,
        id_type=id_type,
        expires_at=instant(payload, "expiryDateTime"),
    )
    return operations.reserve(station, number, reservation)


def _update_firmware(station: Station, payload: Payload) -> Answer:
    firmware = payload["firmware"]
    if is_installing(station.state):
        return refused("another firmware is being installed")
    update = Transfer(
        message="FirmwareStatusNotification",
        location=firmware["location"],
        next_at=instant(firmware, "retrieveDateTime"),
        install_at=optional_instant(firmware, "installDateTime"),
        request_id=payload["requestId"],
        signed="signature" in firmware,
        retries=payload.get("retries", 0),
        retry_seconds=payload.get("retryInterval", 0),
    )
    status = "Accepted" if station.state.firmware is None else "AcceptedCanceled"
    return Answer({"status": status}, None, begin_update(station, update))


def _token(payload: Payload, name: str) -> tuple[str, str]:
    """Return a tag and its type."""
    token = required(payload, name, dict)
    return required(token, "idToken", str), required(token, "type", str)


def _evse(payload: Payload) -> int | None:
    evse = optional(payload, "evse", dict)
    return None if evse is None else required(evse, "id", int)


HANDLERS_201: Mapping[str, Callable[[Station, dict[str, Any]], Answer]] = {
    "CancelReservation": cancel_reservation,
    "ChangeAvailability": _change_availability,
    "ClearCache": clear_cache,
    "DataTransfer": data_transfer,
    "GetBaseReport": get_base_report,
    "GetLocalListVersion": _list_version,
    "GetLog": get_log,
    "GetReport": get_report,
    "GetTransactionStatus": _transaction_status,
    "GetVariables": get_variables,
    "RequestStartTransaction": _request_start,
    "RequestStopTransaction": _request_stop,
    "ReserveNow": _reserve_now,
    "Reset": _reset,
    "SendLocalList": _send_local_list,
    "SetVariables": set_variables,
    "TriggerMessage": trigger,
    "UnlockConnector": _unlock,
    "UpdateFirmware": _update_firmware,
    **PROFILE_HANDLERS_201,
}
UNSUPPORTED_201 = frozenset(
    {
        "CertificateSigned",
        "ClearDisplayMessage",
        "ClearVariableMonitoring",
        "CostUpdated",
        "CustomerInformation",
        "DeleteCertificate",
        "GetDisplayMessages",
        "GetInstalledCertificateIds",
        "GetMonitoringReport",
        "InstallCertificate",
        "PublishFirmware",
        "SetDisplayMessage",
        "SetMonitoringBase",
        "SetMonitoringLevel",
        "SetNetworkProfile",
        "SetVariableMonitoring",
        "UnpublishFirmware",
    }
)
