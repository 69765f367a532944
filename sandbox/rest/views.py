"""Views: what the API shows of records.

A record is immutable, so the JSON of one of its views is made once and stays with it.
"""

from abc import abstractmethod
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict

from sandbox.store.record import Record


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
    derived = record.derived
    try:
        json: bytes = derived[view]
    except KeyError:
        json = derived[view] = view.of(record).model_dump_json().encode()
    return json
