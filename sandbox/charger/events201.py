"""TransactionEvent and its parts, the one message that OCPP 2.0.1 tells a transaction with."""

from datetime import datetime
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from sandbox.charger.dialect import Cause
from sandbox.charger.frames import Payload, wire_time
from sandbox.charger.samples import Sample
from sandbox.charger.sampling import aligned_in_transaction, sampled
from sandbox.charger.state import Fault, Transaction
from sandbox.charger.station import Station
from sandbox.charger.tags import usual_type

EventType = Literal["Started", "Updated", "Ended"]


def evse(number: int) -> Payload:
    return {"id": number, "connectorId": 1}


def id_token(id_tag: str, id_type: str | None) -> Payload:
    return {"idToken": id_tag, "type": id_type or usual_type(id_tag)}


def problem_event(station: Station, number: int, fault: Fault, *, cleared: bool) -> Payload:
    """Write what a NotifyEvent tells of a fault of an outlet, or of the station (0)."""
    return {
        "eventId": station.state.event_count,
        "timestamp": wire_time(station.now),
        "trigger": "Alerting",
        "actualValue": "false" if cleared else "true",
        "cleared": cleared,
        "component": {"name": "Connector", "evse": evse(number)} if number else {"name": "ChargingStation"},
        "variable": {"name": "Problem"},
        "eventNotificationType": "HardWiredNotification",
        "techCode": fault.type[:50],
        "techInfo": fault.message[:500],
    }


def next_transaction_id(station: Station) -> str:
    """Make the station's own transaction id: the same again for the same charger and transaction."""
    station.update(transaction_count=station.state.transaction_count + 1)
    return str(uuid5(NAMESPACE_URL, f"{station.state.id}/transactions/{station.state.transaction_count}"))


def transaction_event(
    station: Station, number: int, transaction: Transaction, event_type: EventType, trigger: str
) -> Payload:
    """Write the event without its optional parts (idToken, meterValue, stoppedReason)."""
    info: Payload = {"transactionId": transaction.id, "chargingState": transaction.charging_state}
    if transaction.remote_start_id is not None:
        info["remoteStartId"] = transaction.remote_start_id
    return {
        "eventType": event_type,
        "timestamp": wire_time(station.now),
        "triggerReason": trigger,
        "seqNo": transaction.seq_no,
        "transactionInfo": info,
        "evse": evse(number),
    }


def meter_values(station: Station, number: int, context: str) -> list[Payload]:
    """Read the meter in a context; an empty list when there is nothing to measure."""
    values = sampled(station, number, context)
    return [_meter_value(station.now, values, context)] if values else []


def closing_values(station: Station, number: int, transaction: Transaction) -> list[Payload]:
    """Read what the end of a transaction tells: its clock-aligned values, then the last ones."""
    aligned = aligned_in_transaction(station, number, transaction)
    by_the_clock = [_meter_value(at, values, "Sample.Clock") for at, values in aligned]
    return by_the_clock + meter_values(station, number, "Transaction.End")


def _meter_value(at: datetime, values: list[Sample], context: str) -> Payload:
    return {"timestamp": wire_time(at), "sampledValue": [_sampled_value(value, context) for value in values]}


def _sampled_value(value: Sample, context: str) -> dict[str, Any]:
    sampled: Payload = {
        "value": value.value,
        "context": context,
        "measurand": value.measurand,
        "location": value.location,
    }
    sampled |= {"unitOfMeasure": {"unit": value.unit}} if value.unit else {}
    return sampled | ({"phase": value.phase} if value.phase else {})


def stopping_token(station: Station, number: int, cause: Cause) -> Payload | None:
    """Name the token only where its owner stopped the transaction himself."""
    transaction = station.state.transaction(number)
    if cause != "local" or transaction.id_tag is None:
        return None
    return id_token(transaction.id_tag, transaction.id_type)
