"""Leave to charge: how long it waits for a cable, and where a session ends by itself."""

from datetime import datetime
from typing import TypedDict

from sandbox.charger.configuration import CONNECTION_TIMEOUT
from sandbox.charger.dialect import Grant
from sandbox.charger.meter import energy_wh, later
from sandbox.charger.state import Authorization, Limits
from sandbox.charger.station import Station


class End(TypedDict):
    """The fields of a transaction that say when it ends."""

    stop_at: datetime | None
    stop_wh: float | None


def pending(station: Station, grant: Grant) -> Authorization:
    """Keep *grant* until a cable comes or the connection times out."""
    expires_at = station.after(CONNECTION_TIMEOUT) or station.now
    return Authorization(id_tag=grant.id_tag, expires_at=expires_at, limits=grant.limits)


def end_of(station: Station, number: int, limits: Limits) -> End:
    """Turn limits into the instant and the register value at which they are reached."""
    register = energy_wh(station.connector(number).meter, station.now)
    return {
        "stop_at": None if limits.duration_seconds is None else later(station.now, limits.duration_seconds),
        "stop_wh": None if limits.energy_wh is None else register + limits.energy_wh,
    }
