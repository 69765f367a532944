"""`/dev/tenants`: the organizations of the sandbox."""

from datetime import datetime
from typing import Self

from pydantic import ConfigDict, Field

from sandbox.dev.rows import DevPageQuery, row
from sandbox.domain.records import Organization
from sandbox.domain.world import World
from sandbox.errors import NotFound
from sandbox.rest.models import Body, Text, UuidText
from sandbox.rest.pages import Page
from sandbox.rest.views import RecordView
from sandbox.traffic.faults import Faults


class TenantRequest(Body):
    """A tenant to create."""

    model_config = ConfigDict(extra="forbid")

    name: Text = Field(examples=["Test Tenant"])


class TenantResponse(RecordView):
    """A tenant: an organization of the service."""

    id: str
    name: str = Field(examples=["Test Tenant"])
    created_at: datetime

    @classmethod
    def of(cls, record: Organization) -> Self:
        """Show *record*."""
        return cls(id=record.id, name=record.name, created_at=record.created_at)


def list_tenants(world: World, query: DevPageQuery) -> Page[TenantResponse]:
    """List the tenants."""
    found, total = world.organizations.page(offset=query.offset, limit=query.limit)
    return Page(TenantResponse, found, total, query)


def create_tenant(world: World, body: TenantRequest) -> TenantResponse:
    """Create an empty tenant."""
    return TenantResponse.of(world.create_organization(body.name))


def get_tenant(world: World, tenant_id: UuidText) -> TenantResponse:
    """Get one tenant."""
    return TenantResponse.of(world.organization(tenant_id))


def delete_tenant(world: World, faults: Faults, tenant_id: UuidText) -> None:
    """Delete a tenant, all it owns and the faults about it; its tokens get 403 from then on."""
    world.delete_organization(world.organization(tenant_id))
    faults.clear(tenant_id)


_TENANT = "/dev/tenants/{tenant_id}"

OPERATIONS = (
    row("GET", "/dev/tenants", list_tenants),
    row("POST", "/dev/tenants", create_tenant, status=201),
    row("GET", _TENANT, get_tenant, errors=(NotFound,)),
    row("DELETE", _TENANT, delete_tenant, status=204, errors=(NotFound,)),
)
