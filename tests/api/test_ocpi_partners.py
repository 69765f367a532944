"""Roaming partners and their OCPI locations, in the way of releases 0.2.3 to 0.3.0."""

import re
from copy import deepcopy
from typing import Any

import httpx
import pytest

from tests.api.cpos import PARTNER, begin, identities, locations, stranger
from tests.clocks import MovableClock
from tests.conftest import CHARGER, LOCATION, created, problems

PARTY = {"country_code": "NL", "party_id": "XYZ"}
TOPOLOGY: dict[str, Any] = {
    "ocpi_version": "2.2.1",
    "ocpp_version": "ocpp1.6",
    "country_code": "NL",
    "party_id": "XYZ",
    "locations": [
        {
            "name": "Keizersgracht Parking",
            "address": "Keizersgracht 100",
            "city": "Amsterdam",
            "postal_code": "1015CW",
            "country": "NLD",
            "coordinates": {"latitude": 52.3676, "longitude": 4.9041},
            "time_zone": "Europe/Amsterdam",
            "chargers": [
                {
                    "identity": "CP-KEIZERS-01",
                    "brand_slug": "wallbox",
                    "model_slug": "pulsar-plus",
                    "connector_type": "IEC_62196_T2",
                    "ws_url": "wss://ocpp.example.com/CP-KEIZERS-01",
                    "ocpp_version": "ocpp1.6",
                    "evses": [
                        {
                            "evse_uid": "NL-XYZ-CP-KEIZERS-01-1",
                            "connectors": [
                                {
                                    "connector_id": "1",
                                    "standard": "IEC_62196_T2",
                                    "format": "SOCKET",
                                    "power_type": "AC_3_PHASE",
                                    "max_voltage": 400,
                                    "max_amperage": 32,
                                    "max_electric_power": 22000,
                                }
                            ],
                        }
                    ],
                }
            ],
        }
    ],
}


def topology(**location: Any) -> dict[str, Any]:
    """Return a request with other fields in its location; None leaves one out."""
    body = deepcopy(TOPOLOGY)
    changed = body["locations"][0] | location
    body["locations"] = [{name: value for name, value in changed.items() if value is not None}]
    return body


def charger(**fields: Any) -> dict[str, Any]:
    found: dict[str, Any] = deepcopy(TOPOLOGY["locations"][0]["chargers"][0])
    return found | fields


def post(client: httpx.Client, body: dict[str, Any]) -> str:
    """Open locations, and return what is told about them."""
    answer = client.post("/ocpi/location", json=body)
    assert answer.status_code == 202, answer.text
    assert answer.json()["status"] == "accepted"
    told: str = answer.json()["detail"]
    return told


def number(client: httpx.Client) -> str:
    """Return the id of the partner."""
    (record,) = client.get("/dev/records/ocpi_cpos").json()["data"]
    found: str = record["number"]
    return found


def open_one(client: httpx.Client, body: dict[str, Any] = TOPOLOGY) -> str:
    """Open a location, and return the OCPI id that is told."""
    found = re.search(r"\((NL-XYZ-[a-z0-9-]+)\)", post(client, body))
    assert found is not None
    return found[1]


def delete(client: httpx.Client, ocpi_id: str, version: str = "2.2.1") -> int:
    query = {"location_id": ocpi_id, "ocpi_version": version}
    return client.delete("/ocpi/location", params=query).status_code


def test_a_partner_is_entered(client: httpx.Client) -> None:
    answer = client.post("/ocpi/cpo", json=PARTNER)
    partner = answer.json()
    assert answer.status_code == 200
    assert isinstance(partner.pop("id"), int)
    assert partner == PARTNER["partner"] | {"status": "active"}


def test_the_same_party_again_changes_the_partner(client: httpx.Client) -> None:
    first = client.post("/ocpi/cpo", json=PARTNER).json()
    changed = PARTNER["partner"] | {"name": "Renamed", "party_id": "xyz"}
    again = client.post("/ocpi/cpo", json={"partner": changed, "ocpi_version": "2.1.1"}).json()
    assert again == first | {"name": "Renamed", "ocpi_versions": ["2.2.1", "2.1.1"]}


