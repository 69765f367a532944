"""A request as a Python script, with a release of the official SDK."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from sandbox.snippets.arguments import Arguments, arguments
from sandbox.snippets.asked import Asked
from sandbox.snippets.layout import LONGEST, Code, Group, written
from sandbox.snippets.notes import Notes
from sandbox.snippets.python_values import Values, literal, read
from sandbox.snippets.releases import Call, Release, Table, table

_INDENT = "    "
_MEANING = frozenset("%/?#")
"""What in a path would not be a part of it."""
_WHOLE = "request"
"""The argument that is a whole body."""


def python(asked: Asked, release: Release, call: Call, notes: Notes) -> str:
    """Return a script that sends a request again.

    Raises:
        Uncallable: the call cannot send it.
    """
    known = table(release.table)
    values = Values(known.models)
    given = arguments(call, asked, read, notes)
    answer = _statement("answer", f"client.{call.name}", _given(call, given, values))
    return "\n".join(
        [
            *_imports(asked, known, values),
            "",
            f"URL = {literal(asked.base_url)}",
            *_token(asked),
            _statement("client", known.client, _options(asked, known)),
            answer,
            "print(answer)",
        ]
    )


def _imports(asked: Asked, known: Table, values: Values) -> Iterator[str]:
    if values.has_moments:
        yield "from datetime import datetime"
        yield ""
    if asked.token is not None:
        yield "import httpx"
    names = sorted({known.client, *values.used})
    line = f"from ocpplab import {', '.join(names)}"
    listed = Group("(", tuple(("", name) for name in names), ")")
    yield line if len(line) <= LONGEST else written(listed, _INDENT, before="from ocpplab import ")


def _token(asked: Asked) -> Iterator[str]:
    if asked.token is not None:
        yield f'answer = httpx.get(f"{{URL}}/dev/token{asked.token_query}")'
        yield 'token = answer.json()["access_token"]'


def _options(asked: Asked, known: Table) -> Iterator[tuple[str, Code]]:
    yield "base_url=", "URL"
    if asked.token is not None:
        yield "token=", "token"
    if asked.organization is not None:
        if known.takes_organization:
            yield "organization_id=", literal(asked.organization)
        else:
            yield "headers=", literal({"X-Organization-Id": asked.organization})


def _given(call: Call, given: Arguments, values: Values) -> Iterator[tuple[str, Code]]:
    for name, value in given.path.items():
        # The SDK puts it into the URL as it is, and httpx encodes what has no meaning there.
        yield f"{name}=", literal(quote(value, "") if _MEANING & set(value) else value)
    for name, value in given.query.items():
        yield f"{name}=", values.of(value, call.query[name].kind)
    if isinstance(call.body, str):
        yield f"{_WHOLE}=", values.of(given.whole, call.body)
    elif call.body is not None:
        for name, value in given.body.items():
            yield f"{name}=", values.of(value, call.body[name].kind)
    # What the call does not know goes beside it.
    more = {"additional_query_parameters": given.more_query, "additional_body_parameters": given.more_body}
    if options := {name: dict(value) for name, value in more.items() if value}:
        yield "request_options=", literal(options)


def _statement(name: str, opening: str, parts: Iterable[tuple[str, Code]]) -> str:
    return written(Group(f"{opening}(", tuple(parts), ")"), _INDENT, before=f"{name} = ")
