"""What a request holds that its operation does not know: at every level of the body, and in the query."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sandbox.errors import problem

Place = tuple[str | int, ...]

_MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class KeysOf:
    """Marks an object whose keys are those of *model*, although it is taken as it comes."""

    model: type[BaseModel]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A field or parameter that nothing reads; *refused* when its model forbids what it does not know."""

    kind: str
    place: Place
    given: Any
    nearest: str | None
    refused: bool

    def warning(self) -> str:
        """Return it as a line of ASCII, in which the items of a list are alike."""
        *levels, name = (part for part in self.place[1:] if isinstance(part, str))
        shown = ".".join([*levels, name[:_MOST_LETTERS]])
        hint = f" (did you mean {self.nearest}?)" if self.nearest else ""
        return f"unknown {self.kind} {shown!a} {'refused' if self.refused else 'ignored'}{hint}"

    def problem(self) -> dict[str, Any]:
        """Return it as an entry of a 422."""
        hint = f"; did you mean {self.nearest}?" if self.nearest else ""
        return problem("extra_forbidden", self.place, f"Extra inputs are not permitted{hint}", self.given)


def in_query(model: type[BaseModel] | None, given: Mapping[str, Any]) -> Iterator[Unknown]:
    """Name the query parameters that *model* does not have."""
    return _unknown("query parameter", ("query",), given, model)


def in_body(annotation: Any, given: Any, place: Place = ("body",)) -> Iterator[Unknown]:
    """Name the fields that no model has; a model without fields takes anything."""
    model = _model_of(annotation, given)
    if isinstance(given, list):
        for index, item in enumerate(given):
            yield from in_body(annotation, item, (*place, index))
    elif model is not None and model.model_fields and isinstance(given, dict):
        yield from _unknown("body field", place, given, model)
        for name, field in model.model_fields.items():
            if name in given:
                yield from in_body(_meant(field), given[name], (*place, name))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that may have been meant."""
    return next(iter(get_close_matches(name[:_MOST_LETTERS], list(known), n=1)), None)


def _unknown(
    kind: str, place: Place, given: Mapping[str, Any], model: type[BaseModel] | None
) -> Iterator[Unknown]:
    fields = model.model_fields if model is not None else {}
    surplus = [name for name in given if name not in fields]
    refused = model is not None and model.model_config.get("extra") == "forbid"
    for name in sorted(surplus):
        yield Unknown(kind, (*place, name), given[name], nearest(name, fields), refused)


def _meant(field: FieldInfo) -> Any:
    return next((mark.model for mark in field.metadata if isinstance(mark, KeysOf)), field.annotation)


def _model_of(annotation: Any, given: Any) -> type[BaseModel] | None:
    """Return the model that is meant: of several, the one that knows most of what was given."""
    keys = set(given) if isinstance(given, dict) else set()
    return max(_models(annotation), key=lambda model: len(keys & set(model.model_fields)), default=None)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and get_origin(annotation) is None:
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for member in get_args(annotation):
        yield from _models(member)
