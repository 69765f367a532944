"""Commands: what people tell chargers to do, and what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sandbox.charger.machine import connector_exists
from sandbox.charger.state import ChargerState
from sandbox.domain import chargers, readiness, run_failures, simulations
from sandbox.domain.records import Charger, Command, Location
from sandbox.domain.retention import forget_oldest
from sandbox.domain.world import Tenant
from sandbox.errors import ApiError, NotFound

NOT_PROVISIONED = "the charger could not be provisioned"


@dataclass(frozen=True, slots=True)
class Order:
    """What a charger is to do.

    Args:
        command: the name that the simulation knows it by, such as `plug_connector`.
        payload: its arguments.
        event_type: the name that the answer shows, when it is another one.
        at_once: whether the caller waits for the outcome.
    """

    command: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    event_type: str | None = None
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A charger that a command did not reach."""

    identity: str | None
    error: str


@dataclass(frozen=True, slots=True)
class FanOut:
    """One command sent to many chargers."""

    sent: list[Command] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)


def send(tenant: Tenant, charger: Charger, order: Order) -> Command:
    """Send a command to a charger; it is carried out when it gets there, which may be at once.

    Raises:
        NotFound: the charger has no such connector.
    """
    sent = queued(tenant, charger, order, tenant.ids.hex(12))
    with simulations.looking_at(tenant, charger) as session:
        require_connector(charger, session.state, order.payload)
        if readiness.status(tenant, charger) == "FAILED":
            tenant.commands.add(sent.replaced(status="failed", waiting=None, reason=NOT_PROVISIONED))
        else:
            session.order(sent, at_once=order.at_once)
    forget_oldest(
        tenant.commands,
        charger.id,
        tenant.rules.log_retention,
        unless=lambda command: command.waiting is not None,
    )
    return tenant.commands.get(sent.id) or sent


def send_to(tenant: Tenant, charger_id: str, order: Order) -> Command:
    """Send a command to the charger of that id.

    Raises:
        NotFound: there is no such charger, or it has no such connector.
        BadRequest: the charger is not READY.
    """
    charger = chargers.find(tenant, charger_id)
    readiness.require(tenant, charger)
    return send(tenant, charger, order)


def fan_out(tenant: Tenant, location: Location, charger_ids: Sequence[str] | None, order: Order) -> FanOut:
    """Send a command to the READY chargers of a location, to all of them when *charger_ids* is None."""
    receivers, strangers = standing_at(tenant, location, charger_ids)
    return _send_each(tenant, receivers, order, strangers, only_ready=True)


def send_each(
    tenant: Tenant, receivers: Iterable[Charger], order: Order, strangers: Iterable[Failure] = ()
) -> FanOut:
    """Send a command to each charger; one that is not READY yet keeps it until it is."""
    return _send_each(tenant, receivers, order, strangers, only_ready=False)


def standing_at(
    tenant: Tenant, location: Location, charger_ids: Sequence[str] | None
) -> tuple[list[Charger], list[Failure]]:
    """Return the chargers of a location that are meant, and the ids that do not stand there; None is all."""
    if charger_ids is None:
        return tenant.chargers.find(location_id=location.id), []
    found, strangers = [], []
    for charger_id in dict.fromkeys(charger_ids):
        try:
            found.append(chargers.find_in(tenant, location, charger_id))
        except NotFound as unknown:
            strangers.append(Failure(None, str(unknown)))
    return found, strangers


def break_off(tenant: Tenant, charger: Charger) -> None:
    """Let fail what waits for a charger that could not be provisioned."""
    now = tenant.clock.now()
    for command in tenant.commands.find(charger_id=charger.id, waiting="yes"):
        tenant.commands.put(
            command.replaced(status="failed", waiting=None, reason=NOT_PROVISIONED, updated_at=now)
        )


def queued(tenant: Tenant, charger: Charger, order: Order, command_id: str) -> Command:
    """Return a command that is on its way to a charger from now on."""
    now = tenant.clock.now()
    delay = timedelta() if order.at_once else tenant.rules.command_delay
    return Command(
        id=command_id,
        organization_id=tenant.organization_id,
        charger_id=charger.id,
        identity=charger.identity,
        command=order.command,
        event_type=order.event_type or order.command,
        ocpp_version=charger.ocpp_version,
        payload=dict(order.payload),
        status="queued",
        waiting="yes",
        reason=None,
        result=None,
        created_at=now,
        received_at=now + delay / 2,
        due_at=now + delay,
        updated_at=now,
    )


def require_connector(charger: Charger, state: ChargerState, payload: Mapping[str, Any]) -> None:
    """Raise NotFound if *payload* names a connector that the charger does not have."""
    evse_id, connector_id = payload.get("evse_id"), payload.get("connector_id")
    if not connector_exists(state, evse_id, connector_id):
        asked = ", ".join(
            f"{name} {payload[name]}" for name in ("evse_id", "connector_id") if payload.get(name)
        )
        raise NotFound(
            f"Charger {charger.identity} has no {asked}; its connectors: 1 to {charger.connector_count}"
        )


def _send_each(
    tenant: Tenant,
    receivers: Iterable[Charger],
    order: Order,
    strangers: Iterable[Failure],
    *,
    only_ready: bool,
) -> FanOut:
    sent, failed = [], list(strangers)
    for charger in receivers:
        try:
            run_failures.pass_item(tenant)
            if only_ready:
                readiness.require(tenant, charger)
            sent.append(send(tenant, charger, order))
        except ApiError as refused:
            failed.append(Failure(charger.identity, str(refused)))
    return FanOut(sent, failed)
