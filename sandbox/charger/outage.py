"""A connection to the CSMS that is lost for a while: a charger notes since when, and tells how it is then."""

from collections.abc import Iterator
from datetime import timedelta

from sandbox.charger import configuration
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import Script
from sandbox.charger.state import ChargerState
from sandbox.charger.station import Station

_THRESHOLD = "OCPPCommCtrlr.OfflineThreshold"


def lose_connection(station: Station) -> None:
    """Go on without a connection."""
    station.update(connected=False, offline_since=station.state.offline_since or station.now)


def regain_connection(station: Station) -> None:
    """Go on with one; after an outage that was too long no status counts as told."""
    too_long = _is_too_long(station)
    station.update(connected=True, offline_since=None)
    if too_long:
        for number in _outlets(station.state):
            station.change(number, reported=None)


def tell_statuses(station: Station) -> Script[None]:
    """Tell the status of each connector that the CSMS does not know, once it has accepted the charger."""
    for number in _outlets(station.state) if station.online else ():
        yield from dialect(station).report(station, number)


def _is_too_long(station: Station) -> bool:
    """Tell whether the CSMS no longer relies on what it was told; OCPP 1.6 knows no such outage."""
    since = station.state.offline_since
    if since is None or station.state.ocpp_version == "ocpp1.6":
        return False
    threshold = timedelta(seconds=int(configuration.text(station.state, _THRESHOLD)))
    return station.now - since > threshold


def _outlets(state: ChargerState) -> Iterator[int]:
    return iter(range(len(state.connectors) + 1))
