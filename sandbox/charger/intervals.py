"""When a charger is to report its meters by the clock, and what it has to remember for its reports.

Clock-aligned reports come at multiples of their interval since midnight UTC.
"""

from datetime import UTC, datetime, timedelta

from sandbox.charger import configuration
from sandbox.charger.configuration import (
    ALIGNED_DATA,
    ALIGNED_INTERVAL,
    SAMPLED_DATA,
    STOP_ALIGNED_DATA,
    STOP_ALIGNED_INTERVAL,
    STOP_DATA,
    Name,
)
from sandbox.charger.measurands import INTERVAL
from sandbox.charger.state import ChargerState, Connector

ALIGNED_ENABLED = "AlignedDataCtrlr.Enabled"
SEND_DURING_IDLE = "AlignedDataCtrlr.SendDuringIdle"
"""Variables of OCPP 2.0.1 that have no key in 1.6."""

_SOME_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)
_MOST_IN_A_STOP = 100
_LISTS = (ALIGNED_DATA, SAMPLED_DATA, STOP_ALIGNED_DATA, STOP_DATA)


def period(state: ChargerState, name: Name) -> timedelta:
    return timedelta(seconds=configuration.number(state, name))


def next_aligned(state: ChargerState, at: datetime) -> datetime | None:
    """Return the first instant after *at* at which all outlets report; None if they never do."""
    interval = _aligned(state, ALIGNED_INTERVAL, ALIGNED_DATA)
    return None if interval is None else _last(at, interval) + interval


def reports_aligned(state: ChargerState, connector: Connector) -> bool:
    """Tell whether an outlet has something to report when it is time.

    A station that reports only while it is idle is not idle as long as any outlet has a transaction.
    """
    if _flag(state, SEND_DURING_IDLE, otherwise=False) and any(c.transaction for c in state.connectors):
        return False
    return connector.plugged or set(configuration.members(state, ALIGNED_DATA)) != {"SoC"}


def aligned_since(state: ChargerState, since: datetime, until: datetime) -> list[datetime]:
    """Return the instants that the end of a transaction tells about, the last 100 at most."""
    interval = _aligned(state, STOP_ALIGNED_INTERVAL, STOP_ALIGNED_DATA)
    if interval is None:
        return []
    last = _last(until, interval)
    count = min(_MOST_IN_A_STOP, (last - since) // interval + 1)
    return [last - interval * number for number in reversed(range(count))]


def looks_back(state: ChargerState) -> bool:
    """Tell whether a report may be about an earlier instant than its own."""
    if not state.configuration:
        return False
    stops = _aligned(state, STOP_ALIGNED_INTERVAL, STOP_ALIGNED_DATA) is not None
    return stops or any(INTERVAL in configuration.members(state, name) for name in _LISTS)


def _aligned(state: ChargerState, interval: Name, data: Name) -> timedelta | None:
    """Return an interval of clock-aligned data if it is switched on and there is something to measure."""
    if not _flag(state, ALIGNED_ENABLED, otherwise=True) or not configuration.members(state, data):
        return None
    return period(state, interval) or None


def _flag(state: ChargerState, name: str, *, otherwise: bool) -> bool:
    """Read a flag of OCPP 2.0.1; 1.6 goes by *otherwise*."""
    return otherwise if state.ocpp_version == "ocpp1.6" else configuration.text(state, name) == "true"


def _last(at: datetime, interval: timedelta) -> datetime:
    return at - (at - _SOME_MIDNIGHT) % interval
