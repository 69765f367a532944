"""What a driver does at the charger, and what the EV does by itself."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sandbox.charger.addresses import WHOLE, addressed, choose
from sandbox.charger.authorization import Verdict, answered, authorize, type_of
from sandbox.charger.dialect import Grant
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import Script
from sandbox.charger.meter import is_full
from sandbox.charger.operations import ended_early
from sandbox.charger.outcomes import Outcome, applied, rejected
from sandbox.charger.rules import (
    Refused,
    allows,
    check_can_refuse_energy,
    check_can_request_energy,
    check_charging,
    check_free,
    check_number,
    check_pluggable,
    check_plugged,
    check_tag,
    objection,
)
from sandbox.charger.sessions import end_connection, end_session, settle_down, want_energy
from sandbox.charger.state import Connector, Limits
from sandbox.charger.station import Station

Payload = Mapping[str, Any]


def plug_connector(station: Station, payload: Payload) -> Script[Outcome]:
    """Bring an EV and plug its cable in."""
    number = choose(station.state, payload, check_pluggable).number
    yield from dialect(station).plug(station, number)
    return applied()


def unplug_connector(station: Station, payload: Payload) -> Script[Outcome]:
    """Pull the cable out, in whatever state the connector is."""
    number = choose(station.state, payload, check_plugged).number
    yield from end_connection(station, number)
    return applied()


def ev_requests_energy(station: Station, payload: Payload) -> Script[Outcome]:
    """Let a suspended EV ask for energy again."""
    connector = choose(station.state, payload, check_can_request_energy)
    if is_full(connector, station.now):
        raise Refused(f"the battery of the EV at connector {connector.number} is full: unplug it")
    yield from want_energy(station, connector.number, wants=True)
    return applied()


def ev_stops_energy(station: Station, payload: Payload) -> Script[Outcome]:
    """Let the EV suspend charging; the transaction stays open."""
    connector = choose(station.state, payload, check_can_refuse_energy)
    yield from want_energy(station, connector.number, wants=False)
    return applied()


def authorize_id_tag(station: Station, payload: Payload) -> Script[Outcome]:
    """Present a tag: it starts where a cable waits, stops its own transaction, or waits for a cable."""
    id_tag = payload["id_tag"]
    check_tag(station.state, id_tag)
    number = _named(station, payload)
    own = _own_session(station, id_tag, number)
    if own is not None:
        yield from end_session(station, own.number, "local")
        return applied(status="Accepted")
    if number is not None:
        check_free(station.connector(number), id_tag)
    run, id_type = station.state.start_count, type_of(station.state, id_tag)
    verdict = yield from authorize(station, id_tag, id_type)
    if not verdict.accepted:
        return _tag_refused(verdict)
    target = number or _next_free(station, id_tag)
    if target is None:
        return applied(status=verdict.status)
    return (yield from _grant(station, target, Grant(id_tag, id_type), run))


def start_session(station: Station, payload: Payload) -> Script[Outcome]:
    """Plug in (if need be), authorize and start; a driver whose tag is refused takes the cable away again."""
    id_tag, limits = payload["id_tag"], _limits(payload)
    check_tag(station.state, id_tag)
    connector = choose(station.state, payload, partial(check_free, id_tag=id_tag))
    number, run = connector.number, station.state.start_count
    if not connector.plugged:
        yield from dialect(station).plug(station, number)
    vehicle = station.connector(number).vehicle
    id_type = type_of(station.state, id_tag)
    verdict = yield from authorize(station, id_tag, id_type)
    outcome = _tag_refused(verdict)
    if verdict.accepted and station.connector(number).vehicle is None:
        outcome = rejected(f"the cable was taken out of connector {number} before the session began")
    elif verdict.accepted:
        outcome = yield from _grant(station, number, Grant(id_tag, id_type, limits), run)
    left = station.connector(number)
    if outcome.status == "rejected" and not connector.plugged and left.vehicle == vehicle and not left.busy:
        yield from end_connection(station, number)
    return outcome


def stop_session(station: Station, payload: Payload) -> Script[Outcome]:
    """Stop the transaction and take the cable out."""
    connector = choose(station.state, payload, check_charging)
    transaction_id = station.state.transaction(connector.number).id
    yield from end_session(station, connector.number, "local")
    if station.connector(connector.number).plugged:
        yield from end_connection(station, connector.number)
    return applied(transaction_id=transaction_id)


def power_update(station: Station, payload: Payload) -> Script[Outcome]:
    """Set the power of an outlet, up to what the hardware can do; 0 suspends charging (SuspendedEVSE)."""
    wanted = check_number(payload["power_w"], "power_w")
    connector = choose(station.state, payload, prefer=check_charging)
    power = min(wanted, float(station.hardware.max_power_w))
    station.change(connector.number, power_w=power)
    yield from dialect(station).flow(station, connector.number)
    return applied(power_w=power)


def _grant(station: Station, number: int, grant: Grant, run: int) -> Script[Outcome]:
    """Begin what the CSMS has agreed to, if the outlet still allows it; *run* is when it was asked."""
    against = objection(partial(check_free, id_tag=grant.id_tag), station.connector(number))
    if station.state.start_count != run or station.state.runtime == "stopped":
        against = "the charger was switched off before the session began"
    if against is not None:
        return rejected(against)
    status = yield from dialect(station).grant(station, number, grant)
    if status != "Accepted":
        yield from settle_down(station, number)
        return _tag_refused(answered(grant.id_tag, status))
    transaction = station.connector(number).transaction
    if transaction is None and station.connector(number).authorization is None:
        return rejected(ended_early(number))
    return applied(status=status, transaction_id=transaction.id if transaction is not None else None)


def _named(station: Station, payload: Payload) -> int | None:
    number = addressed(station.state, payload)
    if number == WHOLE:
        raise Refused("a session needs one connector: connector 0 is the whole charger")
    return number


def _own_session(station: Station, id_tag: str, number: int | None) -> Connector | None:
    """Find the transaction that this very tag has authorized."""
    for connector in station.state.connectors:
        transaction = connector.transaction
        if transaction is None or not transaction.authorized or number not in {None, connector.number}:
            continue
        if transaction.id_tag is not None and transaction.id_tag.casefold() == id_tag.casefold():
            return connector
    return None


def _next_free(station: Station, id_tag: str) -> int | None:
    """Choose where a tag belongs: at a waiting cable, else at the first free outlet."""
    free = [c for c in station.state.connectors if allows(partial(check_free, id_tag=id_tag), c)]
    return next((c.number for c in free if c.plugged), free[0].number if free else None)


def _limits(payload: Payload) -> Limits:
    duration, energy = payload.get("duration_seconds"), payload.get("target_energy_kwh")
    return Limits(
        duration_seconds=None if duration is None else check_number(duration, "duration_seconds"),
        energy_wh=None if energy is None else check_number(energy, "target_energy_kwh") * 1000,
    )


def _tag_refused(verdict: Verdict) -> Outcome:
    return rejected(verdict.reason, status=verdict.status)
