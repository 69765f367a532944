"""The catalog, whose pagers ask for one page after another until one is empty."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest


def test_the_pager_of_brands_ends_with_all_of_them(client: Any) -> None:
    pager = client.evcharger.catalog.list_brands(limit=3)
    brands = list(pager)
    assert len(pager.items) == 3
    assert len({brand.slug for brand in brands}) == len(brands) == pager.response.total > 3


def test_the_pager_of_models_ends_with_all_of_them(client: Any) -> None:
    pager = client.evcharger.catalog.list_models("wallbox", limit=1)
    models = list(pager)
    assert {model.brand_slug for model in models} == {"wallbox"}
    assert len({model.slug for model in models}) == len(models) == pager.response.total > 1


def test_a_pager_may_begin_further_on(client: Any) -> None:
    everything = list(client.evcharger.catalog.list_brands())
    assert list(client.evcharger.catalog.list_brands(page=2, limit=3)) == everything[3:]


def test_a_model_tells_what_can_be_built_with_it(client: Any) -> None:
    model = client.evcharger.catalog.get_model("wallbox", "wallbox-pulsar-plus")
    assert (model.name, model.connector_types, model.connector_count) == ("Pulsar Plus", ["Type2"], 1)
    assert (model.current_type, model.supported_kwh) == ("ac", [7.4, 22.0])


def test_an_unknown_brand_is_not_found(client: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError):
        client.evcharger.catalog.list_models("acme")
