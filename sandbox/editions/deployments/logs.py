"""The OCPP log of the organization, or of one of its chargers: read and deleted in part."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import from_json

from sandbox.domain import logs, simulations
from sandbox.domain.logs import Filter
from sandbox.domain.records import Charger
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest
from sandbox.resources.charger_choice import ChargerChoice
from sandbox.resources.charger_logs import ChargerLogEntry, Moment
from sandbox.resources.log_pages import LogPageQuery, log_page
from sandbox.rest.operation import Operation
from sandbox.rest.pages import Slice

LogAction = Literal["BootNotification", "StartTransaction", "StatusNotification"]


def _written_as_json(values: object) -> object:
    """Take a list in one JSON text for a list: npm 1.1.0 sends `action=["BootNotification"]`."""
    if isinstance(values, list) and len(values) == 1 and str(values[0]).startswith("["):
        try:
            return from_json(values[0])
        except ValueError:
            return values
    return values


class LogFilter(ChargerChoice):
    """Which frames are meant."""

    date_start: Moment | None = Field(None, description="Inclusive.", examples=["2026-01-01T00:00:00Z"])
    date_end: Moment | None = Field(None, description="Inclusive.", examples=["2030-01-01T00:00:00Z"])
    action: Annotated[list[LogAction] | None, BeforeValidator(_written_as_json)] = Field(
        None, description="OCPP actions; repeat the parameter."
    )

    def frames(self) -> Filter:
        """Return the filter in the terms of the domain."""
        return Filter(self.date_start, self.date_end, self.action)

    def chargers(self, tenant: Tenant) -> Iterable[Charger]:
        """Return the chargers whose logs are meant; none if the one that is named does not exist."""
        if not self.names_one:
            return tenant.chargers.find()
        return filter(None, [self.charger(tenant)])


class LogQuery(LogFilter, LogPageQuery):
    """Which frames are meant, and which page of them."""


def list_logs(tenant: Tenant, query: LogQuery) -> Slice[ChargerLogEntry]:
    """Read the log of the organization or of one charger, newest first."""
    ids = simulations.settle_each(tenant, query.chargers(tenant))
    return log_page(ids, tenant, query.frames(), query)


def delete_logs(tenant: Tenant, query: LogFilter) -> None:
    """Delete frames of one charger."""
    if not query.names_one:
        raise BadRequest("Name the charger whose logs are to be deleted: deployment_id or identity")
    logs.delete(tenant, simulations.settle_each(tenant, query.chargers(tenant)), query.frames())


TAG = "Logs"

OPERATIONS = (
    Operation("GET", "/ocpp/logs", list_logs, errors=(BadRequest,), tag=TAG),
    Operation("DELETE", "/ocpp/logs", delete_logs, status=204, errors=(BadRequest,), tag=TAG),
)
