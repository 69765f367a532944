"""Commands to the chargers of a location, to all of them or to some."""

from collections.abc import Callable
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.conftest import CHARGER
from tests.sdk.conftest import NO_RETRIES, UNKNOWN
from tests.sdk.frames import requests, statuses

ReadLog = Callable[..., Any]


@pytest.fixture
def commands(client: Any) -> Any:
    return client.location_charger_commands


@pytest.fixture
def pair(client: Any, location: Any, charger: Any) -> list[str]:
    """The ids of the two chargers of the location."""
    second = client.charger_deployments.create_charger(
        **CHARGER | {"identity": "CP-0002"}, location_id=location.id
    )
    return [charger.id, second.id]


def test_a_command_reaches_every_charger(commands: Any, location: Any, pair: list[str]) -> None:
    reached = commands.location_plug_connector(location.id, connector_id=1)
    assert (reached.targeted_count, reached.queued_count, reached.failed_count) == (2, 2, 0)
    assert [result.charger_id for result in reached.results] == pair
    assert [result.identity for result in reached.results] == ["CP-0001", "CP-0002"]
    assert {result.command.event_type for result in reached.results} == {"plug_connector"}
    assert {result.command.payload["connector_id"] for result in reached.results} == {1}


def test_a_command_reaches_the_chosen_ones_and_names_the_others(
    commands: Any, read_log: ReadLog, location: Any, pair: list[str]
) -> None:
    reached = commands.location_plug_connector(location.id, charger_ids=[pair[1], UNKNOWN])
    assert (reached.targeted_count, reached.queued_count, reached.failed_count) == (2, 1, 1)
    assert [result.charger_id for result in reached.results] == [pair[1]]
    assert UNKNOWN in reached.failed[0].error
    assert [statuses(read_log(charger_id))[-1] for charger_id in pair] == ["Available", "Preparing"]


def test_vehicles_charge_by_hand(commands: Any, read_log: ReadLog, location: Any, pair: list[str]) -> None:
    commands.location_plug_connector(location.id)
    commands.location_authorize_id_tag(location.id, id_tag="TAG-RFID-001")
    commands.location_power_update(location.id, power_w=7000)
    commands.location_ev_stops_energy(location.id, charger_ids=pair)
    commands.location_ev_requests_energy(location.id)
    commands.location_unplug_connector(location.id)
    for charger_id in pair:
        log = read_log(charger_id)
        assert statuses(log)[:5] == ["Available", "Preparing", "Charging", "SuspendedEV", "Charging"]
        assert statuses(log)[-1] == "Available"
        assert len(requests(log, "StopTransaction")) == 1


def test_vehicles_charge_by_remote_command(
    commands: Any, read_log: ReadLog, location: Any, pair: list[str]
) -> None:
    commands.location_plug_connector(location.id)
    commands.location_start_transaction(location.id, id_tag="TAG-RFID-001")
    commands.location_stop_transaction(location.id)
    commands.location_unlock_connector(location.id)
    for charger_id in pair:
        assert statuses(read_log(charger_id)) == [
            "Available",
            "Preparing",
            "Charging",
            "Finishing",
            "Available",
        ]


def test_sessions_are_all_of_it_at_once(
    commands: Any, read_log: ReadLog, location: Any, pair: list[str]
) -> None:
    commands.location_start_session(location.id, id_tag="TAG-RFID-001", connector_id=1)
    commands.location_stop_session(location.id, charger_ids=pair[:1])
    assert [statuses(read_log(charger_id))[-1] for charger_id in pair] == ["Available", "Charging"]


def test_runtimes_stop_start_and_restart(
    client: Any, read_log: ReadLog, location: Any, pair: list[str]
) -> None:
    provisioning = client.location_charger_provisioning
    for command in (
        provisioning.stop_location_charger_runtimes,
        provisioning.start_location_charger_runtimes,
        provisioning.reset_location_charger_runtimes,
    ):
        assert command(location.id).queued_count == 2
    assert command(location.id, charger_ids=pair[:1]).queued_count == 1
    boots = [len(requests(read_log(charger_id), "BootNotification")) for charger_id in pair]
    assert boots == [4, 3]


def test_faults_come_and_go(client: Any, read_log: ReadLog, location: Any, pair: list[str]) -> None:
    faults = client.location_charger_faults
    injected = faults.inject_location_fault(location.id, fault_type="OverCurrent", connector_id=1)
    cleared = faults.clear_location_fault(location.id, charger_ids=[pair[0], UNKNOWN])
    assert (injected.targeted_count, injected.succeeded_count, injected.failed_count) == (2, 2, 0)
    assert [(result.identity, result.fault.status) for result in injected.results] == [
        ("CP-0001", "Faulted"),
        ("CP-0002", "Faulted"),
    ]
    assert (cleared.targeted_count, cleared.succeeded_count, cleared.failed_count) == (2, 1, 1)
    assert [statuses(read_log(charger_id))[-1] for charger_id in pair] == ["Available", "Faulted"]


def test_an_unknown_location_is_not_found(commands: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError):
        commands.location_plug_connector(UNKNOWN, request_options=NO_RETRIES)
