from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.sdk.conftest import UNKNOWN
from tests.sdk.frames import requests, statuses

ReadLog = Callable[..., Any]


def test_a_new_charger_has_booted(read_log: ReadLog, charger: Any) -> None:
    log = read_log(charger.id)
    (boot,) = requests(log, "BootNotification")
    assert (boot["chargePointVendor"], boot["chargePointModel"]) == ("Wallbox", "Pulsar Plus")
    assert statuses(log) == ["Available"]


def test_entries_say_which_way_they_went_and_when(read_log: ReadLog, charger: Any) -> None:
    log = read_log(charger.id)
    assert {entry.direction for entry in log.data} == {"cp_to_csms", "csms_to_cp"}
    assert all(entry.timestamp.tzinfo is not None for entry in log.data)
    assert [entry.timestamp for entry in log.data] == sorted(
        (entry.timestamp for entry in log.data), reverse=True
    )


def test_the_log_comes_in_slices(read_log: ReadLog, charger: Any) -> None:
    everything = read_log(charger.id)
    part = read_log(charger.id, limit=2, offset=1)
    assert part.data == everything.data[1:3]
    assert (part.total, part.limit, part.offset) == (everything.total, 2, 1)


def test_the_log_can_be_read_by_event(read_log: ReadLog, charger: Any) -> None:
    everything, boots = read_log(charger.id), read_log(charger.id, event="BootNotification")
    assert boots.data == [entry for entry in everything.data if entry.action == "BootNotification"]
    assert 0 < boots.total < everything.total
    assert read_log(charger.id, event="Nonsense").total == 0


def test_the_log_can_be_read_by_time(read_log: ReadLog, charger: Any) -> None:
    everything = read_log(charger.id)
    newest, oldest = everything.data[0].timestamp, everything.data[-1].timestamp
    hour = timedelta(hours=1)
    assert read_log(charger.id, start_date=oldest, end_date=newest).data == everything.data
    assert read_log(charger.id, start_date=newest + hour).total == 0
    assert read_log(charger.id, end_date=oldest - hour).total == 0


def test_an_unknown_charger_has_an_empty_log(read_log: ReadLog, charger: Any) -> None:
    assert read_log(UNKNOWN).total == 0


def test_the_runtime_stops_starts_and_restarts(client: Any, read_log: ReadLog, charger: Any) -> None:
    deployments = client.charger_deployments
    for command in (
        deployments.stop_charger_runtime,
        deployments.start_charger_runtime,
        deployments.reset_charger_runtime,
    ):
        queued = command(charger.id, request={"note": "ignored"})
        assert (queued.ocpp_version, queued.payload) == ("ocpp1.6", {})
    assert len(requests(read_log(charger.id), "BootNotification")) == 3


def test_a_stopped_charger_reports_its_status_again_when_it_is_started(
    client: Any, read_log: ReadLog, charger: Any
) -> None:
    client.charger_deployments.stop_charger_runtime(charger.id, request={})
    assert statuses(read_log(charger.id)) == ["Available"]
    client.charger_deployments.start_charger_runtime(charger.id, request={})
    assert statuses(read_log(charger.id)) == ["Available", "Available"]
