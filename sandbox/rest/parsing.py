"""From a request to the arguments of a handler, or to one 422 that names every problem."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from math import isfinite
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from pydantic import ValidationError
from pydantic_core import from_json

from sandbox.errors import Facts, Invalid, problem
from sandbox.rest import unknown
from sandbox.rest.models import RawJson
from sandbox.rest.operation import BodyParameter, Parameters
from sandbox.rest.unknown import Place, Unknown

Problems = list[dict[str, Any]]
Warnings = list[str]
Pairs = list[tuple[str, str]]

MOST_LEVELS = 64
"""How deep a body may be nested: well below what the state can be read back with."""

_MOST_FINDINGS = 200
"""How many unknown fields are looked at: as many as anybody will read."""

_FORM = "application/x-www-form-urlencoded"
_PLACE = re.compile(r"line (\d+) column (\d+)")


class Sent(NamedTuple):
    """What came with a request: the values in its path, its query string, and its body."""

    path: Mapping[str, str]
    query: bytes
    content_type: str
    body: bytes


@dataclass(slots=True)
class _Findings:
    """What is wrong with a request, and what of it is ignored; nothing unknown is when it is *strict*."""

    warnings: Warnings
    strict: bool
    problems: Problems = field(default_factory=list)
    forbidden: Problems = field(default_factory=list)
    refused: dict[Place, str] = field(default_factory=dict)

    def note(self, found: Iterable[Unknown]) -> None:
        """Note what is unknown."""
        for one in islice(found, _MOST_FINDINGS):
            if one.refused:
                self.refused[one.place] = one.problem()["msg"]
            if self.strict and not one.refused:
                self.forbidden.append(one.problem())
            elif (warning := one.warning()) not in self.warnings:
                self.warnings.append(warning)

    def judge(self) -> None:
        """Raise `Invalid` when there are problems."""
        if self.problems or self.forbidden:
            for told in self.problems:
                # With the nearest name, which pydantic does not look for.
                told["msg"] = self.refused.get(tuple(told["loc"]), told["msg"])
            facts = None if self.problems else Facts("strict")
            raise Invalid([*self.problems, *self.forbidden], facts=facts)


def parse(parameters: Parameters, sent: Sent, warnings: Warnings, *, strict: bool = False) -> dict[str, Any]:
    """Return the handler's arguments; what is ignored is added to *warnings*, whatever comes of the request.

    Raises:
        Invalid: with the problems of path, query and body, in this order, as FastAPI reports them; if
            *strict*, then with what is unknown.
    """
    findings = _Findings(warnings, strict)
    arguments = _path(parameters, sent.path, findings.problems)
    arguments |= _query(parameters, sent.query, findings)
    if parameters.body is not None:
        arguments |= _body(parameters.body, sent, findings)
    findings.judge()
    return arguments


def _path(parameters: Parameters, given: Mapping[str, str], problems: Problems) -> dict[str, Any]:
    values = {}
    for name, adapter in parameters.path_adapters.items():
        try:
            values[name] = adapter.validate_python(given[name])
        except ValidationError as refused:
            problems += _reported(refused, "path", name)
    return values


def _query(parameters: Parameters, raw: bytes, findings: _Findings) -> dict[str, Any]:
    if parameters.query is not None and (known := parameters.good_queries.get(raw)) is not None:
        return {parameters.query[0]: known}
    pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True) if raw else []
    if parameters.query is None:
        found = unknown.in_query(None, dict(pairs))
        if parameters.exact_query:
            findings.problems += [one.problem() for one in islice(found, _MOST_FINDINGS)]
        else:
            findings.note(found)
        return {}
    name, model = parameters.query
    given = _grouped(parameters.query_lists, pairs)
    if len(given) < len(pairs):
        findings.warnings += _repeated(pairs, set(model.model_fields) - parameters.query_lists)
    findings.note(unknown.in_query(model, given))
    try:
        query = model.model_validate(given)
    except ValidationError as refused:
        findings.problems += _reported(refused, "query")
        return {}
    if len(given) == len(pairs) and given.keys() <= model.model_fields.keys():
        parameters.keep(raw, query)
    return {name: query}


def _grouped(lists: frozenset[str], pairs: Pairs) -> dict[str, Any]:
    """Lists take every repetition of a parameter, scalars the last one."""
    given: dict[str, Any] = {}
    for name, value in pairs:
        if name in lists:
            given.setdefault(name, []).append(value)
        else:
            given[name] = value
    return given


def _repeated(pairs: Pairs, scalars: set[str]) -> Warnings:
    counted = Counter(name for name, _ in pairs if name in scalars)
    repeated = [name for name, times in counted.items() if times > 1]
    return [f"query parameter '{name}' was sent more than once: the last one counts" for name in repeated]


def _body(wanted: BodyParameter, sent: Sent, findings: _Findings) -> dict[str, Any]:
    if not sent.body:
        if wanted.required:
            findings.problems.append(problem("missing", ["body"], "Field required"))
        return {}
    return (_form if wanted.is_form else _json)(wanted, sent, findings)


def _json(wanted: BodyParameter, sent: Sent, findings: _Findings) -> dict[str, Any]:
    raw, problems = sent.body, findings.problems
    if not _is_json(sent.content_type):
        problems.append(_not_json(sent.content_type, raw))
        return {}
    if wanted.annotation is RawJson:
        return {"body": raw}
    try:
        given = from_json(raw, allow_inf_nan=False)
        if (objection := _objection(given, MOST_LEVELS)) is not None:
            problems.append(problem(*objection))
            return {}
        findings.note(unknown.in_body(wanted.annotation, given))
        # From the text once more: in strict mode only JSON input may hold dates as text.
        return {"body": wanted.adapter.validate_json(raw)}
    except ValidationError as refused:
        problems += _reported(refused, "body")
    except (ValueError, RecursionError) as refused:
        problems.append(_broken_json(raw, str(refused)))
    return {}


def _form(wanted: BodyParameter, sent: Sent, findings: _Findings) -> dict[str, Any]:
    """Parse a form; a field that is empty counts as left out (RFC 6749, section 3.2)."""
    if _media_type(sent.content_type) != _FORM:
        findings.problems.append(problem("form_type", ["body"], f"Input should be sent as {_FORM}"))
        return {}
    try:
        given = _fields(sent.body)
        findings.note(unknown.in_body(wanted.annotation, given))
        return {"body": wanted.adapter.validate_python(given)}
    except ValidationError as refused:
        findings.problems += _reported(refused, "body")
    except ValueError as refused:
        findings.problems.append(problem("form_invalid", ["body"], f"Form decode error: {refused}"))
    return {}


def _fields(raw: bytes) -> dict[str, str]:
    pairs = parse_qsl(raw.decode("utf-8"), strict_parsing=True)
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a field occurs more than once")
    return fields


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _is_json(content_type: str) -> bool:
    media_type = _media_type(content_type)
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
