"""The OCPP log of a charger."""

import re
from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sandbox.domain import logs, simulations
from sandbox.domain.records import LogEntry
from sandbox.domain.world import Tenant
from sandbox.rest.models import Query
from sandbox.rest.operation import Operation
from sandbox.rest.pages import Slice
from sandbox.rest.views import RecordView


def _written_out(value: object) -> object:
    """Refuse a count of seconds, which pydantic takes for a date; a `+` that became a blank is one again."""
    if isinstance(value, str) and _LOST_PLUS.search(value):
        value = "+".join(value.rsplit(" ", 1))
    if isinstance(value, str) and not _DATE.match(value):
        raise PydanticCustomError(
            "datetime_parsing", "Input should be a date and time such as 2026-01-01T00:00:00Z"
        )
    return value


def _utc(moment: datetime) -> datetime:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("moment", "Input should be a moment that UTC can tell") from None


_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_LOST_PLUS = re.compile(r"T[\d:.]+ \d\d:?\d\d$")

Moment = Annotated[datetime, BeforeValidator(_written_out), AfterValidator(_utc)]
"""A date and time in ISO 8601, as UTC; without an offset it is UTC already."""


class ChargerLogEntry(RecordView):
    """One OCPP-J frame."""

    direction: str = Field(examples=["cp_to_csms"])
    action: str = Field(examples=["BootNotification"])
    message: str = Field(
        description="The frame as it went over the wire.", examples=['[2,"1","Heartbeat",{}]']
    )
    timestamp: datetime

    @classmethod
    def of(cls, record: LogEntry) -> Self:
        """Show *record*."""
        return cls(
            direction=record.direction,
            action=record.action,
            message=record.message,
            timestamp=record.timestamp,
        )


class LogQuery(Query):
    """Which part of a log to read."""

    start_date: Moment | None = Field(None, description="Inclusive.", examples=["2026-01-01T00:00:00Z"])
    end_date: Moment | None = Field(None, description="Inclusive.", examples=["2030-01-01T00:00:00Z"])
    event: str | None = Field(None, description="An OCPP action.", examples=["BootNotification"])
    limit: int = Field(100, ge=1, le=1000, description="Entries per answer.")
    offset: int = Field(0, ge=0, le=100_000_000, description="Zero-based offset into the entries that fit.")


def list_charger_logs(tenant: Tenant, charger_id: str, query: LogQuery) -> Slice[ChargerLogEntry]:
    """Read the log of a charger, newest first; an unknown charger has none."""
    charger = tenant.chargers.get(charger_id)
    if charger is not None:
        simulations.settle(tenant, charger)
    actions = None if query.event is None else (query.event,)
    found = logs.search(tenant, [charger_id], logs.Filter(query.start_date, query.end_date, actions))
    page = found[query.offset :][: query.limit]
    return Slice(ChargerLogEntry, page, len(found), query.limit, query.offset)


OPERATIONS = (Operation("GET", "/chargers/{charger_id}/logs", list_charger_logs, tag="Charger logs"),)
