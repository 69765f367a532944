"""Where chargers are in their deployment, and how they came there."""

from datetime import datetime
from typing import Literal, Self, get_args

from pydantic import Field

from sandbox.domain import stages
from sandbox.domain.records import Charger
from sandbox.domain.stages import Outcome, StageEvent
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound
from sandbox.resources.charger_logs import Moment
from sandbox.rest.models import Query
from sandbox.rest.operation import Operation
from sandbox.rest.views import View

MOST_IDENTITIES = 100

StageText = Literal[
    "not_deployed",
    "queued",
    "scheduling",
    "pulling",
    "starting",
    "connecting",
    "registering",
    "online",
    "offline",
    "stopped",
]
OutcomeText = Literal["in_progress", "succeeded", "failed", "stuck", "recovered"]

_OUTCOMES: dict[str, frozenset[Outcome]] = {
    "failed": frozenset({"failed"}),
    "stuck": frozenset({"stuck"}),
    "recovered": frozenset({"recovered"}),
    "alerts": frozenset({"failed", "stuck", "recovered"}),
    "all": frozenset(get_args(Outcome)),
}


class DeploymentStageEvent(View):
    """A charger entered a stage, or failed in it."""

    identity: str = Field(examples=["CP-0001"])
    attempt: int = Field(description="Which start of the process, from 1.", examples=[1])
    stage: StageText
    outcome: OutcomeText
    code: str | None
    hint: str | None
    at: datetime

    @classmethod
    def of(cls, event: StageEvent) -> Self:
        """Show *event*."""
        return cls(**{name: getattr(event, name) for name in cls.model_fields})


class DeploymentStageStatus(View):
    """Where a charger is in its deployment."""

    identity: str = Field(examples=["CP-0001"])
    attempt: int
    stage: StageText | None = Field(description="Null when the clock is before its first one.")
    outcome: Literal["in_progress", "succeeded", "failed", "stuck"] | None
    code: str | None
    hint: str | None = Field(description="What went wrong.")
    since: datetime | None = Field(description="When it entered the stage.")
    events: list[DeploymentStageEvent] | None = Field(description="Of this attempt, the oldest first.")


class DeploymentStageStatusResponse(View):
    """Where chargers are."""

    items: list[DeploymentStageStatus]


class DeploymentStageEventsResponse(View):
    """What happened to chargers, the newest first."""

    events: list[DeploymentStageEvent]


class StageStatusQuery(Query):
    """Which chargers."""

    identity: list[str] | None = Field(
        None, max_length=MOST_IDENTITIES, description="All when left out; repeat the parameter."
    )
    events: bool = Field(False, description="Show the events of the present attempt; for one identity.")


class StageEventsQuery(Query):
    """Which events."""

    since: Moment | None = Field(None, description="Only later ones.", examples=["2026-01-01T00:00:00Z"])
    outcome: Literal["failed", "stuck", "recovered", "alerts", "all"] = Field(
        "all", description="`alerts` are failed, stuck and recovered."
    )
    identity: str | None = Field(None, examples=["CP-0001"])
    limit: int = Field(50, ge=1, le=500, description="Events per answer.")


def get_deployment_stages(tenant: Tenant, query: StageStatusQuery) -> DeploymentStageStatusResponse:
    """Tell where chargers are in their deployment; of several identities, unknown ones are not deployed."""
    if query.identity is None:
        return DeploymentStageStatusResponse(
            items=[_status(tenant, charger, events=False) for charger in tenant.chargers.find()]
        )
    identities = list(dict.fromkeys(query.identity))
    if query.events and len(identities) > 1:
        raise BadRequest("events goes only with one identity", place=("events",), given=True)
    found = [tenant.chargers.first(identity=identity) for identity in identities]
    if not any(found):
        raise NotFound(f"Charger {identities[0]} not found")
    return DeploymentStageStatusResponse(
        items=[
            _unseen(identity, "not_deployed")
            if charger is None
            else _status(tenant, charger, events=query.events)
            for identity, charger in zip(identities, found, strict=True)
        ]
    )


def list_deployment_events(tenant: Tenant, query: StageEventsQuery) -> DeploymentStageEventsResponse:
    """Read what happened to chargers in their deployments, the newest first."""
    meant = (
        tenant.chargers.find() if query.identity is None else tenant.chargers.find(identity=query.identity)
    )
    events = stages.newest(tenant, meant, _OUTCOMES[query.outcome], query.since)
    return DeploymentStageEventsResponse(
        events=[DeploymentStageEvent.of(event) for event in events[: query.limit]]
    )


def _status(tenant: Tenant, charger: Charger, *, events: bool) -> DeploymentStageStatus:
    history = stages.history(tenant, charger)
    if not history:
        return _unseen(charger.identity)
    last = history[-1]
    shown = [DeploymentStageEvent.of(event) for event in history if event.attempt == last.attempt]
    return DeploymentStageStatus(
        identity=charger.identity,
        attempt=last.attempt,
        stage=last.stage,
        outcome="succeeded" if last.outcome == "recovered" else last.outcome,
        code=last.code,
        hint=last.hint,
        since=last.at,
        events=shown if events else None,
    )


def _unseen(identity: str, stage: StageText | None = None) -> DeploymentStageStatus:
    return DeploymentStageStatus(
        identity=identity,
        attempt=0,
        stage=stage,
        outcome=None,
        code=None,
        hint=None,
        since=None,
        events=None,
    )


TAG = "Runtime operations"
_PATH = "/evcharger/deployment-runtime-ops"

OPERATIONS = (
    Operation("GET", f"{_PATH}/status", get_deployment_stages, errors=(NotFound,), tag=TAG),
    Operation("GET", f"{_PATH}/events", list_deployment_events, tag=TAG),
)