def test_a_bundle_keeps_its_name_and_version(client: httpx.Client) -> None:
    cpo = begin(client, ocpi_version="2.1.1")
    party = {"country_code": "FR", "party_id": "ABC", "name": "Renamed"}
    entered = client.post("/ocpi/cpo", json=PARTNER | {"partner": PARTNER["partner"] | party}).json()
    assert (entered["id"], entered["name"]) == (int(cpo["cpo_id"]), "alice")
    assert entered["ocpi_versions"] == ["2.1.1", "2.2.1"]
    post(client, TOPOLOGY | party)
    (record,) = client.get("/dev/records/ocpi_cpos").json()["data"]
    assert (record["name"], record["ocpi_versions"]) == ("alice", ["2.1.1", "2.2.1"])
    site = client.get("/locations").json()["data"][-1]
    assert site["owner_name"] == "alice"


def test_two_organizations_may_enter_the_same_party(client: httpx.Client) -> None:
    client.post("/ocpi/cpo", json=PARTNER)
    headers = stranger(client)
    client.post("/ocpi/cpo", json=PARTNER, headers=headers)
    assert client.delete("/ocpi/cpo", params=PARTY, headers=headers).status_code == 204
    assert client.delete("/ocpi/cpo", params=PARTY).status_code == 204


@pytest.mark.parametrize(
    ("field", "value"),
    [("country_code", "NLD"), ("party_id", "ABCD"), ("role", "EMSP"), ("ocpi_versions", []), ("name", "")],
)
def test_a_partner_that_does_not_fit(client: httpx.Client, field: str, value: Any) -> None:
    partner = PARTNER["partner"] | {field: value}
    answer = client.post("/ocpi/cpo", json=PARTNER | {"partner": partner})
    assert set(problems(answer)) == {f"body.partner.{field}"}


def test_deleting_a_partner_takes_its_locations_along(client: httpx.Client) -> None:
    post(client, TOPOLOGY)
    answers = [client.delete("/ocpi/cpo", params=PARTY).status_code for _ in range(2)]
    assert answers == [204, 404]
    assert client.get("/locations").json()["total"] == client.get("/chargers").json()["total"] == 0
    assert client.get("/dev/records/runs").json()["total"] == 0


def test_deleting_by_party_finds_a_bundle_too(client: httpx.Client) -> None:
    cpo = begin(client)
    query = {"country_code": "fr", "party_id": "abc"}
    assert client.delete("/ocpi/cpo", params=query).status_code == 204
    assert client.get(cpo["destroy_url"]).status_code == 404


def test_deleting_needs_a_party(client: httpx.Client) -> None:
    answer = client.delete("/ocpi/cpo", params={"country_code": "NLD"})
    assert problems(answer) == {
        "query.country_code": "string_pattern_mismatch",
        "query.party_id": "missing",
    }


def test_a_location_enters_its_party(client: httpx.Client) -> None:
    post(client, TOPOLOGY)
    (record,) = client.get("/dev/records/ocpi_cpos").json()["data"]
    assert (record["party"], record["name"], record["ocpi_versions"]) == ("NL*XYZ", "XYZ", ["2.2.1"])
    post(client, topology(chargers=[]) | {"ocpi_version": "2.1.1", "name": "XYZ Charging"})
    (record,) = client.get("/dev/records/ocpi_cpos").json()["data"]
    assert (record["name"], record["ocpi_versions"]) == ("XYZ Charging", ["2.2.1", "2.1.1"])


def test_a_location_is_shown_by_the_other_editions(client: httpx.Client) -> None:
    ocpi_id = open_one(client)
    (location,) = locations(client, number(client))
    site = client.get(f"/locations/{location['ocpp_location_id']}").json()
    assert (site["country"], site["timezone"]) == ("NL", "Europe/Amsterdam")
    assert site["coordinates"] == {"latitude": 52.3676, "longitude": 4.9041}
    (made,) = client.get("/chargers").json()["data"]
    assert (made["model"], made["connector_type"]) == ("Pulsar Plus", "Type2")
    (evse,) = location["chargers"][0]["evses"]
    assert evse["evse_uid"] == "NL-XYZ-CP-KEIZERS-01-1"
    assert ocpi_id == f"NL-XYZ-{site['slug']}"


def test_an_answer_names_each_location_by_its_ocpi_id(client: httpx.Client) -> None:
    told = post(client, {**TOPOLOGY, "locations": topology(chargers=[])["locations"] * 2})
    slugs = [location["slug"] for location in client.get("/locations").json()["data"]]
    assert told == "; ".join(
        f"Keizersgracht Parking (NL-XYZ-{slug}): chargers being deployed: 0" for slug in slugs
    )


def test_a_slug_is_never_taken_over(client: httpx.Client) -> None:
    post(client, topology(location_slug="mine"))
    assert locations(client, number(client))[0]["slug"].startswith("keizersgracht-parking-")


