"""The catalog: brands and the models they sell, the same for every organization."""

from collections.abc import Iterable, Mapping
from datetime import datetime
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
            raise BadRequest(f"Unknown brand_slug {brand_slug!r}; valid: {', '.join(self._models_by_brand)}")
        model = models.get(model_slug)
        if model is None:
            raise BadRequest(f"Unknown model_slug {model_slug!r} of {brand_slug}; valid: {', '.join(models)}")
        if connector_type not in model.connector_types:
            valid = ", ".join(model.connector_types)
            raise BadRequest(f"{model_slug} has no connector_type {connector_type!r}; valid: {valid}")
        return model
