"""Deployments: created from a model, they come up in the background; deleted by id or identity."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sandbox.domain import chargers, provisioning, runs
from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.world import Tenant
from sandbox.errors import NotFound
from sandbox.resources.charger_choice import ChargerChoice
from sandbox.resources.chargers import OcppVersionText
from sandbox.resources.deployments import TAG, DeploymentFields, DeploymentResponse
from sandbox.rest.models import Text, UuidText
from sandbox.rest.operation import Operation


class CreateDeploymentRequest(DeploymentFields):
    """A charger to deploy."""

    model: Text = Field(description="A model of the catalog.", examples=["wallbox-pulsar-plus"])
    ocpp_version: OcppVersionText = Field(examples=["OCPP1.6"])
    charger_name: Text = Field(examples=["Bay A01"])
    location_id: UuidText | None = Field(None, examples=["aaaaaaaa-0001-4000-8000-000000000001"])
    connector_type: Text | None = Field(
        None, description="The first one of the model when left out.", examples=["Type2"]
    )
    power_kwh: Annotated[float, Field(gt=0, le=10_000)] | None = Field(
        None, description="A power level of the model, in kW; the highest when left out.", examples=[7.4]
    )

    def draft(self, tenant: Tenant) -> ChargerDraft:
        """Return the draft that the domain takes."""
        fields = self.given()
        model = tenant.catalog.model_by_slug(fields.pop("model"))
        return ChargerDraft(
            brand_slug=model.brand_slug,
            model_slug=model.slug,
            connector_type=fields.pop("connector_type", model.connector_types[0]),
            name=fields.pop("charger_name"),
            power_kw=fields.pop("power_kwh", None),
            **fields,
        )


class DeploymentQuery(ChargerChoice):
    """Which deployment to delete."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.deployment_id is None) == (self.identity is None):
            raise ValueError("give exactly one of deployment_id and identity")
        return self


def create_deployment(tenant: Tenant, body: CreateDeploymentRequest) -> DeploymentResponse:
    """Deploy a charger, which comes online in the background."""
    charger, _run = provisioning.begin(tenant, body.draft(tenant))
    return DeploymentResponse.of(charger, runs.ACCEPTED)


def delete_deployment(tenant: Tenant, query: DeploymentQuery) -> None:
    """Delete a deployment with its state, commands and logs."""
    if (charger := query.charger(tenant)) is None:
        raise NotFound(f"Charger {query.deployment_id or query.identity} not found")
    chargers.delete(tenant, charger)


OPERATIONS = (
    Operation("POST", "/evcharger/deployment", create_deployment, status=201, tag=TAG),
    Operation("DELETE", "/evcharger/deployment", delete_deployment, status=204, errors=(NotFound,), tag=TAG),
)
