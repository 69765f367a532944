"""How the control plane shows many chargers: a short row of each."""

from typing import Self

from pydantic import Field

from sandbox.charger.rules import status
from sandbox.charger.state import ChargerState
from sandbox.charger.status import Runtime, runtime, transaction_state
from sandbox.domain.records import Charger, OcppVersion
from sandbox.rest.views import View

POWER = "What flows, in W."


class ConnectorRow(View):
    """A connector as it was when somebody last looked."""

    number: int = Field(examples=[1])
    status: str | None = Field(description="In the words of the OCPP version.", examples=["Available"])
    charging_state: str | None = Field(description="Of a transaction of OCPP 2.0.1.", examples=[None])
    power_w: float | None = Field(description=POWER, examples=[7400.0])


class ChargerRow(View):
    """A charger as it was when somebody last looked; null is what nobody has seen yet."""

    id: str = Field(examples=["dep-3fa85f642b1c"])
    organization_id: str
    identity: str = Field(examples=["CP-0001"])
    name: str
    location_id: str | None
    ocpp_version: OcppVersion
    max_power_w: int
    runtime: Runtime | None
    connectors: list[ConnectorRow]

    @classmethod
    def of(cls, charger: Charger, state: ChargerState | None) -> Self:
        """Show *charger*, whose state may be unknown."""
        if state is None:
            connectors = [
                ConnectorRow(number=number, status=None, charging_state=None, power_w=None)
                for number in range(1, charger.connector_count + 1)
            ]
        else:
            connectors = [
                ConnectorRow(
                    number=connector.number,
                    status=status(state, connector),
                    charging_state=transaction_state(state, connector),
                    power_w=connector.meter.power_w,
                )
                for connector in state.connectors
            ]
        return cls(
            id=charger.id,
            organization_id=charger.organization_id,
            identity=charger.identity,
            name=charger.name,
            location_id=charger.location_id,
            ocpp_version=charger.ocpp_version,
            max_power_w=charger.max_power_w,
            runtime=None if state is None else runtime(state),
            connectors=connectors,
        )
