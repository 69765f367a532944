"""What belongs to the sandbox and not to the API that it stands for: faults leave it alone."""

from collections.abc import Callable, Iterable

from sandbox.rest.fork import Route
from sandbox.rest.routing import PathTree


def own_paths(routes: Iterable[Route], segments: Iterable[str]) -> Callable[[str], bool]:
    """Return what tells whether a path is the sandbox's own: a route of no edition, or below a segment."""
    own = PathTree(route for route in routes if not any(operation.editions for operation in route.operations))
    folders = tuple(f"/{segment}/" for segment in segments)

    def is_own(path: str) -> bool:
        return (
            path.startswith(folders) or own.find(path) is not None or own.find(path.rstrip("/")) is not None
        )

    return is_own
