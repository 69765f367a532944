"""Commands as `{target, event}`, to one charger or to a location; what they did shows in the log."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.sdk.conftest import UNKNOWN, detail
from tests.sdk.frames import requests, statuses
from tests.sdk.gateway.conftest import make_charger

ANYWHERE = ocpplab.ConnectorCommandEvent()
TAG = "TAG-RFID-001"


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
    return [charger.id, make_charger(client, identity="CP-0002", location_id=location.id).id]


def test_a_command_reaches_one_charger(commands: Any, charger: Any, target: Any) -> None:
    reached = commands.plug_connector(
        target=target, event=ocpplab.ConnectorCommandEvent(evse_id=1, connector_id=1)
    )
    assert (reached.targeted_count, reached.queued_count, reached.failed_count) == (1, 1, 0)
    (result,) = reached.results
    assert (result.charger_id, result.identity) == (charger.id, "CP-0001")
    assert (result.command.event_type, result.command.ocpp_version) == ("plug_connector", "ocpp1.6")
    assert result.command.payload == {"evse_id": 1, "connector_id": 1}


def test_a_command_reaches_every_charger_of_a_location(commands: Any, location: Any, pair: list[str]) -> None:
    everywhere = ocpplab.CommandTarget(location_id=location.id)
    reached = commands.plug_connector(target=everywhere, event=ANYWHERE)
    assert [result.charger_id for result in reached.results] == pair


def test_a_command_reaches_the_chosen_ones_and_names_the_others(
    client: Any, commands: Any, location: Any, pair: list[str]
) -> None:
    chosen = ocpplab.CommandTarget(location_id=location.id, charger_ids=[pair[1], UNKNOWN])
    reached = commands.plug_connector(target=chosen, event=ANYWHERE)
    assert (reached.targeted_count, reached.queued_count, reached.failed_count) == (2, 1, 1)
    assert UNKNOWN in reached.failed[0].error
    assert [statuses(client.chargers.get_logs(id_))[-1] for id_ in pair] == ["Available", "Preparing"]


def test_a_vehicle_charges_by_hand(client: Any, commands: Any, charger: Any, target: Any) -> None:
    commands.plug_connector(target=target, event=ANYWHERE)
    commands.authorize_id_tag(target=target, event=ocpplab.AuthorizeIdTagCommandEvent(id_tag=TAG))
    commands.power_update(target=target, event=ocpplab.PowerUpdateCommandEvent(power_w=7000))
    commands.ev_stops_energy(target=target, event=ANYWHERE)
    commands.ev_requests_energy(target=target, event=ANYWHERE)
    commands.unplug_connector(target=target, event=ANYWHERE)
    log = client.chargers.get_logs(charger.id)
    assert statuses(log)[:5] == ["Available", "Preparing", "Charging", "SuspendedEV", "Charging"]
    assert statuses(log)[-1] == "Available"
    assert [len(requests(log, f"{what}Transaction")) for what in ("Start", "Stop")] == [1, 1]


def test_a_vehicle_charges_by_remote_command(client: Any, commands: Any, charger: Any, target: Any) -> None:
    commands.plug_connector(target=target, event=ANYWHERE)
    commands.start_transaction(
        target=target, event=ocpplab.StartTransactionCommandEvent(id_tag=TAG, connector_id=1)
    )
    commands.stop_transaction(target=target, event=ocpplab.StopTransactionCommandEvent(transaction_id="1"))
    log = client.chargers.get_logs(charger.id)
    assert requests(log, "RemoteStartTransaction", "csms_to_cp")[0]["idTag"] == TAG
    assert [stop["reason"] for stop in requests(log, "StopTransaction")] == ["Remote"]


def test_a_session_is_all_of_it_at_once(client: Any, commands: Any, charger: Any, target: Any) -> None:
    event = ocpplab.StartSessionCommandEvent(
        id_tag=TAG, connector_id=1, duration_seconds=600, target_energy_kwh=12.5
    )
    started = commands.start_session(target=target, event=event)
    commands.stop_session(target=target, event=ocpplab.StopSessionCommandEvent(connector_id=1))
    assert started.results[0].command.payload == event.dict()
    log = client.chargers.get_logs(charger.id)
    assert statuses(log) == ["Available", "Preparing", "Charging", "Finishing", "Available"]


def test_unlocking_is_a_request_of_the_csms(client: Any, commands: Any, charger: Any, target: Any) -> None:
    commands.unlock_connector(target=target, event=ocpplab.ConnectorCommandEvent(connector_id=1))
    log = client.chargers.get_logs(charger.id)
    assert requests(log, "UnlockConnector", "csms_to_cp") == [{"connectorId": 1}]


def test_a_charger_of_ocpp_2_0_1_charges_too(client: Any, commands: Any) -> None:
    charger = make_charger(client, ocpp_version="OCPP2.0.1")
    target = ocpplab.CommandTarget(charger_id=charger.id)
    reached = commands.start_session(target=target, event=ocpplab.StartSessionCommandEvent(id_tag=TAG))
    commands.stop_session(target=target, event=ocpplab.StopSessionCommandEvent())
    assert reached.results[0].command.ocpp_version == "ocpp2.0.1"
    events = requests(client.chargers.get_logs(charger.id), "TransactionEvent")
    assert (events[0]["eventType"], events[-1]["eventType"]) == ("Started", "Ended")


def test_a_message_is_sent_as_it_is(client: Any, commands: Any, charger: Any) -> None:
    queued = commands.proxy_message(
        target=ocpplab.ChargerCommandTarget(charger_id=charger.id),
        event=ocpplab.ProxyMessageEvent(
            action="data_transfer", ocpp_version="ocpp1.6", payload={"vendor_id": "com.example"}
        ),
    )
    assert (queued.event_type, queued.ocpp_version) == ("data_transfer", "ocpp1.6")
    assert requests(client.chargers.get_logs(charger.id), "DataTransfer") == [{"vendorId": "com.example"}]


def test_a_message_of_another_version_makes_no_sense(commands: Any, charger: Any) -> None:
    with pytest.raises(ocpplab.BadRequestError):
        commands.proxy_message(
            target=ocpplab.ChargerCommandTarget(charger_id=charger.id),
            event=ocpplab.ProxyMessageEvent(action="transaction_event", ocpp_version="ocpp2.0.1", payload={}),
        )


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
        commands.plug_connector(target=target, event=ANYWHERE)
    assert [problem["loc"] for problem in detail(refused)] == [["body", "target"]]


def test_an_unknown_connector_is_not_found(commands: Any, target: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError) as refused:
        commands.plug_connector(target=target, event=ocpplab.ConnectorCommandEvent(connector_id=2))
    assert "connector_id 2" in detail(refused)
