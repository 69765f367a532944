from datetime import timedelta
from typing import Any

from tests.sdk.conftest import UNKNOWN
from tests.sdk.frames import requests, statuses


def test_a_new_charger_has_booted(client: Any, charger: Any) -> None:
    log = client.chargers.get_logs(charger.id)
    (boot,) = requests(log, "BootNotification")
    assert (boot["chargePointVendor"], boot["chargePointModel"]) == ("Wallbox", "Pulsar Plus")
    assert statuses(log) == ["Available"]


def test_the_log_comes_in_slices(client: Any, charger: Any) -> None:
    everything = client.chargers.get_logs(charger.id)
    part = client.chargers.get_logs(charger.id, limit=2, offset=1)
    assert part.data == everything.data[1:3]
    assert (part.total, part.limit, part.offset) == (everything.total, 2, 1)


def test_the_log_can_be_read_by_event(client: Any, charger: Any) -> None:
    everything = client.chargers.get_logs(charger.id)
    boots = client.chargers.get_logs(charger.id, event="BootNotification")
    assert boots.data == [entry for entry in everything.data if entry.action == "BootNotification"]
    assert 0 < boots.total < everything.total


def test_the_log_can_be_read_by_time(client: Any, charger: Any) -> None:
    everything = client.chargers.get_logs(charger.id)
    newest, oldest = everything.data[0].timestamp, everything.data[-1].timestamp
    span = {"start_date": oldest, "end_date": newest}
    assert client.chargers.get_logs(charger.id, **span).data == everything.data
    assert client.chargers.get_logs(charger.id, start_date=newest + timedelta(hours=1)).total == 0


def test_an_unknown_charger_has_an_empty_log(client: Any) -> None:
    assert client.chargers.get_logs(UNKNOWN).data == []
