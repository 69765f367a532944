"""Which methods an SDK offers, which of them were called, and which answers it did not expect."""

import inspect
import json
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

Method = Callable[..., Any]

NO_METHODS = {"with_raw_response"}
FIRST_ERROR = 400
ALWAYS_POSSIBLE = frozenset({401, 403, 404})
"""Statuses that any guarded operation may answer, whether its release declares them or not."""
IN_WORDS = {"evcharger.location.delete": {409}}
"""Statuses that only the text of a method's documentation speaks of."""


class Calls:
    """What came of the calls of methods, by `resource.method`."""

    def __init__(self) -> None:
        self.done: set[str] = set()
        self.surprises: set[str] = set()

    def write(self, path: Path, offered: Collection[str]) -> None:
        """Write down what is offered and what came of it."""
        report = {"offered": offered, "done": self.done, "surprises": self.surprises}
        path.write_text(json.dumps({name: sorted(names) for name, names in report.items()}))


class Recorded:
    """A client, or a part of it, that notes what came of the methods that are called on it."""

    def __init__(self, part: Any, calls: Calls, prefix: str = "") -> None:
        self._part = part
        self._calls = calls
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._part, name)
        path = f"{self._prefix}{name}"
        if not inspect.ismethod(member):
            return Recorded(member, self._calls, f"{path}.")

        def call(*args: Any, **kwargs: Any) -> Any:
            try:
                answer = member(*args, **kwargs)
            except Exception as error:
                if surprise := surprising(error, path, member):
                    self._calls.surprises.add(surprise)
                raise
            self._calls.done.add(path)
            return answer

        return call


def methods(client: Any, namespaces: Collection[str] | None = None) -> dict[str, Method]:
    """Return the methods of a client by `resource.method`, of some of its namespaces or of all."""
    return {
        path: method
        for path, method in _walk(client, "")
        if namespaces is None or path.split(".", 1)[0] in namespaces
    }


def declared(method: Method) -> frozenset[int]:
    """Return the error statuses for which the SDK has a class of its own when this method meets them."""
    return frozenset(map(int, re.findall(r"_response\.status_code == (\d+)", _source(method))))


def sends_body(method: Method) -> bool:
    """Tell whether a method sends a body."""
    return "json=" in _source(method)


def surprising(error: Exception, path: str, method: Method) -> str | None:
    """Tell what an SDK cannot make of an error answer, or was not told of; None if nothing is wrong."""
    kind, status = type(error).__name__, getattr(error, "status_code", 0)
    if status < FIRST_ERROR:
        return None
    if status in declared(method):
        unparsed = kind in ("ApiError", "ParsingError")
        return f"{path}: {status} came as {kind}: {error}" if unparsed else None
    if status in ALWAYS_POSSIBLE or status in IN_WORDS.get(path, ()):
        return None
    return f"{path}: {status} is not declared: {error}"


def _source(method: Method) -> str:
    """Return the code that sends the request of a method and looks at the answer."""
    raw = getattr(method.__self__.with_raw_response, method.__name__)  # type: ignore[attr-defined]
    return inspect.getsource(raw)


def _walk(part: Any, prefix: str) -> Iterator[tuple[str, Method]]:
    for name in sorted({*dir(type(part)), *vars(part)}):
        if name.startswith("_") or name in NO_METHODS:
            continue
        member = getattr(part, name)
        if inspect.ismethod(member):
            yield f"{prefix}{name}", member
        else:
            yield from _walk(member, f"{prefix}{name}.")
