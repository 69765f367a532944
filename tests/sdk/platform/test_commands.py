"""Commands as `{target, payload}`, which all answer alike; what they did shows in the log."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.sdk.conftest import UNKNOWN, detail
from tests.sdk.frames import requests, statuses
from tests.sdk.platform.conftest import DEPLOYMENT, open_location

TAG = "TAG-RFID-001"
ENTRIES = [ocpplab.LocalAuthListEntry(id_tag="TAG-1"), ocpplab.LocalAuthListEntry(id_tag="TAG-2")]


@pytest.fixture
def commands(client: Any) -> Any:
    return client.evcharger.commands


@pytest.fixture
def target(deployment: Any) -> Any:
    """One deployment."""
    return ocpplab.CommandTarget(deployment_id=deployment.deployment_id)


def log_of(client: Any, identity: str = "CP-0001") -> Any:
    return client.evcharger.logs.list(identity=identity, page_size=500).response


def results(commands: Any) -> list[Any]:
    """Return what became of the commands, the oldest first."""
    return list(reversed(commands.list_results(identity="CP-0001").data))


def send_list(commands: Any, target: Any, version: int, how: str, entries: list[Any]) -> None:
    payload = ocpplab.LocalAuthListPayload(list_version=version, update_type=how, entries=entries)
    commands.send_local_list(target=target, payload=payload)


def test_a_command_answers_with_the_envelope(commands: Any, deployment: Any, target: Any) -> None:
    reached = commands.plug_connector(target=target, payload=ocpplab.ConnectorPayload(connector_id=1))
    assert (reached.targeted_count, reached.queued_count, reached.failed_count) == (1, 1, 0)
    (result,) = reached.results
    assert (result.charger_id, result.identity) == (deployment.deployment_id, "CP-0001")
    assert (result.command.event_type, result.command.ocpp_version) == ("plug_connector", "ocpp1.6")
    assert result.command.payload == {"connector_id": 1}


def test_a_charger_may_be_named_by_its_identity(commands: Any, deployment: Any) -> None:
    reached = commands.plug_connector(target=ocpplab.CommandTarget(identity="CP-0001"))
    assert [result.charger_id for result in reached.results] == [deployment.deployment_id]


def test_a_location_is_reached_as_a_whole_or_in_part(client: Any, commands: Any) -> None:
    location_id = open_location(client, "CP-1", "CP-2").location_id
    everybody = commands.plug_connector(target=ocpplab.CommandTarget(location_id=location_id))
    assert [result.identity for result in everybody.results] == ["CP-1", "CP-2"]
    chosen = ocpplab.CommandTarget(
        location_id=location_id, charger_ids=[everybody.results[1].charger_id, UNKNOWN]
    )
    some = commands.plug_connector(target=chosen)
    assert [result.identity for result in some.results] == ["CP-2"]
    assert UNKNOWN in some.failed[0].error


def test_a_vehicle_charges_by_hand(client: Any, commands: Any, target: Any) -> None:
    commands.plug_connector(target=target)
    commands.authorize_id_tag(
        target=target, payload=ocpplab.AuthorizeIdTagPayload(id_tag=TAG, connector_id=1)
    )
    commands.power_update(target=target, payload=ocpplab.PowerUpdatePayload(power_w=7000))
    commands.ev_stops_energy(target=target)
    commands.ev_requests_energy(target=target)
    commands.unplug_connector(target=target)
    log = log_of(client)
    assert statuses(log)[:5] == ["Available", "Preparing", "Charging", "SuspendedEV", "Charging"]
    assert statuses(log)[-1] == "Available"
    assert [len(requests(log, f"{what}Transaction")) for what in ("Start", "Stop")] == [1, 1]


def test_a_session_is_all_of_it_at_once(client: Any, commands: Any, target: Any) -> None:
    payload = ocpplab.StartSessionPayload(id_tag=TAG, duration_seconds=600, target_energy_kwh=12.5)
    commands.start_session(target=target, payload=payload)
    commands.stop_session(target=target)
    assert statuses(log_of(client)) == ["Available", "Preparing", "Charging", "Finishing", "Available"]


def test_a_charger_of_ocpp_2_0_1_charges_too(client: Any, commands: Any) -> None:
    client.evcharger.deployment.create(**DEPLOYMENT | {"ocpp_version": "OCPP2.0.1"})
    target = ocpplab.CommandTarget(identity="CP-0001")
    commands.start_session(target=target, payload=ocpplab.StartSessionPayload(id_tag=TAG))
    commands.stop_session(target=target)
    events = requests(log_of(client), "TransactionEvent")
    assert (events[0]["eventType"], events[-1]["eventType"]) == ("Started", "Ended")


def test_a_message_is_sent_as_it_is(client: Any, commands: Any, target: Any) -> None:
    message = ocpplab.ProxyMessagePayload(action="DataTransfer", payload={"vendorId": "com.example"})
    commands.proxy_message(target=target, payload=message)
    assert requests(log_of(client), "DataTransfer") == [{"vendorId": "com.example"}]


def test_a_configuration_key_is_changed(commands: Any, target: Any) -> None:
    payload = ocpplab.ConfigurationChangePayload(key="HeartbeatInterval", value="77")
    commands.change_configuration(target=target, payload=payload)
    assert [result.result for result in results(commands)] == [{"HeartbeatInterval": "Accepted"}]


def test_the_cache_forgets_who_was_accepted(commands: Any, target: Any) -> None:
    commands.start_session(target=target, payload=ocpplab.StartSessionPayload(id_tag=TAG))
    for _ in range(2):
        commands.reset_cache(target=target)
    assert [result.result for result in results(commands)[1:]] == [
        {"cleared_entries": 1},
        {"cleared_entries": 0},
    ]


def test_the_local_list_is_sent_amended_and_cleared(commands: Any, target: Any) -> None:
    send_list(commands, target, 1, "Full", ENTRIES[:1])
    send_list(commands, target, 2, "Differential", ENTRIES[1:])
    commands.clear_local_list(target=target)
    assert results(commands)[-1].result["entries_deleted"] == 2


def test_a_fault_comes_and_goes(client: Any, commands: Any, target: Any) -> None:
    fault = ocpplab.FaultInjectionPayload(fault_type="OverCurrent", connector_id=1)
    commands.inject_fault(target=target, payload=fault)
    commands.clear_fault(target=target)
    assert statuses(log_of(client)) == ["Available", "Faulted", "Available"]


@pytest.mark.parametrize(
    "target",
    [
        ocpplab.CommandTarget(),
        ocpplab.CommandTarget(deployment_id="dep-1", identity="CP-1"),
        ocpplab.CommandTarget(deployment_id="dep-1", charger_ids=["dep-1"]),
    ],
)
def test_a_target_is_one_charger_or_one_location(commands: Any, target: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        commands.plug_connector(target=target)
    assert [problem["loc"] for problem in detail(refused)] == [["body", "target"]]


def test_an_unknown_target_is_not_found(commands: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError):
        commands.plug_connector(target=ocpplab.CommandTarget(identity="CP-none"))
