"""The table of a release, as `sandbox/snippets/releases/` keeps it: found out by calling every method.

`PYTHONPATH=<folder of a release> python -m tests.snippets.table` writes it to standard output.
"""

import inspect
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import import_module
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import httpx

from tests.sdk.recording import Method, methods
from tests.sdk.releases import imported
from tests.sdk.sampling import VALUES, arguments, parameters

_PLAIN = {str: "str", int: "int", float: "float", bool: "bool", datetime: "datetime", Any: "any"}
_ORIGINS: dict[Any, str] = {dict: "object", Literal: "str"}


TARGET = {"target": {"charger_id": "CP-1", "location_id": "L-1", "identity": "CP-1"}}


class Heard(Exception):
    """The request of a call was heard: it needs no answer."""

    def __init__(self, request: httpx.Request) -> None:
        super().__init__(request.url)
        self.request = request


def learned() -> dict[str, Any]:
    """Return the table of the release that `import ocpplab` gives."""
    release = imported()
    assert release is not None
    ocpplab = import_module("ocpplab")
    client_class = getattr(ocpplab, "OcpplabSDK", None) or ocpplab.OcpplabApi
    transport = httpx.MockTransport(_hear)
    client = client_class(base_url="http://sdk", token="t", httpx_client=httpx.Client(transport=transport))
    models: dict[str, Any] = {}
    calls = dict(_row(path, method, models) for path, method in methods(client, release.namespaces).items())
    return {
        "client": client_class.__name__,
        "takes_organization": "organization_id" in get_type_hints(client_class.__init__),
        "calls": dict(sorted(calls.items(), key=lambda row: row[0].split()[::-1])),
        "models": dict(sorted(models.items())),
    }


def written(table: dict[str, Any]) -> str:
    """Return a table as its file has it: a line for each call and each model."""
    parts = [f'  "{name}": {_lines(part)}' for name, part in table.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(part: Any) -> str:
    if not isinstance(part, dict):
        return json.dumps(part)
    rows = [f"    {json.dumps(name)}: {json.dumps(row)}" for name, row in part.items()]
    return "{\n" + ",\n".join(rows) + "\n  }"


def _hear(request: httpx.Request) -> httpx.Response:
    raise Heard(request)


def _row(name: str, method: Method, models: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the place of a call, and where each of its parameters goes."""
    kinds = {
        _marked(parameter, required=required): _kind(hint, models)
        for parameter, hint, required in parameters(method)
    }
    names = [name.removesuffix("?") for name in kinds]
    in_path = _positional(method)
    known = VALUES | TARGET | {parameter: f"~{parameter}~" for parameter in in_path}
    sent, least = (_sent(method, arguments(method, known, everything=every)) for every in (True, False))
    path = sent.url.path
    for parameter in in_path:
        path = path.replace(f"~{parameter}~", f"{{{parameter}}}")
    row: dict[str, Any] = {"call": name}
    if query := _part(kinds, set(sent.url.params)):
        row["query"] = query
    if always := {name: value for name, value in least.url.params.items() if f"{name}?" in kinds}:
        row["always"] = always
    body = json.loads(sent.content) if sent.content else None
    if "request" in names:
        row["body"] = kinds["request"]
    elif body is not None:
        row["body"] = _part(kinds, set(body))
    placed = {parameter.removesuffix("?") for parameter in (*row.get("query", ()), *_names(row))}
    assert placed | set(in_path) == set(names), (name, placed, names)
    return f"{sent.method} {path}", row


def _names(row: dict[str, Any]) -> Iterator[str]:
    body = row.get("body", {})
    yield from (("request",) if isinstance(body, str) else body)


def _part(kinds: dict[str, str], names: set[str]) -> dict[str, str]:
    return {name: kind for name, kind in kinds.items() if name.removesuffix("?") in names}


def _positional(method: Method) -> list[str]:
    """Return the parameters that are part of the path: those that have a position."""
    kinds = inspect.signature(method).parameters.items()
    return [name for name, parameter in kinds if parameter.kind is parameter.POSITIONAL_OR_KEYWORD]


def _sent(method: Method, given: dict[str, Any]) -> httpx.Request:
    try:
        method(**given)
    except Heard as heard:
        return heard.request
    raise AssertionError(f"{method} has sent nothing")


def _kind(hint: Any, models: dict[str, Any]) -> str:
    """Return a type as tables write it: `str`, `[str]` for a list, a model by its name."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    if hasattr(hint, "model_fields"):
        if hint.__name__ not in models:
            models[hint.__name__] = {}
            models[hint.__name__] = _fields(hint, models)
        return str(hint.__name__)
    origin, inner = get_origin(hint), [kind for kind in get_args(hint) if kind is not NoneType]
    if origin in _ORIGINS:
        return _ORIGINS[origin]
    if origin in (list, Sequence):
        return f"[{_kind(inner[0], models)}]"
    if Any in inner:
        return "any"
    # One text and several are the same in a query.
    lists = [kind for kind in inner if get_origin(kind) is not None and kind is not str]
    kinds = [_kind(kind, models) for kind in (lists if str in inner else inner)]
    return " | ".join(kinds or ["str"])


def _fields(model: Any, models: dict[str, Any]) -> dict[str, str]:
    hints = get_type_hints(model)
    return {
        _marked(name, required=field.is_required()): _kind(hints[name], models)
        for name, field in model.model_fields.items()
    }


def _marked(name: str, *, required: bool) -> str:
    return name if required else f"{name}?"


if __name__ == "__main__":
    print(written(learned()), end="")  # noqa: T201
