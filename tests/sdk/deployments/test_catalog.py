from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest


def test_brands_come_in_pages(client: Any) -> None:
    everything = client.ocpp.catalog.list_brands(limit=100)
    page = client.ocpp.catalog.list_brands(page=2, limit=3)
    assert page.data == everything.data[3:6]
    assert (page.total, page.page, page.limit) == (len(everything.data), 2, 3)


def test_models_belong_to_their_brand(client: Any) -> None:
    brand = next(brand for brand in client.ocpp.catalog.list_brands().data if brand.slug == "wallbox")
    models = client.ocpp.catalog.list_models("wallbox")
    assert {(model.brand_slug, model.brand_id) for model in models.data} == {("wallbox", brand.id)}


def test_a_model_tells_what_can_be_built_with_it(client: Any) -> None:
    model = client.ocpp.catalog.get_model("wallbox", "wallbox-pulsar-plus")
    assert (model.name, model.connector_types, model.connector_count) == ("Pulsar Plus", ["Type2"], 1)
    assert (model.current_type, model.supported_kwh) == ("ac", [7.4, 22.0])


def test_an_unknown_model_is_not_found(client: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError):
        client.ocpp.catalog.get_model("wallbox", "nope")
