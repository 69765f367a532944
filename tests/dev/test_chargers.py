"""Chargers at a glance, and one as it is now: `/dev/chargers`."""

from typing import Any

import httpx
import pytest

from sandbox.csms.csms import Csms
from tests.clocks import MovableClock
from tests.conftest import CHARGER, DEPLOYMENT, LOCATION, created, problems
from tests.live.waiting import until_line

NOBODY = "00000000-0000-4000-8000-000000000000"
V201 = {"ocpp_version": "ocpp2.0.1", "identity": "CP-0201"}


def make(client: httpx.Client, **fields: Any) -> str:
    return str(created(client.post("/chargers", json=CHARGER | fields))["id"])


def look(client: httpx.Client, path: str = "", **which: Any) -> dict[str, Any]:
    answer = client.get(f"/dev/chargers{path}", params=which)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def tell(client: httpx.Client, charger: str, command: str, **body: Any) -> None:
    answer = client.post(f"/chargers/{charger}/{command}", json=body)
    assert answer.status_code == 202, answer.text


def states(client: httpx.Client) -> int:
    return int(client.get("/dev/records/charger_states").json()["total"])


def test_one_that_nobody_has_looked_at_has_numbers_but_no_statuses(still: httpx.Client) -> None:
    charger = make(still)
    (shown,) = look(still)["data"]
    assert shown == {
        "id": charger,
        "organization_id": shown["organization_id"],
        "identity": "CP-0001",
        "name": "CP-0001",
        "location_id": None,
        "ocpp_version": "ocpp1.6",
        "max_power_w": 22000,
        "runtime": None,
        "connectors": [{"number": 1, "status": None, "charging_state": None, "power_w": None}],
    }
    assert states(still) == 0


def test_a_list_shows_the_last_look_and_brings_nothing_up_to_date(
    still: httpx.Client, clock: MovableClock
) -> None:
    charger = make(still)
    tell(still, charger, "start-session", id_tag="TAG-1")
    (shown,) = look(still)["data"]
    assert shown["runtime"] == "online"
    row = {"number": 1, "status": "Charging", "charging_state": None, "power_w": 22000.0}
    assert shown["connectors"] == [row]
    clock.advance(seconds=86_400)
    assert look(still)["data"] == [shown]
    look(still, f"/{charger}")
    suspended = row | {"status": "SuspendedEV", "power_w": 0.0}
    assert look(still)["data"][0]["connectors"] == [suspended]


def test_chargers_are_found_by_organization_and_location(still: httpx.Client) -> None:
    place = created(still.post("/locations", json=LOCATION))
    here = make(still, location_id=place["id"])
    there = make(still, identity="CP-0002")
    owner = look(still)["data"][0]["organization_id"]

    def ids(**which: Any) -> list[str]:
        return [one["id"] for one in look(still, **which)["data"]]

    assert ids() == ids(organization_id=owner) == [here, there]
    assert ids(location_id=place["id"]) == ids(organization_id=owner, location_id=place["id"]) == [here]
    assert ids(organization_id=NOBODY) == ids(location_id=NOBODY) == []
    assert ids(organization_id=NOBODY, location_id=place["id"]) == []


def test_a_page_holds_a_thousand_at_most(still: httpx.Client) -> None:
    made = [make(still, identity=f"CP-{number}") for number in range(3)]
    second = look(still, page=2, limit=2)
    assert [one["id"] for one in second["data"]] == made[2:]
    assert {name: second[name] for name in ("total", "page", "limit")} == {"total": 3, "page": 2, "limit": 2}
    assert look(still, limit=1000)["limit"] == 1000
    answer = still.get("/dev/chargers", params={"limit": 1001, "location": "x"})
    assert problems(answer) == {"query.limit": "less_than_equal", "query.location": "extra_forbidden"}


