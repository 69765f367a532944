"""Pages of records, rendered as a join of bytes that each record keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic

from pydantic import Field

from sandbox.rest.models import Query
from sandbox.rest.views import RecordView, V, rendered


class PageQuery(Query):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=1_000_000, description="One-based page number.")
    limit: int = Field(50, ge=1, le=100, description="Entries per page.")

    @property
    def offset(self) -> int:
        """How many entries come before this page."""
        return (self.page - 1) * self.limit


@dataclass(frozen=True, slots=True)
class Page(Generic[V]):
    """`{data, total, page, limit}` of records shown through *view*."""

    view: type[V]
    records: Sequence[Any]
    total: int
    query: PageQuery

    def json(self) -> bytes:
        """Return the page as JSON."""
        data = _joined(self.view, self.records)
        counts = b'],"total":%d,"page":%d,"limit":%d}' % (self.total, self.query.page, self.query.limit)
        return b'{"data":[' + data + counts


@dataclass(frozen=True, slots=True)
class Slice(Generic[V]):
    """`{data, total, limit, offset}` of records shown through *view*."""

    view: type[V]
    records: Sequence[Any]
    total: int
    limit: int
    offset: int

    def json(self) -> bytes:
        """Return the slice as JSON."""
        data = _joined(self.view, self.records)
        return (
            b'{"data":['
            + data
            + b'],"total":%d,"limit":%d,"offset":%d}' % (self.total, self.limit, self.offset)
        )


def _joined(view: type[RecordView], records: Sequence[Any]) -> bytes:
    try:
        return b",".join([record.derived[view] for record in records])
    except KeyError:  # some are shown for the first time
        return b",".join([rendered(view, record) for record in records])
