"""Bundles: operators that are made from a template, polled, and end by themselves."""

import json
import shlex
from itertools import product
from typing import Any

import httpx
import pytest

from sandbox.domain import cpos
from sandbox.domain.cpos import Party
from sandbox.kit import InProcessSandbox
from tests.api.cpos import BUNDLE, PARTNER, begin, identities, locations, stranger
from tests.clocks import MovableClock
from tests.conftest import CHARGER, created, problems

TEMPLATES = {"small-urban-ac": (2, 6), "highway-dc": (3, 6), "mixed-depot": (1, 6)}


def topology(client: httpx.Client, cpo_id: str) -> tuple[int, ...]:
    counts = client.get(f"/ocpi/cpos/{cpo_id}").json()["topology"]
    return tuple(counts[name] for name in ("locations", "chargers", "evses", "connectors"))


def test_the_templates_say_how_much_they_make(client: httpx.Client) -> None:
    gallery = client.get("/ocpi/templates/cpos").json()
    assert {item["slug"]: (item["locations"], item["chargers"]) for item in gallery["data"]} == TEMPLATES
    assert gallery["total"] == 3
    assert {item["version"] for item in gallery["data"]} == {1}


def test_an_accepted_bundle_tells_where_to_look(slow_client: httpx.Client) -> None:
    cpo = begin(slow_client)
    path = f"/ocpi/cpos/{cpo['cpo_id']}"
    assert cpo["cpo_id"].isdecimal()
    assert cpo["party"] == {"country_code": "FR", "party_id": "ABC", "role": "CPO"}
    assert (cpo["status_url"], cpo["destroy_url"]) == (f"{path}/status", path)
    assert (cpo["status"], cpo["template_version"]) == ("PENDING", 1)
    assert cpo["workflow_run_id"].startswith("wfr_")


def test_the_handshake_is_safe_in_a_shell(client: httpx.Client) -> None:
    cpo = begin(client, name_prefix="it's; rm -rf $HOME")
    helper = cpo["roam_helper"]
    words = shlex.split(helper["curl_snippet"])
    assert json.loads(words[-1]) == helper["credentials_payload"]
    assert helper["credentials_payload"]["token"] == cpo["token_a"]
    assert helper["credentials_payload"]["url"] == cpo["ocpi_peer_url"]
    assert words[3].endswith("/ocpi/2.2.1/credentials")


def test_the_credentials_of_the_older_ocpi_have_one_role(client: httpx.Client) -> None:
    payload = begin(client, ocpi_version="2.1.1")["roam_helper"]["credentials_payload"]
    assert (payload["party_id"], "roles" in payload) == ("ABC", False)


