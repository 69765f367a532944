"""What the operator's side does: remote start and stop, unlock, and messages passed through as they are."""

import math
import re
from collections.abc import Mapping
from typing import Any

from sandbox.charger import operations
from sandbox.charger.addresses import addressed, choose
from sandbox.charger.authorization import type_of
from sandbox.charger.csms_requests import Dealt, deal_with, only_from_csms
from sandbox.charger.events201 import id_token
from sandbox.charger.frames import Call, CallError, Reply, Script
from sandbox.charger.outcomes import Outcome, applied, rejected
from sandbox.charger.rules import Refused, check_plugged, check_tag
from sandbox.charger.station import Station

Payload = Mapping[str, Any]

_FIRST_START_ID = 1_000_000_000
"""The ids of remote starts that come by REST begin after it: a CSMS counts its own from 1 on."""


def start_transaction(station: Station, payload: Payload) -> Script[Outcome]:
    """Let the CSMS send RemoteStartTransaction or RequestStartTransaction."""
    id_tag, number = payload["id_tag"], addressed(station.state, payload)
    check_tag(station.state, id_tag)
    number = number or operations.next_startable(station, id_tag)
    dealt = yield from _send_start(station, id_tag, number)
    if dealt.reason is not None:
        return rejected(dealt.reason)
    assert number is not None, "only a connector accepts a remote start"
    transaction = station.connector(number).transaction
    return applied(status="Accepted", transaction_id=None if transaction is None else transaction.id)


def stop_transaction(station: Station, payload: Payload) -> Script[Outcome]:
    """Let the CSMS send RemoteStopTransaction or RequestStopTransaction."""
    transaction_id = str(payload.get("transaction_id") or _first_transaction(station))
    if station.state.ocpp_version == "ocpp2.0.1":
        dealt = yield from deal_with(station, "RequestStopTransaction", {"transactionId": transaction_id})
    elif transaction_id.isascii() and transaction_id.isdecimal():
        request = {"transactionId": int(transaction_id)}
        dealt = yield from deal_with(station, "RemoteStopTransaction", request)
    else:
        raise Refused(f"no transaction {transaction_id} is running on this charger")
    if dealt.reason is not None:
        return rejected(dealt.reason)
    return applied(status="Accepted", transaction_id=transaction_id)


def unlock_connector(station: Station, payload: Payload) -> Script[Outcome]:
    """Let the CSMS send UnlockConnector; OCPP 2.0.1 refuses it during an authorized transaction."""
    number = choose(station.state, payload, prefer=check_plugged).number
    named = {"connectorId": number}
    if station.state.ocpp_version == "ocpp2.0.1":
        named = {"evseId": number, "connectorId": 1}
    dealt = yield from deal_with(station, "UnlockConnector", named)
    if dealt.reason is not None:
        return rejected(dealt.reason)
    return applied(status="Unlocked")


def proxy_message(station: Station, payload: Payload) -> Script[Outcome]:
    """Send a message as it is; deliver it to the charger if only a CSMS sends it (TriggerMessage, Reset)."""
    action, body = payload["action"], camel_case(payload.get("payload") or {})
    if only_from_csms(station.state.ocpp_version, action):
        dealt = yield from deal_with(station, action, body)
        return _told(action, dealt.reply)
    reply = yield Call(action, body, proxied=True)
    return _told(action, reply)


def camel_case(value: Any) -> Any:
    """Spell the keys of a JSON value as OCPP does: `id_tag` becomes `idTag`, `idTag` stays."""
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused(f"{value} is not a number of JSON")
    if isinstance(value, Mapping):
        return {_UNDERSCORE.sub(_capital, key): camel_case(item) for key, item in value.items()}
    return [camel_case(item) for item in value] if isinstance(value, list) else value


def _send_start(station: Station, id_tag: str, number: int | None) -> Script[Dealt]:
    if station.state.ocpp_version == "ocpp1.6":
        named = {} if number is None else {"connectorId": number}
        return (yield from deal_with(station, "RemoteStartTransaction", {"idTag": id_tag, **named}))
    station.update(remote_start_count=station.state.remote_start_count + 1)
    request: dict[str, Any] = {
        "idToken": id_token(id_tag, type_of(station.state, id_tag)),
        "remoteStartId": _FIRST_START_ID + station.state.remote_start_count,
    }
    if number is not None:
        request["evseId"] = number
    return (yield from deal_with(station, "RequestStartTransaction", request))


def _first_transaction(station: Station) -> str:
    for connector in station.state.connectors:
        if connector.transaction is not None and connector.transaction.authorized:
            return connector.transaction.id
    raise Refused("no transaction is running on this charger")


def _told(action: str, reply: Reply) -> Outcome:
    if isinstance(reply, CallError):
        return rejected(f"{action} was answered with {reply.code}: {reply.description}", code=reply.code)
    return applied(response=reply)


def _capital(match: re.Match[str]) -> str:
    return match[1].upper()


_UNDERSCORE = re.compile(r"(?<=[A-Za-z0-9])_([A-Za-z0-9])")
