"""Requests that an OCPP 1.6 central system sends to a charge point."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.charger import configuration, local_list, operations
from sandbox.charger.dialect import Grant
from sandbox.charger.dialects import dialect
from sandbox.charger.effects import apply_setting
from sandbox.charger.frames import Payload, Script, tell
from sandbox.charger.operations import Answer, accepted, exists, refused
from sandbox.charger.payloads import instant, items, one_of, optional, optional_instant, required
from sandbox.charger.profile_payloads import ProfileRefused
from sandbox.charger.profile_requests16 import PROFILE_HANDLERS_16, start_profiles
from sandbox.charger.state import ListEntry, Reservation
from sandbox.charger.station import Station

_IDLE = {"status": "Idle"}


def _remote_start(station: Station, payload: Payload) -> Answer:
    number = optional(payload, "connectorId", int)
    id_tag = required(payload, "idTag", str)
    # Connector 0 means any; a remote start has no id of its own in 1.6.
    try:
        profiles = start_profiles(station, payload)
    except ProfileRefused as refusal:
        return refused(str(refusal))
    return operations.remote_start(station, number or None, Grant(id_tag, profiles=profiles))


def _remote_stop(station: Station, payload: Payload) -> Answer:
    return operations.remote_stop(station, str(required(payload, "transactionId", int)))


def _reset(station: Station, payload: Payload) -> Answer:
    kind = one_of(payload, "type", ("Hard", "Soft"))
    return operations.reset(station, "hard_reset" if kind == "Hard" else "soft_reset")


def _unlock(station: Station, payload: Payload) -> Answer:
    number = required(payload, "connectorId", int)
    if not exists(station, number):
        return refused(f"there is no connector {number}", "NotSupported")
    return operations.unlock(station, number)


def _get_configuration(station: Station, payload: Payload) -> Answer:
    known, unknown = configuration.read(station.state, items(payload, "key", str) or None)
    settings = [{"key": s.key, "readonly": s.read_only, "value": s.value[:500]} for s in known]
    return Answer({"configurationKey": settings} | ({"unknownKey": unknown} if unknown else {}))


def _change_configuration(station: Station, payload: Payload) -> Answer:
    change = apply_setting(station, required(payload, "key", str), required(payload, "value", str))
    return Answer({"status": change.status}, change.reason)


def _list_version(station: Station, payload: Payload) -> Answer:  # noqa: ARG001
    return Answer({"listVersion": local_list.list_version(station)})


def _send_local_list(station: Station, payload: Payload) -> Answer:
    update_type = one_of(payload, "updateType", ("Full", "Differential"))
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


def _clear_cache(station: Station, payload: Payload) -> Answer:  # noqa: ARG001
    cleared = local_list.clear_cache(station)
    return accepted() if cleared is not None else refused("the authorization cache is off")


def _change_availability(station: Station, payload: Payload) -> Answer:
    number = required(payload, "connectorId", int)
    kind = one_of(payload, "type", ("Operative", "Inoperative"))
    if number != 0 and not exists(station, number):
        return refused(f"there is no connector {number}")
    return operations.change_availability(station, number, operative=kind == "Operative")


def _reserve_now(station: Station, payload: Payload) -> Answer:
    number = required(payload, "connectorId", int)
    reservation = Reservation(
        id=required(payload, "reservationId", int),
        id_tag=required(payload, "idTag", str),
        expires_at=instant(payload, "expiryDate"),
    )
    if not exists(station, number):
        return refused("only a single connector of this charger can be reserved")
    return operations.reserve(station, number, reservation)


def _cancel_reservation(station: Station, payload: Payload) -> Answer:
    return operations.cancel_reservation(station, required(payload, "reservationId", int))


def _trigger(station: Station, payload: Payload) -> Answer:
    message = required(payload, "requestedMessage", str)
    number = optional(payload, "connectorId", int)
    if number is not None and number != 0 and not exists(station, number):
        return refused(f"there is no connector {number}")
    triggered = _TRIGGERS.get(message)
    if triggered is None:
        return refused(f"{message} cannot be triggered", "NotImplemented")
    return accepted(triggered(station, number))


def _trigger_boot(station: Station, number: int | None) -> Script[str | None]:  # noqa: ARG001
    yield from dialect(station).boot(station)
    return None


def _trigger_heartbeat(station: Station, number: int | None) -> Script[str | None]:  # noqa: ARG001
    yield from dialect(station).heartbeat(station)
    return None


def _trigger_diagnostics(station: Station, number: int | None) -> Script[str | None]:  # noqa: ARG001
    yield from tell("DiagnosticsStatusNotification", _IDLE)
    return None


def _trigger_firmware(station: Station, number: int | None) -> Script[str | None]:  # noqa: ARG001
    yield from tell("FirmwareStatusNotification", _IDLE)
    return None


def _trigger_samples(station: Station, number: int | None) -> Script[str | None]:
    for connector in station.state.connectors:
        if number in {None, 0, connector.number}:
            yield from dialect(station).sample(station, connector.number, "Trigger")
    return None


def _data_transfer(station: Station, payload: Payload) -> Answer:  # noqa: ARG001
    vendor = required(payload, "vendorId", str)
    return refused(f"vendor {vendor} is not known to this charger", "UnknownVendorId")


_TRIGGERS: Mapping[str, Callable[[Station, int | None], Script[str | None]]] = {
    "BootNotification": _trigger_boot,
    "DiagnosticsStatusNotification": _trigger_diagnostics,
    "FirmwareStatusNotification": _trigger_firmware,
    "Heartbeat": _trigger_heartbeat,
    "MeterValues": _trigger_samples,
    "StatusNotification": operations.report_again,
}
HANDLERS_16: Mapping[str, Callable[[Station, dict[str, Any]], Answer]] = {
    "CancelReservation": _cancel_reservation,
    "ChangeAvailability": _change_availability,
    "ChangeConfiguration": _change_configuration,
    "ClearCache": _clear_cache,
    "DataTransfer": _data_transfer,
    "GetConfiguration": _get_configuration,
    "GetLocalListVersion": _list_version,
    "RemoteStartTransaction": _remote_start,
    "RemoteStopTransaction": _remote_stop,
    "ReserveNow": _reserve_now,
    "Reset": _reset,
    "SendLocalList": _send_local_list,
    "TriggerMessage": _trigger,
    "UnlockConnector": _unlock,
    **PROFILE_HANDLERS_16,
}
UNSUPPORTED_16 = frozenset(
    {
        "CertificateSigned",
        "DeleteCertificate",
        "ExtendedTriggerMessage",
        "GetDiagnostics",
        "GetInstalledCertificateIds",
        "GetLog",
        "InstallCertificate",
        "SignedUpdateFirmware",
        "UpdateFirmware",
    }
)
