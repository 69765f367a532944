import re

import httpx
import pytest

from tests.conftest import CHARGER, Make, problems

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def test_create_answers_the_charger(client: httpx.Client, make_location: Make) -> None:
    location = make_location()
    answer = client.post(
        "/chargers", json=CHARGER | {"charge_point_name": "Bay A01", "location_id": location["id"]}
    )
    charger = answer.json()
    assert answer.status_code == 201
    assert re.fullmatch(r"dep-[0-9a-f]{12}", charger.pop("id"))
    assert charger.pop("created_at") == charger.pop("updated_at")
    assert charger == {
        "identity": "CP-0001",
        "name": "Bay A01",
        "vendor_name": "Wallbox",
        "model": "Pulsar Plus",
        "image_url": None,
        "ocpp_version": "OCPP1.6",
        "number_of_connectors": 1,
        "max_charging_power": 22000,
        "connector_type": "Type2",
        "location_id": location["id"],
    }


def test_a_charger_without_a_name_is_called_by_its_identity(make_charger: Make) -> None:
    assert make_charger()["name"] == "CP-0001"


@pytest.mark.parametrize("version", ["OCPP2.0.1", "ocpp2.0.1"])
def test_both_spellings_of_the_version_are_taken(make_charger: Make, version: str) -> None:
    assert make_charger(ocpp_version=version)["ocpp_version"] == "OCPP2.0.1"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"brand_slug": "acme"}, "abb, "),
        ({"model_slug": "acme"}, "wallbox-pulsar-plus"),
        ({"connector_type": "Schuko"}, "Type2"),
        ({"location_id": UNKNOWN}, UNKNOWN),
    ],
)
def test_create_refuses_the_unknown_and_says_what_is_valid(
    client: httpx.Client, fields: dict[str, str], expected: str
) -> None:
    answer = client.post("/chargers", json=CHARGER | fields)
    assert answer.status_code == 400
    assert expected in answer.json()["detail"]


def test_create_refuses_an_identity_that_is_taken(client: httpx.Client, make_charger: Make) -> None:
    charger = make_charger()
    answer = client.post("/chargers", json=CHARGER)
    assert answer.status_code == 400
    assert charger["id"] in answer.json()["detail"]
    assert client.get("/chargers").json()["total"] == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1", "file:///etc/passwd", "ws://", "ws:///x", "ws://a b", ""]
)
def test_create_refuses_a_url_that_is_no_websocket(client: httpx.Client, url: str) -> None:
    assert set(problems(client.post("/chargers", json=CHARGER | {"ws_url": url}))) == {"body.ws_url"}


def test_an_identity_is_free_again_after_delete(client: httpx.Client, make_charger: Make) -> None:
    client.delete(f"/chargers/{make_charger()['id']}")
    assert make_charger()["identity"] == "CP-0001"


def test_list_filters_by_location(client: httpx.Client, make_location: Make, make_charger: Make) -> None:
    here, there = make_location()["id"], make_location()["id"]
    mine = make_charger(location_id=here)
    make_charger(identity="CP-0002", location_id=there)
    page = client.get("/chargers", params={"location_id": here}).json()
    assert (page["data"], page["total"]) == ([mine], 1)


def test_list_of_an_unknown_location_is_empty(client: httpx.Client) -> None:
    assert client.get("/chargers", params={"location_id": UNKNOWN}).json()["total"] == 0


def test_update_changes_only_what_is_given(client: httpx.Client, make_charger: Make) -> None:
    charger = make_charger(charge_point_name="Bay A01")
    changed = client.put(f"/chargers/{charger['id']}", json={"charge_point_name": "Bay A02"}).json()
    assert changed == charger | {"name": "Bay A02", "updated_at": changed["updated_at"]}
    assert client.get(f"/chargers/{charger['id']}").json() == changed


def test_update_moves_a_charger(client: httpx.Client, make_location: Make, make_charger: Make) -> None:
    charger, location = make_charger(), make_location()
    client.put(f"/chargers/{charger['id']}", json={"location_id": location["id"]})
    assert client.get("/chargers", params={"location_id": location["id"]}).json()["total"] == 1


def test_update_refuses_a_connector_that_the_model_lacks(client: httpx.Client, make_charger: Make) -> None:
    answer = client.put(f"/chargers/{make_charger()['id']}", json={"connector_type": "CHAdeMO"})
    assert answer.status_code == 400


def test_another_ocpp_version_starts_the_charger_anew(client: httpx.Client, make_charger: Make) -> None:
    charger = make_charger()
    client.post(f"/chargers/{charger['id']}/start-session", json={"id_tag": "TAG-1"})
    changed = client.put(f"/chargers/{charger['id']}", json={"ocpp_version": "OCPP2.0.1"}).json()
    newest = client.get(f"/chargers/{charger['id']}/logs", params={"limit": 6}).json()["data"]
    assert changed["ocpp_version"] == "OCPP2.0.1"
    assert [entry["action"] for entry in newest] == ["StatusNotification"] * 2 + ["BootNotification"] * 2 + [
        "StatusNotification"
    ] * 2


def test_delete_removes_the_charger_and_its_log(client: httpx.Client, make_charger: Make) -> None:
    charger = make_charger()
    assert client.get(f"/chargers/{charger['id']}/logs").json()["total"] > 0
    assert client.delete(f"/chargers/{charger['id']}").status_code == 204
    assert client.get(f"/chargers/{charger['id']}").status_code == 404
    assert client.get(f"/chargers/{charger['id']}/logs").json()["total"] == 0
