"""Finds the operation of a path: a tree of path segments, literal ones before parameters."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, Protocol, TypeVar


class Routable(Protocol):
    """What can be routed to."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...


T = TypeVar("T", bound=Routable)


class Part(NamedTuple, Generic[T]):
    """Targets that are not loaded before they are asked for.

    Args:
        segments: what their paths begin with.
        load: returns them.
    """

    segments: tuple[str, ...]
    load: Callable[[], Iterable[T]]


@dataclass(slots=True)
class _Node(Generic[T]):
    literals: "dict[str, _Node[T]]" = field(default_factory=dict)
    parameter: "_Node[T] | None" = None
    targets: dict[str, tuple[T, tuple[str, ...]]] = field(default_factory=dict)


class PathTree(Generic[T]):
    """Routes over path templates such as `/locations/{location_id}`.

    Args:
        targets: what there is from the beginning.
        parts: what comes in when a path begins with one of their segments and leads nowhere yet.
    """

    def __init__(self, targets: Iterable[T], parts: Iterable[Part[T]] = ()) -> None:
        self._root: _Node[T] = _Node()
        self._missing = {segment: part for part in parts for segment in part.segments}
        for target in targets:
            self._add(target)

    def find(self, path: str) -> "Found[T] | None":
        """Return what *path* leads to; None when no template fits."""
        segments = path.split("/")[1:]
        node, values = self._walk(self._root, segments, 0, ())
        if node is None and segments and segments[0] in self._missing:
            self._load(self._missing[segments[0]])
            node, values = self._walk(self._root, segments, 0, ())
        return None if node is None else Found(node.targets, values)

    def _load(self, part: Part[T]) -> None:
        # One that cannot be loaded stays missing: to find nothing there from now on would be a lie.
        targets = [*part.load()]
        for segment in part.segments:
            del self._missing[segment]
        for target in targets:
            self._add(target)

    def _add(self, target: T) -> None:
        node = self._root
        names = []
        for segment in target.path.split("/")[1:]:
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Node())
        if target.method in node.targets:
            raise ValueError(f"{target.method} {target.path} is routed twice")
        node.targets[target.method] = (target, tuple(names))

    def _walk(
        self, node: _Node[T], segments: list[str], at: int, values: tuple[str, ...]
    ) -> tuple[_Node[T] | None, tuple[str, ...]]:
        if at == len(segments):
            return (node, values) if node.targets else (None, ())
        segment = segments[at]
        if (literal := node.literals.get(segment)) is not None:
            found = self._walk(literal, segments, at + 1, values)
            if found[0] is not None:
                return found
        if node.parameter is not None and segment:
            return self._walk(node.parameter, segments, at + 1, (*values, segment))
        return None, ()


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The targets of a path by method, and the values of its parameters."""

    targets: Mapping[str, tuple[T, tuple[str, ...]]]
    values: tuple[str, ...]

    @property
    def methods(self) -> list[str]:
        """The methods that lead somewhere."""
        return sorted(self.targets)

    def by(self, method: str) -> "Match[T] | None":
        """Return the match of a method."""
        if method not in self.targets:
            return None
        target, names = self.targets[method]
        return Match(target, dict(zip(names, self.values, strict=True)))


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A target and the values of its path parameters."""

    target: T
    values: Mapping[str, str]
