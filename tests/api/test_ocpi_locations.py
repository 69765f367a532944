"""OCPI locations of an operator: opened in bulk, read, changed, deleted."""

from typing import Any

import httpx
import pytest

from tests.api.cpos import RAW, add_locations, begin, identities, locations, stranger
from tests.clocks import MovableClock
from tests.conftest import CHARGER, created, problems


@pytest.fixture
def cpo_id(client: httpx.Client) -> str:
    """An operator with two locations of three chargers each."""
    number: str = begin(client)["cpo_id"]
    return number


@pytest.fixture
def path(client: httpx.Client, cpo_id: str) -> str:
    """The path of its first location."""
    return f"/ocpi/cpos/{cpo_id}/locations/{locations(client, cpo_id)[0]['id']}"


def overridden(template: str = "urban-ac-hub", **overrides: Any) -> dict[str, Any]:
    return {"template": template, "overrides": overrides}


def test_a_job_follows_the_clock(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    path = f"/ocpi/cpos/{begin(slow_client, ttl_seconds=None)['cpo_id']}/locations"
    job = slow_client.post(path, json={"locations": [RAW]}).json()
    assert job["status_url"] == f"{path}/jobs/{job['job_id']}"
    seen = []
    for seconds in (0, 25, 75):
        slow_clock.advance(seconds=seconds)
        seen.append(slow_client.get(job["status_url"]).json())
    assert [job["status"], *(told["status"] for told in seen)] == [
        "PENDING",
        "PENDING",
        "PROVISIONING",
        "READY",
    ]
    assert [told["results"] is None for told in seen] == [True, True, False]
    assert {told["workflow_run_id"] for told in seen} == {job["workflow_run_id"]}


def test_a_location_that_is_described_in_full(client: httpx.Client, cpo_id: str) -> None:
    job = add_locations(client, cpo_id, RAW)
    (location_id,) = job["results"]["created"]
    location = client.get(f"/ocpi/cpos/{cpo_id}/locations/{location_id}").json()
    shared = {name: RAW[name] for name in ("name", "address", "city", "country", "coordinates", "timezone")}
    assert location | shared == location
    assert identities(location) == ["SITE_A_001", "SITE_A_002"]
    charger = client.get(f"/chargers/{location['chargers'][0]['id']}").json()
    assert (charger["name"], charger["connector_type"]) == ("Bay 001", "CCS2")


def test_a_location_without_chargers(client: httpx.Client, cpo_id: str) -> None:
    raw = {name: value for name, value in RAW.items() if name != "charges"}
    add_locations(client, cpo_id, raw)
    assert locations(client, cpo_id)[-1]["chargers"] == []


def test_plugs_may_be_called_as_in_ocpi(client: httpx.Client, cpo_id: str) -> None:
    group = RAW["charges"][0]
    standard = {**group, "template": group["template"] | {"connector_type": "IEC_62196_T2_COMBO"}}
    add_locations(client, cpo_id, RAW | {"charges": [standard]})
    assert locations(client, cpo_id)[-1]["chargers"][0]["connector_type"] == "CCS2"


def test_a_location_like_a_template(client: httpx.Client, cpo_id: str) -> None:
    add_locations(client, cpo_id, {"template": "urban-ac-hub"})
    made = locations(client, cpo_id)[-1]
    assert (made["name"], made["country"], made["timezone"]) == ("Singel Car Park", "NL", "Europe/Amsterdam")
    assert identities(made) == [f"alice-UAC-{number:02d}" for number in range(1, 7)]


def test_overrides_replace_fields_of_the_template(client: httpx.Client, cpo_id: str) -> None:
    place = {"latitude": 52.0, "longitude": 5}
    changes: dict[str, Any] = {
        "name": "Here",
        "coordinates": place,
        "public": False,
        "owner_name": "Me",
        "unknown": [1],
    }
    add_locations(client, cpo_id, overridden(**changes))
    made = locations(client, cpo_id)[-1]
    assert (made["name"], made["city"], made["public"], made["owner_name"]) == (
        "Here",
        "Amsterdam",
        False,
        "Me",
    )
    assert made["coordinates"] == place


def test_an_ocpp_version_goes_to_every_group(client: httpx.Client, cpo_id: str) -> None:
    add_locations(client, cpo_id, overridden("fleet-depot-mixed", ocpp_version="OCPP2.0.1"))
    chargers = locations(client, cpo_id)[-1]["chargers"]
    assert {charger["ocpp_version"] for charger in chargers} == {"OCPP2.0.1"}


def test_an_identity_prefix_goes_to_every_group(client: httpx.Client, cpo_id: str) -> None:
    add_locations(client, cpo_id, overridden("retail-ac-dc-plaza", identity_prefix="P_"))
    made = locations(client, cpo_id)[-1]
    assert identities(made) == [f"P_{number:02d}" for number in range(1, 7)]


def test_a_template_that_is_used_twice_numbers_its_locations(client: httpx.Client, cpo_id: str) -> None:
    single = "residential-ac-single"
    named = overridden(single, identity_prefix="X")
    add_locations(client, cpo_id, *[{"template": single}, named, {"template": single}], RAW)
    made = [identities(location) for location in locations(client, cpo_id)[2:]]
    assert made[:3] == [["alice-L01_RES-01"], ["X01"], ["alice-L02_RES-01"]]


def test_the_results_tell_what_failed_and_why(client: httpx.Client, cpo_id: str) -> None:
    created(client.post("/chargers", json=CHARGER | {"identity": "SITE_A_002"}))
    job = add_locations(client, cpo_id, RAW, {"template": "residential-ac-single"})
    results = job["results"]
    assert (job["status"], results["created_count"], results["failed_count"]) == ("READY", 1, 1)
    assert [location["id"] for location in locations(client, cpo_id)[2:]] == results["created"]
    (failure,) = results["failed"]
    assert (failure["name"], failure["error"]["step"]) == ("La Defense Hub", "charger-0-0-002")
    assert client.get("/locations").json()["total"] == 3


def test_a_job_of_which_nothing_comes_has_failed(client: httpx.Client, cpo_id: str) -> None:
    created(client.post("/chargers", json=CHARGER | {"identity": "SITE_A_001"}))
    job = add_locations(client, cpo_id, RAW)
    assert (job["status"], job["results"], job["error"]["code"]) == ("FAILED", None, "identity_taken")
    assert client.get("/locations").json()["total"] == 2


def test_an_invalid_ocpp_version_fails_the_job(client: httpx.Client, cpo_id: str) -> None:
    job = add_locations(client, cpo_id, RAW, overridden(ocpp_version="OCPP9"))
    error = job["error"]
    assert (job["status"], error["code"], error["param"]) == (
        "FAILED",
        "invalid_ocpp_version",
        "ocpp_version",
    )
    assert error["retryable"] is False
    assert "OCPP9" in error["message"]
    assert len(locations(client, cpo_id)) == 2


def test_a_job_fails_on_demand(client: httpx.Client, cpo_id: str) -> None:
    client.post("/dev/provisioning-failures", json={"kind": "cpo_locations"})
    job = add_locations(client, cpo_id, RAW)
    assert (job["status"], job["error"]["code"]) == ("FAILED", "unknown_error")


def test_an_unknown_template_is_refused_at_once(client: httpx.Client, cpo_id: str) -> None:
    path = f"/ocpi/cpos/{cpo_id}/locations"
    answer = client.post(path, json={"locations": [RAW, {"template": "nope"}]})
    assert answer.status_code == 400
    assert "urban-ac-hub" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("overrides", "place"),
    [
        ({"name": 1}, "name"),
        ({"country": "FRA"}, "country"),
        ({"coordinates": {"latitude": 91, "longitude": 0}}, "coordinates.latitude"),
        ({"parking_type": "ROOF"}, "parking_type"),
    ],
)
def test_an_override_that_does_not_fit_is_refused_at_once(
    client: httpx.Client, cpo_id: str, overrides: dict[str, Any], place: str
) -> None:
    answer = client.post(f"/ocpi/cpos/{cpo_id}/locations", json={"locations": [overridden(**overrides)]})
    assert set(problems(answer)) == {f"body.locations.0.overrides.{place}"}


