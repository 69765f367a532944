"""OCPP 1.6-J: what a charge point says, in the order it says it.

| happening | says |
|---|---|
| boot | BootNotification |
| cable in | StatusNotification(Preparing); if a tag waits: as for a start |
| tag without a cable | StatusNotification(Preparing), and (Available) if no cable comes in time |
| start | StartTransaction, StatusNotification(Charging) |
| refused start | StartTransaction, StopTransaction(DeAuthorized), StatusNotification(Finishing) |
| stop | StopTransaction (its transactionData ends with Transaction.End), StatusNotification(Finishing) |
| cable out | as for a stop (EVDisconnected) if in a transaction, StatusNotification(Available) |

A fault ends a transaction with reason Other: EmergencyStop is reserved for the emergency button.
"""

from datetime import datetime
from typing import Any

from sandbox.charger import configuration
from sandbox.charger.configuration import STOP_ON_INVALID
from sandbox.charger.dialect import Cause, Context, Grant
from sandbox.charger.frames import Call, CallError, Payload, Script, ask, judgement, tell, wire_time
from sandbox.charger.limits import end_of, granted, pending, withdrawn
from sandbox.charger.local_list import remember
from sandbox.charger.meter import stretch
from sandbox.charger.samples import Sample
from sandbox.charger.sampling import aligned_in_transaction, sampled, sampled_at_begin
from sandbox.charger.state import Connector, Fault, Transaction
from sandbox.charger.station import Station
from sandbox.charger.status import status16

_REASONS: dict[Cause, str] = {
    "local": "Local",
    "remote": "Remote",
    "ev_disconnected": "EVDisconnected",
    "connection_timeout": "Other",
    "unlock": "UnlockCommand",
    "fault": "Other",
    "power_loss": "PowerLoss",
    "soft_reset": "SoftReset",
    "hard_reset": "HardReset",
    "deauthorized": "DeAuthorized",
    "time_limit": "Local",
    "energy_limit": "Local",
}
_RENAMED_FAULTS = {
    "GroundFault": "GroundFailure",
    "OverCurrent": "OverCurrentFailure",
    "OverTemperature": "HighTemperature",
}
_ERROR_CODES = {
    "ConnectorLockFailure",
    "EVCommunicationError",
    "GroundFailure",
    "HighTemperature",
    "InternalError",
    "LocalListConflict",
    "OtherError",
    "OverCurrentFailure",
    "OverVoltage",
    "PowerMeterFailure",
    "PowerSwitchFailure",
    "ReaderFailure",
    "ResetFailure",
    "UnderVoltage",
    "WeakSignal",
}


def boot(station: Station) -> Script[Payload]:
    state = station.state
    payload = {
        "chargePointVendor": state.vendor[:20],
        "chargePointModel": state.model[:20],
        "chargePointSerialNumber": state.identity[:25],
    }
    return (yield from ask("BootNotification", payload))


def heartbeat(station: Station) -> Script[None]:  # noqa: ARG001
    yield from tell("Heartbeat", {})


def report(station: Station, number: int) -> Script[None]:
    connector = station.connector(number)
    status = status16(connector)
    if not station.online or status == connector.reported:
        return
    # A connector may not go from Finishing or Preparing straight to Reserved (4.9): Available comes between.
    between = status == "Reserved" and connector.reported in {"Preparing", "Finishing"}
    station.change(number, reported=status)
    for told in ("Available", status) if between else (status,):
        yield from tell("StatusNotification", _status_notification(station, connector, told))


def report_problem(station: Station, number: int, fault: Fault, *, cleared: bool) -> Script[None]:  # noqa: ARG001
    """Say nothing: the errorCode of StatusNotification has said it."""
    yield from ()


def authorize(
    station: Station,  # noqa: ARG001
    id_tag: str,
    id_type: str | None,  # noqa: ARG001
) -> Script[Payload | CallError | None]:
    reply = yield Call("Authorize", {"idTag": id_tag})
    return judgement(reply, "idTagInfo")


def plug(station: Station, number: int) -> Script[None]:
    connector = station.change(number, vehicle=station.arrival(number), finished=False)
    yield from report(station, number)
    waiting = connector.waiting
    if waiting is not None:
        yield from _start(station, number, granted(waiting))


def unplug(station: Station, number: int) -> Script[None]:
    connector = station.connector(number)
    if connector.transaction is not None:
        yield from stop(station, number, "ev_disconnected")
        yield from report(station, number)
    station.change(number, vehicle=None, finished=False, authorization=connector.waiting)
    yield from report(station, number)


def grant(station: Station, number: int, grant: Grant) -> Script[str]:
    if station.connector(number).plugged:
        return (yield from _start(station, number, grant))
    station.change(number, authorization=pending(station, grant))
    yield from report(station, number)
    return "Accepted"


def stop(station: Station, number: int, cause: Cause) -> Script[None]:
    connector = station.connector(number)
    transaction = connector.transaction
    if transaction is None:
        return
    payload = _stop_transaction(station, number, transaction, cause)
    station.change(number, transaction=None, finished=True)
    yield from tell("StopTransaction", payload, outlet=number)


def flow(station: Station, number: int) -> Script[None]:
    yield from report(station, number)


