"""Reading the payload of a request, member by member, with the errors OCPP-J has for a wrong one."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from sandbox.charger.frames import Payload
from sandbox.errors import SandboxError

T = TypeVar("T")


class Violation(SandboxError):
    """A payload breaks its schema; *code* is the CALLERROR for it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def required(payload: Payload, name: str, kind: type[T]) -> T:
    """Return a member that must be there."""
    if name not in payload:
        raise Violation("OccurenceConstraintViolation", f"{name} is missing")
    return _typed(payload[name], name, kind)


def optional(payload: Payload, name: str, kind: type[T]) -> T | None:
    """Return a member that may be absent."""
    return _typed(payload[name], name, kind) if name in payload else None


def items(payload: Payload, name: str, kind: type[T]) -> list[T]:
    """Return the members of an array that may be absent."""
    return [_typed(item, name, kind) for item in optional(payload, name, list) or []]


def one_of(payload: Payload, name: str, choices: tuple[str, ...]) -> str:
    """Return a member that must be one of *choices*."""
    value = required(payload, name, str)
    if value not in choices:
        raise Violation("PropertyConstraintViolation", f"{name} must be one of {', '.join(choices)}")
    return value


def instant(payload: Payload, name: str) -> datetime:
    """Return a member that is a date and time."""
    value = moment(required(payload, name, str))
    if value is None:
        raise Violation("PropertyConstraintViolation", f"{name} is not a date and time")
    return value


def optional_instant(payload: Payload, name: str) -> datetime | None:
    """Return a date and time that may be absent."""
    return instant(payload, name) if name in payload else None


def moment(text: str) -> datetime | None:
    """Read RFC 3339; a time without a zone is UTC."""
    try:
        value = datetime.fromisoformat(text)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _typed(value: Any, name: str, kind: type[T]) -> T:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise Violation("TypeConstraintViolation", f"{name} must be of type {kind.__name__}")
    return value
