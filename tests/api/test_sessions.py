"""Chargers are alive: what commands do shows in the log, and time does the rest."""

import json
from collections.abc import Iterator
from typing import Any, get_args

import httpx
import pytest

from sandbox.domain.proxying import ACTIONS
from sandbox.kit import in_process
from sandbox.resources.proxying import ProxyAction
from tests.clocks import MovableClock
from tests.conftest import CHARGER, LOCATION, created

VERSIONS = pytest.mark.parametrize("version", ["OCPP1.6", "OCPP2.0.1"])


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def client(clock: MovableClock) -> Iterator[httpx.Client]:
    with in_process(clock=clock) as sandbox:
        yield sandbox.client


class Station:
    """A charger under test."""

    def __init__(self, client: httpx.Client, **fields: str) -> None:
        self.client = client
        self.id = created(client.post("/chargers", json=CHARGER | fields))["id"]

    def tell(self, command: str, **body: Any) -> dict[str, Any]:
        answer = self.client.post(f"/chargers/{self.id}/{command}", json=body)
        assert answer.status_code in (200, 202), answer.text
        told: dict[str, Any] = answer.json()
        return told

    def outcome(self) -> dict[str, Any]:
        """Return what became of the last command."""
        return self.outcomes()[-1]

    def outcomes(self) -> list[dict[str, Any]]:
        """Return what became of each command, the oldest first."""
        query = {"limit": 1000, "charger_id": self.id}
        commands: list[dict[str, Any]] = self.client.get("/dev/records/commands", params=query).json()["data"]
        return commands

    def frames(self, **query: Any) -> list[list[Any]]:
        """Return the frames of the log, oldest first, as `[action, frame]`."""
        log = self.client.get(f"/chargers/{self.id}/logs", params={"limit": 1000, **query}).json()["data"]
        return [[entry["action"], json.loads(entry["message"])] for entry in reversed(log)]

    def calls(self, action: str) -> list[dict[str, Any]]:
        """Return the payloads of the requests of one kind."""
        return [frame[3] for _, frame in self.frames(event=action) if frame[0] == 2]

    def statuses(self) -> list[str]:
        """Return the statuses that connector 1 reported."""
        reported = self.calls("StatusNotification")
        return [
            call.get("status") or call["connectorStatus"]
            for call in reported
            if call["connectorId"] == 1 and call.get("evseId", 1) == 1
        ]


def test_a_new_charger_boots_and_reports_its_connectors(client: httpx.Client) -> None:
    frames = Station(client).frames()
    assert [(action, frame[0]) for action, frame in frames] == [
        ("BootNotification", 2),
        ("BootNotification", 3),
        *[("StatusNotification", 2), ("StatusNotification", 3)] * 2,
    ]


def test_a_session_goes_through_the_legal_states_of_1_6(client: httpx.Client) -> None:
    station = Station(client)
    station.tell("start-session", id_tag="TAG-1")
    station.tell("ev-stops-energy")
    station.tell("ev-requests-energy")
    station.tell("stop-session")
    assert station.statuses() == [
        "Available",
        "Preparing",
        "Charging",
        "SuspendedEV",
        "Charging",
        "Finishing",
        "Available",
    ]


def test_a_session_is_one_transaction_in_2_0_1(client: httpx.Client) -> None:
    station = Station(client, ocpp_version="OCPP2.0.1")
    station.tell("start-session", id_tag="TAG-1")
    station.tell("stop-session")
    events = station.calls("TransactionEvent")
    assert [events[0]["eventType"], events[-1]["eventType"]] == ["Started", "Ended"]
    assert [event["seqNo"] for event in events] == list(range(len(events)))
    assert len({event["transactionInfo"]["transactionId"] for event in events}) == 1


def test_energy_is_power_times_time(client: httpx.Client, clock: MovableClock) -> None:
    station = Station(client)
    station.tell("start-session", id_tag="TAG-1")
    station.tell("power-update", power_w=6000)
    clock.advance(minutes=30)
    station.tell("stop-session")
    (start,), (stop,) = station.calls("StartTransaction"), station.calls("StopTransaction")
    assert stop["meterStop"] - start["meterStart"] == 3000