@pytest.mark.parametrize("field", ["ocpp_version", "identity_prefix"])
def test_a_template_of_chargers_must_be_complete(client: httpx.Client, cpo_id: str, field: str) -> None:
    group = RAW["charges"][0]
    short = {name: value for name, value in group["template"].items() if name != field}
    raw = RAW | {"charges": [{**group, "template": short}]}
    answer = client.post(f"/ocpi/cpos/{cpo_id}/locations", json={"locations": [raw]})
    place = f"body.locations.0.OcpiCreateLocationRequest.charges.0.template.{field}"
    assert problems(answer)[place] == "missing"


def test_a_template_is_not_warned_about(client: httpx.Client, cpo_id: str) -> None:
    body = {"locations": [{"template": "urban-ac-hub", "overides": {}}]}
    answer = client.post(f"/ocpi/cpos/{cpo_id}/locations", json=body)
    warning = answer.headers["X-Sandbox-Warnings"]
    assert "locations.overides" in warning
    assert "locations.template" not in warning


def test_each_connector_has_an_evse(client: httpx.Client) -> None:
    cpo_id = begin(client, template="highway-dc", overrides={"locations": 1})["cpo_id"]
    chargers = locations(client, cpo_id)[0]["chargers"]
    for charger in chargers:
        uids = [evse["evse_uid"] for evse in charger["evses"]]
        assert uids == [f"{charger['identity']}_C1", f"{charger['identity']}_C2"]
    ids = [evse[name] for charger in chargers for evse in charger["evses"] for name in evse]
    assert len(set(ids)) == len(ids) == 16


