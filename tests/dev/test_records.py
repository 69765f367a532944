import httpx

from tests.conftest import DEPLOYMENT, Make, created


def test_records_show_what_is_stored(client: httpx.Client, make_location: Make) -> None:
    location = make_location()
    shown = client.get("/dev/records/locations", params={"limit": 1}).json()
    assert shown["total"] == 1
    assert shown["data"][0]["id"] == location["id"]


def test_records_filter_by_organization(client: httpx.Client, make_location: Make) -> None:
    make_location()
    other = created(client.post("/dev/tenants", json={"name": "other"}))["id"]
    assert client.get("/dev/records/locations", params={"organization_id": other}).json()["total"] == 0


def test_an_unknown_collection_names_those_there_are(client: httpx.Client) -> None:
    answer = client.get("/dev/records/nope")
    assert answer.status_code == 404
    assert "charger_states" in answer.json()["detail"]


def test_records_filter_by_charger(client: httpx.Client, make_charger: Make) -> None:
    mine, other = make_charger()["id"], make_charger(identity="CP-2")["id"]
    for charger in (mine, other):
        client.post(f"/chargers/{charger}/plug-connector", json={})
    shown = client.get("/dev/records/commands", params={"charger_id": mine}).json()
    assert [command["charger_id"] for command in shown["data"]] == [mine]
    assert client.get("/dev/records/commands", params={"charger_id": "dep-nope"}).status_code == 404
    assert client.get("/dev/records/locations", params={"charger_id": mine}).status_code == 400


def test_records_that_belong_to_nobody_take_no_organization(client: httpx.Client) -> None:
    organization = client.get("/dev/tenants").json()["data"][0]["id"]
    answer = client.get("/dev/records/organizations", params={"organization_id": organization})
    assert answer.status_code == 400


def test_the_password_of_a_charger_is_not_shown(client: httpx.Client) -> None:
    secret = {"authorization_key": "quay-secret-1", "security_profile": 1}
    created(client.post("/evcharger/deployment", json=DEPLOYMENT | secret))
    shown = client.get("/dev/records/chargers").text
    assert '"authorization_key":"***"' in shown
    assert "quay-secret-1" not in shown
