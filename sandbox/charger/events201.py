"""TransactionEvent and its parts, the one message that OCPP 2.0.1 tells a transaction with."""

from datetime import datetime
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from sandbox.charger import configuration
from sandbox.charger.configuration import Name
from sandbox.charger.frames import Payload, wire_time
from sandbox.charger.samples import Sample, samples
from sandbox.charger.state import Transaction
from sandbox.charger.station import Station

EventType = Literal["Started", "Updated", "Ended"]


def evse(number: int) -> Payload:
    return {"id": number, "connectorId": 1}


def id_token(id_tag: str) -> Payload:
    return {"idToken": id_tag, "type": "ISO14443"}


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


def meter_values(station: Station, number: int, name: Name | str, context: str) -> list[Payload]:
    """Read the measurands that the variable *name* lists; an empty list when it lists none."""
    values = samples(station.reading(number), configuration.members(station.state, name))
    return [_meter_value(station.now, values, context)] if values else []


def _meter_value(at: datetime, values: list[Sample], context: str) -> Payload:
    return {"timestamp": wire_time(at), "sampledValue": [_sampled_value(value, context) for value in values]}


def _sampled_value(value: Sample, context: str) -> dict[str, Any]:
    return {
        "value": value.value,
        "context": context,
        "measurand": value.measurand,
        "unitOfMeasure": {"unit": value.unit},
        "location": value.location,
    } | ({"phase": value.phase} if value.phase else {})
