"""Commands to one charger that answer what became of them: configuration, lists, faults."""

from datetime import UTC, datetime
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.sdk.frames import statuses

NOTHING = ocpplab.EmptyEvent()
ENTRIES = [
    ocpplab.LocalAuthListEntry(
        id_tag="TAG-1", expiry_date=datetime(2030, 1, 1, tzinfo=UTC), parent_id_tag="TAG-0"
    ),
    ocpplab.LocalAuthListEntry(id_tag="TAG-2"),
]


@pytest.fixture
def commands(client: Any) -> Any:
    return client.commands


@pytest.fixture
def target(charger: Any) -> Any:
    return ocpplab.ChargerCommandTarget(charger_id=charger.id)


def configure(commands: Any, target: Any, **keys: str) -> Any:
    event = ocpplab.ConfigurationUpdateEvent(configuration=keys)
    return commands.set_configuration(target=target, event=event)


def send_list(commands: Any, target: Any, version: int) -> Any:
    event = ocpplab.LocalAuthListEvent(list_version=version, entries=ENTRIES)
    return commands.send_local_list(target=target, event=event)


def test_a_change_of_the_configuration_is_accepted(commands: Any, target: Any) -> None:
    changed = configure(commands, target, HeartbeatInterval="77")
    assert (changed.status, changed.configured) == ("Accepted", ["HeartbeatInterval"])


def test_a_change_that_is_refused_says_why(commands: Any, target: Any) -> None:
    changed = configure(commands, target, NumberOfConnectors="3", HeartbeatInterval="60")
    assert (changed.status, changed.configured) == ("Rejected", ["HeartbeatInterval"])
    assert "read-only" in changed.msg


def test_the_cache_forgets_who_was_accepted(commands: Any, target: Any, charger: Any) -> None:
    commands.start_session(
        target=ocpplab.CommandTarget(charger_id=charger.id),
        event=ocpplab.StartSessionCommandEvent(id_tag="TAG-RFID-001"),
    )
    cleared = [commands.reset_auth_cache(target=target, event=NOTHING).cleared_entries for _ in range(2)]
    assert cleared == [1, 0]


def test_the_local_list_is_sent_and_cleared(commands: Any, target: Any) -> None:
    sent = send_list(commands, target, 2)
    assert (sent.status, sent.list_version, sent.entries_received) == ("Accepted", 2, 2)
    cleared = commands.clear_local_list(target=target, event=NOTHING)
    assert (cleared.list_version, cleared.entries_deleted) == (0, 2)


def test_a_local_list_that_is_not_newer_is_refused(commands: Any, target: Any) -> None:
    answers = [send_list(commands, target, version) for version in (2, 2)]
    assert [answer.status for answer in answers] == ["Accepted", "VersionMismatch"]


def test_a_fault_comes_and_goes(client: Any, commands: Any, target: Any, charger: Any) -> None:
    injected = commands.inject_fault(
        target=target, event=ocpplab.InjectFaultEvent(fault_type="OverCurrent", connector_id=1)
    )
    cleared = commands.clear_fault(target=target, event=ocpplab.ClearFaultEvent(connector_id=1))
    assert (injected.fault_type, injected.connector_id, injected.status) == ("OverCurrent", 1, "Faulted")
    assert cleared.status == "Available"
    assert statuses(client.chargers.get_logs(charger.id)) == ["Available", "Faulted", "Available"]