def test_a_single_connector_has_no_suffix(client: httpx.Client, cpo_id: str) -> None:
    charger = locations(client, cpo_id)[0]["chargers"][0]
    assert [evse["evse_uid"] for evse in charger["evses"]] == [charger["identity"]]


def test_only_the_first_charger_has_the_default_route(client: httpx.Client, cpo_id: str) -> None:
    chargers = locations(client, cpo_id)[0]["chargers"]
    assert [charger["topology_default_id"] is not None for charger in chargers] == [True, False, False]


def test_ids_stay_the_same(client: httpx.Client, path: str) -> None:
    assert client.get(path).json() == client.get(path).json()


def test_chargers_of_other_routes_are_seen(client: httpx.Client, cpo_id: str, path: str) -> None:
    before = client.get(path).json()
    client.delete(f"/chargers/{before['chargers'][0]['id']}")
    created(client.post("/chargers", json=CHARGER | {"location_id": before["ocpp_location_id"]}))
    after = client.get(path).json()
    assert identities(after) == [*identities(before)[1:], "CP-0001"]
    assert after["chargers"][0]["topology_default_id"] is not None
    assert client.get(f"/ocpi/cpos/{cpo_id}").json()["topology"]["chargers"] == 6


def test_a_location_that_is_deleted_elsewhere_is_gone(client: httpx.Client, path: str) -> None:
    client.delete(f"/locations/{client.get(path).json()['ocpp_location_id']}")
    assert client.get(path).status_code == 404


def test_the_list_has_pages(client: httpx.Client, cpo_id: str) -> None:
    every = locations(client, cpo_id)
    page = client.get(f"/ocpi/cpos/{cpo_id}/locations", params={"page": 2, "limit": 1}).json()
    assert page == {"data": every[1:], "total": 2, "page": 2, "limit": 1}