def test_the_status_follows_the_clock(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    url = begin(slow_client)["status_url"]
    seen = []
    for seconds in (0, 25, 74, 1):
        slow_clock.advance(seconds=seconds)
        seen.append(slow_client.get(url).json())
    assert [status["status"] for status in seen] == ["PENDING", "PROVISIONING", "PROVISIONING", "READY"]
    steps = [status["progress"] and status["progress"]["current_step"] for status in seen]
    assert steps == [None, "mark-provisioning", "mark-provisioning", None]
    assert [status["provisioned_at"] is not None for status in seen] == [False, False, False, True]
    assert seen[0]["status_url"] == url


def test_there_is_an_operator_at_once_and_locations_when_it_is_ready(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    cpo_id = begin(slow_client)["cpo_id"]
    assert topology(slow_client, cpo_id) == (0, 0, 0, 0)
    slow_clock.advance(seconds=100)
    assert topology(slow_client, cpo_id) == (2, 6, 6, 6)


@pytest.mark.parametrize(
    ("template", "counts"),
    [("small-urban-ac", (2, 6, 6, 6)), ("highway-dc", (3, 6, 12, 12)), ("mixed-depot", (1, 6, 8, 8))],
)
def test_each_template_makes_what_it_says(
    client: httpx.Client, template: str, counts: tuple[int, ...]
) -> None:
    assert topology(client, begin(client, template=template)["cpo_id"]) == counts


def test_its_locations_and_chargers_are_those_of_other_routes_too(client: httpx.Client) -> None:
    (first, _) = locations(client, begin(client)["cpo_id"])
    site = client.get(f"/locations/{first['ocpp_location_id']}").json()
    chargers = client.get("/chargers", params={"location_id": site["id"]}).json()["data"]
    assert (site["slug"], site["name"], site["country"]) == (first["slug"], first["name"], "FR")
    assert [charger["id"] for charger in chargers] == [charger["id"] for charger in first["chargers"]]


def test_its_chargers_are_alive(client: httpx.Client) -> None:
    (first, _) = locations(client, begin(client)["cpo_id"])
    charger = first["chargers"][0]["id"]
    started = {"target": {"charger_id": charger}, "event": {"id_tag": "TAG-1"}}
    assert client.post("/ocpp/commands/start-session", json=started).status_code == 202
    actions = [entry["action"] for entry in client.get(f"/ocpp/chargers/{charger}/logs").json()["data"]]
    assert {"BootNotification", "StartTransaction"} <= set(actions)


def test_reading_it_never_shows_the_token(client: httpx.Client) -> None:
    cpo = begin(client)
    one = client.get(cpo["destroy_url"])
    every = client.get("/ocpi/cpos")
    assert cpo["token_a"] not in one.text + every.text
    assert every.json() == {"data": [one.json()], "total": 1, "page": 1, "limit": 50}
    assert "status" not in one.json()


def test_the_report_is_markdown_with_the_token(client: httpx.Client) -> None:
    cpo = begin(client)
    report = client.get(cpo["report_url"]).json()
    assert report["cpo_id"] == cpo["cpo_id"]
    headings = [line for line in report["markdown"].splitlines() if line.startswith("#")]
    assert headings == [
        f"# CPO {cpo['cpo_id']}: alice (small-urban-ac v1)",
        "## Party",
        "## Locations (2)",
        "## Token A",
    ]
    assert cpo["token_a"] in report["markdown"]
    for location in locations(client, cpo["cpo_id"]):
        line = f"- {location['id']}: {location['name']}, {location['city']}, 3 chargers"
        assert line in report["markdown"]


def shape(client: httpx.Client, **fields: Any) -> list[Any]:
    """Return all of a new bundle that its seed decides, and remove it."""
    cpo = begin(client, **fields)
    made = [
        (location["name"], location["address"], location["coordinates"], identities(location))
        for location in locations(client, cpo["cpo_id"])
    ]
    client.delete(cpo["destroy_url"])
    return made


def test_the_same_seed_makes_the_same(client: httpx.Client) -> None:
    assert shape(client) == shape(client, party_id="DEF")


def test_another_seed_or_none_makes_something_else(client: httpx.Client) -> None:
    assert shape(client) != shape(client, seed=43)
    assert shape(client, seed=None) != shape(client, seed=None)


def test_identities_begin_with_the_prefix(client: httpx.Client) -> None:
    for location in locations(client, begin(client, name_prefix="bob")["cpo_id"]):
        assert all(identity.startswith("bob-") for identity in identities(location))


def test_overrides_change_how_much_is_made(client: httpx.Client) -> None:
    wishes = {"locations": 3, "chargers_per_location": 8}
    cpo = begin(client, template="mixed-depot", overrides=wishes)
    made = locations(client, cpo["cpo_id"])
    plugs = [[charger["connector_type"] for charger in location["chargers"]] for location in made]
    assert plugs == [["Type2"] * 6 + ["CCS2"] * 2] * 3
    assert len({location["name"] for location in made}) == 3


def test_an_unknown_template_is_404_with_those_there_are(client: httpx.Client) -> None:
    answer = client.post("/ocpi/cpos", json=BUNDLE | {"template": "nope"})
    assert (answer.status_code, "small-urban-ac" in answer.json()["detail"]) == (404, True)


def test_an_override_of_null_is_none(client: httpx.Client) -> None:
    cpo = begin(client, overrides={"locations": None, "chargers_per_location": 1})
    assert topology(client, cpo["cpo_id"])[:2] == (2, 2)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"country_code": "FRA"}, "body.country_code"),
        ({"country_code": "QQ"}, "body.country_code"),
        ({"party_id": "AB"}, "body.party_id"),
        ({"party_id": "A*C"}, "body.party_id"),
        ({"name_prefix": ""}, "body.name_prefix"),
        ({"role": "CPO"}, "body.role"),
        ({"ocpi_version": "2.3.0"}, "body.ocpi_version"),
        ({"ttl_seconds": 59}, "body.ttl_seconds"),
        ({"ttl_seconds": 604_801}, "body.ttl_seconds"),
        ({"overrides": {"locations": 0}}, "body.overrides.locations"),
        ({"overrides": {"locations": 11}}, "body.overrides.locations"),
        ({"overrides": {"chargers_per_location": 21}}, "body.overrides.chargers_per_location"),
        ({"overrides": {"bays": 2}}, "body.overrides.bays"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    client: httpx.Client, fields: dict[str, Any], place: str
) -> None:
    answer = client.post("/ocpi/cpos", json=BUNDLE | fields)
    assert set(problems(answer)) == {place}
    assert client.get("/ocpi/cpos").json()["total"] == 0


