"""Pages of OCPP logs, counted from 1 and answered with the offset."""

from collections.abc import Iterable

from pydantic import Field

from sandbox.domain import logs
from sandbox.domain.logs import Filter
from sandbox.domain.world import Tenant
from sandbox.resources.charger_logs import ChargerLogEntry
from sandbox.rest.models import Query
from sandbox.rest.pages import Slice


class LogPageQuery(Query):
    """Which page of a log."""

    page: int = Field(1, ge=1, le=1_000_000, description="One-based page number.")
    page_size: int = Field(50, ge=1, le=500, description="Frames per page.")


def log_page(
    charger_ids: Iterable[str], tenant: Tenant, wanted: Filter, query: LogPageQuery
) -> Slice[ChargerLogEntry]:
    """Return a page of the frames of some chargers, newest first; past the end it is empty."""
    found = logs.search(tenant, charger_ids, wanted)
    offset = (query.page - 1) * query.page_size
    page = found[offset : offset + query.page_size]
    return Slice(ChargerLogEntry, page, len(found), query.page_size, offset)
