"""A request as a TypeScript module, with a release of the official SDK."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic_core import from_json, to_json

from sandbox.snippets.arguments import Arguments, arguments, element, plain
from sandbox.snippets.asked import Asked
from sandbox.snippets.layout import Code, Group, group, written
from sandbox.snippets.notes import Notes, Uncallable
from sandbox.snippets.releases import Call

_NAME = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
_OPEN = {"health.health_check", "health.landing_page"}
"""The calls that need no token."""


def typescript(asked: Asked, call: Call, notes: Notes) -> str:
    """Return a module that sends a request again.

    Raises:
        Uncallable: the call cannot send it.
    """
    if asked.token is None and call.name not in _OPEN:
        raise Uncallable("The call needs a token, and the request had none.")
    if call.name in _OPEN and asked.token is not None:
        notes.add("The call sends no token: it needs none.")
        asked = replace(asked, token=None)
    given = arguments(call, asked, _read, notes)
    client = group("new OcpplabSDK(", [("", _literal_of(_options(asked)))], ")")
    name = ".".join(map(_camel, call.name.split(".")))
    sent = group(f"client.{name}(", _given(call, given, notes), ")")
    return "\n".join(
        [
            'import { OcpplabSDK } from "ocpplab";',
            "",
            f"const url = {_literal(asked.base_url)};",
            *_token(asked),
            written(client, _INDENT, before="const client = ", after=";"),
            written(sent, _INDENT, before="const answer = await ", after=";"),
            "console.log(answer);",
        ]
    )


_INDENT = "  "


def _token(asked: Asked) -> Iterator[str]:
    if asked.token is not None:
        yield f"const given = await fetch(`${{url}}/dev/token{asked.token_query}`);"
        yield "const { access_token: token } = (await given.json()) as { access_token: string };"


def _options(asked: Asked) -> Iterator[tuple[str, Code]]:
    yield "environment: ", "url"
    if asked.token is not None:
        yield "", "token"
    if asked.organization is not None:
        yield "headers: ", _literal({"X-Organization-Id": asked.organization})


def _given(call: Call, given: Arguments, notes: Notes) -> list[tuple[str, Code]]:
    """Return the arguments: one object, and what the call does not know beside it."""
    if given.more_body:
        if call.body is None:
            raise Uncallable("The call sends no body, and the request had one.")
        notes.add(
            "The types of the SDK do not know all fields: a compiler refuses them, and Node sends them."
        )
    fields = {**given.path, **given.query, **given.body, **given.more_body}
    parts = [("", _literal(fields))] if fields or given.more_query or call.body else []
    if given.more_query:
        parts.append(("", _literal({"queryParams": dict(given.more_query)})))
    return parts


def _read(kind: str, texts: list[str]) -> list[Any]:
    """Return the value that texts of a query are together: this SDK sends a list as JSON."""
    if len(texts) > 1:
        return []
    if element(kind) is None:
        return plain(kind, texts[0])
    try:
        value = from_json(texts[0])
    except ValueError:
        return []
    return [value] if isinstance(value, list) and to_json(value).decode() == texts[0] else []


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def _literal(value: Any) -> Code:
    """Return JSON as TypeScript writes it."""
    if isinstance(value, dict):
        return _literal_of((_named(name), _literal(item)) for name, item in value.items())
    if isinstance(value, list):
        return Group("[", tuple(("", _literal(item)) for item in value), "]")
    return json.dumps(value, ensure_ascii=False)


def _named(name: str) -> str:
    if name == "__proto__":
        # Written in any other way it would be the prototype of the object.
        return '["__proto__"]: '
    return f"{name}: " if _NAME.fullmatch(name) else f"{json.dumps(name, ensure_ascii=False)}: "


def _literal_of(parts: Iterable[tuple[str, Code]]) -> Code:
    listed = tuple(parts)
    return Group("{ ", listed, " }") if listed else "{}"
