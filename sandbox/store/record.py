"""The base of what is stored."""

from functools import cached_property
from typing import Any, Self, cast

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A row of the state: immutable, replaced as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str

    @cached_property
    def derived(self) -> dict[Any, Any]:
        """What was worked out from this record and holds as long as the record does, such as its JSON."""
        return {}

    def replaced(self, **changes: Any) -> Self:
        """Return a copy with *changes*, from which nothing has been derived yet."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return cast(Self, type(self).model_construct(**{**kept, **changes}))
