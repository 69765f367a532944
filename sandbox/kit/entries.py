"""What the kit shows of a request that was recorded, and of why it was answered as it was."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a request says it is from; `verified` tells whether its token was accepted."""

    subject: str | None
    role: str | None
    organization_id: str | None
    verified: bool


@dataclass(frozen=True, slots=True, repr=False)
class RecordedRequest:
    """One request and its answer, secrets masked."""

    id: str
    at: datetime
    seconds: float
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: Any
    route: str | None
    operation: str | None
    editions: tuple[str, ...]
    principal: Sender | None
    organization_id: str | None
    sdk: str | None
    status: int | None
    answer_headers: Mapping[str, str]
    answer_body: Any
    warnings: tuple[str, ...]
    fault: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read an entry of the journal."""
        sender = row["principal"]
        read = {
            "at": datetime.fromisoformat(row["at"]),
            "editions": tuple(row["editions"]),
            "warnings": tuple(row["warnings"]),
            "principal": None if sender is None else Sender(**_known(Sender, sender)),
        }
        return cls(**_known(cls, {**row, **read}))

    @property
    def parameters(self) -> dict[str, str]:
        """The query parameters; of one that was given more than once, the last."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        answered = "no answer" if self.status is None else str(self.status)
        struck = f" by fault {self.fault}" if self.fault else ""
        return f"{self.method} {self.path}{query} -> {answered}{struck}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self}>"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a request was answered as it was: what looked at it, what was there, and what would have passed."""

    id: str
    status: int | None
    check: str | None
    said: Any
    saw: Any
    expected: Any
    hints: tuple[str, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read an answer of the control plane."""
        return cls(**_known(cls, {**row, "hints": tuple(row["hints"])}))

    def __str__(self) -> str:
        told = {"said": self.said, "saw": self.saw, "expected": self.expected}
        lines = [f"{self.status}, by the check of {self.check}" if self.check else str(self.status)]
        lines += [f"  {name}: {value}" for name, value in told.items() if value is not None]
        return "\n".join([*lines, *(f"  hint: {hint}" for hint in self.hints)])


def _known(kind: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a *kind* has of a row: a newer sandbox may say more."""
    return {field.name: row.get(field.name) for field in fields(kind)}