def sample(station: Station, number: int, context: Context) -> Script[None]:
    values = sampled(station, number, context)
    if not values:
        return
    payload: Payload = {"connectorId": number, "meterValue": [_meter_value(station.now, values, context)]}
    transaction = station.connector(number).transaction
    if transaction is not None:
        payload["transactionId"] = int(transaction.id)
    yield from tell("MeterValues", payload)


def _start(station: Station, number: int, grant: Grant) -> Script[str]:
    if station.connector(number).finished:
        station.change(number, finished=False)
        yield from report(station, number)
    payload, transaction = _start_transaction(station, number, grant), _begun(station, number, grant)
    # It runs from now on: whatever happens before the answer happens to it, and is told after the answer.
    station.change(number, transaction=transaction, authorization=None)
    reply = yield Call("StartTransaction", payload, stands_for=transaction.id)
    return (yield from _answered(station, number, transaction, {} if isinstance(reply, CallError) else reply))


def _begun(station: Station, number: int, grant: Grant) -> Transaction:
    station.update(transaction_count=station.state.transaction_count + 1)
    return Transaction(
        id=str(-station.state.transaction_count),
        id_tag=grant.id_tag,
        authorized=True,
        unconfirmed=True,
        started_at=station.now,
        meter_start_wh=station.whole_wh(number),
        began=stretch(station.connector(number)),
        sample_at=station.next_sample(),
        remote_start_id=grant.remote_start_id,
        profiles=grant.profiles,
        **end_of(station, number, grant.limits),
    )


def _answered(station: Station, number: int, begun: Transaction, reply: Payload) -> Script[str]:
    """Go on with the answer to StartTransaction, and return the status that the CSMS gave the tag."""
    info, given = reply.get("idTagInfo", {}), reply.get("transactionId")
    status = str(info.get("status", "Invalid"))
    if isinstance(given, int) and str(given) != begun.id:
        remember(station, str(begun.id_tag), info)
    running = station.connector(number).transaction
    if running is None or running.id not in {begun.id, str(given)}:
        return status  # What has ended it has told so.
    if not isinstance(given, int):
        station.change(number, transaction=None)
        yield from report(station, number)
        return status
    station.change_transaction(number, id=str(given), unconfirmed=False)
    station.change(number, reservation=None)
    if status != "Accepted":
        if configuration.enabled(station.state, STOP_ON_INVALID):
            yield from stop(station, number, "deauthorized")
        else:
            station.change_transaction(number, **withdrawn(station, number))
    yield from report(station, number)
    return status


def _start_transaction(station: Station, number: int, grant: Grant) -> Payload:
    payload: Payload = {
        "connectorId": number,
        "idTag": grant.id_tag,
        "meterStart": station.whole_wh(number),
        "timestamp": wire_time(station.now),
    }
    reservation = station.connector(number).reservation
    if reservation is not None:
        payload["reservationId"] = reservation.id
    return payload


def _stop_transaction(station: Station, number: int, transaction: Transaction, cause: Cause) -> Payload:
    payload: Payload = {
        "transactionId": int(transaction.id),
        "meterStop": station.whole_wh(number),
        "timestamp": wire_time(station.now),
        "reason": _REASONS[cause],
    }
    if cause == "local" and transaction.id_tag is not None:
        payload["idTag"] = transaction.id_tag
    data = _transaction_data(station, number, transaction)
    return payload | ({"transactionData": data} if data else {})


def _status_notification(station: Station, connector: Connector, status: str) -> Payload:
    payload: Payload = {
        "connectorId": connector.number,
        "errorCode": "NoError",
        "status": status,
        "timestamp": wire_time(station.now),
    }
    return payload | (_error(station, connector.fault) if connector.fault is not None else {})


def _error(station: Station, fault: Fault) -> Payload:
    code = _RENAMED_FAULTS.get(fault.type, fault.type)
    error: Payload = {"errorCode": code, "info": fault.message[:50]}
    if code not in _ERROR_CODES:
        error |= {
            "errorCode": "OtherError",
            "vendorId": station.state.vendor[:255],
            "vendorErrorCode": fault.type[:50],
        }
    return error


def _transaction_data(station: Station, number: int, transaction: Transaction) -> list[Payload]:
    begin = sampled_at_begin(station, transaction)
    aligned = aligned_in_transaction(station, number, transaction)
    end = sampled(station, number, "Transaction.End")
    told = [(transaction.started_at, begin, "Transaction.Begin")]
    told += [(at, values, "Sample.Clock") for at, values in aligned]
    told += [(station.now, end, "Transaction.End")]
    return [_meter_value(at, values, context) for at, values, context in told if values]


def _meter_value(at: datetime, values: list[Sample], context: str) -> Payload:
    return {"timestamp": wire_time(at), "sampledValue": [_sampled_value(value, context) for value in values]}


def _sampled_value(value: Sample, context: str) -> dict[str, Any]:
    sampled: Payload = {
        "value": str(value.value),
        "context": context,
        "measurand": value.measurand,
        "location": value.location,
    }
    # OCPP 1.6 has no unit for a frequency, which is in Hertz.
    sampled |= {"unit": value.unit} if value.unit not in {"", "Hz"} else {}
    return sampled | ({"phase": value.phase} if value.phase else {})
