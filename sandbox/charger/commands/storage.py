"""What is stored in the charger: configuration, local list, cache. None of it needs the process to run."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.charger import local_list
from sandbox.charger.configuration import Change
from sandbox.charger.effects import apply_setting
from sandbox.charger.frames import Script
from sandbox.charger.outcomes import Outcome, applied, rejected
from sandbox.charger.rules import Refused, check_tag
from sandbox.charger.state import ListEntry
from sandbox.charger.station import Station
from sandbox.charger.wire import moment

Payload = Mapping[str, Any]


def set_configuration(station: Station, payload: Payload) -> Script[Outcome]:
    """Set each key by itself; the command is rejected only if not one key was taken."""
    changes = [apply_setting(station, key, _text(v)) for key, v in payload["configuration"].items()]
    yield from ()
    result = {"changes": [_outcome_of(change) for change in changes]}
    taken = [change for change in changes if change.reason is None]
    if changes and not taken:
        return rejected("; ".join(change.reason or "" for change in changes), **result)
    return applied(**result)


def send_local_list(station: Station, payload: Payload) -> Script[Outcome]:
    """Push a list; unlike a CSMS, which may repeat a full list, the REST API insists on a newer version."""
    version, update_type = payload["list_version"], payload.get("update_type") or "Full"
    entries = {entry["id_tag"]: _entry(station, entry) for entry in payload.get("entries") or ()}
    yield from ()
    current = station.state.local_list.version
    status = (
        "VersionMismatch"
        if version <= current
        else local_list.update_list(station, version, update_type, entries)
    )
    result = {
        "status": status,
        "list_version": station.state.local_list.version,
        "entries_received": len(entries),
    }
    if status == "Accepted":
        return applied(**result)
    return rejected(f"{status}: list version {version} was sent, version {current} is stored", **result)


def clear_local_list(station: Station, payload: Payload) -> Script[Outcome]:  # noqa: ARG001
    """Empty the list."""
    yield from ()
    return applied(entries_deleted=local_list.clear_list(station), list_version=0)


def reset_auth_cache(station: Station, payload: Payload) -> Script[Outcome]:  # noqa: ARG001
    """Empty the cache."""
    yield from ()
    cleared = local_list.clear_cache(station)
    if cleared is None:
        return rejected("the authorization cache is off", cleared_entries=0)
    return applied(cleared_entries=cleared)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _outcome_of(change: Change) -> dict[str, str | None]:
    return {"key": change.key, "status": change.status, "reason": change.reason}


def _entry(station: Station, entry: Payload) -> ListEntry:
    check_tag(station.state, entry["id_tag"])
    return ListEntry(
        id_tag=entry["id_tag"],
        expires_at=_expiry(entry.get("expiry_date")),
        parent_id_tag=entry.get("parent_id_tag"),
    )


def _expiry(value: datetime | str | None) -> datetime | None:
    if value is None:
        return None
    expiry = moment(value if isinstance(value, str) else value.isoformat())
    if expiry is None:
        raise Refused(f"expiry_date is not a date and time: {value!r}")
    return expiry
