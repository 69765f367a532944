"""The local authorization list and the authorization cache."""

from collections.abc import Mapping
from typing import Literal

from sandbox.charger import configuration
from sandbox.charger.configuration import CACHE_ENABLED, LIST_ENABLED, LIST_LIMIT
from sandbox.charger.frames import Payload
from sandbox.charger.payloads import moment
from sandbox.charger.state import ListEntry, LocalList
from sandbox.charger.station import Station
from sandbox.charger.tags import UNQUESTIONED

ListStatus = Literal["Accepted", "Failed", "VersionMismatch", "NotSupported"]
CACHE_LIMIT = 1000
"""How many tags the cache holds; the one that was used longest ago makes room."""
Entries = Mapping[str, ListEntry | None]
"""Entries by id tag; in a differential update None removes the tag."""


def update_list(station: Station, version: int, update_type: str, entries: Entries) -> ListStatus:
    """Replace the list (`Full`) or amend it (`Differential`, which must be newer than what is there)."""
    current = station.state.local_list
    if not configuration.enabled(station.state, LIST_ENABLED):
        return "NotSupported"
    if update_type == "Differential" and version <= current.version:
        return "VersionMismatch"
    if version < 1 or len(entries) > configuration.number(station.state, LIST_LIMIT):
        return "Failed"
    if update_type == "Full" and None in entries.values():
        return "Failed"
    kept = {} if update_type == "Full" else current.entries
    merged = kept | {tag.casefold(): entry for tag, entry in entries.items()}
    remaining = {key: entry for key, entry in merged.items() if entry is not None}
    station.update(local_list=LocalList(version=version, entries=remaining))
    return "Accepted"


def list_version(station: Station) -> int:
    """Return the version as GetLocalListVersion reports it: -1 without a list, 0 for an empty one."""
    if not configuration.enabled(station.state, LIST_ENABLED):
        return -1
    return station.state.local_list.version if station.state.local_list.entries else 0


def clear_list(station: Station) -> int:
    """Empty the list, back to version 0; return how many entries it had."""
    deleted = len(station.state.local_list.entries)
    station.update(local_list=LocalList())
    return deleted


def remember(station: Station, id_tag: str, info: Payload, id_type: str | None = None) -> None:
    """Keep what the CSMS said about a tag in idTagInfo or idTokenInfo, if there is a cache.

    A tag that nobody ever presents is not worth keeping.
    """
    if not configuration.enabled(station.state, CACHE_ENABLED) or id_type in UNQUESTIONED:
        return
    key, cache = id_tag.casefold(), dict(station.state.auth_cache)
    cache.pop(key, None)
    expires = info.get("expiryDate", info.get("cacheExpiryDateTime"))
    cache[key] = ListEntry(
        id_tag=id_tag,
        id_type=id_type,
        status=str(info.get("status", "Invalid")),
        expires_at=moment(expires) if isinstance(expires, str) else None,
    )
    for oldest in list(cache)[:-CACHE_LIMIT]:
        del cache[oldest]
    station.update(auth_cache=cache)


def clear_cache(station: Station) -> int | None:
    """Empty the cache; return how many tags it had, None if there is no cache."""
    if not configuration.enabled(station.state, CACHE_ENABLED):
        return None
    cleared = len(station.state.auth_cache)
    station.update(auth_cache={})
    return cleared
