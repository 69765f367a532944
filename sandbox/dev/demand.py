"""`/dev/demand`: sessions that begin and end by themselves."""

from datetime import datetime

from pydantic import ConfigDict, Field

from sandbox.demand.traffic import Traffic
from sandbox.dev.rows import DevQuery, row
from sandbox.domain import demands
from sandbox.domain.demand_records import Demand
from sandbox.domain.world import World
from sandbox.errors import NotFound
from sandbox.rest.models import Body, UuidText
from sandbox.rest.views import View


class DemandQuery(DevQuery):
    """Whose chargers are meant."""

    organization_id: UuidText | None = Field(None, description="Those of all organizations when left out.")


class DemandRequest(Body, Traffic):
    """Who comes to chargers; what is left out is as usual."""

    model_config = ConfigDict(extra="forbid")

    organization_id: UuidText | None = Field(
        None, description="Whose chargers; those of all organizations there are when left out."
    )

    def traffic(self) -> Traffic:
        """Return who comes."""
        return Traffic.model_construct(**{name: getattr(self, name) for name in Traffic.model_fields})


class DemandResponse(Traffic, View):
    """Who comes to the chargers of an organization, and since when."""

    model_config = ConfigDict(extra="ignore")

    organization_id: str
    since: datetime

    @classmethod
    def of(cls, demand: Demand) -> "DemandResponse":
        """Show *demand*."""
        return cls.model_construct(
            organization_id=demand.organization_id, since=demand.since, **dict(demand.traffic)
        )


class DemandsResponse(View):
    """The organizations to whose chargers somebody comes."""

    data: list[DemandResponse]
    total: int


def get_demand(world: World, query: DemandQuery) -> DemandsResponse:
    """List who comes to chargers by themselves."""
    return _shown(demands.of(world, _known(world, query.organization_id)))


def put_demand(world: World, body: DemandRequest) -> DemandsResponse:
    """Let drivers come and faults happen from now on; the same ones for the same seed."""
    owner = _known(world, body.organization_id)
    owners = [one.id for one in world.organizations.find()] if owner is None else [owner]
    return _shown(demands.put(world, owners, body.traffic()))


def delete_demand(world: World, query: DemandQuery) -> None:
    """Let nobody come any more; who is there leaves in time."""
    demands.remove(world, _known(world, query.organization_id))


def _shown(found: list[Demand]) -> DemandsResponse:
    return DemandsResponse(data=[DemandResponse.of(demand) for demand in found], total=len(found))


def _known(world: World, organization_id: str | None) -> str | None:
    return None if organization_id is None else world.organization(organization_id).id


_PATH = "/dev/demand"

OPERATIONS = (
    row("GET", _PATH, get_demand, errors=(NotFound,)),
    row("PUT", _PATH, put_demand, errors=(NotFound,)),
    row("DELETE", _PATH, delete_demand, status=204, errors=(NotFound,)),
)
