"""Leave to charge: what is kept for it, how long it waits for a cable, where a session ends by itself."""

from datetime import datetime, timedelta
from typing import TypedDict

from sandbox.charger import configuration
from sandbox.charger.configuration import CONNECTION_TIMEOUT, MAX_ENERGY_ON_INVALID
from sandbox.charger.dialect import Grant
from sandbox.charger.meter import energy_wh, later
from sandbox.charger.state import Authorization, Connector, Limits
from sandbox.charger.station import Station

_LONGEST_CLAIM = timedelta(minutes=10)
"""Longer than any answer takes: a conversation that was cut off does not keep its outlet for ever."""


class End(TypedDict):
    """The fields of a transaction that say when it ends."""

    stop_at: datetime | None
    stop_wh: float | None


class Withdrawal(TypedDict):
    """The fields of a transaction that say what is left of it once its tag is refused."""

    authorized: bool
    spare_wh: float
    sample_at: datetime | None


def pending(station: Station, grant: Grant) -> Authorization:
    """Keep *grant* until a cable comes or the connection times out."""
    expires_at = station.after(CONNECTION_TIMEOUT) or station.now
    return _kept_for(grant, expires_at)


def granted(waiting: Authorization) -> Grant:
    """Return what is kept for a tag, once its cable is there."""
    return Grant(
        waiting.id_tag, waiting.id_type, waiting.limits, waiting.remote_start_id, profiles=waiting.profiles
    )


def claim(station: Station, number: int, grant: Grant) -> Authorization:
    """Keep an outlet for *grant* while the CSMS is asked; nobody else can start there meanwhile.

    Where its transaction runs by now, a cable has as long as it always has, however long the answer takes.
    """
    if _runs_for(station.connector(number), grant.id_tag):
        claimed = pending(station, grant)
    else:
        claimed = _kept_for(grant, station.now + _LONGEST_CLAIM)
    claimed = claimed.evolve(in_progress=True)
    station.change(number, authorization=claimed)
    return claimed


def lapses_at(connector: Connector) -> datetime | None:
    """Return when an outlet is no longer kept for a tag; None if never: its transaction has its cable."""
    authorization = connector.authorization
    if authorization is None:
        return None
    lasts = authorization.in_progress and connector.plugged and _runs_for(connector, authorization.id_tag)
    return None if lasts else authorization.expires_at


def give_up(station: Station, number: int, claimed: Authorization) -> bool:
    """Let go of a claim; False if it was already lost, since something else has happened to the outlet."""
    held = station.connector(number).authorization == claimed
    if held:
        station.change(number, authorization=None)
    return held


def outlives_authorization(station: Station, number: int) -> bool:
    """Tell whether a stop takes the authorization alone: only the cable ends the transaction (OCPP 2.0.1)."""
    stop_points = configuration.members(station.state, "TxCtrlr.TxStopPoint")
    return station.connector(number).plugged and set(stop_points) == {"EVConnected"}


def end_of(station: Station, number: int, limits: Limits) -> End:
    """Turn limits into the instant and the register value at which they are reached."""
    register = energy_wh(station.connector(number).meter, station.now)
    return {
        "stop_at": None if limits.duration_seconds is None else later(station.now, limits.duration_seconds),
        "stop_wh": None if limits.energy_wh is None else register + limits.energy_wh,
    }


def withdrawn(station: Station, number: int) -> Withdrawal:
    """Leave a transaction nothing but the energy that is configured for tags that are refused."""
    connector, transaction = station.connector(number), station.state.transaction(number)
    spare = configuration.number(station.state, MAX_ENERGY_ON_INVALID)
    return {
        "authorized": spare > 0,
        "spare_wh": energy_wh(connector.meter, station.now) + spare,
        "sample_at": transaction.sample_at or station.next_sample() if spare else None,
    }


def _runs_for(connector: Connector, id_tag: str) -> bool:
    transaction = connector.transaction
    return transaction is not None and transaction.id_tag == id_tag and not transaction.released


def _kept_for(grant: Grant, until: datetime) -> Authorization:
    return Authorization(
        id_tag=grant.id_tag,
        id_type=grant.id_type,
        expires_at=until,
        limits=grant.limits,
        remote_start_id=grant.remote_start_id,
        profiles=grant.profiles,
    )
