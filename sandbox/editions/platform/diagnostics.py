"""The system view of one deployment: why it runs or does not, its events and its log."""

from datetime import UTC, datetime, timedelta
from typing import Literal, Self

from pydantic import Field
from starlette.responses import PlainTextResponse

from sandbox.charger.frames import wire_time
from sandbox.domain import chargers, diagnostics
from sandbox.domain.diagnostics import LEVELS, Diagnosis, Level, Line, Severity, Source
from sandbox.domain.stages import StageEvent
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound
from sandbox.resources.charger_logs import Moment
from sandbox.rest.models import Query
from sandbox.rest.operation import Operation
from sandbox.rest.views import View

WINDOW = timedelta(minutes=15)
LONGEST_WINDOW = timedelta(hours=6)
EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
"""Before it, a window would begin before the calendar does."""


VerdictText = Literal[
    "stopped",
    "scheduling",
    "image_pull_failed",
    "crash_loop",
    "starting",
    "csms_unreachable",
    "csms_rejected",
    "connected",
    "unknown",
]


class DiagnosticsWindow(View):
    """What was looked at."""

    since: datetime
    until: datetime


class DiagnosticsVerdict(View):
    """Why the charger runs or does not."""

    code: VerdictText
    severity: Severity
    title: str
    hint: str
    evidence: str | None


class DiagnosticsDeployment(View):
    """Instances that should run, and that do."""

    replicas: int
    ready_replicas: int


class DiagnosticsPodLastState(View):
    """How the process before ended."""

    reason: str | None
    exit_code: int | None
    finished_at: datetime | None


class DiagnosticsPod(View):
    """The process of the charger."""

    phase: str | None = Field(examples=["Running"])
    ready: bool
    restart_count: int
    waiting_reason: str | None
    waiting_message: str | None
    started_at: datetime | None
    last_state: DiagnosticsPodLastState | None


class DiagnosticsEvent(View):
    """Something that happened to the deployment."""

    ts: datetime
    type: Literal["Normal", "Warning"]
    reason: str | None
    message: str
    count: int

    @classmethod
    def of(cls, event: StageEvent) -> Self:
        """Show *event*."""
        return cls(
            ts=event.at,
            type="Warning" if event.outcome == "failed" else "Normal",
            reason=event.stage.capitalize(),
            message=event.hint or f"{event.stage} {event.outcome} (attempt {event.attempt})",
            count=1,
        )


class DiagnosticsLogLine(View):
    """One line of the log."""

    ts: datetime
    level: Level
    text: str

    @classmethod
    def of(cls, line: Line) -> Self:
        """Show *line*."""
        return cls(ts=line.at, level=line.level, text=line.text)


class DiagnosticsLogs(View):
    """The newest lines of the window."""

    source: Source
    truncated: bool
    lines: list[DiagnosticsLogLine]


class DiagnosticsResponse(View):
    """The system view of one deployment."""

    window: DiagnosticsWindow
    verdict: DiagnosticsVerdict
    deployment: DiagnosticsDeployment
    pods: list[DiagnosticsPod]
    events: list[DiagnosticsEvent]
    logs: DiagnosticsLogs
    notes: list[str]


class DiagnosticsQuery(Query):
    """Which deployment, when, and what of its log."""

    deployment_id: str = Field(examples=["dep-3fa85f642b1c"])
    since: Moment | None = Field(None, description="15 minutes before `until` when left out.")
    until: Moment | None = Field(None, description="Now when left out.")
    previous: bool | None = Field(None, description="Read the log of the process before this one.")
    level: Level = Field("debug", description="The least level shown.")
    tail_lines: int = Field(200, ge=1, le=5000, description="The newest lines kept.")
    download: bool = Field(False, description="Answer the lines as text.")

    def window(self, now: datetime) -> tuple[datetime, datetime]:
        """Return the first and last instant that is meant."""
        until = self.until or now
        since = self.since or (until - WINDOW if until > EARLIEST else until)
        if since > until:
            raise BadRequest("since should not be after until", place=("since",), given=since)
        if until - since > LONGEST_WINDOW:
            raise BadRequest("the window should be 6 hours at most", place=("since",), given=since)
        return since, until


def get_diagnostics(tenant: Tenant, query: DiagnosticsQuery) -> DiagnosticsResponse | PlainTextResponse:
    """Look into a deployment over a window of time."""
    charger = chargers.find(tenant, query.deployment_id)
    since, until = query.window(tenant.clock.now())
    found = diagnostics.diagnose(tenant, charger, since, until, previous=query.previous)
    fitting = [line for line in found.lines if LEVELS.index(line.level) >= LEVELS.index(query.level)]
    lines = fitting[-query.tail_lines :]
    if query.download:
        return PlainTextResponse("".join(map(_text, lines)))
    return DiagnosticsResponse(
        window=DiagnosticsWindow(since=since, until=until),
        verdict=DiagnosticsVerdict(
            code=found.verdict.code,
            severity=found.verdict.severity,
            title=found.verdict.title,
            hint=found.verdict.hint,
            evidence=found.evidence,
        ),
        deployment=DiagnosticsDeployment(
            replicas=int(found.verdict.code != "stopped"), ready_replicas=int(found.online)
        ),
        pods=_pods(found),
        events=[DiagnosticsEvent.of(event) for event in found.events],
        logs=DiagnosticsLogs(
            source=found.source,
            truncated=len(lines) < len(fitting),
            lines=[DiagnosticsLogLine.of(line) for line in lines],
        ),
        notes=[],
    )


def _pods(found: Diagnosis) -> list[DiagnosticsPod]:
    """Show the process, if there is one."""
    if found.started_at is None:
        return []
    # A process that cannot reach its CSMS runs all the same.
    runs = found.online or found.verdict.code in ("csms_unreachable", "csms_rejected")
    ended = DiagnosticsPodLastState(reason="Completed", exit_code=0, finished_at=found.started_at)
    return [
        DiagnosticsPod(
            phase="Running" if runs else "Pending",
            ready=found.online,
            restart_count=found.restarts,
            waiting_reason=None if runs else "ContainerCreating",
            waiting_message=None if runs else found.verdict.hint,
            started_at=found.started_at if runs else None,
            last_state=ended if found.restarts else None,
        )
    ]


def _text(line: Line) -> str:
    return f"{wire_time(line.at)} {line.level.upper()} {line.text}\n"


OPERATIONS = (
    Operation(
        "GET",
        "/evcharger/deployment-runtime-ops/diagnostics",
        get_diagnostics,
        errors=(NotFound,),
        tag="Runtime operations",
    ),
)
