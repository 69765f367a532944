"""Faults as one line, in the header `X-Sandbox-Fault` and on the command line: `status=503; times=2`.

The parts are the fields of a fault. A delay may be `0.2`, `0.1..0.5` (between) or `0.2~0.5` (median and sigma
of a lognormal one), a rate limit `5/10` (requests and seconds). All other values are JSON, or a text where
they are none. This module loads nothing, because a command line waits for it.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any


class NotAFault(ValueError):
    """A text that is not made of parts; *name* is that of the part, where it has one."""

    def __init__(self, text: str, given: str, name: str | None = None) -> None:
        super().__init__(text)
        self.given = given
        self.name = name


def parts(text: str, *, repeatable: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Take a fault apart, into names and the texts of their values.

    Raises:
        NotAFault: something else is between the semicolons, or a part that is not *repeatable* comes twice.
    """
    seen: set[str] = set()
    for part in filter(None, map(str.strip, text.split(";"))):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals:
            raise NotAFault("Input should be parts such as status=503, joined by semicolons", part)
        if name in seen and name not in repeatable:
            raise NotAFault(f"{name} should be there only once", value, name)
        seen.add(name)
        yield name, value


def value_of(name: str, text: str) -> Any:
    """Return the value of a field of a fault."""
    return text if name in _TEXTS else _STRUCTURED.get(name, json_or_text)(text)


def json_or_text(text: str) -> Any:
    """Return what a text is as JSON, or the text where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
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


FORMS = {
    "delay": "write 0.5, 0.1..0.5 (between) or 0.3~0.5 (median and sigma), in seconds",
    "rate_limit": "write 10/60 (requests and seconds)",
}
"""How values are written that are no JSON."""

_TEXTS = ("name", "detail", "drop", "body")
_STRUCTURED = {"delay": _delay, "rate_limit": _rate_limit}
