from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from tests.sdk.conftest import NO_RETRIES


def test_brands_come_in_pages(client: Any) -> None:
    everything = client.catalog.list_catalog_brands(limit=100)
    page = client.catalog.list_catalog_brands(page=2, limit=3)
    assert page.data == everything.data[3:6]
    assert (page.total, page.page, page.limit) == (len(everything.data), 2, 3)


def test_a_page_past_the_end_is_empty(client: Any) -> None:
    assert client.catalog.list_catalog_brands(page=1000).data == []


def test_models_belong_to_their_brand(client: Any) -> None:
    brand = next(brand for brand in client.catalog.list_catalog_brands().data if brand.slug == "wallbox")
    models = client.catalog.list_catalog_brand_models("wallbox")
    assert brand.name == "Wallbox"
    assert {(model.brand_slug, model.brand_id) for model in models.data} == {("wallbox", brand.id)}
    assert models.total == len(models.data)


def test_a_model_tells_what_can_be_built_with_it(client: Any) -> None:
    model = client.catalog.get_catalog_brand_model("wallbox", "wallbox-pulsar-plus")
    assert (model.name, model.connector_types, model.connector_count) == ("Pulsar Plus", ["Type2"], 1)
    assert (model.current_type, model.supported_kwh) == ("ac", [7.4, 22.0])
    assert model.created_at.tzinfo is not None


def test_an_unknown_brand_is_not_found(client: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError):
        client.catalog.list_catalog_brand_models("acme", request_options=NO_RETRIES)
