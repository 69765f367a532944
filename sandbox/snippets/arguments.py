"""What a call of an SDK is given, so that it sends the request that was asked."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from sandbox.snippets.asked import Asked
from sandbox.snippets.notes import Notes, Uncallable
from sandbox.snippets.releases import Call, Parameters

_LIST = re.compile(r"\[(.*)\]")
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a call is given.

    Args:
        path: values of what is part of the path, by the names of the call.
        query: those of its query parameters, as JSON has them.
        body: those of the fields of its body; *whole* instead where the body is one argument.
        more_query: query parameters that it does not know, with all their values.
        more_body: fields that it does not know.
    """

    path: Mapping[str, str]
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    whole: Any = None
    more_query: Mapping[str, list[str]] = field(default_factory=dict)
    more_body: Mapping[str, Any] = field(default_factory=dict)


Read = Callable[[str, list[str]], list[Any]]
"""Returns the one value that texts of a query are together, or nothing when they are none of the type."""


def arguments(call: Call, asked: Asked, read: Read, notes: Notes) -> Arguments:
    """Return what *call* is given, its query as the language *reads* it.

    Raises:
        Uncallable: it cannot send what was asked.
    """
    query, more_query = _query(call, asked, read)
    for name, value in call.always.items():
        if name not in {**query, **more_query}:
            notes.add(f"The call sends {name}={value} where the request had no {name}.")
    body, more_body, whole = _body(call, asked, notes)
    _require(call.query, query)
    return Arguments(_path(call, asked), query, body, whole, more_query, more_body)


def element(kind: str) -> str | None:
    """Return the type of what is in a list, None for a type that is no list."""
    found = _LIST.fullmatch(kind)
    return None if found is None else found[1]


def plain(kind: str, text: str) -> list[Any]:
    """Return the value of a text, or nothing when it is not how a value of the type is written."""
    if kind == "int":
        return [int(text)] if _INTEGER.fullmatch(text) else []
    if kind == "bool":
        return [text == "true"] if text in ("true", "false") else []
    return [text]


def _path(call: Call, asked: Asked) -> dict[str, str]:
    segments = zip(call.path.split("/"), asked.path.split("/"), strict=True)
    return {template[1:-1]: value for template, value in segments if template.startswith("{")}


def _query(call: Call, asked: Asked, read: Read) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return what is of the call's type, and all else as it was sent."""
    sent: dict[str, list[str]] = {}
    for name, value in parse_qsl(asked.query, keep_blank_values=True):
        sent.setdefault(name, []).append(value)
    given: dict[str, Any] = {}
    for name in call.query:
        values = [] if name not in sent else read(call.query[name].kind, sent[name])
        if values:
            given[name] = values[0]
            del sent[name]
    return given, sent


def _body(call: Call, asked: Asked, notes: Notes) -> tuple[dict[str, Any], dict[str, Any], Any]:
    """Return the fields that the call knows, those that it does not, and a body that is one argument."""
    sent = asked.body
    if sent is not None and not (sent.is_json and "json" in (asked.content_type or "").lower()):
        raise Uncallable("Its body is no JSON, or is not said to be.")
    if call.body is None:
        return {}, _fields(sent.value) if sent is not None else {}, None
    if sent is None:
        if element(call.body) is not None if isinstance(call.body, str) else _missing(call.body, {}):
            raise Uncallable("The call needs a body, and none is known.")
        notes.add("The call sends {} as body where the request had none.")
        return {}, {}, {}
    if isinstance(call.body, str):
        if not isinstance(sent.value, dict if element(call.body) is None else list):
            raise Uncallable("The call takes another kind of body.")
        return {}, {}, sent.value
    fields = _fields(sent.value)
    known = {name: fields.pop(name) for name in call.body if name in fields}
    _require(call.body, known)
    return known, fields, None


def _fields(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Uncallable("The call takes another kind of body.")
    return dict(value)


def _require(parameters: Parameters, given: Mapping[str, Any]) -> None:
    if missing := _missing(parameters, given):
        raise Uncallable(f"The call needs {' and '.join(missing)}, which the request had not.")


def _missing(parameters: Parameters, given: Mapping[str, Any]) -> list[str]:
    return [name for name, parameter in parameters.items() if parameter.required and name not in given]