def test_a_change_is_seen_on_both_sides(client: httpx.Client, path: str) -> None:
    before = client.get(path).json()
    after = client.patch(path, json={"name": "Renamed", "public": False, "city": None}).json()
    assert after == client.get(path).json()
    changes: dict[str, Any] = {"name": "Renamed", "public": False, "updated_at": after["updated_at"]}
    assert after == before | changes
    site = client.get(f"/locations/{before['ocpp_location_id']}").json()
    assert (site["name"], site["public"]) == ("Renamed", False)


@pytest.mark.parametrize(("version", "kept"), [("2.2.1", "UNDERGROUND_GARAGE"), ("2.1.1", None)])
def test_the_older_ocpi_has_no_parking_type(client: httpx.Client, version: str, kept: str | None) -> None:
    cpo_id = begin(client, ocpi_version=version, overrides={"locations": 1})["cpo_id"]
    (location,) = locations(client, cpo_id)
    path = f"/ocpi/cpos/{cpo_id}/locations/{location['id']}"
    assert client.patch(path, json={"parking_type": "UNDERGROUND_GARAGE"}).status_code == 200
    (record,) = client.get("/dev/records/ocpi_locations").json()["data"]
    assert (record["parking_type"], record["ocpi_version"]) == (kept, version)


def test_an_unknown_parking_type_does_not_fit(client: httpx.Client, path: str) -> None:
    assert problems(client.patch(path, json={"parking_type": "ROOF"})) == {
        "body.parking_type": "literal_error"
    }


def test_deleting_takes_site_and_chargers_along(client: httpx.Client, cpo_id: str, path: str) -> None:
    assert [client.delete(path).status_code for _ in range(2)] == [204, 404]
    assert client.get("/locations").json()["total"] == 1
    assert client.get("/chargers").json()["total"] == 3
    counts = client.get(f"/ocpi/cpos/{cpo_id}").json()["topology"]
    assert counts == {"locations": 1, "chargers": 3, "evses": 3, "connectors": 3}


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_location_of_another_operator_is_not_there(client: httpx.Client, path: str, method: str) -> None:
    other = begin(client, party_id="DEF", seed=1)["cpo_id"]
    foreign = f"/ocpi/cpos/{other}/locations/{path.rsplit('/', 1)[1]}"
    assert client.request(method, foreign, json={}).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_location_of_another_organization_is_not_there(
    client: httpx.Client, path: str, method: str
) -> None:
    assert client.request(method, path, json={}, headers=stranger(client)).status_code == 404
    assert client.get(path).status_code == 200


def test_a_job_of_another_operator_is_not_there(client: httpx.Client, cpo_id: str) -> None:
    job = add_locations(client, cpo_id, {"template": "residential-ac-single"})["job_id"]
    other = begin(client, party_id="DEF", seed=1)["cpo_id"]
    assert client.get(f"/ocpi/cpos/{cpo_id}/locations/jobs/{job}").status_code == 200
    assert client.get(f"/ocpi/cpos/{other}/locations/jobs/{job}").status_code == 404


def test_a_request_creates_a_thousand_chargers_at_most(client: httpx.Client, cpo_id: str) -> None:
    path = f"/ocpi/cpos/{cpo_id}/locations"
    many = [{**RAW["charges"][0], "charger_ids": [f"{number}" for number in range(332)]}] * 3
    answer = client.post(path, json={"locations": [RAW | {"charges": many}, {"template": "urban-ac-hub"}]})
    assert problems(answer) == {"body.locations": "value_error"}
    assert "1000 chargers at most, not 1002" in answer.json()["detail"][0]["msg"]
    assert client.get("/dev/records/runs", params={"limit": 1000}).json()["total"] == 2


def test_an_empty_request_does_not_fit(client: httpx.Client, cpo_id: str) -> None:
    answer = client.post(f"/ocpi/cpos/{cpo_id}/locations", json={"locations": []})
    assert problems(answer) == {"body.locations": "too_short"}
