"""The bases of everything that comes in."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

NO_NUL = r"^[^\x00]*$"
"""The pattern of a text that a database column can hold."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NO_NUL)]
"""A name or an address: something, and not too long."""


RawJson = Annotated[bytes, WithJsonSchema({"type": "object"})]
"""A JSON body that the handler reads by itself, because it is large."""


def _integral(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Integral = BeforeValidator(_integral)
"""Takes 1.0 for a whole number, as JSON Schema does; comes after the bounds, which it would hide."""


class Body(BaseModel):
    """A request body: types are taken as JSON gives them, unknown fields are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", defer_build=True, allow_inf_nan=False, frozen=True)

    def given(self) -> dict[str, Any]:
        """Return the fields that were given a value; null counts as left out."""
        return {name: value for name, value in self if value is not None}


class Query(BaseModel):
    """The query parameters of an operation: all text on the wire, converted as FastAPI does."""

    model_config = ConfigDict(extra="ignore", defer_build=True, frozen=True)


class Form(BaseModel):
    """A body of `application/x-www-form-urlencoded`: all text on the wire, as query parameters are."""

    model_config = ConfigDict(extra="ignore", defer_build=True, frozen=True)


def _uuid_text(value: object) -> str:
    try:
        return str(UUID(str(value)))
    except ValueError:
        raise PydanticCustomError("uuid_parsing", "Input should be a valid UUID") from None


UuidText = Annotated[str, BeforeValidator(_uuid_text), WithJsonSchema({"type": "string", "format": "uuid"})]
"""A UUID, kept as its canonical text."""
