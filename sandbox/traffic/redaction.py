"""Secrets: whoever is told of a request sees that there was one, not which.

JSON, forms, query strings and headers are redacted by the names in them, tokens (JWT) wherever they stand.
What does not parse is searched for what looks like a name and its value, rather too much than too little.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote_plus

from pydantic_core import from_json, to_json

from sandbox.traffic import secret_texts
from sandbox.traffic.secret_names import HIDDEN, is_secret, is_secret_header, is_word

_SCHEMES = {"apikey", "basic", "bearer", "digest", "dpop", "negotiate", "ntlm", "token"}

# Levels of nesting, those of JSON inside of JSON included: all that is parsed, and less than Python can do.
_MOST_LEVELS = 220


def header(name: str, value: str) -> str:
    """Return the value of a header; of credentials only the scheme."""
    if not is_secret_header(name):
        return text(value)
    scheme, space, _ = value.partition(" ")
    named = name.lower().endswith("authorization") and scheme.lower() in _SCHEMES
    return f"{scheme} {HIDDEN}" if space and named else HIDDEN


def query(raw: str) -> str:
    """Return a query string, or a form, without the secrets in it; the rest is as it was sent."""
    return text("&".join(map(_pair, raw.split("&"))))


def body(raw: bytes) -> Any:
    """Return a body as JSON where it is JSON, else as text; None for none."""
    if not raw:
        return None
    content = raw.decode("utf-8", "replace")
    try:
        value = from_json(content, allow_inf_nan=False)
    except (ValueError, RecursionError):
        return _unparsed(content)
    return json(value)


def json(value: Any) -> Any:
    """Return JSON without the secrets in it."""
    return _walked(value, _MOST_LEVELS)


def field(name: str, value: Any) -> Any:
    """Return the value of a field: nothing of it when its name tells that it is a secret."""
    return _named(name, value, _MOST_LEVELS)


def given(problem: dict[str, Any]) -> Any:
    """Return what stood in the place of a problem of a 422."""
    return _given(problem, _MOST_LEVELS)


def text(content: str) -> str:
    """Return a text for people, a path or a URL without the secrets in it."""
    return secret_texts.without_pairs(secret_texts.without_tokens(content))


def words(value: Any) -> Any:
    """Return JSON of ours, whose names tell nothing, without the secrets in its texts."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return [words(item) for item in value]
    if isinstance(value, dict):
        return {text(key): words(item) for key, item in value.items()}
    return value


def _pair(piece: str) -> str:
    name, equals, value = piece.partition("=")
    if is_secret(unquote_plus(name)) and not is_word(value):
        return f"{name}={HIDDEN}" if equals else piece
    decoded = unquote_plus(value)
    safe = _text(decoded, _MOST_LEVELS)
    if safe != decoded:
        value = quote(safe, safe="*")
    return f"{secret_texts.without_tokens(name)}{equals}{value}"


def _walked(value: Any, levels: int) -> Any:
    if isinstance(value, str):
        return _text(value, levels)
    if not isinstance(value, dict | list):
        return value
    if levels == 0:
        return HIDDEN
    if isinstance(value, list):
        return [_walked(item, levels - 1) for item in value]
    return dict(_members(value, levels - 1))


def _members(value: dict[str, Any], levels: int) -> Iterator[tuple[str, Any]]:
    about = value.get("key", value.get("name"))
    of_secret = isinstance(about, str) and is_secret(about)
    is_problem = isinstance(value.get("loc"), list)
    for name, item in value.items():
        if name == "value" and of_secret:
            yield name, _named("secret", item, levels)
        elif name == "input" and is_problem:
            yield name, _given(value, levels)
        else:
            yield secret_texts.without_tokens(name), _named(name, item, levels)


def _named(name: str, value: Any, levels: int) -> Any:
    if is_secret(name) and not (value is None or isinstance(value, bool)):
        return HIDDEN
    return _walked(value, levels)


def _given(problem: dict[str, Any], levels: int) -> Any:
    value = problem.get("input")
    if problem.get("type") == "missing":
        return _walked(value, levels)
    if any(isinstance(part, str) and is_secret(part) for part in problem["loc"]):
        return _named("secret", value, levels)
    # It may be the whole body, which is nothing that was parsed.
    return _unparsed(value) if isinstance(value, str) and not _is_nested(value) else _walked(value, levels)


def _text(content: str, levels: int) -> str:
    """Return a text that may hold JSON in its turn."""
    if not _is_nested(content):
        return text(content)
    try:
        value = from_json(content, allow_inf_nan=False)
    except (ValueError, RecursionError):
        return _unparsed(content)
    safe = _walked(value, max(levels - 1, 0))
    return content if safe == value else to_json(safe).decode()


def _is_nested(content: str) -> bool:
    return content.lstrip()[:1] in ("{", "[")


def _unparsed(content: str) -> str:
    if secret_texts.is_form(content):
        return query(content)
    return secret_texts.without_tokens(secret_texts.searched(content))
