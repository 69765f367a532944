"""Commands: what people tell chargers to do, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.charger.machine import connector_exists
from sandbox.charger.state import ChargerState
from sandbox.domain import chargers, simulations
from sandbox.domain.logs import forget
from sandbox.domain.records import Charger, Command, Location
from sandbox.domain.world import Tenant
from sandbox.errors import ApiError, NotFound


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


def send(
    tenant: Tenant,
    charger: Charger,
    command: str,
    payload: Mapping[str, Any],
    *,
    event_type: str | None = None,
) -> Command:
    """Send a command to a charger and record what came of it.

    Args:
        tenant: who sends.
        charger: the receiver.
        command: the name that the simulation knows it by, such as `plug_connector`.
        payload: its arguments.
        event_type: the name that the answer shows, when it is another one.

    Raises:
        NotFound: the charger has no such connector.
    """
    with simulations.running(tenant, charger) as simulation:
        _require_connector(charger, simulation.state, payload)
        now = tenant.clock.now()
        outcome = simulation.perform(command, payload, now)
    sent = Command(
        id=tenant.ids.hex(12),
        organization_id=tenant.organization_id,
        charger_id=charger.id,
        identity=charger.identity,
        event_type=event_type or command,
        ocpp_version=charger.ocpp_version,
        payload=dict(payload),
        status=outcome.status,
        reason=outcome.reason,
        result=outcome.result,
        created_at=now,
    )
    tenant.commands.add(sent)
    forget(tenant.commands, charger, tenant.log_retention)
    return sent


def send_to(tenant: Tenant, charger_id: str, command: str, payload: Mapping[str, Any]) -> Command:
    """Send a command to the charger of that id, which may be NotFound, and record what came of it."""
    return send(tenant, chargers.find(tenant, charger_id), command, payload)


def fan_out(
    tenant: Tenant,
    location: Location,
    charger_ids: Sequence[str] | None,
    command: str,
    payload: Mapping[str, Any],
) -> FanOut:
    """Send a command to the chargers of a location, to all of them when *charger_ids* is None."""
    reached = FanOut()
    for charger in _targets(tenant, location, charger_ids, reached):
        try:
            reached.sent.append(send(tenant, charger, command, payload))
        except ApiError as refused:
            reached.failed.append(Failure(charger.identity, str(refused)))
    return reached


def _targets(
    tenant: Tenant, location: Location, charger_ids: Sequence[str] | None, reached: FanOut
) -> list[Charger]:
    if charger_ids is None:
        return tenant.chargers.find(location_id=location.id)
    targets = []
    for charger_id in dict.fromkeys(charger_ids):
        try:
            targets.append(chargers.find_in(tenant, location, charger_id))
        except NotFound as unknown:
            reached.failed.append(Failure(None, str(unknown)))
    return targets


def _require_connector(charger: Charger, state: ChargerState, payload: Mapping[str, Any]) -> None:
    evse_id, connector_id = payload.get("evse_id"), payload.get("connector_id")
    if not connector_exists(state, evse_id, connector_id):
        asked = ", ".join(
            f"{name} {payload[name]}" for name in ("evse_id", "connector_id") if payload.get(name)
        )
        raise NotFound(
            f"Charger {charger.identity} has no {asked}; its connectors: 1 to {charger.connector_count}"
        )
