"""Commands as `{target, payload}`, which all answer alike; what they did shows in the log."""

import json
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import Sandbox
from tests.conftest import CHARGER
from tests.sdk.conftest import UNKNOWN
from tests.sdk.deployments.conftest import found_locations, open_location
from tests.sdk.frames import requests, statuses

TAG = "TAG-RFID-001"
ENTRIES = [ocpplab.LocalAuthListEntry(id_tag="TAG-1"), ocpplab.LocalAuthListEntry(id_tag="TAG-2")]


@pytest.fixture
def commands(client: Any) -> Any:
    return client.ocpp.commands


@pytest.fixture
def target(deployment: Any) -> Any:
    """One deployment."""
    return ocpplab.CommandTarget(deployment_id=deployment.deployment_id)


@pytest.fixture
def location_id(client: Any, sandbox: Sandbox) -> str:
    """A location of two chargers."""
    open_location(client, "CP-1", "CP-2")
    return str(found_locations(sandbox.client)[0]["id"])


def send_list(commands: Any, target: Any, version: int, how: str, entries: list[Any]) -> None:
    payload = ocpplab.LocalAuthListPayload(list_version=version, update_type=how, entries=entries)
    commands.send_local_list(target=target, payload=payload)


def outcomes(sandbox: Sandbox) -> list[tuple[str, Any]]:
    """Return status and result of each command: these SDKs cannot read them."""
    data = sandbox.client.get(
        "/dev/records/commands", params={"organization_id": sandbox.organization_id}
    ).json()["data"]
    return [(command["status"], command["result"]) for command in data]


def test_a_command_answers_with_the_envelope(commands: Any, deployment: Any, target: Any) -> None:
    reached = commands.plug_connector(target=target, payload=ocpplab.ConnectorPayload(connector_id=1))
    assert (reached.targeted_count, reached.queued_count, reached.failed_count) == (1, 1, 0)
    (result,) = reached.results
    assert (result.charger_id, result.identity) == (deployment.deployment_id, "CP-0001")
    assert (result.command.event_type, result.command.ocpp_version) == ("plug_connector", "ocpp1.6")
    assert result.command.payload == {"connector_id": 1}
    assert len(result.command.id) == 12


def test_a_charger_may_be_named_by_its_identity(commands: Any, deployment: Any) -> None:
    reached = commands.plug_connector(target=ocpplab.CommandTarget(identity="CP-0001"))
    assert [result.charger_id for result in reached.results] == [deployment.deployment_id]


def test_a_location_is_reached_as_a_whole(commands: Any, location_id: str) -> None:
    reached = commands.plug_connector(target=ocpplab.CommandTarget(location_id=location_id))
    assert [result.identity for result in reached.results] == ["CP-1", "CP-2"]


def test_a_location_is_narrowed_to_the_chosen_ones(commands: Any, location_id: str) -> None:
    everybody = commands.plug_connector(target=ocpplab.CommandTarget(location_id=location_id))
    chosen = [everybody.results[1].charger_id, UNKNOWN]
    reached = commands.plug_connector(
        target=ocpplab.CommandTarget(location_id=location_id, charger_ids=chosen)
    )
    assert (reached.targeted_count, reached.queued_count, reached.failed_count) == (2, 1, 1)
    assert [result.identity for result in reached.results] == ["CP-2"]
    assert UNKNOWN in reached.failed[0].error


def test_a_vehicle_charges_by_hand(client: Any, commands: Any, target: Any) -> None:
    commands.plug_connector(target=target)
    commands.authorize_id_tag(target=target, payload=ocpplab.AuthorizeIdTagPayload(id_tag=TAG))
    commands.power_update(target=target, payload=ocpplab.PowerUpdatePayload(power_w=7000))
    commands.ev_stops_energy(target=target)
    commands.ev_requests_energy(target=target)
    commands.unplug_connector(target=target)
    log = client.ocpp.logs.list()
    assert statuses(log)[:5] == ["Available", "Preparing", "Charging", "SuspendedEV", "Charging"]
    assert statuses(log)[-1] == "Available"
    assert [len(requests(log, f"{what}Transaction")) for what in ("Start", "Stop")] == [1, 1]


def test_a_session_is_all_of_it_at_once(client: Any, commands: Any, target: Any) -> None:
    payload = ocpplab.StartSessionPayload(id_tag=TAG, duration_seconds=600, target_energy_kwh=12.5)
    started = commands.start_session(target=target, payload=payload)
    commands.stop_session(target=target, payload=ocpplab.StopSessionPayload(connector_id=1))
    assert started.results[0].command.payload.items() >= {"id_tag": TAG, "duration_seconds": 600}.items()
    log = client.ocpp.logs.list()
    assert statuses(log) == ["Available", "Preparing", "Charging", "Finishing", "Available"]


