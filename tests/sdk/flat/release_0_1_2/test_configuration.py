"""Configuration, cache, local authorization list and faults of one charger."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.sdk.conftest import NO_RETRIES
from tests.sdk.frames import statuses

ReadLog = Callable[..., Any]
NOTHING = ocpplab.EmptyEvent()
ENTRIES = [
    ocpplab.LocalAuthListEntry(id_tag="TAG-1", expiry_date=datetime(2030, 1, 1, tzinfo=UTC)),
    ocpplab.LocalAuthListEntry(id_tag="TAG-2", parent_id_tag="TAG-0"),
]


@pytest.fixture
def target(charger: Any) -> Any:
    return ocpplab.ChargerCommandTarget(charger_id=charger.id)


def test_a_change_of_the_configuration_lasts(client: Any, charger: Any, target: Any) -> None:
    event = ocpplab.ConfigurationUpdateEvent(
        configuration={"HeartbeatInterval": "77", "NumberOfConnectors": "3"}
    )
    changed = client.commands.command_set_configuration(target=target, event=event)
    assert (changed.status, changed.configured) == ("Rejected", ["HeartbeatInterval"])
    assert "read-only" in changed.msg
    read = client.charger_data.get_configuration(charger.id, keys="HeartbeatInterval,NumberOfConnectors")
    assert {entry.key: entry.value for entry in read.configuration} == {
        "HeartbeatInterval": "77",
        "NumberOfConnectors": "1",
    }


def test_the_cache_forgets_who_was_accepted(client: Any, charger: Any, target: Any) -> None:
    client.commands.command_start_session(
        target=ocpplab.CommandTarget(charger_id=charger.id),
        event=ocpplab.StartSessionCommandEvent(id_tag="TAG-RFID-001"),
    )
    for expected in (1, 0):
        cleared = client.commands.command_reset_auth_cache(target=target, event=NOTHING)
        assert cleared.cleared_entries == expected


def test_the_local_list_is_sent_read_and_cleared(client: Any, charger: Any, target: Any) -> None:
    event = ocpplab.LocalAuthListEvent(list_version=2, entries=ENTRIES)
    sent = client.commands.command_send_local_list(target=target, event=event)
    assert (sent.status, sent.list_version, sent.entries_received) == ("Accepted", 2, 2)
    page = client.charger_data.get_local_auth_list(charger.id, page=2, limit=1)
    assert (page.data, page.total) == (ENTRIES[1:], 2)
    cleared = client.commands.command_clear_local_list(target=target, event=NOTHING)
    assert (cleared.list_version, cleared.entries_deleted) == (0, 2)
    assert client.charger_data.get_local_auth_list(charger.id).data == []


def test_a_fault_comes_and_goes(client: Any, read_log: ReadLog, charger: Any, target: Any) -> None:
    event = ocpplab.InjectFaultEvent(fault_type="OverCurrent", connector_id=1)
    injected = client.commands.command_inject_fault(target=target, event=event)
    cleared = client.commands.command_clear_fault(target=target, event=ocpplab.ClearFaultEvent())
    assert (injected.fault_type, injected.connector_id, injected.status) == ("OverCurrent", 1, "Faulted")
    assert cleared.status == "Available"
    assert statuses(read_log(charger.id)) == ["Available", "Faulted", "Available"]


def test_an_unknown_charger_is_not_found(client: Any) -> None:
    target = ocpplab.ChargerCommandTarget(charger_id="dep-000000000000")
    with pytest.raises(ocpplab.NotFoundError):
        client.commands.command_reset_auth_cache(target=target, event=NOTHING, request_options=NO_RETRIES)
    with pytest.raises(ocpplab.NotFoundError):
        client.charger_data.get_configuration("dep-000000000000", request_options=NO_RETRIES)