def test_a_change_of_power_counts_from_then_on(client: httpx.Client, clock: MovableClock) -> None:
    station = Station(client)
    station.tell("start-session", id_tag="TAG-1")
    station.tell("power-update", power_w=6000)
    clock.advance(minutes=10)
    station.tell("power-update", power_w=3000)
    clock.advance(minutes=20)
    station.tell("stop-session")
    assert station.calls("StopTransaction")[0]["meterStop"] == 2000


def test_the_register_goes_on_in_the_next_session(client: httpx.Client, clock: MovableClock) -> None:
    station = Station(client)
    for _ in range(2):
        station.tell("start-session", id_tag="TAG-1")
        station.tell("power-update", power_w=6000)
        clock.advance(minutes=10)
        station.tell("stop-session")
    first, second = station.calls("StopTransaction")
    assert station.calls("StartTransaction")[1]["meterStart"] == first["meterStop"] == 1000
    assert second["meterStop"] == 2000


@VERSIONS
def test_meter_values_come_at_their_interval(client: httpx.Client, clock: MovableClock, version: str) -> None:
    station = Station(client, ocpp_version=version)
    station.tell("start-session", id_tag="TAG-1")
    clock.advance(minutes=5, seconds=1)
    if version == "OCPP1.6":
        samples = station.calls("MeterValues")
    else:
        samples = [
            event
            for event in station.calls("TransactionEvent")
            if event["triggerReason"] == "MeterValuePeriodic"
        ]
    assert len(samples) == 5


def unified(client: httpx.Client, station: Station, **event: Any) -> None:
    body = {"target": {"charger_id": station.id}, "event": {"id_tag": "TAG-1", **event}}
    assert client.post("/commands/start-session", json=body).json()["queued_count"] == 1


def test_duration_seconds_ends_a_session_at_its_time(client: httpx.Client, clock: MovableClock) -> None:
    station = Station(client)
    unified(client, station, duration_seconds=600)
    clock.advance(minutes=9)
    assert station.calls("StopTransaction") == []
    clock.advance(hours=5)
    (stop,) = station.calls("StopTransaction")
    assert stop["timestamp"] == "2026-03-01T12:10:00.000Z"
    assert stop["meterStop"] == pytest.approx(22000 / 6, abs=1)


def test_target_energy_ends_a_session_when_it_is_reached(client: httpx.Client, clock: MovableClock) -> None:
    station = Station(client)
    unified(client, station, target_energy_kwh=1.5)
    station.tell("power-update", power_w=6000)
    clock.advance(hours=5)
    (stop,) = station.calls("StopTransaction")
    assert stop["timestamp"] == "2026-03-01T12:15:00.000Z"
    assert stop["meterStop"] == 1500


@VERSIONS
def test_start_on_a_faulted_connector_is_rejected_with_the_reason(client: httpx.Client, version: str) -> None:
    station = Station(client, ocpp_version=version)
    fault = client.post(f"/chargers/{station.id}/inject-fault", params={"fault_type": "OverCurrent"})
    assert fault.json()["status"] == "Faulted"
    assert station.statuses()[-1] == "Faulted"
    before = station.frames()
    station.tell("start-session", id_tag="TAG-1")
    assert (station.outcome()["status"], "Faulted" in station.outcome()["reason"]) == ("rejected", True)
    assert station.frames() == before
    assert client.post(f"/chargers/{station.id}/clear-fault").json()["status"] == "Available"


def test_a_fault_has_its_1_6_error_code(client: httpx.Client) -> None:
    station = Station(client)
    client.post(f"/chargers/{station.id}/inject-fault", params={"fault_type": "OverTemperature"})
    assert station.calls("StatusNotification")[-1]["errorCode"] == "HighTemperature"


def test_a_stopped_charger_keeps_commands_until_it_is_started(client: httpx.Client) -> None:
    station = Station(client)
    station.tell("stop-charger")
    station.tell("plug-connector")
    assert (station.outcome()["status"], "stopped" in station.outcome()["reason"]) == ("deferred", True)
    station.tell("start-charger")
    assert [sent["status"] for sent in station.outcomes()] == ["applied"] * 3
    assert station.statuses()[-1] == "Preparing"
    assert len(station.calls("BootNotification")) == 2


def test_a_reset_ends_the_session_and_boots_once(client: httpx.Client) -> None:
    station = Station(client)
    station.tell("start-session", id_tag="TAG-1")
    station.tell("reset-charger")
    assert len(station.calls("StopTransaction")) == 1
    assert len(station.calls("BootNotification")) == 2