def test_a_charger_of_ocpp_2_0_1_charges_too(client: Any, commands: Any) -> None:
    client.ocpp.deployment.create(**CHARGER, ocpp_version="OCPP2.0.1")
    target = ocpplab.CommandTarget(identity="CP-0001")
    commands.start_session(target=target, payload=ocpplab.StartSessionPayload(id_tag=TAG))
    commands.stop_session(target=target)
    events = requests(client.ocpp.logs.list(), "TransactionEvent")
    assert (events[0]["eventType"], events[-1]["eventType"]) == ("Started", "Ended")


def test_a_message_is_sent_as_it_is(client: Any, commands: Any, target: Any) -> None:
    message = ocpplab.ProxyMessagePayload(action="DataTransfer", payload={"vendorId": "com.example"})
    reached = commands.proxy_message(target=target, payload=message)
    assert reached.results[0].command.event_type == "DataTransfer"
    assert requests(client.ocpp.logs.list(), "DataTransfer") == [{"vendorId": "com.example"}]


def test_a_message_may_go_without_a_payload(client: Any, commands: Any, target: Any) -> None:
    commands.proxy_message(target=target, payload=ocpplab.ProxyMessagePayload(action="Heartbeat"))
    assert requests(client.ocpp.logs.list(), "Heartbeat") == [{}]


def test_a_configuration_key_is_changed(commands: Any, target: Any, sandbox: Sandbox) -> None:
    payload = ocpplab.ConfigurationChangePayload(key="HeartbeatInterval", value="77")
    reached = commands.change_configuration(target=target, payload=payload)
    assert reached.results[0].command.payload == {"key": "HeartbeatInterval", "value": "77"}
    assert outcomes(sandbox) == [("applied", {"HeartbeatInterval": "Accepted"})]


def test_the_cache_forgets_who_was_accepted(commands: Any, target: Any, sandbox: Sandbox) -> None:
    commands.start_session(target=target, payload=ocpplab.StartSessionPayload(id_tag=TAG))
    assert commands.reset_cache(target=target).queued_count == 1
    commands.reset_cache(target=target, payload=ocpplab.EmptyCommandPayload())
    assert [result["cleared_entries"] for _, result in outcomes(sandbox)[1:]] == [1, 0]


def test_the_local_list_is_sent_amended_and_cleared(commands: Any, target: Any, sandbox: Sandbox) -> None:
    send_list(commands, target, 1, "Full", ENTRIES[:1])
    send_list(commands, target, 2, "Differential", ENTRIES[1:])
    commands.clear_local_list(target=target)
    assert outcomes(sandbox)[-1][1]["entries_deleted"] == 2


def test_a_local_list_that_is_not_newer_is_refused(commands: Any, target: Any, sandbox: Sandbox) -> None:
    send_list(commands, target, 2, "Full", ENTRIES)
    send_list(commands, target, 2, "Full", [])
    assert [status for status, _ in outcomes(sandbox)] == ["applied", "rejected"]


def test_a_fault_comes_and_goes(client: Any, commands: Any, target: Any) -> None:
    fault = ocpplab.FaultInjectionPayload(fault_type="OverCurrent", connector_id=1)
    commands.inject_fault(target=target, payload=fault)
    commands.clear_fault(target=target)
    assert statuses(client.ocpp.logs.list()) == ["Available", "Faulted", "Available"]


@pytest.mark.parametrize(
    "target",
    [
        ocpplab.CommandTarget(),
        ocpplab.CommandTarget(deployment_id="dep-1", identity="CP-1"),
        ocpplab.CommandTarget(identity="CP-1", location_id=UNKNOWN),
        ocpplab.CommandTarget(deployment_id="dep-1", charger_ids=["dep-1"]),
    ],
)
def test_a_target_is_one_charger_or_one_location(commands: Any, target: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        commands.plug_connector(target=target)
    assert [problem.loc for problem in refused.value.body.detail] == [["body", "target"]]


def test_a_command_that_needs_a_payload_says_so(commands: Any, target: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        commands.authorize_id_tag(target=target, payload={})
    (problem,) = refused.value.body.detail
    assert (problem.loc, problem.type) == (["body", "payload", "id_tag"], "missing")


def test_a_connector_that_is_not_there_is_named(commands: Any, target: Any) -> None:
    reached = commands.plug_connector(target=target, payload=ocpplab.ConnectorPayload(connector_id=2))
    assert (reached.queued_count, reached.failed[0].identity) == (0, "CP-0001")
    assert "connector_id 2" in reached.failed[0].error


def test_the_log_shows_frames_of_ocpp_j(client: Any, deployment: Any) -> None:
    frames = [json.loads(entry.message) for entry in client.ocpp.logs.list().data]
    assert {frame[0] for frame in frames} == {2, 3}