def test_missing_coordinates_are_somewhere_in_the_city(client: httpx.Client) -> None:
    post(client, topology(coordinates=None))
    place = locations(client, number(client))[0]["coordinates"]
    assert abs(place["latitude"] - 52.37) < 0.05
    assert abs(place["longitude"] - 4.9) < 0.05


def test_coordinates_may_be_texts(client: httpx.Client) -> None:
    post(client, topology(coordinates={"latitude": "52.5", "longitude": "-4"}))
    place = locations(client, number(client))[0]["coordinates"]
    assert place == {"latitude": 52.5, "longitude": -4}


def test_the_id_of_a_connector_may_be_a_number(client: httpx.Client) -> None:
    numbered = charger()
    numbered["evses"][0]["connectors"][0]["connector_id"] = 1
    post(client, topology(chargers=[numbered]))
    (record,) = client.get("/dev/records/described_evses").json()["data"]
    assert record["evses"][0]["connectors"][0]["connector_id"] == "1"


def test_the_version_of_the_request_is_that_of_chargers_without_one(client: httpx.Client) -> None:
    chargers = [charger(), charger(identity="CP-2", ocpp_version=None)]
    post(client, topology(chargers=chargers) | {"ocpp_version": "ocpp2.0.1"})
    made = client.get("/chargers").json()["data"]
    assert [row["ocpp_version"] for row in made] == ["OCPP1.6", "OCPP2.0.1"]


def test_chargers_boot_in_the_background(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    post(slow_client, TOPOLOGY)
    (made,) = slow_client.get("/chargers").json()["data"]
    log = f"/chargers/{made['id']}/logs"
    assert slow_client.get(log).json()["total"] == 0
    slow_clock.advance(seconds=100)
    assert slow_client.get(log).json()["data"][-1]["action"] == "BootNotification"


def test_a_charger_that_fails_does_not_stop_the_others(client: httpx.Client) -> None:
    created(client.post("/chargers", json=CHARGER | {"identity": "CP-2"}))
    chargers = [charger(identity=name) for name in ("CP-1", "CP-2", "CP-3")]
    chargers.append(charger(identity="CP-4", brand_slug="acme"))
    told = post(client, topology(chargers=chargers))
    assert "chargers being deployed: 2; 2 refused: CP-2 (Identity 'CP-2' is taken by " in told
    assert ", CP-4 (Unknown brand_slug 'acme'" in told
    assert identities(locations(client, number(client))[0]) == ["CP-1", "CP-3"]


def uids(client: httpx.Client) -> list[list[str]]:
    """Return the EVSEs of each charger of the first location."""
    chargers = locations(client, number(client))[0]["chargers"]
    return [[evse["evse_uid"] for evse in charger["evses"]] for charger in chargers]


def described(uid: str, **fields: Any) -> dict[str, Any]:
    made = charger(**fields)
    made["evses"][0]["evse_uid"] = uid
    return made


@pytest.mark.parametrize(
    ("first", "kept"), [({}, "FIRST"), ({"brand_slug": "acme"}, "SECOND")], ids=["first", "second"]
)
def test_of_two_with_one_identity_the_one_that_is_made_keeps_its_evses(
    client: httpx.Client, first: dict[str, Any], kept: str
) -> None:
    post(client, topology(chargers=[described("FIRST", **first), described("SECOND")]))
    assert uids(client) == [[kept]]


def test_described_evses_are_those_of_one_charger(client: httpx.Client) -> None:
    post(client, TOPOLOGY)
    (old,) = client.get("/chargers").json()["data"]
    client.delete(f"/chargers/{old['id']}")
    again = CHARGER | {"identity": old["identity"], "location_id": old["location_id"]}
    created(client.post("/chargers", json=again))
    assert uids(client) == [["CP-KEIZERS-01"]]
    assert client.get("/dev/records/described_evses").json()["total"] == 0


def test_described_evses_move_with_their_charger(client: httpx.Client) -> None:
    two = [*topology(chargers=[])["locations"], *topology()["locations"]]
    post(client, {**TOPOLOGY, "locations": two})
    (made,) = client.get("/chargers").json()["data"]
    empty, _ = locations(client, number(client))
    client.put(f"/chargers/{made['id']}", json={"location_id": empty["ocpp_location_id"]})
    assert uids(client) == [["NL-XYZ-CP-KEIZERS-01-1"]]


def test_a_request_creates_a_thousand_chargers_at_most(client: httpx.Client) -> None:
    many = [charger(identity=f"CP-{number}", evses=[]) for number in range(501)]
    body = {**TOPOLOGY, "locations": topology(chargers=many)["locations"] * 2}
    answer = client.post("/ocpi/location", json=body)
    assert problems(answer) == {"body.locations": "value_error"}
    assert "1000 chargers at most, not 1002" in answer.json()["detail"][0]["msg"]
    assert client.get("/locations").json()["total"] == 0


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"country_code": "NLD"}, "country_code"),
        ({"party_id": "AB"}, "party_id"),
        ({"ocpi_version": "2.3.0"}, "ocpi_version"),
        ({"ocpp_version": "OCPP1.6"}, "ocpp_version"),
        ({"locations": []}, "locations"),
        (topology(country="NL"), "locations.0.country"),
        (topology(country="QQQ"), "locations.0.country"),
        (topology(postal_code=None), "locations.0.postal_code"),
        (topology(coordinates={"latitude": "91", "longitude": 0}), "locations.0.coordinates.latitude"),
        (topology(chargers=[charger(ws_url="http://x")]), "locations.0.chargers.0.ws_url"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    client: httpx.Client, changes: dict[str, Any], place: str
) -> None:
    answer = client.post("/ocpi/location", json=TOPOLOGY | changes)
    assert set(problems(answer)) == {f"body.{place}"}
    assert client.get("/dev/records/ocpi_cpos").json()["total"] == 0


