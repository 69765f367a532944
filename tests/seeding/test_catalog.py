"""The catalog names real hardware and keeps its own rules."""

import uuid
from collections import Counter
from typing import Any

import pytest

from sandbox.fixture_files import fixture
from sandbox.seeding import World, render

IDS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:ocpplab-sandbox:catalog")
AC_PLUGS = {"Type1", "Type2", "NACS"}
DC_PLUGS = {"CCS1", "CCS2", "CHAdeMO", "NACS"}
DOCUMENTED_WITH_CCS2 = "evlink-pro-ac-22kw"

BRAND_KEYS = {"id", "slug", "name", "image_url", "created_at"}
HARDWARE_KEYS = {"connector_count", "current_type", "supported_kwh", "connector_types", "phases"}
MODEL_KEYS = BRAND_KEYS | HARDWARE_KEYS | {"brand_id", "brand_slug"}

Model = dict[str, Any]
Models = dict[str, Model]


def test_file_is_canonical(catalog: World) -> None:
    assert fixture("catalog.json").read_text(encoding="utf-8") == render(catalog)


def test_catalog_is_wide(catalog: World) -> None:
    assert len(catalog["brands"]) >= 14
    assert len(catalog["models"]) >= 48


@pytest.mark.parametrize("table", ["brands", "models"])
def test_ids_come_from_slugs(catalog: World, table: str) -> None:
    for key, row in catalog[table].items():
        assert key == row["id"] == str(uuid.uuid5(IDS, f"{table}/{row['slug']}"))


@pytest.mark.parametrize("table", ["brands", "models"])
def test_slugs_are_unique_and_sorted(catalog: World, table: str) -> None:
    slugs = [row["slug"] for row in catalog[table].values()]
    assert slugs == sorted(set(slugs))


def test_names_are_unique_within_a_brand(models: Models) -> None:
    assert max(Counter((model["brand_slug"], model["name"]) for model in models.values()).values()) == 1


def test_rows_have_the_same_keys(catalog: World) -> None:
    assert all(set(row) == BRAND_KEYS for row in catalog["brands"].values())
    assert all(set(row) == MODEL_KEYS for row in catalog["models"].values())


def test_every_model_has_its_brand(catalog: World) -> None:
    for model in catalog["models"].values():
        assert catalog["brands"][model["brand_id"]]["slug"] == model["brand_slug"]


def test_every_brand_has_a_model(catalog: World) -> None:
    assert {model["brand_id"] for model in catalog["models"].values()} == set(catalog["brands"])


def test_power_ascends(models: Models) -> None:
    for model in models.values():
        assert model["supported_kwh"] == sorted(set(model["supported_kwh"]))
        assert model["supported_kwh"][0] > 0


def test_ac_models_have_ac_plugs(models: Models) -> None:
    for slug, model in models.items():
        if model["current_type"] == "ac":
            allowed = AC_PLUGS | ({"CCS2"} if slug == DOCUMENTED_WITH_CCS2 else set())
            assert set(model["connector_types"]) <= allowed, slug


def test_dc_models_have_dc_plugs(models: Models) -> None:
    for slug, model in models.items():
        if model["current_type"] == "dc":
            assert set(model["connector_types"]) <= DC_PLUGS, slug


def test_every_model_has_a_plug_once(models: Models) -> None:
    for model in models.values():
        assert model["connector_types"]
        assert len(model["connector_types"]) == len(set(model["connector_types"]))


def test_power_fits_the_supply(models: Models) -> None:
    most = {("ac", 1): 19.2, ("ac", 3): 22, ("dc", 3): 400}
    for slug, model in models.items():
        assert model["supported_kwh"][-1] <= most[model["current_type"], model["phases"]], slug


def test_connector_counts_are_one_or_two(models: Models) -> None:
    assert {model["connector_count"] for model in models.values()} == {1, 2}


@pytest.mark.parametrize(
    ("slug", "name"), [("wallbox", "Wallbox"), ("schneider", "Schneider Electric"), ("abb", "ABB")]
)
def test_documented_brands(catalog: World, slug: str, name: str) -> None:
    assert name in [row["name"] for row in catalog["brands"].values() if row["slug"] == slug]


@pytest.mark.parametrize(
    ("slug", "facts"),
    [
        (
            "wallbox-pulsar-plus",
            {
                "brand_slug": "wallbox",
                "name": "Pulsar Plus",
                "current_type": "ac",
                "connector_count": 1,
                "supported_kwh": [7.4, 22],
                "connector_types": ["Type2"],
            },
        ),
        ("evlink-pro-ac-22kw", {"brand_slug": "schneider", "connector_types": ["Type2", "CCS2"]}),
        ("terra-184", {"brand_slug": "abb", "current_type": "dc", "supported_kwh": [180]}),
        ("abb_terra_ac_wallbox", {"brand_slug": "abb", "name": "Terra AC W22", "current_type": "ac"}),
    ],
)
def test_documented_models(models: Models, slug: str, facts: Model) -> None:
    assert {key: models[slug][key] for key in facts} == facts


def test_terra_184_has_ccs2(models: Models) -> None:
    assert "CCS2" in models["terra-184"]["connector_types"]
