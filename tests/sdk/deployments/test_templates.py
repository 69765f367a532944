"""Templates of locations, whose bodies can be posted as they are."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import Sandbox

COMBINATIONS = {
    ("ocpp1.6", "2.1.1"),
    ("ocpp1.6", "2.2.1"),
    ("ocpp2.0.1", "2.1.1"),
    ("ocpp2.0.1", "2.2.1"),
}
BOTH = pytest.mark.parametrize("gateway", ["ocpp", "ocpi"])


def templates(client: Any, gateway: str, **filters: Any) -> Any:
    return getattr(client, gateway).templates.list(**filters)


@BOTH
def test_four_combinations_are_recommended(client: Any, gateway: str) -> None:
    listed = templates(client, gateway)
    assert {(item.ocpp_version, item.ocpi_version) for item in listed.templates} == COMBINATIONS
    assert listed.count == len(listed.templates) == 4


@BOTH
def test_the_whole_gallery_is_larger(client: Any, gateway: str) -> None:
    recommended = {item.slug for item in templates(client, gateway).templates}
    everything = {item.slug for item in templates(client, gateway, include_all=True).templates}
    assert recommended < everything


@BOTH
def test_filters_are_told_again(client: Any, gateway: str) -> None:
    filters = {"ocpp_version": "ocpp1.6", "ocpi_version": "2.2.1", "include_all": True}
    listed = templates(client, gateway, **filters)
    told = listed.filters
    assert (told.ocpp_version, told.ocpi_version, told.connector_type, told.include_all) == (
        "ocpp1.6",
        "2.2.1",
        None,
        True,
    )


@BOTH
def test_templates_are_chosen_by_their_versions(client: Any, gateway: str) -> None:
    chosen = templates(client, gateway, ocpp_version="ocpp2.0.1", ocpi_version="2.1.1").templates
    assert [(item.ocpp_version, item.ocpi_version) for item in chosen] == [("ocpp2.0.1", "2.1.1")]


@pytest.mark.parametrize(("gateway", "plug"), [("ocpp", "CCS2"), ("ocpi", "IEC_62196_T2_COMBO")])
def test_templates_are_chosen_by_their_plug(client: Any, gateway: str, plug: str) -> None:
    chosen = templates(client, gateway, connector_type=plug, include_all=True).templates
    assert plug in {item.connector_type for item in chosen}


@BOTH
def test_a_version_that_there_is_not_is_refused(client: Any, gateway: str) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        templates(client, gateway, ocpi_version="9.9")
    assert refused.value.body.detail[0].loc == ["query", "ocpi_version"]


@BOTH
def test_the_body_of_each_template_can_be_posted(client: Any, sandbox: Sandbox, gateway: str) -> None:
    bodies = [item.body for item in templates(client, gateway, include_all=True).templates]
    for body in bodies:
        assert getattr(client, gateway).location.create(**body).status == "accepted"
    assert count(sandbox, "locations") == sum(len(body.get("locations", ["one"])) for body in bodies)
    assert count(sandbox, "chargers") == sum(map(chargers, bodies)) > 0


@BOTH
def test_a_body_that_is_read_again_can_be_posted_again(client: Any, sandbox: Sandbox, gateway: str) -> None:
    bodies = [templates(client, gateway).templates[0].body for _ in range(2)]
    for body in bodies:
        getattr(client, gateway).location.create(**body)
    assert count(sandbox, "chargers") == sum(map(chargers, bodies))


def count(sandbox: Sandbox, what: str) -> int:
    total: int = sandbox.client.get(f"/ocpp/{what}").json()["total"]
    return total


def chargers(body: dict[str, Any]) -> int:
    """Return how many chargers a body speaks of: that of an OCPI template has several locations."""
    return sum(len(location["chargers"]) for location in body.get("locations", [body]))
