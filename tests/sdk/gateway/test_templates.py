"""Templates of operators and of locations."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest


def slugs(listed: dict[str, Any]) -> list[str]:
    return [template["slug"] for template in listed["templates"]]


def test_operators_are_made_from_three_templates(client: Any) -> None:
    listed = client.ocpi_templates.list()
    assert [(item.slug, item.version, item.locations, item.chargers) for item in listed.data] == [
        ("small-urban-ac", 1, 2, 6),
        ("highway-dc", 1, 3, 6),
        ("mixed-depot", 1, 1, 6),
    ]
    assert listed.total == 3


def test_location_templates_tell_site_type_and_chargers(client: Any) -> None:
    template = next(
        item
        for item in client.location_templates.list(type="AC")["templates"]
        if item["slug"] == "urban-ac-hub"
    )
    assert (template["type"], template["country"], template["parking_type"]) == (
        "AC",
        "NL",
        "PARKING_GARAGE",
    )
    (group,) = template["chargers"]
    assert (group["brand_slug"], group["model_slug"], group["connector_type"]) == (
        "wallbox",
        "wallbox-pulsar-plus",
        "Type2",
    )
    assert (group["ocpp_version"], group["count"], group["power_kw"]) == ("OCPP1.6", 6, 22)


@pytest.mark.parametrize("family", ["AC", "DC", "AC-DC"])
def test_location_templates_are_chosen_by_type(client: Any, family: str) -> None:
    listed = client.location_templates.list(type=family)
    assert listed["count"] == len(listed["templates"]) > 0
    assert {template["type"] for template in listed["templates"]} == {family}


def test_mixed_templates_fit_either_version(client: Any) -> None:
    by_version = [
        {template["slug"]: template["ocpp_version"] for template in listed["templates"]}
        for listed in (client.location_templates.list(ocpp_version=name) for name in ("OCPP1.6", "OCPP2.0.1"))
    ]
    both = by_version[0].keys() & by_version[1].keys()
    assert {by_version[0][slug] for slug in both} == {"mixed"}
    assert [set(versions.values()) - {"mixed"} for versions in by_version] == [{"ocpp1.6"}, {"ocpp2.0.1"}]


def test_the_documented_templates_are_there(client: Any) -> None:
    found = {slug for family in ("AC", "DC") for slug in slugs(client.location_templates.list(type=family))}
    assert found >= {"urban-ac-hub", "highway-dc-station", "residential-ac-single"}


def test_a_type_that_there_is_not_is_refused(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.location_templates.list(type="EV")
    assert refused.value.body["detail"][0]["loc"] == ["query", "type"]
