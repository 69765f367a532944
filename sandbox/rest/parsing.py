"""From a request to the arguments of a handler, or to one 422 that names every problem."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from math import isfinite
from typing import Any, get_args, get_origin
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from sandbox.errors import Invalid, problem
from sandbox.rest.operation import BodyParameter, Parameters

Problems = list[dict[str, Any]]
Warnings = list[str]

MOST_LEVELS = 64
"""How deep a body may be nested: well below what the state can be read back with."""

_PLACE = re.compile(r"line (\d+) column (\d+)")


def parse(
    parameters: Parameters, path: Mapping[str, str], query: bytes, content_type: str, body: bytes
) -> tuple[dict[str, Any], Warnings]:
    """Return the handler's arguments and what was ignored.

    Raises:
        Invalid: with the problems of path, query and body, in this order, as FastAPI reports them.
    """
    problems: Problems = []
    warnings: Warnings = []
    arguments = _path(parameters, path, problems)
    arguments |= _query(parameters, query, problems, warnings)
    if parameters.body is not None:
        arguments |= _body(parameters.body, content_type, body, problems, warnings)
    if problems:
        raise Invalid(problems)
    return arguments, warnings


def _path(parameters: Parameters, given: Mapping[str, str], problems: Problems) -> dict[str, Any]:
    values = {}
    for name, adapter in parameters.path_adapters.items():
        try:
            values[name] = adapter.validate_python(given[name])
        except ValidationError as refused:
            problems += _reported(refused, "path", name)
    return values


def _query(parameters: Parameters, raw: bytes, problems: Problems, warnings: Warnings) -> dict[str, Any]:
    pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True) if raw else []
    if parameters.query is None:
        warnings += _unknown("query parameter", {name for name, _ in pairs}, ())
        return {}
    name, model = parameters.query
    given = _grouped(parameters.query_lists, pairs)
    warnings += _unknown("query parameter", set(given), model.model_fields)
    try:
        return {name: model.model_validate(given)}
    except ValidationError as refused:
        problems += _reported(refused, "query")
        return {}


def _grouped(lists: frozenset[str], pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Lists take every repetition of a parameter, scalars the last one."""
    given: dict[str, Any] = {}
    for name, value in pairs:
        if name in lists:
            given.setdefault(name, []).append(value)
        else:
            given[name] = value
    return given


def _body(
    wanted: BodyParameter, content_type: str, raw: bytes, problems: Problems, warnings: Warnings
) -> dict[str, Any]:
    if not raw:
        if wanted.required:
            problems.append(problem("missing", ["body"], "Field required"))
        return {}
    if not _is_json(content_type):
        problems.append(_not_json(content_type, raw))
        return {}
    try:
        given = from_json(raw, allow_inf_nan=False)
        if (objection := _objection(given, MOST_LEVELS)) is not None:
            problems.append(problem(*objection))
            return {}
        warnings += dict.fromkeys(_unknown_fields(wanted.annotation, given))
        # From the text once more: in strict mode only JSON input may hold dates as text.
        return {"body": wanted.adapter.validate_json(raw)}
    except ValidationError as refused:
        problems += _reported(refused, "body")
    except (ValueError, RecursionError) as refused:
        problems.append(_broken_json(raw, str(refused)))
    return {}


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


def _not_json(content_type: str, raw: bytes) -> dict[str, Any]:
    shown = ascii(content_type[:60]) if content_type else "no Content-Type"
    expected = f"Input should be a JSON document sent as application/json, not with {shown}"
    return problem("model_attributes_type", ["body"], expected, raw[:200].decode("utf-8", "replace"))


def _broken_json(raw: bytes, error: str) -> dict[str, Any]:
    """Say where JSON breaks off, as an offset into the body."""
    at = 0
    if place := _PLACE.search(error):
        line, column = int(place[1]), int(place[2])
        at = sum(len(text) for text in raw.splitlines(keepends=True)[: line - 1]) + max(column - 1, 0)
    return {**problem("json_invalid", ["body", at], "JSON decode error", {}), "ctx": {"error": error}}


def _reported(refused: ValidationError, *place: str) -> Problems:
    """Return pydantic's errors in FastAPI's form: `{type, loc, msg, input, ctx}`."""
    reported = []
    for error in refused.errors(include_url=False):
        entry: dict[str, Any] = {**error, "loc": [*place, *error["loc"]]}
        if "ctx" in error:
            entry["ctx"] = {name: _plain(value) for name, value in error["ctx"].items()}
        reported.append(entry)
    return reported


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def _objection(value: Any, levels: int) -> tuple[str, list[str | int], str] | None:
    """Return why a JSON value cannot be kept although its syntax is right: type, place and text."""
    if isinstance(value, float) and not isfinite(value):
        return "finite_number", ["body"], "Input should be a number that fits into 64 bits"
    if not isinstance(value, dict | list):
        return None
    if levels == 0:
        return "nested_too_deeply", ["body"], f"Input should not be nested deeper than {MOST_LEVELS} levels"
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if (found := _objection(item, levels - 1)) is not None:
            kind, place, message = found
            return kind, [*place[:1], key, *place[1:]], message
    return None


def _unknown_fields(annotation: Any, given: Any, place: str = "") -> Iterator[str]:
    """Name what no model has, at every level; a model without fields takes anything."""
    model = _model_of(annotation, given)
    if isinstance(given, list):
        for item in given:
            yield from _unknown_fields(annotation, item, place)
    elif model is not None and model.model_fields and isinstance(given, dict):
        yield from _unknown("body field", set(given), model.model_fields, place)
        for name, field in model.model_fields.items():
            yield from _unknown_fields(field.annotation, given.get(name), f"{place}{name}.")


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


def _unknown(kind: str, given: set[str], known: Any, place: str = "") -> Iterator[str]:
    for name in sorted(given - set(known)):
        nearest = get_close_matches(name, list(known), n=1)
        hint = f" (did you mean {nearest[0]}?)" if nearest else ""
        yield f"unknown {kind} {place + name[:60]!a} ignored{hint}"
