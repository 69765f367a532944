"""`/dev/provisioning-failures`: creations in the background that are to fail."""

from datetime import datetime
from typing import Self

from pydantic import ConfigDict, Field

from sandbox.dev.rows import DevPageQuery, DevQuery, row
from sandbox.domain import run_failures
from sandbox.domain.records import RUN_FAILURES, ProvisioningError, RunFailure
from sandbox.domain.run_failures import FallibleKind
from sandbox.domain.world import World
from sandbox.errors import BadRequest, NotFound
from sandbox.rest.models import Body, Text, UuidText
from sandbox.rest.pages import Page
from sandbox.rest.views import RecordView


class ProvisioningFailureRequest(Body):
    """Which creations are to fail, and how."""

    model_config = ConfigDict(extra="forbid")

    organization_id: UuidText | None = Field(None, description="The first organization when left out.")
    kind: FallibleKind | None = Field(
        None,
        description="Any run when left out; `batch_item` is one charger of a request about several.",
        examples=["charger"],
    )
    times: int = Field(1, ge=1, le=1000, description="How many of them.")
    code: Text = Field("unknown_error", examples=["capacity_exceeded"])
    message: str = Field("Provisioning failed", max_length=2000, examples=["No capacity left"])
    step: Text | None = Field(None, examples=["charger-1-0-02"])
    param: Text | None = Field(None, examples=["ocpp_version"])
    doc_url: Text | None = None
    retryable: bool | None = Field(None, examples=[True])

    def error(self) -> ProvisioningError:
        """Return the error that the status will show."""
        return ProvisioningError(**self.model_dump(include=set(ProvisioningError.model_fields)))


class OrganizationQuery(DevQuery):
    """Whose orders to take back."""

    organization_id: UuidText | None = Field(None, description="Those of all organizations when left out.")


class ProvisioningFailureResponse(RecordView):
    """Creations that are to fail."""

    id: str
    organization_id: str
    kind: str | None
    remaining: int
    error: ProvisioningError
    created_at: datetime

    @classmethod
    def of(cls, record: RunFailure) -> Self:
        """Show *record*."""
        return cls(**{name: getattr(record, name) for name in cls.model_fields})


def list_provisioning_failures(world: World, query: DevPageQuery) -> Page[ProvisioningFailureResponse]:
    """List the creations that are to fail."""
    found, total = world.store.collection(RUN_FAILURES).page(offset=query.offset, limit=query.limit)
    return Page(ProvisioningFailureResponse, found, total, query)


def create_provisioning_failure(
    world: World, body: ProvisioningFailureRequest
) -> ProvisioningFailureResponse:
    """Let the next creations in the background fail."""
    tenant = world.tenant(organization_meant(world, body.organization_id))
    ordered = run_failures.order(tenant, kind=body.kind, times=body.times, error=body.error())
    return ProvisioningFailureResponse.of(ordered)


def delete_provisioning_failures(world: World, query: OrganizationQuery) -> None:
    """Let creations succeed again, of one organization or of all."""
    where = {} if query.organization_id is None else {"organization_id": query.organization_id}
    world.store.collection(RUN_FAILURES).clear(**where)


def organization_meant(world: World, organization_id: str | None) -> str:
    """Return the id of an organization, for None that of the first one; raise when there is none."""
    if organization_id is not None:
        return world.organization(organization_id).id
    if (first := world.organizations.first()) is None:
        raise BadRequest(
            "There is no organization yet: create one with POST /dev/tenants", place=("organization_id",)
        )
    return first.id


_PATH = "/dev/provisioning-failures"

OPERATIONS = (
    row("GET", _PATH, list_provisioning_failures),
    row(
        "POST",
        _PATH,
        create_provisioning_failure,
        status=201,
        errors=(BadRequest, NotFound),
    ),
    row("DELETE", _PATH, delete_provisioning_failures, status=204),
)
