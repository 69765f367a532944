"""Faults: brought about and cleared, on one charger or on those of a location (release 0.1.1)."""

from typing import Self

from pydantic import Field

from sandbox.domain import commands, locations
from sandbox.domain.commands import FanOut, Order
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound
from sandbox.resources.command_models import (
    ConnectorNumber,
    ConnectorSelection,
    FaultType,
    InjectFault,
    LocationCommandFailure,
    LocationTarget,
    failures,
)
from sandbox.resources.faults import FaultOperationResponse
from sandbox.rest.models import Query, UuidText
from sandbox.rest.operation import Operation
from sandbox.rest.views import View


class LocationFaultResult(View):
    """What became of a fault on one of many chargers."""

    charger_id: str
    identity: str
    fault: FaultOperationResponse


class LocationFaultResponse(View):
    """What became of a fault on many chargers."""

    targeted_count: int
    succeeded_count: int
    failed_count: int
    results: list[LocationFaultResult]
    failed: list[LocationCommandFailure]

    @classmethod
    def of(cls, reached: FanOut) -> Self:
        """Show where the fault went."""
        return cls(
            targeted_count=len(reached.sent) + len(reached.failed),
            succeeded_count=len(reached.sent),
            failed_count=len(reached.failed),
            results=[
                LocationFaultResult(
                    charger_id=command.charger_id,
                    identity=command.identity,
                    fault=FaultOperationResponse.of(command),
                )
                for command in reached.sent
            ],
            failed=failures(reached),
        )


class ConnectorQuery(Query):
    """Where; the whole charger when left out."""

    evse_id: ConnectorNumber | None = Field(None, examples=[1])
    connector_id: ConnectorNumber | None = Field(None, examples=[1])


class FaultQuery(ConnectorQuery):
    """Which fault, and where."""

    fault_type: FaultType = Field(examples=["OverCurrent"])


class LocationInjectFault(InjectFault, LocationTarget):
    """A fault to bring about, on the chargers that are meant."""


class LocationClearFault(ConnectorSelection, LocationTarget):
    """Where to clear the fault, on the chargers that are meant."""


def inject_fault(tenant: Tenant, charger_id: str, query: FaultQuery) -> FaultOperationResponse:
    """Bring about a fault on a charger."""
    order = Order("inject_fault", query.model_dump(exclude_none=True), at_once=True)
    return FaultOperationResponse.of(commands.send_to(tenant, charger_id, order))


def clear_fault(tenant: Tenant, charger_id: str, query: ConnectorQuery) -> FaultOperationResponse:
    """Clear the fault of a charger."""
    order = Order("clear_fault", query.model_dump(exclude_none=True), at_once=True)
    return FaultOperationResponse.of(commands.send_to(tenant, charger_id, order))


def inject_location_fault(
    tenant: Tenant, location_id: UuidText, body: LocationInjectFault
) -> LocationFaultResponse:
    """Bring about a fault on chargers of a location."""
    return _fan_out(tenant, location_id, "inject_fault", body)


def clear_location_fault(
    tenant: Tenant, location_id: UuidText, body: LocationClearFault
) -> LocationFaultResponse:
    """Clear the faults of chargers of a location."""
    return _fan_out(tenant, location_id, "clear_fault", body)


def _fan_out(tenant: Tenant, location_id: str, command: str, body: LocationTarget) -> LocationFaultResponse:
    location = locations.find(tenant, location_id)
    order = Order(command, body.payload(), at_once=True)
    return LocationFaultResponse.of(commands.fan_out(tenant, location, body.charger_ids, order))


TAG = "Faults"
_CHARGER = "/chargers/{charger_id}"
_LOCATION = "/locations/{location_id}/chargers"

OPERATIONS = (
    Operation("POST", f"{_CHARGER}/inject-fault", inject_fault, errors=(NotFound,), tag=TAG),
    Operation("POST", f"{_CHARGER}/clear-fault", clear_fault, errors=(NotFound,), tag=TAG),
    Operation(
        "POST", f"{_LOCATION}/inject-fault", inject_location_fault, errors=(BadRequest, NotFound), tag=TAG
    ),
    Operation(
        "POST", f"{_LOCATION}/clear-fault", clear_location_fault, errors=(BadRequest, NotFound), tag=TAG
    ),
)
