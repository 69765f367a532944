"""Faults as they are written on a command line: `status=503; times=2; operation=create_*`.

The parts are the fields of a fault and of its pattern, as in the header `X-Sandbox-Fault`: a delay may be
`0.2`, `0.1..0.5` or `0.2~0.5`, a rate limit `5/10`. What a request must have in its headers, its query and
its body is `header=Name:value`, `param=name:value` and `field=dotted.name:value`.
"""

import json
from typing import Any

from sandbox.errors import StartupError


def fault(text: str, organization_id: str | None = None) -> dict[str, Any]:
    """Return the body of `POST /dev/faults`.

    Raises:
        StartupError: it is not made of parts.
    """
    body: dict[str, Any] = {}
    match: dict[str, Any] = {} if organization_id is None else {"organization_id": organization_id}
    for part in filter(None, map(str.strip, text.split(";"))):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals:
            raise StartupError(f"{part!r} is no part of a fault: expected such as status=503; times=2")
        if name in _NAMED:
            key, _, wanted = value.partition(":")
            match.setdefault(_NAMED[name], {})[key] = json_or_text(wanted) if name == "field" else wanted
        elif name in _OF_PATTERN:
            match[name] = value
        else:
            body[name] = value if name in _TEXTS else _STRUCTURED.get(name, json_or_text)(value)
    return {**body, "match": match} if match else body


def json_or_text(text: str) -> Any:
    """Return what a text is as JSON, or the text where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _delay(text: str) -> Any:
    for mark, names in (("..", ("min", "max")), ("~", ("median", "sigma"))):
        first, found, second = text.partition(mark)
        if found:
            return {names[0]: json_or_text(first), names[1]: json_or_text(second)}
    return json_or_text(text)


def _rate_limit(text: str) -> Any:
    requests, _, seconds = text.partition("/")
    return {"requests": json_or_text(requests), "seconds": json_or_text(seconds or "1")}


_NAMED = {"header": "headers", "param": "query", "field": "body"}
_OF_PATTERN = ("method", "path", "operation", "edition", "role", "sdk", "organization_id")
_TEXTS = ("name", "detail", "drop", "body")
_STRUCTURED = {"delay": _delay, "rate_limit": _rate_limit}
