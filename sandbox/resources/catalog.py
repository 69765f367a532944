"""The catalog: brands and models, the same for every organization."""

from datetime import datetime
from typing import Self

from pydantic import Field

from sandbox.auth.tenancy import Scope
from sandbox.domain.catalog import Brand, Catalog, Model
from sandbox.errors import NotFound
from sandbox.rest.operation import Operation
from sandbox.rest.pages import Page, PageQuery
from sandbox.rest.views import RecordView


class BrandResponse(RecordView):
    """A brand of chargers."""

    id: str
    slug: str = Field(examples=["wallbox"])
    name: str = Field(examples=["Wallbox"])
    image_url: str | None
    created_at: datetime

    @classmethod
    def of(cls, record: Brand) -> Self:
        """Show *record*."""
        return cls(**{name: getattr(record, name) for name in cls.model_fields})


class ModelResponse(RecordView):
    """A model of a brand."""

    id: str
    slug: str = Field(examples=["wallbox-pulsar-plus"])
    name: str = Field(examples=["Pulsar Plus"])
    brand_slug: str = Field(examples=["wallbox"])
    brand_id: str
    image_url: str | None
    connector_count: int = Field(examples=[1])
    current_type: str = Field(examples=["ac"])
    supported_kwh: tuple[float, ...] = Field(description="Power levels in kW.", examples=[[7.4, 22]])
    connector_types: tuple[str, ...] = Field(examples=[["Type2"]])
    created_at: datetime

    @classmethod
    def of(cls, record: Model) -> Self:
        """Show *record*."""
        return cls(**{name: getattr(record, name) for name in cls.model_fields})


def list_catalog_brands(catalog: Catalog, query: PageQuery) -> Page[BrandResponse]:
    """List the brands."""
    brands = catalog.brands
    return Page(BrandResponse, brands[query.offset :][: query.limit], len(brands), query)


def list_catalog_brand_models(catalog: Catalog, brand_slug: str, query: PageQuery) -> Page[ModelResponse]:
    """List the models of a brand."""
    models = catalog.models_of(brand_slug)
    return Page(ModelResponse, models[query.offset :][: query.limit], len(models), query)


def get_catalog_brand_model(catalog: Catalog, brand_slug: str, model_slug: str) -> ModelResponse:
    """Get one model of a brand."""
    return ModelResponse.of(catalog.model(brand_slug, model_slug))


TAG = "Catalog"


def operations(brands: str) -> tuple[Operation, ...]:
    """Return the rows of a catalog whose list of brands has the path *brands*."""
    models = f"{brands}/{{brand_slug}}/models"
    return (
        Operation("GET", brands, list_catalog_brands, scope=Scope.AUTHENTICATED, tag=TAG),
        Operation(
            "GET", models, list_catalog_brand_models, scope=Scope.AUTHENTICATED, errors=(NotFound,), tag=TAG
        ),
        Operation(
            "GET",
            f"{models}/{{model_slug}}",
            get_catalog_brand_model,
            scope=Scope.AUTHENTICATED,
            errors=(NotFound,),
            tag=TAG,
        ),
    )