def test_a_connector_equals_its_charger(client: httpx.Client) -> None:
    wrong = charger(identity="CP-2", connector_type="Type2")
    answer = client.post("/ocpi/location", json=topology(chargers=[charger(), wrong]))
    place = "body.locations.0.chargers.1.evses.0.connectors.0.standard"
    assert problems(answer) == {place: "value_error"}
    assert answer.json()["detail"][0]["input"] == "IEC_62196_T2"


def test_a_location_is_deleted_by_its_ocpi_id(client: httpx.Client) -> None:
    query = {"location_id": open_one(client), "ocpi_version": "2.2.1"}
    wrong = client.delete("/ocpi/location", params=query | {"ocpi_version": "2.1.1"})
    foreign = client.delete("/ocpi/location", params=query, headers=stranger(client))
    assert (wrong.status_code, foreign.status_code) == (404, 404)
    answers = [client.delete("/ocpi/location", params=query).status_code for _ in range(2)]
    assert answers == [204, 404]
    assert client.get("/chargers").json()["total"] == client.get("/locations").json()["total"] == 0


def test_the_ocpi_id_follows_the_slug(client: httpx.Client) -> None:
    ocpi_id = open_one(client)
    (site,) = client.get("/locations").json()["data"]
    client.put(f"/locations/{site['id']}", json={"slug": "mine"})
    assert [delete(client, name) for name in (ocpi_id, "NL-XYZ-mine")] == [404, 204]


def test_a_slug_that_is_free_again_names_the_location_that_has_it(client: httpx.Client) -> None:
    ocpi_id = open_one(client)
    (first,) = client.get("/locations").json()["data"]
    open_one(client, topology(chargers=[]))
    second = client.get("/locations").json()["data"][1]
    for site, slug in ((first, "elsewhere"), (second, first["slug"])):
        assert client.put(f"/locations/{site['id']}", json={"slug": slug}).status_code == 200
    assert delete(client, ocpi_id) == 204
    assert [site["id"] for site in client.get("/locations").json()["data"]] == [first["id"]]


@pytest.mark.parametrize("name", ["NL-ABC-{slug}", "{slug}", "NL-XYZ-", "NL-XYZ-{slug}-"])
def test_an_ocpi_id_is_country_party_and_slug(client: httpx.Client, name: str) -> None:
    open_one(client)
    (site,) = client.get("/locations").json()["data"]
    assert delete(client, name.format(slug=site["slug"])) == 404


def test_a_site_that_partners_do_not_see_has_no_ocpi_id(client: httpx.Client) -> None:
    client.post("/ocpi/cpo", json=PARTNER)
    slug = created(client.post("/locations", json=LOCATION))["slug"]
    assert delete(client, f"NL-XYZ-{slug}") == 404


def test_a_location_is_deleted_by_its_own_id_too(client: httpx.Client) -> None:
    location = locations(client, begin(client)["cpo_id"])[0]
    query = {"location_id": location["id"], "ocpi_version": "2.2.1"}
    assert client.delete("/ocpi/location", params=query).status_code == 204