@pytest.mark.parametrize("connector", [{"connector_id": 3}, {"evse_id": 2}])
def test_a_connector_that_is_not_there_is_404(client: httpx.Client, connector: dict[str, int]) -> None:
    station = Station(client)
    answer = client.post(f"/chargers/{station.id}/plug-connector", json=connector)
    assert answer.status_code == 404
    assert "1 to 1" in answer.json()["detail"]


def test_connector_0_is_the_whole_charger_and_takes_no_plug(client: httpx.Client) -> None:
    station = Station(client)
    station.tell("plug-connector", connector_id=0)
    assert station.outcome()["status"] == "rejected"


@pytest.mark.parametrize(
    ("id_tag", "status"), [("BLOCKED-1", "Blocked"), ("EXPIRED-1", "Expired"), ("INVALID-1", "Invalid")]
)
def test_the_csms_refuses_some_tags(client: httpx.Client, id_tag: str, status: str) -> None:
    station = Station(client)
    station.tell("start-session", id_tag=id_tag)
    assert (station.outcome()["status"], status in station.outcome()["reason"]) == ("rejected", True)
    assert station.calls("StartTransaction") == []


def test_a_remote_start_is_a_request_of_the_csms(client: httpx.Client) -> None:
    station = Station(client)
    station.tell("plug-connector")
    station.tell("start-transaction", id_tag="TAG-1", connector_id=1)
    station.tell("stop-transaction")
    log = client.get(f"/chargers/{station.id}/logs", params={"event": "RemoteStartTransaction"}).json()[
        "data"
    ]
    assert [entry["direction"] for entry in log] == ["cp_to_csms", "csms_to_cp"]
    assert station.calls("StopTransaction")[0]["reason"] == "Remote"


def test_the_heartbeat_follows_its_configuration(client: httpx.Client, clock: MovableClock) -> None:
    station = Station(client)
    assert station.tell("configuration", HeartbeatInterval="60")["status"] == "Accepted"
    clock.advance(minutes=10)
    assert len(station.calls("Heartbeat")) == 10


def test_configuration_is_read_back(client: httpx.Client) -> None:
    station = Station(client)
    station.tell("configuration", HeartbeatInterval="60")
    answer = client.get(f"/chargers/{station.id}/configuration", params={"keys": "HeartbeatInterval, Nope"})
    assert answer.json() == {"configuration": [{"key": "HeartbeatInterval", "value": "60"}]}


def test_configuration_reports_each_key(client: httpx.Client) -> None:
    station = Station(client)
    changed = station.tell("configuration", HeartbeatInterval="60", NumberOfConnectors="9", Nope="1")
    assert changed["configured"] == ["HeartbeatInterval"]
    assert changed["status"] == "Rejected"
    assert "NumberOfConnectors" in changed["msg"]
    assert "Nope" in changed["msg"]


def test_the_local_list_takes_newer_versions_only(client: httpx.Client) -> None:
    station = Station(client)
    entries = [{"id_tag": "TAG-1", "expiry_date": "2027-01-01T00:00:00Z"}, {"id_tag": "TAG-2"}]
    assert station.tell("local-auth-list", list_version=2, entries=entries) == {
        "status": "Accepted",
        "list_version": 2,
        "entries_received": 2,
        "msg": None,
        "entries_deleted": None,
    }
    stale = station.tell("local-auth-list", list_version=2, entries=[])
    assert (stale["status"], stale["list_version"]) == ("VersionMismatch", 2)
    page = client.get(f"/chargers/{station.id}/local-auth-list", params={"limit": 1, "page": 2}).json()
    assert (page["data"][0]["id_tag"], page["total"]) == ("TAG-2", 2)
    cleared = client.delete(f"/chargers/{station.id}/local-auth-list").json()
    assert (cleared["entries_deleted"], cleared["list_version"]) == (2, 0)


def test_the_cache_remembers_accepted_tags(client: httpx.Client) -> None:
    station = Station(client)
    station.tell("authorize-id-tag", id_tag="TAG-1")
    assert client.post(f"/chargers/{station.id}/cache/reset").json()["cleared_entries"] == 1
    assert client.post(f"/chargers/{station.id}/cache/reset").json()["cleared_entries"] == 0


