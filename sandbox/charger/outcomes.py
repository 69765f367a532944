"""What became of a command."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Outcome:
    """*reason* says why a command was not applied; *result* carries what a synchronous answer needs."""

    status: Literal["applied", "rejected", "failed"]
    reason: str | None = None
    result: dict[str, Any] | None = None


def applied(**result: Any) -> Outcome:
    return Outcome("applied", None, result or None)


def rejected(reason: str, **result: Any) -> Outcome:
    return Outcome("rejected", reason, result or None)


def failed(reason: str) -> Outcome:
    return Outcome("failed", reason)