def test_a_refused_template_is_answered_with_those_there_are(client: httpx.Client) -> None:
    text = client.post("/ocpi/cpos", json=BUNDLE | {"template": "nope"}).text
    assert all(slug in text for slug in TEMPLATES)


@pytest.mark.parametrize("country", ["FR", "US", "SN", "JP", "br"])
def test_any_country_has_places_that_agree_with_it(client: httpx.Client, country: str) -> None:
    overrides = {"locations": 10, "chargers_per_location": 1}
    made = locations(client, begin(client, country_code=country, overrides=overrides)["cpo_id"])
    assert {location["country"] for location in made} == {country.upper()}
    assert len({location["name"] for location in made}) == 10
    assert all(location["timezone"] for location in made)


def test_a_party_that_is_taken_is_altered(client: httpx.Client) -> None:
    client.post("/ocpi/cpo", json=PARTNER | {"partner": PARTNER["partner"] | {"party_id": "ABZ"}})
    parties = [
        begin(client, party_id=party, country_code=country, seed=None)["party"]["party_id"]
        for country, party in (("NL", "ABX"), ("NL", "ABX"), ("NL", "ABY"), ("FR", "ABX"), ("NL", "ZZZ"))
    ]
    assert parties == ["ABX", "ABY", "AC0", "ABX", "ZZZ"]
    assert begin(client, party_id="ZZZ", country_code="NL", seed=None)["party"]["party_id"] == "000"


def test_a_country_whose_parties_are_all_taken_is_422(inprocess_sandbox: InProcessSandbox) -> None:
    world = inprocess_sandbox.app.state.gateway.world
    tenant = world.tenant(inprocess_sandbox.organization_id)
    with world.change():
        first = cpos.add(tenant, Party("NL", "000"), name="first", ocpi_versions=["2.2.1"])
        for digits in product("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", repeat=3):
            party = "".join(digits)
            tenant.cpos.put(first.replaced(id=party, party_id=party, party=f"NL*{party}"))
    refused = inprocess_sandbox.client.post("/ocpi/cpos", json=BUNDLE | {"country_code": "NL"})
    assert problems(refused) == {"body.party_id": "value_error"}
    assert begin(inprocess_sandbox.client)["party"]["party_id"] == "ABC"


def test_another_organization_does_not_collide(client: httpx.Client) -> None:
    begin(client)
    theirs = client.post("/ocpi/cpos", json=BUNDLE, headers=stranger(client)).json()
    assert theirs["party"]["party_id"] == "ABC"


def test_a_bundle_of_another_organization_is_not_there(client: httpx.Client) -> None:
    cpo, headers = begin(client), stranger(client)
    for path in ("", "/status", "/report", "/locations"):
        assert client.get(cpo["destroy_url"] + path, headers=headers).status_code == 404
    assert client.delete(cpo["destroy_url"], headers=headers).status_code == 204
    assert client.get(cpo["destroy_url"]).status_code == 200


