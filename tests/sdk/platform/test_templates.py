"""Templates of locations, whose bodies can be posted as they are."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest


@pytest.fixture
def templates(client: Any) -> Any:
    return client.evcharger.templates


def test_four_combinations_are_recommended(templates: Any) -> None:
    listed = templates.list()
    assert {(item.ocpp_version, item.ocpi_version) for item in listed.templates} == {
        ("ocpp1.6", "2.1.1"),
        ("ocpp1.6", "2.2.1"),
        ("ocpp2.0.1", "2.1.1"),
        ("ocpp2.0.1", "2.2.1"),
    }
    assert listed.count == 4


def test_filters_are_told_again(templates: Any) -> None:
    told = templates.list(ocpp_version="ocpp2.0.1", connector_type="CCS2", include_all=True).filters
    assert (told.ocpp_version, told.ocpi_version, told.connector_type, told.include_all) == (
        "ocpp2.0.1",
        None,
        "CCS2",
        True,
    )


def test_the_body_of_a_template_opens_a_location(client: Any, templates: Any) -> None:
    bodies = [template.body for template in templates.list(include_all=True).templates]
    for body in bodies:
        client.evcharger.location.create(**body)
    deployed = [item.identity for item in client.evcharger.deployment_runtime_ops.status().items]
    assert deployed == [charger["identity"] for body in bodies for charger in body["chargers"]]


def test_a_version_that_there_is_not_is_refused(templates: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        templates.list(ocpp_version="ocpp9")
    assert refused.value.body["detail"][0]["loc"] == ["query", "ocpp_version"]
