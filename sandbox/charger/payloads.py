"""Reading the payload of a request, member by member; the schema has been checked before."""

from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from sandbox.charger.frames import Payload
from sandbox.clock import LAST
from sandbox.errors import SandboxError

T = TypeVar("T")


class Violation(SandboxError):
    """A payload fits its schema and cannot be read all the same; *code* is the CALLERROR for it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def required(payload: Payload, name: str, kind: type[T]) -> T:
    """Return a member that must be there."""
    return _typed(payload[name], kind)


def optional(payload: Payload, name: str, kind: type[T]) -> T | None:
    """Return a member that may be absent."""
    return _typed(payload[name], kind) if name in payload else None


def items(payload: Payload, name: str, kind: type[T]) -> list[T]:
    """Return the members of an array that may be absent."""
    return [_typed(item, kind) for item in payload.get(name, ())]


def instant(payload: Payload, name: str) -> datetime:
    """Return a member that is a date and time."""
    value = moment(payload[name])
    if value is None:
        raise Violation("PropertyConstraintViolation", f"{name} is not a date and time that exists")
    return value


def optional_instant(payload: Payload, name: str) -> datetime | None:
    """Return a date and time that may be absent."""
    return instant(payload, name) if name in payload else None


def moment(text: str) -> datetime | None:
    """Read RFC 3339; a time without a zone is UTC.

    The year 9999, which a CSMS writes for never, is beyond any clock: it becomes the last instant there is.
    """
    try:
        value = datetime.fromisoformat(text)
        value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return min(value, LAST)
    except (ValueError, OverflowError):
        return None


def _typed(value: Any, kind: type[T]) -> T:
    """Read 1.0 as 1 where an integer is meant, as JSON Schema does."""
    return cast("T", int(value) if kind is int else value)
