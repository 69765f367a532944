"""Runtime operations: one deployment at once, or all those of a location in the background."""

from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from sandbox.domain import chargers, locations, runtime_operations
from sandbox.domain.records import Charger
from sandbox.domain.runtime_operations import Operated, RuntimeAction
from sandbox.domain.world import Tenant
from sandbox.errors import NotFound
from sandbox.resources.virtual_locations import AcceptedResponse
from sandbox.rest.models import Body, UuidText
from sandbox.rest.operation import Operation
from sandbox.rest.views import View


class RuntimeOperationRequest(Body):
    """What to do, and to which deployments."""

    action: RuntimeAction = Field(examples=["restart"])
    deployment_id: str | None = Field(None, examples=["dep-3fa85f642b1c"])
    location_id: UuidText | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {
                    "required": [name],
                    "properties": {name: {"type": "string"}, other: {"type": "null"}},
                }
                for name, other in (("deployment_id", "location_id"), ("location_id", "deployment_id"))
            ]
        }
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.deployment_id is None) == (self.location_id is None):
            raise ValueError("give exactly one of deployment_id and location_id")
        return self


class RuntimeOperationResult(View):
    """What became of one deployment."""

    deployment_id: str = Field(examples=["dep-3fa85f642b1c"])
    status: Literal["accepted", "failed"]
    response: dict[str, Any] | None = Field(examples=[{"runtime": "online"}])
    error: str | None


class RuntimeOperationResponse(View):
    """What became of an operation."""

    action: RuntimeAction
    target_type: Literal["deployment", "location"]
    deployment_id: str | None = Field(examples=["dep-3fa85f642b1c"])
    location_id: str | None
    accepted_count: int
    failed_count: int
    results: list[RuntimeOperationResult]

    @classmethod
    def of(cls, charger: Charger, action: RuntimeAction, operated: Operated) -> Self:
        """Show what became of one deployment."""
        done = operated.error is None
        result = RuntimeOperationResult(
            deployment_id=charger.id,
            status="accepted" if done else "failed",
            response=operated.response,
            error=operated.error,
        )
        return cls(
            action=action,
            target_type="deployment",
            deployment_id=charger.id,
            location_id=None,
            accepted_count=int(done),
            failed_count=int(not done),
            results=[result],
        )


def operate_runtime(
    tenant: Tenant, body: RuntimeOperationRequest
) -> RuntimeOperationResponse | AcceptedResponse:
    """Stop, restart or delete a deployment, or those of a location in the background."""
    if body.location_id is not None:
        location = locations.find(tenant, body.location_id)
        runtime_operations.begin_at(tenant, location, body.action)
        return AcceptedResponse(detail=f"{location.name}: {body.action} of its chargers is under way")
    charger = chargers.find(tenant, str(body.deployment_id))
    operated = runtime_operations.operate(tenant, charger, body.action)
    return RuntimeOperationResponse.of(charger, body.action, operated)


def operations(path: str) -> tuple[Operation, ...]:
    """Return the row of runtime operations at *path*."""
    return (
        Operation(
            "POST",
            path,
            operate_runtime,
            errors=(NotFound,),
            tag="Runtime operations",
            other_statuses=((AcceptedResponse, 202),),
        ),
    )
