import re
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.conftest import CHARGER
from tests.sdk.conftest import NO_RETRIES
from tests.sdk.flat.conftest import make_location


def test_a_charger_arrives_parsed(charger: Any, location: Any) -> None:
    assert re.fullmatch(r"dep-[0-9a-f]{12}", charger.id)
    assert (charger.identity, charger.vendor_name, charger.model) == ("CP-0001", "Wallbox", "Pulsar Plus")
    assert (charger.ocpp_version, charger.connector_type) == ("OCPP1.6", "Type2")
    assert (charger.number_of_connectors, charger.max_charging_power) == (1, 22000)
    assert charger.location_id == location.id
    assert charger.created_at.tzinfo is not None


def test_a_created_charger_can_be_read(client: Any, charger: Any) -> None:
    assert client.charger_deployments.get_charger(charger.id) == charger


def test_chargers_come_in_pages_and_by_location(client: Any, charger: Any, location: Any) -> None:
    there = make_location(client).id
    other = client.charger_deployments.create_charger(**CHARGER | {"identity": "CP-2"}, location_id=there)
    assert client.charger_deployments.list_chargers().data == [charger, other]
    assert client.charger_deployments.list_chargers(page=2, limit=1).data == [other]
    assert client.charger_deployments.list_chargers(location_id=location.id).data == [charger]


def test_an_update_changes_what_it_names(client: Any, charger: Any) -> None:
    there = make_location(client).id
    changed = client.charger_deployments.update_charger(charger.id, name="Bay A02", location_id=there)
    assert (changed.name, changed.location_id) == ("Bay A02", there)
    assert client.charger_deployments.get_charger(charger.id) == changed


def test_a_deleted_charger_is_not_found(client: Any, charger: Any) -> None:
    assert client.charger_deployments.delete_charger(charger.id) is None
    with pytest.raises(ocpplab.NotFoundError):
        client.charger_deployments.get_charger(charger.id, request_options=NO_RETRIES)
