"""What can be ordered by name."""

from typing import Any

import httpx
import pytest

from tests.conftest import CHARGER, LOCATION, Make, created, problems

TEMPLATE = {name: CHARGER[name] for name in ("brand_slug", "model_slug", "connector_type", "ws_url")}


def order(client: httpx.Client, preset: str, **wanted: Any) -> dict[str, Any]:
    return created(client.post(f"/dev/faults/presets/{preset}", json=wanted))


@pytest.fixture
def organization_id(client: httpx.Client) -> str:
    identifier: str = client.get("/dev/tenants").json()["data"][0]["id"]
    return identifier


def test_presets_are_listed_with_what_they_do(client: httpx.Client) -> None:
    listed = client.get("/dev/faults/presets").json()["data"]
    assert len(listed) == 7
    for preset in listed:
        told = order(client, preset["name"])
        assert (told["preset"], told["description"]) == (preset["name"], preset["description"])


def test_sdk_retry_refuses_twice(client: httpx.Client) -> None:
    order(client, "sdk-retry")
    assert [client.get("/locations").status_code for _ in range(3)] == [503, 503, 200]


def test_conflict_retry_refuses_once(client: httpx.Client) -> None:
    order(client, "conflict-retry")
    assert [client.post("/locations", json=LOCATION).status_code for _ in range(2)] == [409, 201]


def test_an_expired_session_ends_in_the_middle_and_a_new_token_goes_on(client: httpx.Client) -> None:
    order(client, "expired-session")
    assert [client.get("/locations").status_code for _ in range(5)] == [200, 200, 200, 401, 401]
    fresh = client.get("/dev/token").json()["access_token"]
    assert client.get("/locations", headers={"Authorization": f"Bearer {fresh}"}).status_code == 200


def test_a_preset_about_an_organization_leaves_others_alone(
    client: httpx.Client, organization_id: str
) -> None:
    other = client.post("/dev/tenants", json={"name": "other"}).json()["id"]
    token = client.get("/dev/token", params={"organization_id": other}).json()["access_token"]
    told = order(client, "sdk-retry", organization_id=organization_id)
    assert told["faults"][0]["match"] == {"organization_id": organization_id}
    assert client.get("/locations", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert client.get("/locations").status_code == 503


def test_a_slow_list_is_a_delay_of_lists_only(client: httpx.Client) -> None:
    (fault,) = order(client, "slow-list")["faults"]
    assert fault["delay"] == {"median": 1.5, "sigma": 0.5}
    client.get("/locations/aaaaaaaa-0000-4000-8000-000000000000")
    assert client.get(f"/dev/faults/{fault['id']}").json()["matches"] == 0


def test_a_creation_in_the_background_fails(client: httpx.Client) -> None:
    order(client, "provisioning-failure")
    accepted = client.post("/ocpp/chargers", json=CHARGER).json()
    status = client.get(accepted["status_url"]).json()
    assert (status["status"], status["error"]["retryable"]) == ("FAILED", True)


def test_one_charger_of_a_batch_fails(client: httpx.Client, make_location: Make) -> None:
    order(client, "partial-batch-failure")
    location = make_location()["id"]
    body = {"chargers": [CHARGER | {"identity": f"CP-{number}"} for number in range(3)]}
    answer = client.post(f"/locations/{location}/chargers/create-chargers", json=body).json()
    assert (answer["created_count"], answer["failed_count"]) == (2, 1)
    assert answer["failed"] == [{"identity": "CP-0", "error": "Failed as ordered"}]
    assert client.get("/chargers").json()["total"] == 2


def test_one_charger_of_a_job_in_the_background_fails(client: httpx.Client, make_location: Make) -> None:
    location = make_location()["id"]
    order(client, "partial-batch-failure")
    groups = [{"template": TEMPLATE, "chargers_number": 3}]
    job = client.post(f"/ocpp/locations/{location}/chargers", json=groups).json()
    status = client.get(job["status_url"]).json()
    assert status["status"] == "READY"
    assert (len(status["results"]["created"]), len(status["results"]["failed"])) == (2, 1)


def test_one_charger_of_a_command_to_many_fails(
    client: httpx.Client, make_location: Make, make_charger: Make
) -> None:
    location = make_location()["id"]
    for number in range(3):
        make_charger(identity=f"CP-{number}", location_id=location)
    order(client, "partial-batch-failure")
    answer = client.post(f"/locations/{location}/chargers/plug-connector", json={}).json()
    assert [failure["identity"] for failure in answer["failed"]] == ["CP-0"]
    commands = client.get("/dev/records/commands").json()
    assert commands["total"] == 2


def test_a_charger_that_goes_offline_is_no_item_of_a_batch(client: httpx.Client, make_charger: Make) -> None:
    charger_id = make_charger()["id"]
    order(client, "partial-batch-failure")
    assert order(client, "charger-offline", charger_id=charger_id)["chargers"] == [charger_id]
    assert client.get(f"/dev/chargers/{charger_id}").json()["runtime"] == "stopped"


def test_a_charger_goes_offline_and_keeps_its_commands(client: httpx.Client, make_charger: Make) -> None:
    first, second = (make_charger(identity=identity)["id"] for identity in ("CP-1", "CP-2"))
    assert order(client, "charger-offline", charger_id=first)["chargers"] == [first]
    for charger_id in (first, second):
        client.post(f"/chargers/{charger_id}/plug-connector", json={})
    commands = client.get("/dev/records/commands").json()["data"]
    plugged = {one["charger_id"]: one["status"] for one in commands if one["command"] == "plug_connector"}
    assert plugged == {first: "deferred", second: "applied"}


@pytest.mark.parametrize(
    ("preset", "body", "place"),
    [
        ("nothing", {}, "path.preset"),
        ("sdk-retry", {"organization": "x"}, "body.organization"),
        ("charger-offline", {"organization_id": "x"}, "body.organization_id"),
    ],
)
def test_what_makes_no_sense_is_refused(
    client: httpx.Client, preset: str, body: dict[str, Any], place: str
) -> None:
    assert place in problems(client.post(f"/dev/faults/presets/{preset}", json=body))


@pytest.mark.parametrize(
    ("preset", "body", "status"),
    [
        ("sdk-retry", {"charger_id": "dep-1"}, 400),
        ("charger-offline", {"charger_id": "dep-1"}, 404),
        ("sdk-retry", {"organization_id": "aaaaaaaa-0000-4000-8000-000000000000"}, 404),
    ],
)
def test_what_is_not_there_is_refused(
    client: httpx.Client, preset: str, body: dict[str, Any], status: int
) -> None:
    assert client.post(f"/dev/faults/presets/{preset}", json=body).status_code == status
    assert client.get("/dev/faults").json()["total"] == 0
