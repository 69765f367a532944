"""Commands to one charger; what they did shows in its log."""

from collections.abc import Callable
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.sdk.conftest import NO_RETRIES, UNKNOWN
from tests.sdk.frames import requests, statuses

ReadLog = Callable[..., Any]


@pytest.fixture
def commands(client: Any) -> Any:
    return client.charger_commands


def test_a_command_is_queued(commands: Any, charger: Any) -> None:
    queued = commands.plug_connector(charger.id, connector_id=1)
    assert len(queued.id) == 12
    assert int(queued.id, 16) >= 0
    assert (queued.event_type, queued.ocpp_version, queued.payload) == (
        "plug_connector",
        "ocpp1.6",
        {"connector_id": 1},
    )


def test_a_vehicle_charges_by_hand(commands: Any, read_log: ReadLog, charger: Any) -> None:
    commands.plug_connector(charger.id)
    commands.authorize_id_tag(charger.id, id_tag="TAG-RFID-001")
    commands.power_update(charger.id, power_w=7000)
    commands.ev_stops_energy(charger.id)
    commands.ev_requests_energy(charger.id, evse_id=1, connector_id=1)
    commands.unplug_connector(charger.id)
    log = read_log(charger.id)
    assert statuses(log)[:5] == ["Available", "Preparing", "Charging", "SuspendedEV", "Charging"]
    assert statuses(log)[-1] == "Available"
    assert requests(log, "Authorize") == [{"idTag": "TAG-RFID-001"}]
    assert len(requests(log, "StartTransaction")) == 1
    assert len(requests(log, "StopTransaction")) == 1


def test_a_vehicle_charges_by_remote_command(commands: Any, read_log: ReadLog, charger: Any) -> None:
    commands.plug_connector(charger.id)
    commands.start_transaction(charger.id, id_tag="TAG-RFID-001", connector_id=1)
    commands.stop_transaction(charger.id)
    log = read_log(charger.id)
    assert requests(log, "RemoteStartTransaction", "csms_to_cp")[0]["idTag"] == "TAG-RFID-001"
    (started,), (stopped,) = requests(log, "StartTransaction"), requests(log, "StopTransaction")
    assert (started["connectorId"], started["idTag"]) == (1, "TAG-RFID-001")
    assert stopped["reason"] == "Remote"
    assert statuses(log) == ["Available", "Preparing", "Charging", "Finishing"]


def test_a_session_is_all_of_it_at_once(commands: Any, read_log: ReadLog, charger: Any) -> None:
    started = commands.start_session(charger.id, id_tag="TAG-RFID-001", connector_id=1)
    stopped = commands.stop_session(charger.id, connector_id=1)
    assert (started.event_type, stopped.event_type) == ("start_session", "stop_session")
    assert statuses(read_log(charger.id)) == [
        "Available",
        "Preparing",
        "Charging",
        "Finishing",
        "Available",
    ]


def test_a_transaction_is_stopped_by_its_id(commands: Any, read_log: ReadLog, charger: Any) -> None:
    commands.start_session(charger.id, id_tag="TAG-RFID-001")
    commands.stop_transaction(charger.id, transaction_id="1")
    assert [stop["transactionId"] for stop in requests(read_log(charger.id), "StopTransaction")] == [1]


def test_an_unlocked_connector_is_free(commands: Any, read_log: ReadLog, charger: Any) -> None:
    commands.plug_connector(charger.id)
    commands.unlock_connector(charger.id, connector_id=1)
    assert statuses(read_log(charger.id)) == ["Available", "Preparing", "Available"]


def test_a_message_is_sent_as_it_is(commands: Any, read_log: ReadLog, charger: Any) -> None:
    payload = {"vendor_id": "com.example", "data": "42"}
    queued = commands.proxy_message(
        charger.id, action="data_transfer", ocpp_version="ocpp1.6", payload=payload
    )
    assert queued.event_type == "data_transfer"
    assert requests(read_log(charger.id), "DataTransfer") == [{"vendorId": "com.example", "data": "42"}]


def test_a_message_of_another_version_makes_no_sense(commands: Any, charger: Any) -> None:
    with pytest.raises(ocpplab.BadRequestError) as refused:
        commands.proxy_message(
            charger.id,
            action="transaction_event",
            ocpp_version="ocpp2.0.1",
            payload={},
            request_options=NO_RETRIES,
        )
    assert "ocpp1.6" in refused.value.body.detail


def test_an_unknown_charger_or_connector_is_not_found(commands: Any, charger: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError):
        commands.plug_connector(UNKNOWN, request_options=NO_RETRIES)
    with pytest.raises(ocpplab.NotFoundError) as refused:
        commands.plug_connector(charger.id, connector_id=2, request_options=NO_RETRIES)
    assert "connector_id 2" in refused.value.body.detail
