"""Who may charge: the local list, the cache, then the CSMS; list and cache alone where nobody answers."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sandbox.charger import configuration
from sandbox.charger.configuration import (
    ACCEPT_UNKNOWN_OFFLINE,
    AUTHORIZE_OFFLINE,
    CACHE_ENABLED,
    LIST_ENABLED,
    PRE_AUTHORIZE,
)
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import CallError, Script
from sandbox.charger.local_list import remember
from sandbox.charger.state import ChargerState, ListEntry
from sandbox.charger.station import Station
from sandbox.charger.tags import UNQUESTIONED, usual_type


class Verdict(NamedTuple):
    """What was found out about a tag; *reason* is in words, for whoever is refused."""

    status: str
    reason: str

    @property
    def accepted(self) -> bool:
        return self.status == "Accepted"


def type_of(state: ChargerState, id_tag: str) -> str | None:
    """Return the type of a tag that is presented: the one that the charger knows it by, if it does."""
    if state.ocpp_version == "ocpp1.6":
        return None
    key = id_tag.casefold()
    records = [
        *(connector.transaction for connector in state.connectors),
        *(connector.reservation for connector in state.connectors),
        state.local_list.entries.get(key),
        state.auth_cache.get(key),
    ]
    known = (r.id_type for r in records if r is not None and (r.id_tag or "").casefold() == key)
    return next(filter(None, known), usual_type(id_tag))


def authorize(station: Station, id_tag: str, id_type: str | None) -> Script[Verdict]:
    """Judge *id_tag*; the CSMS is not asked about a tag that LocalPreAuthorize covers, or that is its own."""
    if id_type in UNQUESTIONED:
        return Verdict("Accepted", f"a token of type {id_type} needs no authorization")
    if _pre_authorized(station, id_tag):
        return Verdict("Accepted", "it is known to the charger")
    if station.online:
        info = yield from dialect(station).authorize(station, id_tag, id_type)
        if isinstance(info, CallError):
            return Verdict("Invalid", f"the CSMS answered Authorize with {info.code}: {info.description}")
        if info is not None:
            remember(station, id_tag, info, id_type)
            return answered(id_tag, str(info.get("status", "Invalid")))
    return _offline(station, id_tag)


def answered(id_tag: str, status: str) -> Verdict:
    """Put the CSMS's judgement into words."""
    return Verdict(status, f"the CSMS answered {status} for id tag {id_tag}")


def _pre_authorized(station: Station, id_tag: str) -> bool:
    if not configuration.enabled(station.state, PRE_AUTHORIZE):
        return False
    entry = next(_known(station.state, id_tag), None)
    return entry is not None and _status(entry, station.now) == "Accepted"


def _offline(station: Station, id_tag: str) -> Verdict:
    """Let the list decide, then the cache, and about a tag in neither the configuration."""
    if configuration.enabled(station.state, AUTHORIZE_OFFLINE):
        entry = next(_known(station.state, id_tag), None)
        if entry is not None:
            status = _status(entry, station.now)
            return Verdict(
                status, f"the CSMS does not answer, and the charger knows id tag {id_tag} as {status}"
            )
    if configuration.enabled(station.state, ACCEPT_UNKNOWN_OFFLINE):
        return Verdict("Accepted", "the CSMS does not answer, and the charger accepts unknown tags")
    return Verdict("Invalid", f"the CSMS does not answer, and the charger does not know id tag {id_tag}")


def _known(state: ChargerState, id_tag: str) -> Iterator[ListEntry]:
    """Yield what is known about a tag; the list comes before the cache."""
    key = id_tag.casefold()
    if configuration.enabled(state, LIST_ENABLED) and key in state.local_list.entries:
        yield state.local_list.entries[key]
    if configuration.enabled(state, CACHE_ENABLED) and key in state.auth_cache:
        yield state.auth_cache[key]


def _status(entry: ListEntry, now: datetime) -> str:
    if entry.status == "Accepted" and entry.expires_at is not None and entry.expires_at <= now:
        return "Expired"
    return entry.status
