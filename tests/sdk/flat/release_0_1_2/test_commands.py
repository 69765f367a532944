"""Commands as `{target, event}`; what they did shows in the log."""

from collections.abc import Callable
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.conftest import CHARGER
from tests.sdk.conftest import NO_RETRIES, UNKNOWN
from tests.sdk.frames import requests, statuses

ReadLog = Callable[..., Any]

ANYWHERE = ocpplab.ConnectorCommandEvent()
TAG = ocpplab.AuthorizeIdTagCommandEvent(id_tag="TAG-RFID-001")


@pytest.fixture
def commands(client: Any) -> Any:
    return client.commands


@pytest.fixture
def target(charger: Any) -> Any:
    """One charger."""
    return ocpplab.CommandTarget(charger_id=charger.id)


@pytest.fixture
def pair(client: Any, location: Any, charger: Any) -> list[str]:
    """The ids of the two chargers of the location."""
    second = client.charger_deployments.create_charger(
        **CHARGER | {"identity": "CP-0002"}, location_id=location.id
    )
    return [charger.id, second.id]


def test_a_command_reaches_one_charger(commands: Any, charger: Any, target: Any) -> None:
    reached = commands.command_plug_connector(
        target=target, event=ocpplab.ConnectorCommandEvent(evse_id=1, connector_id=1)
    )
    assert (reached.targeted_count, reached.queued_count, reached.failed_count) == (1, 1, 0)
    (result,) = reached.results
    assert (result.charger_id, result.identity) == (charger.id, "CP-0001")
    assert (result.command.event_type, result.command.ocpp_version) == ("plug_connector", "ocpp1.6")
    assert result.command.payload == {"evse_id": 1, "connector_id": 1}
    assert len(result.command.id) == 12


def test_a_command_reaches_a_location_or_some_of_it(
    commands: Any, read_log: ReadLog, location: Any, pair: list[str]
) -> None:
    everywhere = ocpplab.CommandTarget(location_id=location.id)
    partly = ocpplab.CommandTarget(location_id=location.id, charger_ids=[pair[0], UNKNOWN])
    assert commands.command_plug_connector(target=everywhere, event=ANYWHERE).queued_count == 2
    reached = commands.command_authorize_id_tag(target=partly, event=TAG)
    assert (reached.targeted_count, reached.queued_count, reached.failed_count) == (2, 1, 1)
    assert UNKNOWN in reached.failed[0].error
    assert [statuses(read_log(charger_id))[-1] for charger_id in pair] == ["Charging", "Preparing"]


def test_a_vehicle_charges(commands: Any, read_log: ReadLog, charger: Any, target: Any) -> None:
    commands.command_plug_connector(target=target, event=ANYWHERE)
    commands.command_authorize_id_tag(target=target, event=TAG)
    commands.command_power_update(target=target, event=ocpplab.PowerUpdateCommandEvent(power_w=7000))
    commands.command_ev_stops_energy(target=target, event=ANYWHERE)
    commands.command_ev_requests_energy(target=target, event=ANYWHERE)
    commands.command_stop_session(target=target, event=ocpplab.StopSessionCommandEvent(connector_id=1))
    log = read_log(charger.id)
    assert statuses(log) == [
        "Available",
        "Preparing",
        "Charging",
        "SuspendedEV",
        "Charging",
        "Finishing",
        "Available",
    ]
    assert requests(log, "Authorize") == [{"idTag": "TAG-RFID-001"}]
    assert [len(requests(log, f"{what}Transaction")) for what in ("Start", "Stop")] == [1, 1]


def test_a_session_may_have_an_end(commands: Any, read_log: ReadLog, charger: Any, target: Any) -> None:
    event = ocpplab.StartSessionCommandEvent(
        id_tag="TAG-RFID-001", connector_id=1, duration_seconds=600, target_energy_kwh=12.5
    )
    reached = commands.command_start_session(target=target, event=event)
    assert reached.results[0].command.payload == event.dict()
    assert statuses(read_log(charger.id)) == ["Available", "Preparing", "Charging"]


def test_an_unlocked_connector_is_free(commands: Any, read_log: ReadLog, charger: Any, target: Any) -> None:
    commands.command_plug_connector(target=target, event=ANYWHERE)
    commands.command_unlock_connector(target=target, event=ocpplab.ConnectorCommandEvent(connector_id=1))
    assert statuses(read_log(charger.id)) == ["Available", "Preparing", "Available"]


def test_unlocking_is_a_request_of_the_csms(
    commands: Any, read_log: ReadLog, charger: Any, target: Any
) -> None:
    commands.command_unlock_connector(target=target, event=ocpplab.ConnectorCommandEvent(connector_id=1))
    assert requests(read_log(charger.id), "UnlockConnector", "csms_to_cp") == [{"connectorId": 1}]


def test_a_charger_of_ocpp_2_0_1_charges_too(
    client: Any, commands: Any, read_log: ReadLog, location: Any
) -> None:
    charger = client.charger_deployments.create_charger(
        **CHARGER, location_id=location.id, ocpp_version="OCPP2.0.1"
    )
    target = ocpplab.CommandTarget(charger_id=charger.id)
    event = ocpplab.StartSessionCommandEvent(id_tag="TAG-RFID-001")
    reached = commands.command_start_session(target=target, event=event)
    commands.command_stop_session(target=target, event=ocpplab.StopSessionCommandEvent())
    assert reached.results[0].command.ocpp_version == "ocpp2.0.1"
    events = [event["eventType"] for event in requests(read_log(charger.id), "TransactionEvent")]
    assert (events[0], events[-1]) == ("Started", "Ended")


def test_a_message_is_sent_as_it_is(commands: Any, read_log: ReadLog, charger: Any) -> None:
    queued = commands.command_proxy_message(
        target=ocpplab.ChargerCommandTarget(charger_id=charger.id),
        event=ocpplab.ProxyMessageEvent(
            action="data_transfer", ocpp_version="ocpp1.6", payload={"vendor_id": "com.example"}
        ),
    )
    assert (queued.event_type, queued.ocpp_version) == ("data_transfer", "ocpp1.6")
    assert requests(read_log(charger.id), "DataTransfer") == [{"vendorId": "com.example"}]


@pytest.mark.parametrize(
    "target",
    [
        ocpplab.CommandTarget(),
        ocpplab.CommandTarget(charger_id="dep-1", location_id=UNKNOWN),
        ocpplab.CommandTarget(charger_id="dep-1", charger_ids=["dep-1"]),
    ],
)
def test_a_target_is_one_charger_or_one_location(commands: Any, target: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        commands.command_plug_connector(target=target, event=ANYWHERE, request_options=NO_RETRIES)
    assert [problem["loc"] for problem in refused.value.body["detail"]] == [["body", "target"]]


@pytest.mark.parametrize("target", [{"charger_id": "dep-1"}, {"location_id": UNKNOWN}])
def test_an_unknown_target_is_not_found(commands: Any, target: dict[str, str]) -> None:
    with pytest.raises(ocpplab.NotFoundError):
        commands.command_plug_connector(
            target=ocpplab.CommandTarget(**target), event=ANYWHERE, request_options=NO_RETRIES
        )
