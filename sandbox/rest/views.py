"""Records and the views that show them.

A record is immutable, so the JSON of one of its views is made once and stays with it.
"""

from abc import abstractmethod
from functools import cached_property
from typing import Any, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A row of the state: immutable, replaced as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str

    @cached_property
    def _shown(self) -> dict[type, bytes]:
        """The JSON of the views that were asked for; a private attribute would be slower to reach."""
        return {}

    def replaced(self, **changes: Any) -> Self:
        """Return a copy with *changes*; the copy keeps no rendered view."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return cast(Self, type(self).model_construct(**{**kept, **changes}))


class View(BaseModel):
    """An answer: how one edition shows something."""

    model_config = ConfigDict(defer_build=True, frozen=True)


class RecordView(View):
    """An answer that shows one record and nothing else, so that its JSON can be kept."""

    @classmethod
    @abstractmethod
    def of(cls, record: Any) -> Self:
        """Show *record*."""


V = TypeVar("V", bound=RecordView)


def rendered(view: type[RecordView], record: Record) -> bytes:
    """Return the JSON of *record* through `view.of`."""
    shown = record._shown  # noqa: SLF001 - the cache belongs to this module
    try:
        return shown[view]
    except KeyError:
        json = shown[view] = view.of(record).model_dump_json().encode()
        return json
