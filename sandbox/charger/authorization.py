"""Who may charge: the local list, the cache, then the CSMS."""

from datetime import datetime

from sandbox.charger import configuration
from sandbox.charger.configuration import CACHE_ENABLED, LIST_ENABLED, PRE_AUTHORIZE
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import Script
from sandbox.charger.local_list import remember
from sandbox.charger.state import ListEntry
from sandbox.charger.station import Station


def authorize(station: Station, id_tag: str) -> Script[str]:
    """Return the status of *id_tag*; the CSMS is not asked about a tag that LocalPreAuthorize covers."""
    if _pre_authorized(station, id_tag):
        return "Accepted"
    info = yield from dialect(station).authorize(station, id_tag)
    status = str(info.get("status", "Invalid"))
    remember(station, id_tag, status)
    return status


def _pre_authorized(station: Station, id_tag: str) -> bool:
    state, key = station.state, id_tag.casefold()
    if not configuration.enabled(state, PRE_AUTHORIZE):
        return False
    known = []
    if configuration.enabled(state, LIST_ENABLED):
        known.append(state.local_list.entries.get(key))
    if configuration.enabled(state, CACHE_ENABLED):
        known.append(state.auth_cache.get(key))
    return any(_good(entry, station.now) for entry in known)


def _good(entry: ListEntry | None, now: datetime) -> bool:
    if entry is None or entry.status != "Accepted":
        return False
    return entry.expires_at is None or entry.expires_at > now