def test_one_charger_is_shown_as_it_is_now(still: httpx.Client, clock: MovableClock) -> None:
    charger = make(still)
    tell(still, charger, "start-session", id_tag="TAG-1")
    clock.advance(seconds=3600)
    found = look(still, f"/{charger}")
    assert (found["runtime"], found["line"], found["provisioning"]) == ("online", None, None)
    assert (found["operative"], found["fault"], found["reservation"]) == (True, None, None)
    assert (found["vendor_name"], found["connector_type"]) == ("Wallbox", "Type2")
    (connector,) = found["connectors"]
    session = connector.pop("session")
    assert connector == {
        "number": 1,
        "status": "Charging",
        "power_w": 22000.0,
        "offered_w": 22000.0,
        "limit_w": None,
        "plugged": True,
        "waiting_id_tag": None,
        "energy_wh": 22000.0,
        "operative": True,
        "fault": None,
        "reservation": None,
    }
    assert session["soc_percent"] == pytest.approx(20 + 22 / 60 * 100)
    assert (session["id_tag"], session["energy_wh"], session["charging_state"]) == ("TAG-1", 22000, None)
    assert session["transaction_id"] == "1"


def test_ocpp_2_0_1_tells_the_charging_state(still: httpx.Client) -> None:
    charger = make(still, **V201)
    tell(still, charger, "start-session", id_tag="TAG-1")
    tell(still, charger, "ev-stops-energy")
    (connector,) = look(still, f"/{charger}")["connectors"]
    assert (connector["status"], connector["session"]["charging_state"]) == ("Occupied", "SuspendedEV")
    assert look(still)["data"][0]["connectors"][0]["charging_state"] == "SuspendedEV"


def test_what_stands_in_the_way_is_shown(still: httpx.Client) -> None:
    charger = make(still)
    fault = {"fault_type": "GroundFault"}
    assert still.post(f"/chargers/{charger}/inject-fault", params=fault | {"connector_id": 1}).is_success
    found = look(still, f"/{charger}")
    assert (found["fault"], found["connectors"][0]["fault"]) == (None, "GroundFault")
    assert found["connectors"][0]["status"] == "Faulted"
    assert still.post(f"/chargers/{charger}/inject-fault", params=fault).is_success
    assert look(still, f"/{charger}")["fault"] == "GroundFault"


def test_a_tag_that_waits_for_a_cable_is_shown(still: httpx.Client) -> None:
    charger = make(still)
    tell(still, charger, "authorize-id-tag", id_tag="TAG-1")
    (connector,) = look(still, f"/{charger}")["connectors"]
    assert (connector["waiting_id_tag"], connector["plugged"], connector["session"]) == ("TAG-1", False, None)


def test_one_that_is_stopped_is_stopped(still: httpx.Client) -> None:
    charger = make(still)
    tell(still, charger, "stop-charger")
    assert look(still, f"/{charger}")["runtime"] == look(still)["data"][0]["runtime"] == "stopped"


def test_one_that_is_provisioned_has_no_power_yet(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    charger = slow_client.post("/evcharger/deployment", json=DEPLOYMENT).json()["deployment_id"]
    found = look(slow_client, f"/{charger}")
    assert (found["provisioning"], found["runtime"]) == ("PENDING", "starting")
    assert states(slow_client) == 0
    slow_clock.advance(seconds=100)
    found = look(slow_client, f"/{charger}")
    assert (found["provisioning"], found["runtime"]) == (None, "online")


def test_a_live_one_tells_of_its_line_and_of_what_its_csms_wants(still: httpx.Client) -> None:
    with Csms() as csms:
        charger = make(still, ws_url=csms.url)
        still.put(f"/dev/lines/{charger}", json={"csms": "live"})
        csms.wait_for("StatusNotification", identity="CP-0001")
        until_line(still, charger, "connected")
        csms.call("CP-0001", "ChangeAvailability", {"connectorId": 1, "type": "Inoperative"})
        found = look(still, f"/{charger}")
        assert (found["line"]["state"], found["line"]["url"]) == ("connected", f"{csms.url}/CP-0001")
        (connector,) = found["connectors"]
        assert (connector["operative"], connector["status"]) == (False, "Unavailable")
        assert look(still)["data"][0]["connectors"][0]["status"] == "Unavailable"


def test_a_live_one_whose_csms_goes_away_is_offline(still: httpx.Client) -> None:
    with Csms() as csms:
        charger = make(still, ws_url=csms.url)
        still.put(f"/dev/lines/{charger}", json={"csms": "live"})
        csms.wait_for("StatusNotification", identity="CP-0001")
    until_line(still, charger, "offline")
    assert look(still)["data"][0]["runtime"] == look(still, f"/{charger}")["runtime"] == "offline"


def test_an_unknown_charger_is_a_404(still: httpx.Client) -> None:
    answer = still.get("/dev/chargers/dep-nobody")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Charger dep-nobody not found"})
