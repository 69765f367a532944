"""Configuration, cache, local authorization list and faults of one charger."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.sdk.conftest import NO_RETRIES, UNKNOWN
from tests.sdk.frames import statuses

ReadLog = Callable[..., Any]
ENTRIES = [
    ocpplab.LocalAuthListEntry(
        id_tag="TAG-1", expiry_date=datetime(2030, 1, 1, tzinfo=UTC), parent_id_tag="TAG-0"
    ),
    ocpplab.LocalAuthListEntry(id_tag="TAG-2"),
]


def values(response: Any) -> dict[str, str | None]:
    return {entry.key: entry.value for entry in response.configuration}


def test_the_configuration_is_read_all_or_some(client: Any, charger: Any) -> None:
    everything = values(client.charger_configuration.get_configuration(charger.id))
    some = client.charger_configuration.get_configuration(
        charger.id, keys="HeartbeatInterval,NumberOfConnectors,Nope"
    )
    assert values(some) == {"HeartbeatInterval": "300", "NumberOfConnectors": "1"}
    assert values(some).items() < everything.items()


def test_a_change_of_the_configuration_lasts(client: Any, charger: Any) -> None:
    changed = client.charger_configuration.set_configuration(charger.id, request={"HeartbeatInterval": "77"})
    assert (changed.status, changed.configured) == ("Accepted", ["HeartbeatInterval"])
    read = client.charger_configuration.get_configuration(charger.id, keys="HeartbeatInterval")
    assert values(read) == {"HeartbeatInterval": "77"}


def test_a_change_that_is_refused_says_why(client: Any, charger: Any) -> None:
    changed = client.charger_configuration.set_configuration(
        charger.id, request={"NumberOfConnectors": "3", "HeartbeatInterval": "60"}
    )
    assert (changed.status, changed.configured) == ("Rejected", ["HeartbeatInterval"])
    assert "read-only" in changed.msg


def test_the_cache_forgets_who_was_accepted(client: Any, charger: Any) -> None:
    client.charger_commands.start_session(charger.id, id_tag="TAG-RFID-001")
    assert client.charger_configuration.reset_auth_cache(charger.id).cleared_entries == 1
    assert client.charger_configuration.reset_auth_cache(charger.id).cleared_entries == 0


def test_the_local_list_is_sent_read_and_cleared(client: Any, charger: Any) -> None:
    lists = client.charger_local_authorization
    sent = lists.send_local_list(charger.id, list_version=2, entries=ENTRIES)
    assert (sent.status, sent.list_version, sent.entries_received) == ("Accepted", 2, 2)
    assert lists.get_local_auth_list(charger.id).data == ENTRIES
    page = lists.get_local_auth_list(charger.id, page=2, limit=1)
    assert (page.data, page.total) == (ENTRIES[1:], 2)
    cleared = lists.delete_local_list(charger.id)
    assert (cleared.list_version, cleared.entries_deleted) == (0, 2)
    assert lists.get_local_auth_list(charger.id).total == 0


def test_a_local_list_that_is_not_newer_is_refused(client: Any, charger: Any) -> None:
    lists = client.charger_local_authorization
    lists.send_local_list(charger.id, list_version=2, entries=ENTRIES)
    assert lists.send_local_list(charger.id, list_version=2, entries=[]).status == "VersionMismatch"
    assert lists.get_local_auth_list(charger.id).data == ENTRIES


def test_a_fault_comes_and_goes(client: Any, read_log: ReadLog, charger: Any) -> None:
    injected = client.charger_faults.inject_fault(charger.id, fault_type="OverCurrent", connector_id=1)
    cleared = client.charger_faults.clear_fault(charger.id, evse_id=1, connector_id=1)
    assert (injected.fault_type, injected.connector_id, injected.status) == ("OverCurrent", 1, "Faulted")
    assert cleared.status == "Available"
    assert statuses(read_log(charger.id)) == ["Available", "Faulted", "Available"]


def test_an_unknown_charger_is_not_found(client: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError):
        client.charger_configuration.get_configuration(UNKNOWN, request_options=NO_RETRIES)
    with pytest.raises(ocpplab.NotFoundError):
        client.charger_faults.inject_fault(UNKNOWN, fault_type="OverCurrent", request_options=NO_RETRIES)
