"""From what has happened to events, in the order of their time."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from sandbox.charger.state import ChargerState
from sandbox.domain.clocks import Clocks
from sandbox.domain.records import (
    CHARGERS,
    COMMANDS,
    LOCATIONS,
    LOGS,
    ORGANIZATIONS,
    RUNS,
    STATES,
    Charger,
    Command,
    Location,
    LogEntry,
    Organization,
    Run,
)
from sandbox.events import connectors
from sandbox.events.happenings import Announced, Answered, Committed, Happening, Passed
from sandbox.store.changes import Before
from sandbox.store.rows import Row
from sandbox.store.store import CollectionSpec
from sandbox.traffic import redaction

Tell = Callable[[Any, Any, datetime], Iterator[Announced]]


class Narrator:
    """Makes events of what has happened.

    Args:
        most: how many it makes at most of the rows of one collection in one change; the last ones.
        clocks: what time it is for an organization that has a clock of its own.
    """

    def __init__(self, most: int, clocks: Clocks) -> None:
        self._most = most
        self._clocks = clocks
        self._passed: dict[str, str] = {}
        self._tables: tuple[tuple[CollectionSpec[Any], Tell], ...] = (
            (LOCATIONS, _location),
            (CHARGERS, _charger),
            (RUNS, self._run),
            (COMMANDS, self._command),
            (STATES, _state),
            (LOGS, _log),
        )

    def has_passed(self, subject_id: str) -> bool:
        """Tell whether the step of a command or run that only the clock tells was told."""
        return subject_id in self._passed

    def tell(self, happening: Happening) -> Iterator[Announced]:
        """Return the events of what has happened."""
        if isinstance(happening, Announced):
            if happening.kind == "world":
                self._forget(happening.organization_id)
            yield happening
        elif isinstance(happening, Passed):
            yield from self._pass(happening.subject)
        elif isinstance(happening, Answered):
            yield _request(happening)
        else:
            yield from self._committed(happening)

    def _forget(self, organization_id: str | None) -> None:
        """Begin anew with an organization, or all: its state is another one."""
        kept = {} if organization_id is None else self._passed
        self._passed = {key: owner for key, owner in kept.items() if owner != organization_id}

    def _committed(self, change: Committed) -> Iterator[Announced]:
        tables: dict[str, tuple[Before, Before]] = {
            name: (before, after) for name, before, after in change.tables
        }
        removed = False
        for old, new in self._pairs(ORGANIZATIONS, tables):
            removed = removed or new is None
            yield from _organization(old, new, change.at)
        if removed:
            # All that it owned went with it.
            return
        events = [
            event
            for spec, tell in self._tables
            for old, new in self._pairs(spec, tables)
            for event in tell(old, new, self._moment(new or old, change.at))
        ]
        yield from sorted(events, key=lambda event: event.at)

    def _moment(self, record: Any, at: datetime) -> datetime:
        """Return when a change happened for the owner of a record, by its clock."""
        clocks, owner = self._clocks, None if record is None else record.organization_id
        return clocks.of(owner).now() if clocks.has_own(owner) else at

    def _pairs(
        self, spec: CollectionSpec[Any], tables: Mapping[str, tuple[Before, Before]]
    ) -> Iterator[tuple[Any, Any]]:
        before, after = tables.get(spec.name, ({}, {}))
        for row_id, row in islice(after.items(), max(0, len(after) - self._most), None):
            yield _record(spec.model, before[row_id]), _record(spec.model, row)

    def _pass(self, subject: Command | Run) -> Iterator[Announced]:
        if subject.id not in self._passed:
            self._passed[subject.id] = subject.organization_id
            yield _received(subject) if isinstance(subject, Command) else _at_work(subject)

    def _command(self, old: Command | None, new: Command | None, at: datetime) -> Iterator[Announced]:  # noqa: ARG002
        if new is None:
            self._passed.pop(old.id if old else "", None)
            return
        if old is None:
            yield _of_command(new, "queued", new.created_at)
        if new.status == "queued" or (old is not None and old.status == new.status):
            return
        if (old is None or old.status == "queued") and new.updated_at >= new.received_at:
            yield from self._pass(new)
        if new.waiting is None:
            self._passed.pop(new.id, None)
        yield _of_command(new, new.status, new.updated_at)

    def _run(self, old: Run | None, new: Run | None, at: datetime) -> Iterator[Announced]:  # noqa: ARG002
        if new is None:
            self._passed.pop(old.id if old else "", None)
            return
        if old is None:
            yield _of_run(new, "PENDING", new.started_at)
        if new.state == "closed" and (old is None or old.state == "open"):
            yield from self._pass(new)
            self._passed.pop(new.id, None)
            yield _of_run(new, "READY" if new.error is None else "FAILED", new.ends_at)


def _organization(old: Organization | None, new: Organization | None, at: datetime) -> Iterator[Announced]:
    if new is None and old is not None:
        yield Announced("world", at, old.id, "removed", {})
    elif new is not None and old is None:
        yield Announced("world", new.created_at, new.id, "created", {})


def _location(old: Location | None, new: Location | None, at: datetime) -> Iterator[Announced]:
    if (shown := new or old) is not None:
        about = {"location_id": shown.id, "slug": shown.slug, "name": shown.name, "status": shown.status}
        yield _of_record("location", old, new, at, about)


def _charger(old: Charger | None, new: Charger | None, at: datetime) -> Iterator[Announced]:
    if (shown := new or old) is not None:
        about = {"charger_id": shown.id, "identity": shown.identity, "location_id": shown.location_id}
        yield _of_record("charger", old, new, at, about)


def _of_record(
    kind: str,
    old: Location | Charger | None,
    new: Location | Charger | None,
    at: datetime,
    about: Mapping[str, Any],
) -> Announced:
    change = "removed" if new is None else "created" if old is None else "updated"
    shown = new or old
    assert shown is not None
    dated = new is not None and (old is None or old.updated_at != new.updated_at)
    moment = shown.updated_at if dated else at
    return Announced(kind, moment, shown.organization_id, change, about)


def _state(old: ChargerState | None, new: ChargerState | None, at: datetime) -> Iterator[Announced]:  # noqa: ARG001
    if new is not None:
        yield from connectors.changes(old, new)


def _log(old: LogEntry | None, new: LogEntry | None, at: datetime) -> Iterator[Announced]:  # noqa: ARG001
    if new is not None and old is None:
        about = {
            "charger_id": new.charger_id,
            "direction": new.direction,
            "action": new.action,
            "message": new.message,
        }
        yield Announced("log", new.timestamp, new.organization_id, "logged", about)


def _request(answered: Answered) -> Announced:
    assert answered.at is not None, "the journal knows when a request came"
    about = {
        "request_id": str(answered.id),
        "method": answered.method,
        "path": redaction.text(answered.path),
        "operation": None if answered.operation is None else answered.operation.name,
        "status": answered.status,
        "fault": answered.fault,
    }
    change = "dropped" if answered.status is None else "answered"
    return Announced("request", answered.at, answered.organization_id, change, about)


def _received(command: Command) -> Announced:
    return _of_command(command, "received", command.received_at)


def _of_command(command: Command, status: str, at: datetime) -> Announced:
    about = {
        "command_id": command.id,
        "charger_id": command.charger_id,
        "identity": command.identity,
        "command": command.event_type,
        "reason": command.reason if command.status == status else None,
    }
    return Announced("command", at, command.organization_id, status, about)


def _at_work(run: Run) -> Announced:
    return _of_run(run, "PROVISIONING", run.provisioning_at)


def _of_run(run: Run, status: str, at: datetime) -> Announced:
    about = {
        "run_id": run.id,
        "job": run.kind,
        "subject_id": run.subject_id,
        "parent_id": run.parent_id,
        "error": run.error.message if run.error is not None and status == "FAILED" else None,
    }
    return Announced("job", at, run.organization_id, status, about)


def _record(model: type[BaseModel], row: Row | None) -> Any:
    """Return the record of a row; one that was stored and does not fit any more tells nothing."""
    if row is None or row.record is not None:
        return None if row is None else row.record
    try:
        return model.model_validate_json(to_json(row.content))
    except ValidationError:
        return None
