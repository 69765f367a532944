import re
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.conftest import CHARGER
from tests.sdk.gateway.conftest import make_charger, make_location


def test_a_charger_arrives_parsed(charger: Any, location: Any) -> None:
    assert re.fullmatch(r"dep-[0-9a-f]{12}", charger.id)
    assert (charger.identity, charger.vendor_name, charger.model) == ("CP-0001", "Wallbox", "Pulsar Plus")
    assert (charger.ocpp_version, charger.connector_type) == ("OCPP1.6", "Type2")
    assert (charger.number_of_connectors, charger.max_charging_power) == (1, 22000)
    assert charger.location_id == location.id


def test_chargers_come_in_pages_and_by_location(client: Any, charger: Any, location: Any) -> None:
    other = make_charger(client, identity="CP-2", location_id=make_location(client).id)
    assert client.chargers.list().data == [charger, other]
    assert client.chargers.list(page=2, limit=1).data == [other]
    assert client.chargers.list(location_id=location.id).data == [charger]


def test_an_update_changes_what_it_names(client: Any, charger: Any) -> None:
    there = make_location(client).id
    changed = client.chargers.update(charger.id, name="Bay A02", location_id=there)
    assert (changed.name, changed.location_id) == ("Bay A02", there)
    assert client.chargers.get(charger.id) == changed


def test_a_deleted_charger_is_not_found(client: Any, charger: Any) -> None:
    assert client.chargers.delete(charger.id) is None
    with pytest.raises(ocpplab.NotFoundError):
        client.chargers.get(charger.id)


def test_a_taken_identity_makes_no_sense(client: Any, charger: Any) -> None:
    with pytest.raises(ocpplab.BadRequestError) as refused:
        client.chargers.create(**CHARGER)
    assert "CP-0001" in refused.value.body.detail


def test_the_runtime_stops_starts_and_restarts(client: Any, charger: Any) -> None:
    for command, event_type in (
        (client.chargers.stop_runtime, "stop_charger"),
        (client.chargers.start_runtime, "start_charger"),
        (client.chargers.reset_runtime, "reset_charger"),
    ):
        queued = command(charger.id, request={"note": "ignored"})
        assert (queued.event_type, queued.ocpp_version, queued.payload) == (event_type, "ocpp1.6", {})
    boots = client.chargers.get_logs(charger.id, event="BootNotification").data
    assert sum(entry.direction == "cp_to_csms" for entry in boots) == 3
