"""Whether the service is alive, and whether it is ready."""

from typing import Literal

from pydantic import Field

from sandbox.auth.tenancy import Scope
from sandbox.domain.world import World
from sandbox.rest.operation import Operation
from sandbox.rest.views import View


class HealthReadyResponse(View):
    """What the service needs is there."""

    status: Literal["ok"] = "ok"
    database: Literal["ok"] = "ok"
    mqtt: Literal["ok"] = Field("ok", description="The queue of commands, which is part of the process.")


class HealthNotReadyResponse(View):
    """Something that the service needs is not there."""

    status: Literal["not_ready"] = "not_ready"
    database: Literal["ok", "error"]
    mqtt: Literal["ok", "error"] = "ok"


def get_liveness() -> dict[str, str]:
    """Tell that the service is alive."""
    return {"status": "ok"}


def get_readiness(world: World) -> HealthReadyResponse | HealthNotReadyResponse:
    """Tell whether changes can be kept."""
    if world.store.is_writable():
        return HealthReadyResponse()
    return HealthNotReadyResponse(database="error")


OPERATIONS = (
    Operation("GET", "/health/live", get_liveness, scope=Scope.PUBLIC, tag="Health"),
    Operation(
        "GET",
        "/health/ready",
        get_readiness,
        scope=Scope.PUBLIC,
        tag="Health",
        other_statuses=((HealthNotReadyResponse, 503),),
        in_change=False,
    ),
)
