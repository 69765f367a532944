"""`/dev/faults`: what is to go wrong with requests."""

from datetime import datetime
from typing import Any

from pydantic import ConfigDict, Field

from sandbox.dev.rows import DevQuery, row
from sandbox.dev.strangers import Proofreader
from sandbox.errors import Conflict, NotFound
from sandbox.rest.exchange import Exchange
from sandbox.rest.models import Body, Text, UuidText
from sandbox.rest.views import View
from sandbox.traffic.effects import Effect
from sandbox.traffic.faults import Fault, Faults
from sandbox.traffic.matching import RequestPattern
from sandbox.traffic.rules import Trigger


class FaultRequest(Body, Effect, Trigger):
    """A fault: which requests, which of them, and what happens."""

    model_config = ConfigDict(extra="forbid")

    name: Text | None = Field(None, description="How the journal calls it.", examples=["busy"])
    match: RequestPattern = Field(RequestPattern(), description="Which requests; all when left out.")

    def effect(self) -> Effect:
        """Return what happens."""
        return Effect.model_construct(**{name: getattr(self, name) for name in Effect.model_fields})

    def trigger(self) -> Trigger:
        """Return which of the matching requests are hit."""
        return Trigger(**{name: getattr(self, name) for name in Trigger.model_fields})


class FaultQuery(DevQuery):
    """Whose faults are meant."""

    organization_id: UuidText | None = Field(
        None, description="Those whose `match` names this organization; all when left out."
    )


class FaultResponse(Effect, Trigger, View):
    """A fault, and how many requests it has matched and hit."""

    model_config = ConfigDict(extra="ignore")

    id: str
    name: str
    match: dict[str, Any]
    matches: int
    hits: int
    spent: bool = Field(description="Whether it has hit as many as it may.")
    created_at: datetime

    @classmethod
    def of(cls, fault: Fault) -> "FaultResponse":
        """Show *fault*."""
        rule = fault.rule
        return cls.model_construct(
            id=fault.id,
            name=rule.name,
            match=fault.pattern.model_dump(exclude_defaults=True),
            **dict(rule.trigger),
            **dict(rule.effect),
            matches=rule.matches,
            hits=rule.hits,
            spent=rule.spent,
            created_at=fault.created_at,
        )


class FaultsResponse(View):
    """Faults in the order in which they are tried."""

    data: list[FaultResponse]
    total: int


def list_faults(faults: Faults, query: FaultQuery) -> FaultsResponse:
    """List the faults, the first to be tried first."""
    found = [FaultResponse.of(fault) for fault in faults.find(query.organization_id)]
    return FaultsResponse(data=found, total=len(found))


def create_fault(
    faults: Faults, proofreader: Proofreader, exchange: Exchange, body: FaultRequest
) -> FaultResponse:
    """Let something go wrong with the requests that match, after the faults that are there already."""
    proofreader.read(body.match, exchange, ("body", "match"))
    return FaultResponse.of(faults.add(body.match, body.trigger(), body.effect(), body.name))


def get_fault(faults: Faults, fault_id: str) -> FaultResponse:
    """Get one fault and its counts."""
    return FaultResponse.of(_found(faults, fault_id))


def delete_fault(faults: Faults, fault_id: str) -> None:
    """Take a fault back."""
    faults.remove(_found(faults, fault_id).id)


def delete_faults(faults: Faults, query: FaultQuery) -> None:
    """Take faults back: all of them, or those of one organization."""
    faults.clear(query.organization_id)


def _found(faults: Faults, fault_id: str) -> Fault:
    if (fault := faults.get(fault_id)) is None:
        raise NotFound(f"Fault {fault_id} not found")
    return fault


_FAULTS = "/dev/faults"
_FAULT = "/dev/faults/{fault_id}"


OPERATIONS = (
    row("GET", _FAULTS, list_faults, in_change=False),
    row("POST", _FAULTS, create_fault, 201, errors=(Conflict,), in_change=False),
    row("DELETE", _FAULTS, delete_faults, 204, in_change=False),
    row("GET", _FAULT, get_fault, errors=(NotFound,), in_change=False),
    row("DELETE", _FAULT, delete_fault, 204, errors=(NotFound,), in_change=False),
)
