"""The catalog: brands and the models they sell, the same for every organization."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic_core import from_json

from sandbox.errors import BadRequest, NotFound
from sandbox.store.record import Record


class Brand(Record):
    """A maker of chargers."""

    slug: str
    name: str
    image_url: str | None
    created_at: datetime


class Model(Record):
    """A charger that is on the market; `supported_kwh` is in kW, as the service spells it."""

    slug: str
    brand_id: str
    brand_slug: str
    name: str
    image_url: str | None
    connector_count: int
    current_type: Literal["ac", "dc"]
    supported_kwh: tuple[float, ...]
    connector_types: tuple[str, ...]
    phases: int
    created_at: datetime

    @property
    def max_power_w(self) -> int:
        """The highest power of one connector, in watts."""
        return round(max(self.supported_kwh) * 1000)

    def power_w(self, power_kw: float) -> int:
        """Return a power level of the model in watts, or raise BadRequest."""
        if power_kw not in self.supported_kwh:
            valid = ", ".join(f"{level:g}" for level in self.supported_kwh)
            raise BadRequest(
                f"{self.slug} has no power_kwh {power_kw:g}; valid: {valid}",
                place=("power_kwh",),
                given=power_kw,
            )
        return round(power_kw * 1000)


class Catalog:
    """Brands and models by slug."""

    def __init__(self, brands: Iterable[Brand], models: Iterable[Model]) -> None:
        self.brands = tuple(sorted(brands, key=lambda brand: brand.slug))
        self.models = tuple(sorted(models, key=lambda model: model.slug))

    @classmethod
    def load(cls, path: Path) -> "Catalog":
        """Read the catalog from a fixture file."""
        documents: Mapping[str, Mapping[str, Any]] = from_json(path.read_bytes())
        return cls(
            map(Brand.model_validate, documents["brands"].values()),
            map(Model.model_validate, documents["models"].values()),
        )

    @cached_property
    def _brands_by_slug(self) -> Mapping[str, Brand]:
        return {brand.slug: brand for brand in self.brands}

    @cached_property
    def _models_by_brand(self) -> Mapping[str, Mapping[str, Model]]:
        found: dict[str, dict[str, Model]] = {brand.slug: {} for brand in self.brands}
        for model in self.models:
            found[model.brand_slug][model.slug] = model
        return found

    def brand(self, slug: str) -> Brand:
        """Return the brand, or raise NotFound."""
        try:
            return self._brands_by_slug[slug]
        except KeyError:
            raise NotFound(f"Brand {slug} not found") from None

    def models_of(self, brand_slug: str) -> tuple[Model, ...]:
        """Return the models of a brand, or raise NotFound."""
        return tuple(self._models_by_brand[self.brand(brand_slug).slug].values())

    def model(self, brand_slug: str, model_slug: str) -> Model:
        """Return the model, or raise NotFound."""
        try:
            return self._models_by_brand[self.brand(brand_slug).slug][model_slug]
        except KeyError:
            raise NotFound(f"Model {model_slug} of brand {brand_slug} not found") from None

    def installable(self, brand_slug: str, model_slug: str, connector_type: str) -> Model:
        """Return the model that a charger is to be made of.

        Raises:
            BadRequest: there is no such brand or model, or the model lacks the connector type; the text lists
                what there is.
        """
        models = self._models_by_brand.get(brand_slug)
        if models is None:
            raise _unknown(
                "brand_slug", brand_slug, f"Unknown brand_slug {brand_slug!r}", self._models_by_brand
            )
        # The SDK 0.3.0 writes `pulsar-plus` where the catalog says `wallbox-pulsar-plus`.
        model = models.get(model_slug) or models.get(f"{brand_slug}-{model_slug}")
        if model is None:
            raise _unknown(
                "model_slug", model_slug, f"Unknown model_slug {model_slug!r} of {brand_slug}", models
            )
        if connector_type not in model.connector_types:
            lacking = f"{model_slug} has no connector_type {connector_type!r}"
            raise _unknown("connector_type", connector_type, lacking, model.connector_types)
        return model

    def model_by_slug(self, slug: str) -> Model:
        """Return the model of any brand, or raise BadRequest."""
        found = next((model for model in self.models if model.slug == slug), None)
        if found is None:
            nearest = get_close_matches(slug, [model.slug for model in self.models], n=5, cutoff=0)
            raise BadRequest(
                f"Unknown model {slug!r}; valid are, for example: {', '.join(nearest)}",
                place=("model",),
                given=slug,
            )
        return found


def _unknown(field: str, given: str, fact: str, valid: Iterable[str]) -> BadRequest:
    return BadRequest(f"{fact}; valid: {', '.join(valid)}", place=(field,), given=given)
