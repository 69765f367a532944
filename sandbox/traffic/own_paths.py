"""What belongs to the sandbox and not to the API that it stands for: faults leave it alone."""

from collections.abc import Callable, Iterable

from sandbox.rest.fork import Route
from sandbox.rest.routing import PathTree

_DEV = "/dev/"


def own_paths(routes: Iterable[Route]) -> Callable[[str], bool]:
    """Return what tells whether a path is the sandbox's own: all under `/dev`, and routes of no edition."""
    own = PathTree(route for route in routes if not any(operation.editions for operation in route.operations))

    def is_own(path: str) -> bool:
        return path.startswith(_DEV) or own.find(path) is not None or own.find(path.rstrip("/")) is not None

    return is_own
