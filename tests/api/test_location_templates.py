"""Templates of locations: one gallery, filtered in the ways of several editions, with bodies to post."""

from typing import Any

import httpx
import pytest

from sandbox.domain.templates import Gallery
from sandbox.fixture_files import fixture
from tests.conftest import problems

OCPP, OCPI, EVCHARGER = (f"/{root}/templates/locations" for root in ("ocpp", "ocpi", "evcharger"))
EVERY = pytest.mark.parametrize("path", [OCPP, OCPI, EVCHARGER])
CREATE = {OCPP: "/ocpp/location", OCPI: "/ocpi/location", EVCHARGER: "/evcharger/location"}
GALLERY = Gallery(fixture("templates.json"))
ALL = {template.slug for template in GALLERY.locations}
RECOMMENDED = ["urban-ac-hub", "highway-dc-station", "residential-ac-single", "retail-ac-dc-plaza"]


def slugs(client: httpx.Client, path: str, **query: Any) -> list[str]:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    gallery = answer.json()
    assert gallery["count"] == len(gallery["templates"])
    return [template["slug"] for template in gallery["templates"]]


@EVERY
def test_four_are_recommended_one_for_each_pair_of_versions(client: httpx.Client, path: str) -> None:
    assert slugs(client, path) == slugs(client, path, include_all=False) == RECOMMENDED
    templates = client.get(path).json()["templates"]
    pairs = {(template["ocpp_version"], template["ocpi_version"]) for template in templates}
    assert pairs == {(ocpp, ocpi) for ocpp in ("ocpp1.6", "ocpp2.0.1") for ocpi in ("2.1.1", "2.2.1")}


@EVERY
def test_the_whole_gallery_is_there_on_demand(client: httpx.Client, path: str) -> None:
    assert set(slugs(client, path, include_all=True)) == ALL
    assert len(ALL) >= 10


@EVERY
def test_filters_narrow_what_is_recommended(client: httpx.Client, path: str) -> None:
    assert slugs(client, path, ocpp_version="ocpp2.0.1") == ["highway-dc-station", "retail-ac-dc-plaza"]
    assert slugs(client, path, ocpp_version="ocpp2.0.1", ocpi_version="2.1.1") == ["retail-ac-dc-plaza"]


@EVERY
@pytest.mark.parametrize("plug", ["CHAdeMO", "CHADEMO", "chademo"])
def test_plugs_are_found_in_either_vocabulary(client: httpx.Client, path: str, plug: str) -> None:
    assert slugs(client, path, connector_type=plug, include_all=True) == ["taxi-dc-chademo"]


@EVERY
def test_a_plug_that_nobody_has_gives_nothing(client: httpx.Client, path: str) -> None:
    assert slugs(client, path, connector_type="Schuko", include_all=True) == []


def test_the_older_spelling_looks_at_the_whole_gallery(client: httpx.Client) -> None:
    older, newer = (set(slugs(client, OCPP, ocpp_version=version)) for version in ("OCPP1.6", "ocpp1.6"))
    assert newer < older
    assert "fleet-depot-mixed" in older & set(slugs(client, OCPP, ocpp_version="OCPP2.0.1"))


@pytest.mark.parametrize("family", ["AC", "DC", "AC-DC"])
def test_a_family_of_power_looks_at_the_whole_gallery(client: httpx.Client, family: str) -> None:
    chosen = client.get(OCPP, params={"type": family}).json()["templates"]
    assert {template["type"] for template in chosen} == {family}
    assert len(chosen) >= 2


@EVERY
@pytest.mark.parametrize(
    ("name", "value"), [("ocpp_version", "1.6"), ("ocpi_version", "2.3.0"), ("include_all", "perhaps")]
)
def test_an_unknown_value_does_not_fit(client: httpx.Client, path: str, name: str, value: str) -> None:
    assert set(problems(client.get(path, params={name: value}))) == {f"query.{name}"}


def test_an_unknown_family_does_not_fit(client: httpx.Client) -> None:
    assert set(problems(client.get(OCPP, params={"type": "ac"}))) == {"query.type"}


@EVERY
def test_filters_are_echoed(client: httpx.Client, path: str) -> None:
    asked = {"ocpp_version": "ocpp1.6", "ocpi_version": "2.1.1", "connector_type": "Type2"}
    echoed = client.get(path, params=asked).json()["filters"]
    assert echoed == asked | {"include_all": False, "type": None}


def test_a_template_describes_its_site_and_its_chargers(client: httpx.Client) -> None:
    template = client.get(OCPP).json()["templates"][0]
    assert (template["country"], template["parking_type"], template["type"]) == (
        "NL",
        "PARKING_GARAGE",
        "AC",
    )
    assert (template["cpo_name"], template["cpo_slug"], template["party_id"]) == (
        "Canal Charging",
        "canal-charging",
        "CNL",
    )
    assert template["chargers"] == [
        {
            "brand_slug": "wallbox",
            "brand": "Wallbox",
            "model_slug": "wallbox-pulsar-plus",
            "model": "Pulsar Plus",
            "connector_type": "Type2",
            "ocpp_version": "OCPP1.6",
            "count": 6,
            "power_kw": 22,
        }
    ]


def test_plugs_are_called_as_the_bodies_call_them(client: httpx.Client) -> None:
    names = [client.get(path).json()["templates"][0]["connector_type"] for path in CREATE]
    assert names == ["Type2", "IEC_62196_T2", "Type2"]


def test_a_mixed_template_says_so(client: httpx.Client) -> None:
    templates = client.get(OCPP, params={"include_all": True}).json()["templates"]
    versions = {template["slug"]: template["ocpp_version"] for template in templates}
    assert versions["fleet-depot-mixed"] == "mixed"


@EVERY
def test_every_body_can_be_posted_as_it_is(client: httpx.Client, path: str) -> None:
    templates = client.get(path, params={"include_all": True}).json()["templates"]
    for template in templates:
        answer = client.post(CREATE[path], json=template["body"])
        assert answer.status_code == 202, (template["slug"], answer.text)
        assert "cannot" not in answer.text
        assert "X-Sandbox-Warnings" not in answer.headers
    expected = sum(charger["count"] for template in templates for charger in template["chargers"])
    assert client.get("/chargers").json()["total"] == expected
    countries = {location["country"] for location in client.get("/locations").json()["data"]}
    assert countries == {template["country"] for template in templates}


@EVERY
def test_a_body_asked_for_again_can_be_posted_again(client: httpx.Client, path: str) -> None:
    for _ in range(2):
        client.post(CREATE[path], json=client.get(path).json()["templates"][0]["body"])
    assert client.get("/chargers").json()["total"] == 12


def test_connectors_of_a_body_follow_from_the_model(client: httpx.Client) -> None:
    templates = client.get(OCPI, params={"include_all": True}).json()["templates"]
    bodies = {template["slug"]: template["body"] for template in templates}
    first = {slug: body["locations"][0]["chargers"][0] for slug, body in bodies.items()}
    (alternating,) = first["urban-ac-hub"]["evses"][0]["connectors"]
    (direct,) = first["highway-dc-station"]["evses"][0]["connectors"]
    assert alternating == {
        "connector_id": "1",
        "standard": "IEC_62196_T2",
        "format": "SOCKET",
        "power_type": "AC_3_PHASE",
        "max_voltage": 400,
        "max_amperage": 32,
        "max_electric_power": 22000,
    }
    assert (direct["power_type"], direct["format"], direct["max_amperage"]) == ("DC", "CABLE", 360)
    assert len(first["highway-dc-station"]["evses"]) == 2