def test_proxy_sends_the_message_as_given(client: httpx.Client) -> None:
    station = Station(client)
    answer = client.post(
        f"/chargers/{station.id}/proxy-message",
        params={"action": "data_transfer", "ocpp_version": "ocpp1.6"},
        json={"payload": {"vendor_id": "acme", "data": "x"}},
    )
    assert (answer.status_code, answer.json()["event_type"]) == (202, "data_transfer")
    assert station.calls("DataTransfer") == [{"vendorId": "acme", "data": "x"}]


@pytest.mark.parametrize(
    ("action", "version"), [("transaction_event", "ocpp1.6"), ("start_transaction", "ocpp2.0.1")]
)
def test_proxy_refuses_an_action_of_the_other_version(
    client: httpx.Client, action: str, version: str
) -> None:
    station = Station(client, ocpp_version=version)
    answer = client.post(
        f"/chargers/{station.id}/proxy-message",
        params={"action": action, "ocpp_version": version},
        json={"payload": {}},
    )
    assert answer.status_code == 400
    assert action in answer.json()["detail"]


def test_proxy_refuses_a_version_that_the_charger_does_not_speak(client: httpx.Client) -> None:
    answer = client.post(
        f"/chargers/{Station(client).id}/proxy-message",
        params={"action": "heartbeat", "ocpp_version": "ocpp2.0.1"},
        json={"payload": {}},
    )
    assert answer.status_code == 400


def test_logs_are_newest_first_and_filtered(client: httpx.Client, clock: MovableClock) -> None:
    station = Station(client)
    clock.advance(hours=1)
    station.tell("plug-connector")
    path = f"/chargers/{station.id}/logs"
    everything = client.get(path, params={"limit": 1000}).json()
    times = [entry["timestamp"] for entry in everything["data"]]
    assert times == sorted(times, reverse=True)
    late = client.get(
        path, params={"start_date": "2026-03-01T13:00:00Z", "event": "StatusNotification"}
    ).json()
    assert [json.loads(entry["message"])[0] for entry in late["data"]] == [3, 2]
    early = client.get(path, params={"end_date": "2026-03-01T12:00:00Z", "limit": 2, "offset": 1}).json()
    assert (len(early["data"]), early["total"], early["limit"], early["offset"]) == (2, 6, 2, 1)


def test_the_log_of_an_unknown_charger_is_empty(client: httpx.Client) -> None:
    assert client.get("/chargers/dep-nope/logs").json() == {"data": [], "total": 0, "limit": 100, "offset": 0}


def test_a_location_command_reaches_all_and_lists_the_rest(client: httpx.Client) -> None:
    location = created(client.post("/locations", json=LOCATION))["id"]
    first = Station(client, location_id=location)
    second = Station(client, identity="CP-2", location_id=location)
    path = f"/locations/{location}/chargers/plug-connector"
    everybody = client.post(path, json={}).json()
    assert (everybody["targeted_count"], everybody["queued_count"]) == (2, 2)
    assert [result["charger_id"] for result in everybody["results"]] == [first.id, second.id]
    some = client.post(path, json={"charger_ids": [second.id, "dep-nope"], "connector_id": 1}).json()
    assert (some["queued_count"], some["failed_count"]) == (1, 1)
    assert "dep-nope" in some["failed"][0]["error"]
    none = client.post(path, json={"connector_id": 7}).json()
    assert [failure["identity"] for failure in none["failed"]] == ["CP-0001", "CP-2"]


@pytest.mark.parametrize(
    "target",
    [
        {},
        {"charger_id": "x", "location_id": "00000000-0000-4000-8000-000000000000"},
        {"charger_id": "x", "charger_ids": ["y"]},
    ],
)
def test_a_target_is_either_a_charger_or_a_location(client: httpx.Client, target: dict[str, Any]) -> None:
    answer = client.post("/commands/plug-connector", json={"target": target, "event": {}})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "target"]


def test_commands_that_need_nothing_take_no_event(client: httpx.Client) -> None:
    body = {"target": {"charger_id": Station(client).id}}
    for command in ("cache/reset", "clear-local-auth-list", "clear-fault", "stop-session", "plug-connector"):
        assert client.post(f"/commands/{command}", json=body).is_success


def test_every_proxied_action_of_the_api_is_known() -> None:
    assert set(get_args(ProxyAction)) == set(ACTIONS)
