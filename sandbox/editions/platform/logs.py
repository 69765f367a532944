"""The OCPP log of one charger, by identity."""

from pydantic import Field

from sandbox.domain import logs, simulations
from sandbox.domain.logs import Filter
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest
from sandbox.resources.charger_logs import ChargerLogEntry
from sandbox.resources.log_pages import LogPageQuery, log_page
from sandbox.rest.models import Query
from sandbox.rest.operation import Operation
from sandbox.rest.pages import Slice


class IdentityQuery(Query):
    """Whose log."""

    identity: str = Field(examples=["CP-0001"])


class LogQuery(IdentityQuery, LogPageQuery):
    """Whose log, and which page of it."""


def list_logs(tenant: Tenant, query: LogQuery) -> Slice[ChargerLogEntry]:
    """Read the log of a charger, newest first; an unknown charger has none."""
    ids = simulations.settle_each(tenant, tenant.chargers.find(identity=query.identity))
    return log_page(ids, tenant, Filter(), query)


def delete_logs(tenant: Tenant, query: IdentityQuery) -> None:
    """Delete the log of a charger."""
    ids = simulations.settle_each(tenant, tenant.chargers.find(identity=query.identity))
    logs.delete(tenant, ids, Filter())


TAG = "Logs"

OPERATIONS = (
    Operation("GET", "/evcharger/logs", list_logs, errors=(BadRequest,), tag=TAG),
    Operation("DELETE", "/evcharger/logs", delete_logs, status=204, errors=(BadRequest,), tag=TAG),
)
