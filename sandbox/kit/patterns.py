"""Which requests are meant, said in keywords: what faults and the journal take."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypedDict


class PatternFields(TypedDict, total=False):
    """Fields of a pattern; a request fits when it fits in each of them, and `*` is any text."""

    method: str
    path: str
    operation: str
    edition: str
    role: str
    sdk: str
    headers: Mapping[str, str]
    query: Mapping[str, Any]
    body: Mapping[str, Any]


class ExchangeFields(PatternFields, total=False):
    """Fields of a pattern for requests that were answered."""

    status: int | str
    fault: str


class Piece(NamedTuple):
    """One thing that a pattern asks for: a field, or one name within it."""

    field: str
    name: str | None
    wanted: Any

    @property
    def label(self) -> str:
        """Return how it is called in a text."""
        return self.field if self.name is None else f"{self.field}.{self.name}"

    def pattern(self) -> dict[str, Any]:
        """Return the pattern that asks for this alone."""
        return {self.field: self.wanted if self.name is None else {self.name: self.wanted}}


def parameters(pattern: Mapping[str, Any]) -> dict[str, Any]:
    """Return a pattern as query parameters.

    Raises:
        TypeError: there is no such field; the journal would take it for no condition at all.
    """
    if unknown := pattern.keys() - ExchangeFields.__annotations__:
        known = ", ".join(ExchangeFields.__annotations__)
        raise TypeError(f"{', '.join(sorted(unknown))}: no field of a pattern; known: {known}")
    written: dict[str, Any] = {}
    for name, value in pattern.items():
        if name in _NAMED:
            parameter, text = _NAMED[name]
            written[parameter] = [f"{key}:{text(one)}" for key, one in value.items()]
        else:
            written[name] = str(value)
    return written


def pieces(pattern: Mapping[str, Any]) -> Iterator[Piece]:
    """Take a pattern apart."""
    for field, wanted in pattern.items():
        if field in _NAMED:
            yield from (Piece(field, name, one) for name, one in wanted.items())
        else:
            yield Piece(field, None, wanted)


_NAMED: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "headers": ("header", str),
    "query": ("param", str),
    "body": ("field", json.dumps),
}
"""The fields that are values by name, the parameter that says one, and how its value is written."""
