"""OCPP 2.0.1: what a charging station says, in the order it says it.

SN is StatusNotification, TE is TransactionEvent. Tx start and stop points default to EVConnected,Authorized.

| happening | says |
|---|---|
| boot | BootNotification(reason) |
| cable in | SN(Occupied), TE Started(CablePluggedIn), or Updated if a tag came first |
| authorized | TE Updated(Authorized or RemoteStart, idToken), or Started if no cable came first |
| energy | TE Updated(ChargingStateChanged) |
| stop | TE Ended(StopAuthorized, RemoteStop, ...), or Updated twice if TxStopPoint is EVConnected alone |
| cable out | TE Ended(EVCommunicationLost, EVDisconnected), SN(Available) |
| fault | SN(Faulted), NotifyEvent(Problem), TE Ended(AbnormalCondition) |
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from sandbox.charger import configuration
from sandbox.charger.configuration import STOP_ON_INVALID
from sandbox.charger.dialect import NO_LIMITS, Cause, Context, Grant
from sandbox.charger.events201 import (
    EventType,
    closing_values,
    id_token,
    meter_values,
    next_transaction_id,
    problem_event,
    stopping_token,
    transaction_event,
)
from sandbox.charger.frames import Call, CallError, Payload, Script, ask, judgement, tell, wire_time
from sandbox.charger.limits import claim, end_of, give_up, granted, outlives_authorization, pending, withdrawn
from sandbox.charger.local_list import remember
from sandbox.charger.state import Fault, Transaction
from sandbox.charger.station import Station
from sandbox.charger.status import charging_state, status201

_START_POINT = "TxCtrlr.TxStartPoint"
_ENDINGS: dict[Cause, tuple[str, str]] = {
    "local": ("StopAuthorized", "Local"),
    "remote": ("RemoteStop", "Remote"),
    "ev_disconnected": ("EVCommunicationLost", "EVDisconnected"),
    "connection_timeout": ("EVConnectTimeout", "Timeout"),
    "unlock": ("UnlockCommand", "Other"),
    "fault": ("AbnormalCondition", "Other"),
    "power_loss": ("AbnormalCondition", "PowerLoss"),
    "soft_reset": ("ResetCommand", "ImmediateReset"),
    "hard_reset": ("ResetCommand", "ImmediateReset"),
    "deauthorized": ("Deauthorized", "DeAuthorized"),
    "time_limit": ("TimeLimitReached", "TimeLimitReached"),
    "energy_limit": ("EnergyLimitReached", "EnergyLimitReached"),
}
_FAULT_REASONS = {"GroundFault": "GroundFault", "OverCurrent": "OvercurrentFault"}
_LOSES_AUTHORIZATION: frozenset[Cause] = frozenset(
    {"local", "remote", "deauthorized", "time_limit", "energy_limit"}
)


def boot(station: Station) -> Script[Payload]:
    state = station.state
    payload = {
        "reason": state.boot_reason,
        "chargingStation": {
            "vendorName": state.vendor[:50],
            "model": state.model[:20],
            "serialNumber": state.identity[:25],
        },
    }
    return (yield from ask("BootNotification", payload))


def heartbeat(station: Station) -> Script[None]:  # noqa: ARG001
    yield from tell("Heartbeat", {})


def report(station: Station, number: int) -> Script[None]:
    connector = station.connector(number)
    status = status201(connector)
    if station.online and number and status != connector.reported:
        station.change(number, reported=status)
        payload = {
            "timestamp": wire_time(station.now),
            "connectorStatus": status,
            "evseId": number,
            "connectorId": 1,
        }
        yield from tell("StatusNotification", payload)


def report_problem(station: Station, number: int, fault: Fault, *, cleared: bool) -> Script[None]:
    if not station.online:
        return
    station.update(event_count=station.state.event_count + 1)
    event = problem_event(station, number, fault, cleared=cleared)
    yield from tell("NotifyEvent", {"generatedAt": event["timestamp"], "seqNo": 0, "eventData": [event]})


def authorize(
    station: Station,  # noqa: ARG001
    id_tag: str,
    id_type: str | None,
) -> Script[Payload | CallError | None]:
    reply = yield Call("Authorize", {"idToken": id_token(id_tag, id_type)})
    return judgement(reply, "idTokenInfo")


def plug(station: Station, number: int) -> Script[None]:
    connector = station.connector(number)
    waiting = connector.waiting
    kept = connector.authorization if waiting is None else None
    connector = station.change(number, vehicle=station.arrival(number), finished=False, authorization=kept)
    yield from report(station, number)
    if connector.transaction is not None:
        station.change_transaction(number, charging_state="EVConnected")
        yield from _event(station, number, "Updated", "CablePluggedIn")
        limits = NO_LIMITS if waiting is None else waiting.limits
        station.change_transaction(number, **end_of(station, number, limits))
        yield from flow(station, number)
    elif waiting is not None:
        yield from _begin(station, number, "CablePluggedIn", granted(waiting))
    elif "EVConnected" in configuration.members(station.state, _START_POINT):
        yield from _begin(station, number, "CablePluggedIn", None)


def unplug(station: Station, number: int) -> Script[None]:
    if station.connector(number).transaction is not None:
        yield from _end(station, number, "ev_disconnected")
    waiting = station.connector(number).waiting
    station.change(number, vehicle=None, finished=False, authorization=waiting)
    yield from report(station, number)


def grant(station: Station, number: int, grant: Grant) -> Script[str]:
    connector = station.connector(number)
    trigger = "Authorized" if grant.remote_start_id is None else "RemoteStart"
    if connector.transaction is not None:
        event = partial(_event, station, number, "Updated", trigger)
        return (yield from _authorize_transaction(station, number, grant, event))
    if not connector.plugged and "Authorized" not in configuration.members(station.state, _START_POINT):
        station.change(number, authorization=pending(station, grant))
        return "Accepted"
    return (yield from _begin(station, number, trigger, grant))


def stop(station: Station, number: int, cause: Cause) -> Script[None]:
    if station.connector(number).transaction is None:
        return
    if cause in _LOSES_AUTHORIZATION and outlives_authorization(station, number):
        yield from _outlive(station, number, cause)
    else:
        yield from _end(station, number, cause)


def flow(station: Station, number: int) -> Script[None]:
    connector = station.connector(number)
    transaction, state = connector.transaction, charging_state(connector)
    if transaction is not None and transaction.charging_state != state:
        station.change_transaction(number, charging_state=state)
        yield from _event(station, number, "Updated", "ChargingStateChanged")


def sample(station: Station, number: int, context: Context) -> Script[None]:
    values = meter_values(station, number, context)
    if context == "Sample.Periodic":
        yield from _event(station, number, "Updated", "MeterValuePeriodic", meterValue=values)
    elif context == "Sample.Clock" and station.connector(number).transaction is not None:
        yield from _event(station, number, "Updated", "MeterValueClock", meterValue=values)
    elif values:
        yield from tell("MeterValues", {"evseId": number, "meterValue": values})


def report_transaction(station: Station, number: int) -> Script[None]:
    """Say where a transaction stands because the CSMS triggered it."""
    values = meter_values(station, number, "Trigger")
    yield from _event(station, number, "Updated", "Trigger", meterValue=values)


def report_rate(station: Station, number: int) -> Script[None]:
    """Say that a charging profile has changed the power."""
    yield from _event(station, number, "Updated", "ChargingRateChanged")


def _begin(station: Station, number: int, trigger: str, grant: Grant | None) -> Script[str]:
    """Send Started; without a *grant* the transaction waits for somebody to be authorized."""
    connector = station.connector(number)
    transaction = Transaction(
        id=next_transaction_id(station),
        id_tag=None,
        authorized=False,
        started_at=station.now,
        meter_start_wh=station.whole_wh(number),
        charging_state="EVConnected" if connector.plugged else "Idle",
    )
    values = meter_values(station, number, "Transaction.Begin")
    station.change(number, transaction=transaction)
    event = partial(_event, station, number, "Started", trigger, meterValue=values)
    if grant is None:
        yield from event()
        return "Accepted"
    return (yield from _authorize_transaction(station, number, grant, event))


def _authorize_transaction(
    station: Station, number: int, grant: Grant, event: Callable[..., Script[Payload]]
) -> Script[str]:
    """Tell in *event* whose transaction it is; with a cable in, energy flows if the CSMS agrees."""
    before = station.state.transaction(number)
    station.change_transaction(
        number,
        id_tag=grant.id_tag,
        id_type=grant.id_type,
        released=False,
        # Whoever goes on with what has been stopped does not begin it anew.
        remote_start_id=before.remote_start_id if grant.remote_start_id is None else grant.remote_start_id,
    )
    claimed = claim(station, number, grant)
    reservation = station.connector(number).reservation
    reply = yield from event(
        idToken=id_token(grant.id_tag, grant.id_type),
        reservationId=None if reservation is None else reservation.id,
    )
    if info := reply.get("idTokenInfo"):
        remember(station, grant.id_tag, info, grant.id_type)
    status = str(info.get("status", "Invalid")) if info else "Accepted"
    if not give_up(station, number, claimed):
        return status  # The end of the transaction has been told by what ended it.
    if not station.connector(number).plugged:
        station.change(number, authorization=pending(station, grant))
    if status != "Accepted":
        if configuration.enabled(station.state, STOP_ON_INVALID):
            yield from stop(station, number, "deauthorized")
        else:
            station.change_transaction(number, **withdrawn(station, number))
            yield from flow(station, number)
        return status
    profiles = station.state.transaction(number).profiles + grant.profiles
    station.change_transaction(number, authorized=True, sample_at=station.next_sample(), profiles=profiles)
    if station.connector(number).plugged:
        station.change_transaction(number, **end_of(station, number, grant.limits))
    station.change(number, reservation=None)
    yield from flow(station, number)
    return status


def _outlive(station: Station, number: int, cause: Cause) -> Script[None]:
    """Take the authorization away and keep the transaction until the cable is out."""
    token = stopping_token(station, number, cause)
    station.change(number, authorization=None)
    station.change_transaction(
        number, authorized=False, released=True, sample_at=None, stop_at=None, stop_wh=None
    )
    yield from _event(station, number, "Updated", _ENDINGS[cause][0], idToken=token)
    yield from flow(station, number)


def _end(station: Station, number: int, cause: Cause) -> Script[None]:
    connector = station.connector(number)
    trigger, reason = _ENDINGS[cause]
    if cause == "fault" and connector.fault is not None:
        reason = _FAULT_REASONS.get(connector.fault.type, reason)
    values = closing_values(station, number, station.state.transaction(number))
    stays = connector.plugged and cause != "ev_disconnected"
    station.change_transaction(number, charging_state="EVConnected" if stays else "Idle")
    token = stopping_token(station, number, cause)
    yield from _event(
        station, number, "Ended", trigger, stopped_reason=reason, meterValue=values, idToken=token
    )
    station.change(number, transaction=None, authorization=None, finished=connector.plugged)


def _event(
    station: Station,
    number: int,
    event_type: EventType,
    trigger: str,
    *,
    stopped_reason: str | None = None,
    **parts: Any,
) -> Script[Payload]:
    """Send one TransactionEvent with those *parts* that are not empty, and count it; return what is replied.

    Only where a token is to be authorized is the reply worth waiting for.
    """
    transaction = station.state.transaction(number)
    payload = transaction_event(station, number, transaction, event_type, trigger)
    if stopped_reason is not None:
        payload["transactionInfo"]["stoppedReason"] = stopped_reason
    payload |= {name: part for name, part in parts.items() if part not in (None, [])}
    station.change_transaction(number, seq_no=transaction.seq_no + 1)
    if "idToken" in payload and event_type != "Ended":
        return (yield from ask("TransactionEvent", payload))
    yield from tell("TransactionEvent", payload)
    return {}
