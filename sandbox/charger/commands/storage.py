"""What is stored in the charger: configuration, local list, cache. None of it needs the process to run."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.charger.effects import apply_setting
from sandbox.charger.frames import Script
from sandbox.charger.local_list import ListStatus, clear_cache, clear_list, update_list
from sandbox.charger.outcomes import Outcome, applied, rejected
from sandbox.charger.payloads import moment
from sandbox.charger.rules import Refused, check_tag
from sandbox.charger.state import ListEntry
from sandbox.charger.station import Station

Payload = Mapping[str, Any]

_TAKEN = {"Accepted", "RebootRequired"}
_LIST_REFUSALS: dict[ListStatus, str] = {
    "Failed": "the list could not be stored: it has too many entries, or its version is not positive",
    "NotSupported": "the local authorization list is off (LocalAuthListEnabled)",
    "VersionMismatch": "list version {sent} is not newer than the stored version {stored}",
}


def set_configuration(station: Station, payload: Payload) -> Script[Outcome]:
    """Set each key by itself and report on each; the command is rejected only if not one key was taken."""
    wanted = payload["configuration"] if "configuration" in payload else {payload["key"]: payload["value"]}
    changes = {key: apply_setting(station, key, _text(value)) for key, value in wanted.items()}
    yield from ()
    statuses = {key: change.status for key, change in changes.items()}
    reason = "; ".join(change.reason for change in changes.values() if change.reason is not None)
    if reason and not _TAKEN & set(statuses.values()):
        return Outcome("rejected", reason, {**statuses})
    return Outcome("applied", reason or None, {**statuses})


def send_local_list(station: Station, payload: Payload) -> Script[Outcome]:
    """Push a list; unlike a CSMS, which may repeat a full list, the REST API insists on a newer version."""
    version, update_type = payload["list_version"], payload.get("update_type") or "Full"
    entries = {entry["id_tag"]: _entry(station, entry) for entry in payload.get("entries") or ()}
    yield from ()
    stored = station.state.local_list.version
    status: ListStatus = "VersionMismatch"
    if version > stored:
        status = update_list(station, version, update_type, entries)
    result = {"status": status, "list_version": station.state.local_list.version}
    if status != "Accepted":
        return rejected(_LIST_REFUSALS[status].format(sent=version, stored=stored), **result)
    return applied(**result, entries_received=len(entries))


def clear_local_list(station: Station, payload: Payload) -> Script[Outcome]:  # noqa: ARG001
    """Empty the list."""
    yield from ()
    return applied(entries_deleted=clear_list(station), list_version=0)


def reset_auth_cache(station: Station, payload: Payload) -> Script[Outcome]:  # noqa: ARG001
    """Empty the cache."""
    yield from ()
    cleared = clear_cache(station)
    if cleared is None:
        return rejected("the authorization cache is off", cleared_entries=0)
    return applied(cleared_entries=cleared)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _entry(station: Station, entry: Payload) -> ListEntry:
    for id_tag in (entry["id_tag"], entry.get("parent_id_tag")):
        if id_tag is not None:
            check_tag(station.state, id_tag)
    return ListEntry(
        id_tag=entry["id_tag"],
        expires_at=_expiry(entry.get("expiry_date")),
        parent_id_tag=entry.get("parent_id_tag"),
    )


def _expiry(value: str | None) -> datetime | None:
    if value is None:
        return None
    expiry = moment(value)
    if expiry is None:
        raise Refused(f"expiry_date is not a date and time: {value!r}")
    return expiry
