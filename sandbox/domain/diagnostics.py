"""What a look into the cluster would show of a charger: why it runs or does not, and what it has logged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sandbox.domain import logs, simulations, stages
from sandbox.domain.logs import Filter
from sandbox.domain.records import Charger, LogEntry
from sandbox.domain.stages import Stage, StageEvent
from sandbox.domain.world import Tenant

Level = Literal["debug", "info", "warning", "error", "critical"]
Source = Literal["current", "previous", "none"]
VerdictCode = Literal[
    "stopped",
    "scheduling",
    "crash_loop",
    "starting",
    "csms_unreachable",
    "csms_rejected",
    "connected",
    "unknown",
]
Severity = Literal["ok", "info", "warning", "error"]

LEVELS: tuple[Level, ...] = get_args(Level)
REDACTED = "[redacted]"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a charger runs or does not."""

    code: VerdictCode
    severity: Severity
    title: str
    hint: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a charger's log."""

    at: datetime
    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All of it; `started_at` is None when no process runs, `lines` are the oldest first."""

    verdict: Verdict
    evidence: str | None
    started_at: datetime | None
    online: bool
    restarts: int
    events: list[StageEvent]
    source: Source
    lines: list[Line]


_VERDICTS: dict[Stage, Verdict] = {
    "queued": Verdict("scheduling", "info", "Waiting for a place", "It starts once it has one."),
    "scheduling": Verdict("scheduling", "info", "Looking for a place", "It starts once it has one."),
    "pulling": Verdict("starting", "info", "Starting", "Its image is being fetched."),
    "starting": Verdict("starting", "info", "Starting", "Its process is coming up."),
    "connecting": Verdict("starting", "info", "Connecting", "It is about to open its WebSocket."),
    "registering": Verdict("starting", "info", "Registering", "The CSMS has not accepted it yet."),
    "online": Verdict("connected", "ok", "Connected", "The CSMS has accepted the charger: nothing to do."),
    "stopped": Verdict("stopped", "warning", "Stopped", "Restart it to bring it back."),
}
_LOOK_AT_CSMS = "See what the CSMS says."
_UNKNOWN = Verdict("unknown", "warning", "Unknown", "Nothing is known of it yet.")


def diagnose(
    tenant: Tenant, charger: Charger, since: datetime, until: datetime, *, previous: bool | None
) -> Diagnosis:
    """Look into a charger over a window; *previous* asks for the log of the process before this one."""
    history = stages.history(tenant, charger)
    state = simulations.settle(tenant, charger)
    last = history[-1] if history else None
    running = state.runtime != "stopped"
    source: Source = "previous" if previous else "current"
    entries = [
        entry
        for entry in reversed(logs.search(tenant, [charger.id], Filter(since, until)))
        if (entry.timestamp < state.started_at) == (source == "previous")
    ]
    return Diagnosis(
        verdict=_verdict(last),
        evidence=_evidence(last),
        started_at=state.started_at if running and charger.powered_at is not None else None,
        online=state.runtime == "online" and state.connected,
        restarts=0 if last is None else last.attempt - 1,
        events=[event for event in history if since <= event.at <= until],
        source=source if entries else "none",
        lines=list(_lines(entries, charger)),
    )


def _verdict(last: StageEvent | None) -> Verdict:
    if last is None:
        return _UNKNOWN
    if last.outcome == "failed" and last.stage == "starting":
        return Verdict("crash_loop", "error", "Could not be started", last.hint or "Restart it to try again.")
    if last.code == "csms_rejected":
        return Verdict("csms_rejected", "error", "The CSMS refuses it", last.hint or _LOOK_AT_CSMS)
    if last.outcome == "failed":
        return Verdict("csms_unreachable", "error", "Not connected", last.hint or _LOOK_AT_CSMS)
    return _VERDICTS.get(last.stage, _UNKNOWN)


def _evidence(last: StageEvent | None) -> str | None:
    if last is None:
        return None
    reason = f": {last.code}" if last.code else ""
    return f"{last.stage} {last.outcome}{reason}"


def _lines(entries: list[LogEntry], charger: Charger) -> Iterator[Line]:
    for entry in entries:
        arrow = "->" if entry.direction == "cp_to_csms" else "<-"
        text = f"{arrow} {entry.action} {entry.message}"
        if charger.authorization_key:
            text = text.replace(charger.authorization_key, REDACTED)
        yield Line(entry.timestamp, _level(entry), text)


def _level(entry: LogEntry) -> Level:
    """A refusal at the level of the protocol is a warning, a heartbeat is noise."""
    if entry.message.startswith("[4,"):
        return "warning"
    return "debug" if entry.action == "Heartbeat" else "info"
