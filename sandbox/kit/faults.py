"""Faults: what is to go wrong with requests of the organization."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self, TypedDict

from sandbox.kit.control import Control
from sandbox.kit.patterns import PatternFields

_PATH = "/dev/faults"


class FaultFields(TypedDict, total=False):
    """Which requests, which of them, and what happens: as in the body of `POST /dev/faults`.

    The fields of the pattern may stand beside the others; `headers` and `body` are those of the answer, and
    what a request must have in them goes into `match`.
    """

    name: str
    match: PatternFields
    method: str
    path: str
    operation: str
    edition: str
    role: str
    sdk: str
    query: Mapping[str, Any]
    after: int
    times: int
    every: int
    probability: float
    status: int
    detail: str
    headers: Mapping[str, str]
    retry_after: int
    delay: float | Mapping[str, float]
    drop: Literal["before", "after"]
    body: Literal["truncated", "garbled"]
    rate_limit: Mapping[str, float]
    bytes_per_second: int
    revoke_token: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the sandbox; as a context manager it is removed when the block ends.

    Its counts can be looked up after that too: they are then those of the moment when it was removed.
    """

    id: str
    name: str
    _control: Control
    _last: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    @property
    def hits(self) -> int:
        """How many requests it has hit so far."""
        return int(self._shown()["hits"])

    @property
    def matches(self) -> int:
        """How many requests have matched so far, hit or not."""
        return int(self._shown()["matches"])

    @property
    def spent(self) -> bool:
        """Whether it has hit as many as it may."""
        return bool(self._shown()["spent"])

    def remove(self) -> None:
        """Take it back; one that is gone already is no failure."""
        self._last.update(self._control.find(f"{_PATH}/{self.id}") or {})
        self._control.remove(f"{_PATH}/{self.id}")

    def _shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = self._last or self._control.get(f"{_PATH}/{self.id}")
        return shown


@dataclass(frozen=True, slots=True)
class Preset:
    """What a preset let go wrong; as a context manager it is taken back when the block ends."""

    name: str
    description: str
    faults: tuple[Fault, ...]
    chargers: tuple[str, ...]
    _remove: Callable[[], None]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """Take back its faults and the failures in the background; chargers that went offline stay so."""
        self._remove()


class Faults:
    """The faults of one organization, in the order in which they are tried."""

    def __init__(self, control: Control, organization_id: str) -> None:
        self._control = control
        self._organization_id = organization_id

    def __iter__(self) -> Iterator[Fault]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())

    def all(self) -> list[Fault]:
        """Return those that there are."""
        return self._of(self._control.get(_PATH, organization_id=self._organization_id)["data"])

    def add(self, fields: Mapping[str, Any]) -> Fault:
        """Put one at the end."""
        match = {name: value for name, value in fields.items() if name in _OF_PATTERN}
        match |= {**fields.get("match", {}), "organization_id": self._organization_id}
        if "query" in match:
            match["query"] = {key: str(value) for key, value in match["query"].items()}
        rest = {name: value for name, value in fields.items() if name not in (*_OF_PATTERN, "match")}
        (added,) = self._of([self._control.post(_PATH, {**rest, "match": match})])
        return added

    def preset(self, name: str, fields: Mapping[str, Any]) -> Preset:
        """Put those of a preset at the end."""
        body = {**fields, "organization_id": self._organization_id}
        ordered = self._control.post(f"{_PATH}/presets/{name}", body)
        faults = tuple(self._of(ordered["faults"]))
        failing = bool(ordered.get("provisioning_failures"))

        def remove() -> None:
            for fault in faults:
                fault.remove()
            if failing:
                self._control.delete("/dev/provisioning-failures", organization_id=self._organization_id)

        chargers = tuple(ordered.get("chargers", ()))
        return Preset(ordered["preset"], ordered["description"], faults, chargers, remove)

    def presets(self) -> dict[str, str]:
        """Return what the presets do, by their names."""
        listed = self._control.get(f"{_PATH}/presets")["data"]
        return {preset["name"]: preset["description"] for preset in listed}

    def clear(self) -> None:
        """Take all back."""
        self._control.delete(_PATH, organization_id=self._organization_id)

    def _of(self, rows: list[dict[str, Any]]) -> list[Fault]:
        return [Fault(row["id"], row["name"], self._control) for row in rows]


_OF_PATTERN = PatternFields.__annotations__.keys() - {"headers", "body"}
"""What may stand beside the fields of a fault: it has headers and a body of its own."""
