"""Which methods an SDK offers, and which of them were called."""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NO_METHODS = {"with_raw_response"}


class Recorded:
    """A client, or a part of it, that notes the methods that are called on it."""

    def __init__(self, part: Any, called: set[str], prefix: str = "") -> None:
        self._part = part
        self._called = called
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._part, name)
        if not inspect.ismethod(member):
            return Recorded(member, self._called, f"{name}.")

        def call(*args: Any, **kwargs: Any) -> Any:
            self._called.add(f"{self._prefix}{name}")
            return member(*args, **kwargs)

        return call


def offered(client: Any) -> Iterator[str]:
    """Return the methods of a client, as `resource.method`."""
    for name in _public(client):
        member = getattr(client, name)
        if inspect.ismethod(member):
            yield name
        else:
            yield from (f"{name}.{method}" for method in _public(member))


def write_report(path: Path, client: Any, called: set[str]) -> None:
    """Write down what is offered and what was called."""
    path.write_text(json.dumps({"offered": sorted(offered(client)), "called": sorted(called)}))


def _public(part: Any) -> list[str]:
    return [name for name in dir(type(part)) if not name.startswith("_") and name not in NO_METHODS]
