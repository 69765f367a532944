"""One state behind all editions: what one has made, each other reads, commands and deletes."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.api.cpos import BUNDLE
from tests.conftest import CHARGER, LOCATION

Thing = dict[str, Any]
Make = Callable[[httpx.Client], httpx.Response]
Act = Callable[[httpx.Client, Thing], httpx.Response]

GROUP = {name: value for name, value in CHARGER.items() if name != "identity"}
VIRTUAL = LOCATION | {"coordinates": {"lat": 48.8925, "lng": 2.2361}}
PLATFORM_CHARGER = {**GROUP, "identity": "CP-0001", "model": GROUP["model_slug"]}
DEPLOYMENT = {
    "identity": "CP-0001",
    "model": "wallbox-pulsar-plus",
    "ws_url": GROUP["ws_url"],
    "ocpp_version": "OCPP1.6",
    "charger_name": "Bay A01",
}
ONE = BUNDLE | {"overrides": {"locations": 1, "chargers_per_location": 1}}
"""An operator of one location with one charger."""


def at_location(client: httpx.Client, path: str, body: Any) -> httpx.Response:
    """Create chargers at a new location."""
    location = client.post("/locations", json=LOCATION).json()
    return client.post(path.format(location["id"]), json=body)


def ocpi_location(client: httpx.Client) -> httpx.Response:
    """Open an OCPI location of one charger, from a template."""
    body = client.get("/ocpi/templates/locations").json()["templates"][0]["body"]
    place = body["locations"][0]
    return client.post(
        "/ocpi/location", json=body | {"locations": [place | {"chargers": place["chargers"][:1]}]}
    )


IN_SITES: dict[str, Make] = {
    "flat verb": lambda client: at_location(
        client, "/locations/{}/chargers/create-chargers", {"chargers": [CHARGER]}
    ),
    "flat groups": lambda client: at_location(
        client, "/locations/{}/chargers", [{"template": GROUP, "chargers_number": 1}]
    ),
    "gateway job": lambda client: at_location(
        client, "/ocpp/locations/{}/chargers", [{"template": GROUP, "chargers_number": 1}]
    ),
    "gateway bundle": lambda client: client.post("/ocpi/cpos", json=ONE),
    "deployments location": lambda client: client.post(
        "/ocpp/location", json=VIRTUAL | {"chargers": [CHARGER]}
    ),
    "deployments ocpi location": ocpi_location,
    "platform location": lambda client: client.post(
        "/evcharger/location", json=VIRTUAL | {"chargers": [PLATFORM_CHARGER]}
    ),
}
"""Ways to make one location with one charger."""

ALONE: dict[str, Make] = {
    "flat": lambda client: client.post("/chargers", json=CHARGER),
    "gateway": lambda client: client.post("/ocpp/chargers", json=CHARGER),
    "deployments": lambda client: client.post("/ocpp/deployment", json=CHARGER),
    "platform": lambda client: client.post("/evcharger/deployment", json=DEPLOYMENT),
}
"""Ways to make one charger that stands nowhere."""


def plug(path: str, **body: Any) -> Act:
    """Return the command to plug in, as it is sent to *path*."""
    return lambda client, thing: client.post(path.format(**thing), json=_filled(body, thing))


def _filled(body: Any, thing: Thing) -> Any:
    if isinstance(body, dict):
        return {name: _filled(value, thing) for name, value in body.items()}
    return body.format(**thing)


TELL_CHARGER: dict[str, Act] = {
    "flat": plug("/chargers/{id}/plug-connector"),
    "flat target": plug("/commands/plug-connector", target={"charger_id": "{id}"}, event={}),
    "gateway": plug("/ocpp/commands/plug-connector", target={"charger_id": "{id}"}, event={}),
    "deployments": plug("/ocpp/commands/plug-connector", target={"deployment_id": "{id}"}),
    "deployments identity": plug("/ocpp/commands/plug-connector", target={"identity": "{identity}"}),
    "platform": plug("/evcharger/commands/plug-connector", target={"deployment_id": "{id}"}),
}
TELL_LOCATION: dict[str, Act] = {
    "flat": plug("/locations/{id}/chargers/plug-connector"),
    "flat target": plug("/commands/plug-connector", target={"location_id": "{id}"}, event={}),
    "gateway": plug("/ocpp/commands/plug-connector", target={"location_id": "{id}"}, event={}),
    "deployments": plug("/ocpp/commands/plug-connector", target={"location_id": "{id}"}),
    "platform": plug("/evcharger/commands/plug-connector", target={"location_id": "{id}"}),
}
DELETE_CHARGER: dict[str, Act] = {
    "flat": lambda client, thing: client.delete(f"/chargers/{thing['id']}"),
    "gateway": lambda client, thing: client.delete(f"/ocpp/chargers/{thing['id']}"),
    "deployments": lambda client, thing: client.delete(
        "/ocpp/deployment", params={"deployment_id": thing["id"]}
    ),
    "deployments operation": lambda client, thing: client.post(
        "/ocpp/deployment-runtime-ops", json={"action": "delete", "deployment_id": thing["id"]}
    ),
    "platform": lambda client, thing: client.delete(
        "/evcharger/deployment", params={"identity": thing["identity"]}
    ),
}
DELETE_LOCATION: dict[str, Act] = {
    "flat": lambda client, thing: client.delete(f"/locations/{thing['id']}"),
    "gateway": lambda client, thing: client.delete(f"/ocpp/locations/{thing['id']}"),
    "deployments slug": lambda client, thing: client.delete("/ocpp/location", params={"slug": thing["slug"]}),
    "deployments id": lambda client, thing: client.delete(
        "/ocpp/location", params={"location_id": thing["id"]}
    ),
    "platform name": lambda client, thing: client.delete(
        "/evcharger/location", params={"location_id": thing["name"]}
    ),
}
LOGS: dict[str, Act] = {
    "flat": lambda client, thing: client.get(f"/chargers/{thing['id']}/logs", params={"limit": 500}),
    "gateway": lambda client, thing: client.get(f"/ocpp/chargers/{thing['id']}/logs", params={"limit": 500}),
    "deployments": lambda client, thing: client.get(
        "/ocpp/logs", params={"deployment_id": thing["id"], "page_size": 500}
    ),
    "platform": lambda client, thing: client.get(
        "/evcharger/logs", params={"identity": thing["identity"], "page_size": 500}
    ),
}


def each(name: str, ways: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(name, [pytest.param(way, id=title) for title, way in ways.items()])


def made(client: httpx.Client, make: Make, what: str = "chargers") -> Thing:
    """Make something and return it as the edition flat shows it."""
    assert make(client).is_success
    (thing,) = client.get(f"/{what}").json()["data"]
    return dict(thing)


def frames(client: httpx.Client, charger: Thing) -> list[list[Any]]:
    """Return the log of a charger as each edition shows it."""
    return [read(client, charger).json()["data"] for read in LOGS.values()]


@each("make", ALONE | IN_SITES)
def test_a_charger_shows_itself_alike_wherever_it_was_made(client: httpx.Client, make: Make) -> None:
    charger = made(client, make)
    assert charger == charger | {"vendor_name": "Wallbox", "number_of_connectors": 1}
    assert client.get(f"/ocpp/chargers/{charger['id']}").json() == charger
    assert client.get("/ocpp/chargers").json()["data"] == [charger]
    assert client.get(f"/ocpp/chargers/{charger['id']}/status").json()["status"] == "READY"
    (stage,) = client.get("/evcharger/deployment-runtime-ops/status").json()["items"]
    assert (stage["identity"], stage["stage"]) == (charger["identity"], "online")


@each("tell", TELL_CHARGER)
@each("make", ALONE | IN_SITES)
def test_a_charger_obeys_whoever_tells_it(client: httpx.Client, make: Make, tell: Act) -> None:
    charger = made(client, make)
    assert tell(client, charger).status_code == 202
    (newest,) = {str(log[1]["message"]) for log in frames(client, charger)}
    assert '"Preparing"' in newest


@each("make", ALONE | IN_SITES)
def test_all_read_the_same_log(client: httpx.Client, make: Make) -> None:
    charger = made(client, make)
    for tell in TELL_CHARGER.values():
        tell(client, charger)
    logs = frames(client, charger)
    assert len(logs[0]) > 6
    assert all(log == logs[0] for log in logs)


@each("delete", DELETE_CHARGER)
@each("make", ALONE | IN_SITES)
def test_a_charger_is_gone_for_all(client: httpx.Client, make: Make, delete: Act) -> None:
    charger = made(client, make)
    assert delete(client, charger).is_success
    assert frames(client, charger) == [[], [], [], []]
    assert client.get(f"/ocpp/chargers/{charger['id']}").status_code == 404
    assert client.get("/evcharger/deployment-runtime-ops/status").json()["items"] == []
    assert {tell(client, charger).status_code for tell in TELL_CHARGER.values()} == {404}


@each("make", IN_SITES)
def test_a_location_shows_itself_alike_wherever_it_was_made(client: httpx.Client, make: Make) -> None:
    location = made(client, make, "locations")
    assert client.get(f"/ocpp/locations/{location['id']}").json() == location
    for path in ("/locations", "/ocpp/locations"):
        page = client.get(f"{path}/{location['id']}/chargers").json()
        assert [charger["location_id"] for charger in page["data"]] == [location["id"]]


@each("tell", TELL_LOCATION)
@each("make", IN_SITES)
def test_a_location_obeys_whoever_tells_it(client: httpx.Client, make: Make, tell: Act) -> None:
    answer = tell(client, made(client, make, "locations"))
    assert (answer.status_code, answer.json()["queued_count"]) == (202, 1)


@each("delete", DELETE_LOCATION)
@each("make", IN_SITES)
def test_a_location_is_gone_for_all_with_its_charger(client: httpx.Client, make: Make, delete: Act) -> None:
    location = made(client, make, "locations")
    assert delete(client, location).status_code == 204
    assert client.get("/ocpp/locations").json()["total"] == client.get("/chargers").json()["total"] == 0
    assert {tell(client, location).status_code for tell in TELL_LOCATION.values()} == {404}


@each("delete", DELETE_LOCATION)
def test_an_ocpi_location_goes_with_its_site(client: httpx.Client, delete: Act) -> None:
    cpo_id = client.post("/ocpi/cpos", json=ONE).json()["cpo_id"]
    assert client.get(f"/ocpi/cpos/{cpo_id}/locations").json()["total"] == 1
    delete(client, client.get("/locations").json()["data"][0])
    assert client.get(f"/ocpi/cpos/{cpo_id}/locations").json()["total"] == 0


def test_a_command_of_any_edition_can_be_followed_in_the_platform(client: httpx.Client) -> None:
    charger = made(client, ALONE["flat"])
    for tell in TELL_CHARGER.values():
        tell(client, charger)
    results = client.get("/evcharger/commands", params={"deployment_id": charger["id"]}).json()["data"]
    assert [result["event_type"] for result in results] == ["plug_connector"] * len(TELL_CHARGER)
