"""What comes to a charger from outside, by itself: drivers, who leave again, and faults, which pass.

A driver takes the first connector that is free, and goes on if there is none, if nobody answers, or if the
tag is refused. When the car leaves is known from its arrival on, and kept with it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, TypeAlias

from sandbox.charger.commands.driver import start_session
from sandbox.charger.commands.faults import break_down
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import Script
from sandbox.charger.outcomes import Outcome, rejected
from sandbox.charger.passing import leave
from sandbox.charger.rules import Refused, allows, check_free, check_pluggable
from sandbox.charger.schedule import Deadline
from sandbox.charger.state import Connector, Fault
from sandbox.charger.station import Station

_ANY = 0


class Visit(NamedTuple):
    """A driver who comes at *at*, charges for so long or so much, and leaves at *leaves_at*."""

    at: datetime
    id_tag: str
    duration_seconds: int
    energy_kwh: float
    leaves_at: datetime


class Breakdown(NamedTuple):
    """A fault at *at*, which is gone at *clears_at*; *place*, from 0 to below 1, tells at which connector."""

    at: datetime
    fault_type: str
    place: float
    clears_at: datetime


class Stay(NamedTuple):
    """For how long what is at a connector goes on: a session, its cable after that, and a fault."""

    session: timedelta
    dwell: timedelta
    repair: timedelta


Coming: TypeAlias = Visit | Breakdown


def deadline(coming: Coming) -> Deadline:
    """Return what comes as a charger plays it."""
    act: Callable[[Station, int], Script[None]]
    act = partial(_come, coming) if isinstance(coming, Visit) else partial(_fail, coming)
    return Deadline(coming.at, _ANY, act)


def departures(at: datetime, stay_at: Callable[[int], Stay]) -> Deadline:
    """Return the moment from which on cars and faults end that were there before anybody came by himself.

    Args:
        at: when that is.
        stay_at: tells how long it lasts at a connector, from then on.
    """
    return Deadline(at, _ANY, partial(_let_end, stay_at))


def _let_end(stay_at: Callable[[int], Stay], station: Station, _any: int) -> Script[None]:
    for connector in station.state.connectors:
        stay = stay_at(connector.number)
        vehicle, fault = connector.vehicle, connector.fault
        if vehicle is not None and vehicle.leaves_at is None:
            leaves_at = _session_end(connector, station.now + stay.session, station.now) + stay.dwell
            vehicle = vehicle.evolve(leaves_at=leaves_at)
        if fault is not None and fault.clears_at is None:
            fault = fault.evolve(clears_at=station.now + stay.repair)
        station.change(connector.number, vehicle=vehicle, fault=fault)
    yield from ()


def _session_end(connector: Connector, usual: datetime, now: datetime) -> datetime:
    """Return when the session of a connector is over: what it was told counts, not what is usual."""
    if connector.finished:
        return now
    told = None if connector.transaction is None else connector.transaction.stop_at
    return usual if told is None else told


def _come(visit: Visit, station: Station, _any: int) -> Script[None]:
    free = [c.number for c in station.state.connectors if _is_free(c, visit.id_tag)]
    if station.state.runtime != "online" or not free:
        return
    number = free[0]
    yield from dialect(station).plug(station, number)
    vehicle = station.connector(number).vehicle
    if vehicle is None:
        return
    station.change(number, vehicle=vehicle.evolve(leaves_at=visit.leaves_at))
    outcome = yield from _charge(visit, station, number)
    vehicle = station.connector(number).vehicle
    if outcome.status != "applied" and vehicle is not None and vehicle.leaves_at == visit.leaves_at:
        yield from leave(station, number)


def _charge(visit: Visit, station: Station, number: int) -> Script[Outcome]:
    session = {
        "connector_id": number,
        "id_tag": visit.id_tag,
        "duration_seconds": visit.duration_seconds,
        "target_energy_kwh": visit.energy_kwh,
    }
    try:
        return (yield from start_session(station, session))
    except Refused as refusal:
        return rejected(str(refusal))


def _is_free(connector: Connector, id_tag: str) -> bool:
    return allows(check_pluggable, connector) and allows(partial(check_free, id_tag=id_tag), connector)


def _fail(breakdown: Breakdown, station: Station, _any: int) -> Script[None]:
    number = 1 + int(breakdown.place * len(station.state.connectors))
    if station.connector(number).fault is None:
        fault = Fault(type=breakdown.fault_type, clears_at=breakdown.clears_at)
        yield from break_down(station, number, fault)
