"""Chargers in bulk, in the way of release 0.1.1 (a verb each) and of 0.1.2 (groups on one path)."""

import re
from typing import Any

import httpx
import pytest

from tests.conftest import CHARGER, Make, problems

TEMPLATE = {name: value for name, value in CHARGER.items() if name != "identity"} | {
    "identity_prefix": "SITE_A_",
    "template_name": "Bay",
}


def group(**fields: Any) -> list[dict[str, Any]]:
    return [{"template": TEMPLATE, **fields}]


def test_create_chargers_lists_what_failed(client: httpx.Client, make_location: Make) -> None:
    location = make_location()
    chargers = [CHARGER, CHARGER | {"identity": "CP-2", "brand_slug": "acme"}, CHARGER]
    answer = client.post(f"/locations/{location['id']}/chargers/create-chargers", json={"chargers": chargers})
    result = answer.json()
    assert answer.status_code == 201
    assert (result["created_count"], result["failed_count"]) == (1, 2)
    assert [charger["location_id"] for charger in result["created"]] == [location["id"]]
    assert [failure["identity"] for failure in result["failed"]] == ["CP-2", "CP-0001"]
    assert "acme" in result["failed"][0]["error"]


@pytest.mark.parametrize(
    ("fields", "suffixes"),
    [
        ({"charger_ids": ["001", "002"]}, ["001", "002"]),
        ({"chargers_number": 2}, [None, None]),
        ({"charger_ids": ["001"], "chargers_number": 3}, ["001", None, None]),
        ({"charger_ids": ["001", "002", "003"], "chargers_number": 2}, ["001", "002"]),
    ],
)
def test_groups_make_identities_from_prefix_and_suffix(
    client: httpx.Client, make_location: Make, fields: dict[str, Any], suffixes: list[str | None]
) -> None:
    location = make_location()
    result = client.post(f"/locations/{location['id']}/chargers", json=group(**fields)).json()
    identities = [charger["identity"] for charger in result["created"]]
    assert len(identities) == len(suffixes)
    for identity, suffix in zip(identities, suffixes, strict=True):
        assert re.fullmatch(f"SITE_A_{suffix or '[0-9a-f]{8}'}", identity)


def test_groups_name_chargers_by_template_and_suffix(client: httpx.Client, make_location: Make) -> None:
    location = make_location()
    result = client.post(f"/locations/{location['id']}/chargers", json=group(charger_ids=["001"])).json()
    assert result["created"][0]["name"] == "Bay 001"


def test_a_group_without_ids_and_number_does_not_fit(client: httpx.Client, make_location: Make) -> None:
    answer = client.post(f"/locations/{make_location()['id']}/chargers", json=group())
    assert problems(answer) == {"body.0": "value_error"}


@pytest.mark.parametrize("prefix", ["", "/ocpp"])
def test_a_request_creates_a_thousand_chargers_at_most(
    client: httpx.Client, make_location: Make, prefix: str
) -> None:
    path = f"{prefix}/locations/{make_location()['id']}/chargers"
    named = group(charger_ids=[f"{number}" for number in range(400)])
    answer = client.post(path, json=[*group(chargers_number=601), *named])
    assert problems(answer) == {"body": "value_error"}
    assert "1000 chargers at most, not 1001" in answer.json()["detail"][0]["msg"]
    assert client.get("/chargers").json()["total"] == 0
    cut = group(charger_ids=["1", "2", "3"], chargers_number=1)
    assert client.post(path, json=[*group(chargers_number=599), *named, *cut]).is_success


def test_list_shows_the_chargers_of_the_location(
    client: httpx.Client, make_location: Make, make_charger: Make
) -> None:
    location = make_location()
    first = make_charger(location_id=location["id"])
    second = make_charger(identity="CP-2", location_id=location["id"])
    make_charger(identity="CP-3")
    for path in ("chargers", "chargers/get-chargers"):
        page = client.get(f"/locations/{location['id']}/{path}").json()
        assert (page["data"], page["total"]) == ([first, second], 2)
        some = client.get(f"/locations/{location['id']}/{path}", params={"charger_ids": [second["id"], "x"]})
        assert some.json()["data"] == [second]


@pytest.mark.parametrize("path", ["chargers", "chargers/update-chargers"])
def test_update_lists_what_failed(
    client: httpx.Client, make_location: Make, make_charger: Make, path: str
) -> None:
    location, elsewhere = make_location(), make_location()
    mine = make_charger(location_id=location["id"])
    stranger = make_charger(identity="CP-2")
    changes = [
        {"charger_id": mine["id"], "name": "Renamed"},
        {"charger_id": stranger["id"], "name": "No"},
        {"charger_id": mine["id"], "location_id": elsewhere["id"]},
    ]
    result = client.put(f"/locations/{location['id']}/{path}", json={"chargers": changes}).json()
    assert (result["updated_count"], result["failed_count"]) == (1, 2)
    assert result["updated"][0]["name"] == "Renamed"
    assert [failure["charger_id"] for failure in result["failed"]] == [stranger["id"], mine["id"]]
    assert client.get(f"/chargers/{mine['id']}").json()["location_id"] == location["id"]


def test_delete_in_both_ways(client: httpx.Client, make_location: Make, make_charger: Make) -> None:
    location = make_location()
    path = f"/locations/{location['id']}/chargers"
    first = make_charger(location_id=location["id"])["id"]
    second = make_charger(identity="CP-2", location_id=location["id"])["id"]
    by_verb = client.post(f"{path}/delete-chargers", json={"charger_ids": [first, "dep-unknown"]}).json()
    by_query = client.delete(path, params={"charger_ids": [second]}).json()
    assert (by_verb["deleted"], by_verb["failed"][0]["charger_id"]) == ([first], "dep-unknown")
    assert by_query == {"deleted_count": 1, "failed_count": 0, "deleted": [second], "failed": []}
    assert client.get("/chargers").json()["total"] == 0


def test_delete_without_ids_deletes_nothing(
    client: httpx.Client, make_location: Make, make_charger: Make
) -> None:
    location = make_location()
    make_charger(location_id=location["id"])
    assert problems(client.delete(f"/locations/{location['id']}/chargers")) == {
        "query.charger_ids": "missing"
    }
    assert client.get("/chargers").json()["total"] == 1
