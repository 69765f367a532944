"""Which routes somebody may have meant whose request fits none: by their paths, segment by segment.

/locatons                       a segment is misspelt
/location/{location_id}         singular and plural
/ocpp/ocpp/locations            a prefix too many, or one that is missing
/locations/{location_id}/x/y    something at the end that is not there
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property

from sandbox.rest.fork import Route

_MOST = 3
_MOST_SEGMENTS = 12
_MOST_LETTERS = 60
_PREFIXES = {"api", "dev", "evcharger", "ocpi", "ocpp", "v1"}

# What it costs to make a template of what was asked for.
_PREFIX = 0.15
_SURPLUS = 0.5
_MISSING = 0.8
_PARAMETER = 0.25
_METHOD = 0.2
_OTHER_WORD = 1.5

_ALIKE = 0.6
"""How like two words are, at least, of which one may be meant by the other."""
_FAR = 0.3
"""What a segment may cost on average, so that a route still is near."""
_AS_NEAR = 0.15


class Directory:
    """All routes, to look up those that a request may have meant.

    Args:
        load: returns them; asked when the first one is looked up.
    """

    def __init__(self, load: Callable[[], Iterable[Route]]) -> None:
        self._load = load

    @property
    def routes(self) -> Iterator[Route]:
        """All routes."""
        return (route for methods in self._templates.values() for route in methods.values())

    def route(self, method: str, template: str) -> Route | None:
        """Return the route of a method and a path template."""
        return self._templates.get(template, {}).get(method)

    def nearest(self, method: str, path: str) -> list[Route]:
        """Return the nearest routes, the best first; none when all are far."""
        asked = [segment[:_MOST_LETTERS] for segment in path.split("/") if segment][:_MOST_SEGMENTS]
        comparison = _Comparison(asked)
        ranked = sorted(
            (cost, template)
            for template, methods in self._templates.items()
            if (cost := self._cost(comparison, template, method in methods)) is not None
        )
        near = [template for cost, template in ranked if cost <= ranked[0][0] + _AS_NEAR]
        return [_best(self._templates[template], method) for template in near[:_MOST]]

    @cached_property
    def _templates(self) -> dict[str, dict[str, Route]]:
        templates: dict[str, dict[str, Route]] = {}
        for route in self._load():
            templates.setdefault(route.path, {})[route.method] = route
        return templates

    @staticmethod
    def _cost(comparison: "_Comparison", template: str, has_method: bool) -> float | None:  # noqa: FBT001
        segments = template.split("/")[1:]
        cost = comparison.to(segments)
        telling = sum(segment not in _PREFIXES for segment in segments)
        if cost > _FAR * max(telling, len(comparison.asked)):
            return None
        return cost if has_method else cost + _METHOD


class _Comparison:
    """The segments that were asked for, compared with those of one template after another."""

    def __init__(self, asked: Sequence[str]) -> None:
        self.asked = asked
        self._likeness: dict[tuple[str, str], float] = {}

    def to(self, template: Sequence[str]) -> float:
        """Return what it costs to make the template of what was asked for."""
        row = [0.0]
        for segment in template:
            row.append(row[-1] + _missing(segment))
        for segment in self.asked:
            surplus = _PREFIX if segment.lower() in _PREFIXES else _SURPLUS
            before, row = row, [row[0] + surplus]
            for column, wanted in enumerate(template):
                row.append(
                    min(
                        before[column] + self._exchange(segment, wanted),
                        before[column + 1] + surplus,
                        row[column] + _missing(wanted),
                    )
                )
        return row[-1]

    def _exchange(self, segment: str, wanted: str) -> float:
        if segment == wanted:
            return 0
        if wanted.startswith("{"):
            return _PARAMETER
        pair = segment.lower(), wanted
        if pair not in self._likeness:
            likeness = SequenceMatcher(None, *pair).ratio()
            self._likeness[pair] = 1 - likeness if likeness >= _ALIKE else _OTHER_WORD
        return self._likeness[pair]


def _missing(segment: str) -> float:
    return _PREFIX if segment in _PREFIXES else _MISSING


def _best(methods: Mapping[str, Route], method: str) -> Route:
    return methods.get(method) or next(iter(methods.values()))


def named(routes: Iterable[Route]) -> list[str]:
    """Return the routes as people write them: `GET /locations`."""
    return [f"{route.method} {route.path}" for route in routes]
