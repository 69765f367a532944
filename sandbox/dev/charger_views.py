"""How the control plane shows one charger: all about it, as it is now."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from sandbox.charger import meter
from sandbox.charger.rules import status
from sandbox.charger.state import ChargerState, Connector
from sandbox.charger.status import Runtime, offered_w, runtime, transaction_state
from sandbox.dev.charger_rows import POWER
from sandbox.dev.lines import LineResponse
from sandbox.domain.records import Charger, OcppVersion
from sandbox.domain.runs import Status
from sandbox.domain.world import Tenant
from sandbox.rest.views import View


class ReservationNow(View):
    """Whom an outlet, or the charger, is kept for."""

    id: int
    id_tag: str = Field(examples=["TAG-RFID-001"])
    expires_at: datetime


class SessionNow(View):
    """The transaction at a connector."""

    transaction_id: str = Field(
        description="Negative as long as the CSMS has given none (OCPP 1.6).", examples=["1"]
    )
    id_tag: str | None = Field(description="Null as long as nobody is authorized.", examples=["TAG-RFID-001"])
    authorized: bool
    started_at: datetime
    energy_wh: int = Field(description="Since it began.")
    soc_percent: float | None = Field(description="Of the EV; null without a cable.", examples=[42.5])
    charging_state: str | None = Field(description="Null in OCPP 1.6.", examples=["Charging"])

    @classmethod
    def of(cls, state: ChargerState, connector: Connector, at: datetime) -> Self | None:
        """Show the transaction of *connector*, if there is one."""
        transaction = connector.transaction
        if transaction is None:
            return None
        return cls(
            transaction_id=transaction.id,
            id_tag=transaction.id_tag,
            authorized=transaction.authorized,
            started_at=transaction.started_at,
            energy_wh=meter.charged_wh(connector, transaction, at),
            soc_percent=meter.soc_percent(connector, at),
            charging_state=transaction_state(state, connector),
        )


class OutletNow(View):
    """What an outlet and the charger as a whole have in common."""

    operative: bool = Field(description="Off after ChangeAvailability.")
    fault: str | None = Field(description="The type of the fault it has.", examples=["OverCurrent"])
    reservation: ReservationNow | None


class ConnectorNow(OutletNow):
    """A connector as it is now; in OCPP 2.0.1 EVSE `number` with its only connector."""

    number: int = Field(examples=[1])
    status: str = Field(description="In the words of the OCPP version.", examples=["Charging"])
    power_w: float = Field(description=POWER, examples=[7400.0])
    offered_w: float = Field(description="What an EV could draw now, in W: `power_update` sets it.")
    limit_w: float | None = Field(description="What charging profiles allow, in W; null without any.")
    plugged: bool
    waiting_id_tag: str | None = Field(description="The tag that is authorized and waits for a cable.")
    energy_wh: float = Field(description="What the register shows.")
    session: SessionNow | None

    @classmethod
    def of(cls, state: ChargerState, connector: Connector, at: datetime) -> Self:
        """Show *connector* at an instant."""
        return cls(
            number=connector.number,
            status=status(state, connector),
            power_w=connector.meter.power_w,
            offered_w=offered_w(connector),
            limit_w=connector.limit_w,
            plugged=connector.plugged,
            waiting_id_tag=None if connector.waiting is None else connector.waiting.id_tag,
            energy_wh=round(meter.energy_wh(connector.meter, at), 3),
            session=SessionNow.of(state, connector, at),
            operative=connector.operative,
            fault=_fault(connector),
            reservation=_reservation(connector),
        )


class ChargerNow(OutletNow):
    """A charger as it is at `at`; `operative`, `fault` and `reservation` are those of all of it."""

    id: str = Field(examples=["dep-3fa85f642b1c"])
    organization_id: str
    identity: str = Field(examples=["CP-0001"])
    name: str
    location_id: str | None
    brand_slug: str
    model_slug: str
    vendor_name: str
    model_name: str
    connector_type: str = Field(examples=["Type2"])
    current_type: Literal["ac", "dc"]
    phases: int
    max_power_w: int
    ocpp_version: OcppVersion
    security_profile: int
    provisioning: Status | None = Field(description="How far that has come; null once it is READY.")
    runtime: Runtime
    started_at: datetime = Field(description="When its process was last started.")
    line: LineResponse | None = Field(description="The connection of a live charger; null of any other.")
    connectors: list[ConnectorNow]
    at: datetime

    @classmethod
    def of(cls, tenant: Tenant, charger: Charger, state: ChargerState, reached: Status | None) -> Self:
        """Show *charger*; *reached* is how far its provisioning has come if it goes on."""
        at = max(tenant.clock.now(), state.settled_at)
        return cls(
            id=charger.id,
            organization_id=charger.organization_id,
            identity=charger.identity,
            name=charger.name,
            location_id=charger.location_id,
            brand_slug=charger.brand_slug,
            model_slug=charger.model_slug,
            vendor_name=charger.vendor_name,
            model_name=charger.model_name,
            connector_type=charger.connector_type,
            current_type=charger.current_type,
            phases=charger.phases,
            max_power_w=charger.max_power_w,
            ocpp_version=charger.ocpp_version,
            security_profile=charger.security_profile,
            provisioning=reached,
            runtime=runtime(state),
            started_at=state.started_at,
            line=LineResponse.of(tenant, charger) if tenant.lines.is_live(charger) else None,
            connectors=[ConnectorNow.of(state, connector, at) for connector in state.connectors],
            operative=state.main.operative,
            fault=_fault(state.main),
            reservation=_reservation(state.main),
            at=at,
        )


def _fault(connector: Connector) -> str | None:
    return None if connector.fault is None else connector.fault.type


def _reservation(connector: Connector) -> ReservationNow | None:
    kept = connector.reservation
    if kept is None:
        return None
    return ReservationNow(id=kept.id, id_tag=kept.id_tag, expires_at=kept.expires_at)