def test_deleting_takes_all_along_and_can_be_repeated(client: httpx.Client) -> None:
    cpo = begin(client)
    assert [client.delete(cpo["destroy_url"]).status_code for _ in range(2)] == [204, 204]
    for path in ("", "/status", "/report", "/locations"):
        assert client.get(cpo["destroy_url"] + path).status_code == 404
    left = ("/locations", "/chargers", "/ocpi/cpos", "/dev/records/ocpi_locations", "/dev/records/runs")
    assert {path: client.get(path).json()["total"] for path in left} == dict.fromkeys(left, 0)


def test_deleting_before_it_is_ready_makes_nothing(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    slow_client.delete(begin(slow_client)["destroy_url"])
    slow_clock.advance(hours=2)
    assert slow_client.get("/chargers").json()["total"] == 0


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_id_that_is_no_number_does_not_fit(client: httpx.Client, method: str) -> None:
    assert problems(client.request(method, "/ocpi/cpos/abc")) == {"path.cpo_id": "string_pattern_mismatch"}


@pytest.mark.parametrize(
    ("fields", "seconds"), [({}, 3600), ({"ttl_seconds": 60}, 60), ({"ttl_seconds": 604_800}, 604_800)]
)
def test_it_ends_by_itself(
    slow_client: httpx.Client, slow_clock: MovableClock, fields: dict[str, Any], seconds: int
) -> None:
    cpo = begin(slow_client, **fields)
    slow_clock.advance(seconds=seconds - 1)
    assert slow_client.get(cpo["destroy_url"]).json()["expires_at"] == cpo["expires_at"]
    slow_clock.advance(seconds=1)
    assert slow_client.get("/chargers").json()["total"] == 0
    assert slow_client.get(cpo["status_url"]).status_code == 404


def test_it_stays_when_its_lifetime_is_null(slow_client: httpx.Client, slow_clock: MovableClock) -> None:
    cpo = begin(slow_client, ttl_seconds=None)
    slow_clock.advance(days=30)
    assert cpo["expires_at"] is None
    assert slow_client.get(cpo["destroy_url"]).status_code == 200


def test_it_fails_on_demand(client: httpx.Client) -> None:
    order = {"kind": "cpo", "code": "capacity_exceeded", "message": "No capacity left", "retryable": True}
    client.post("/dev/provisioning-failures", json=order)
    cpo = begin(client)
    status = client.get(cpo["status_url"]).json()
    assert (status["status"], status["provisioned_at"]) == ("FAILED", None)
    assert (status["error"]["code"], status["error"]["retryable"]) == ("capacity_exceeded", True)
    assert topology(client, cpo["cpo_id"]) == (0, 0, 0, 0)
    assert client.get(begin(client)["status_url"]).json()["status"] == "READY"


def test_it_fails_when_an_identity_is_taken_and_makes_nothing(
    slow_client: httpx.Client, slow_clock: MovableClock
) -> None:
    first = begin(slow_client)
    slow_clock.advance(seconds=100)
    taken = identities(locations(slow_client, first["cpo_id"])[1])[2]
    slow_client.delete(first["destroy_url"])
    created(slow_client.post("/chargers", json=CHARGER | {"identity": taken}))
    again = begin(slow_client)
    slow_clock.advance(seconds=100)
    error = slow_client.get(again["status_url"]).json()["error"]
    assert (error["code"], error["param"], error["step"]) == ("identity_taken", "identity", "charger-1-0-03")
    assert error["retryable"] is False
    assert slow_client.get("/chargers").json()["total"] == 1
    assert slow_client.get("/locations").json()["total"] == 0


def test_a_partner_is_no_bundle(client: httpx.Client) -> None:
    number = client.post("/ocpi/cpo", json=PARTNER).json()["id"]
    assert client.get(f"/ocpi/cpos/{number}").status_code == 404
    assert client.get("/ocpi/cpos").json()["total"] == 0
    assert client.delete(f"/ocpi/cpos/{number}").status_code == 204
    assert client.get(f"/ocpi/cpos/{number}/locations").status_code == 200
