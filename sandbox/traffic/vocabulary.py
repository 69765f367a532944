"""What a pattern of requests can name: operations, editions and paths; and what of it fits none of them."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from sandbox.rest.nearest import Directory
from sandbox.rest.unknown import nearest
from sandbox.traffic.matching import RequestPattern, fitting, same_template
from sandbox.traffic.path_globs import PathTemplate

_MOST_LETTERS = 60


class Stranger(NamedTuple):
    """A field of a pattern that fits nothing that there is."""

    field: str
    given: str
    kind: str
    nearest: str | None

    def text(self) -> str:
        """Return it as a line of ASCII."""
        hint = f" (did you mean {self.nearest}?)" if self.nearest else ""
        return f"{self.field} {self.given[:_MOST_LETTERS]!a} fits no {self.kind}{hint}"


class Vocabulary:
    """The names of what is served.

    Args:
        directory: the routes.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def strangers(self, pattern: RequestPattern) -> Iterator[Stranger]:
        """Name the fields because of which a pattern fits no request that is answered by an operation."""
        if pattern.operation is not None and not any(map(fitting(pattern.operation), self._operations)):
            yield Stranger(
                "operation", pattern.operation, "operation", nearest(pattern.operation, self._operations)
            )
        if pattern.edition is not None and pattern.edition not in self._editions:
            yield Stranger("edition", pattern.edition, "edition", nearest(pattern.edition, self._editions))
        if pattern.path is not None and not self._leads_somewhere(pattern.path):
            yield Stranger("path", pattern.path, "route", self._nearest_path(pattern.method, pattern.path))

    def _leads_somewhere(self, path: str) -> bool:
        if "{" in path:
            return any(map(same_template(path), self._templates))
        return any(template.meets(path) for template in self._templates.values())

    def _nearest_path(self, method: str | None, path: str) -> str | None:
        """Return the nearest path; that of a URL is meant by the URL."""
        routes = self._directory.nearest(method or "GET", urlsplit(path).path if "://" in path else path)
        return routes[0].path if routes else None

    @cached_property
    def _templates(self) -> dict[str, PathTemplate]:
        return {route.path: PathTemplate(route.path) for route in self._directory.routes}

    @cached_property
    def _operations(self) -> frozenset[str]:
        return frozenset(one.name for route in self._directory.routes for one in route.operations)

    @cached_property
    def _editions(self) -> frozenset[str]:
        return frozenset(
            edition
            for route in self._directory.routes
            for operation in route.operations
            for edition in operation.editions
        )
