"""Deployments: created at once, deleted by id."""

from pydantic import Field

from sandbox.domain import chargers, readiness
from sandbox.domain.world import Tenant
from sandbox.errors import NotFound
from sandbox.resources.deployments import TAG, DeploymentResponse, VirtualChargerFields
from sandbox.rest.models import Query, Text, UuidText
from sandbox.rest.operation import Operation


class CreateDeploymentRequest(VirtualChargerFields):
    """A charger to deploy."""

    model_slug: Text = Field(description="A model of the brand.", examples=["wallbox-pulsar-plus"])
    location_id: UuidText | None = Field(None, examples=["aaaaaaaa-0001-4000-8000-000000000001"])
    location_name: Text | None = Field(None, examples=["Harbour Hub"])


class DeploymentQuery(Query):
    """Which deployment to delete."""

    deployment_id: str = Field(examples=["dep-3fa85f642b1c"])


def create_deployment(tenant: Tenant, body: CreateDeploymentRequest) -> DeploymentResponse:
    """Deploy a charger; it boots at once."""
    charger = chargers.create(tenant, chargers.ChargerDraft(**body.given()))
    return DeploymentResponse.of(charger, readiness.status(tenant, charger))


def delete_deployment(tenant: Tenant, query: DeploymentQuery) -> None:
    """Delete a deployment with its state and logs."""
    chargers.delete(tenant, chargers.find(tenant, query.deployment_id))


OPERATIONS = (
    Operation("POST", "/ocpp/deployment", create_deployment, status=201, tag=TAG),
    Operation("DELETE", "/ocpp/deployment", delete_deployment, status=204, errors=(NotFound,), tag=TAG),
)
