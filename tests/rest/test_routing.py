"""What a path leads to, and when the part that it is in is loaded."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import pytest

from sandbox.rest.routing import Match, Part, PathTree


class Target(NamedTuple):
    method: str
    path: str


SITES = (Target("GET", "/sites"), Target("GET", "/sites/{site_id}"), Target("GET", "/sites/new"))
PLOTS = (Target("GET", "/plots/{plot_id}"), Target("DELETE", "/plots/{plot_id}"))


class Loads:
    """Loads parts, and knows which were."""

    def __init__(self) -> None:
        self.loaded: list[str] = []

    def of(self, name: str, targets: Iterable[Target]) -> Callable[[], Iterable[Target]]:
        def load() -> Iterable[Target]:
            self.loaded.append(name)
            return targets

        return load


@pytest.fixture
def loads() -> Loads:
    return Loads()


@pytest.fixture
def tree(loads: Loads) -> PathTree[Target]:
    land = Part(("plots", "fields"), loads.of("land", PLOTS))
    return PathTree([Target("GET", "/plots")], [Part(("sites",), loads.of("sites", SITES)), land])


def test_a_literal_goes_before_a_parameter(tree: PathTree[Target]) -> None:
    found, other = tree.find("/sites/new"), tree.find("/sites/7")
    assert found is not None
    assert other is not None
    assert (found.by("GET"), other.by("GET")) == (Match(SITES[2], {}), Match(SITES[1], {"site_id": "7"}))


def test_a_path_knows_its_methods(tree: PathTree[Target]) -> None:
    found = tree.find("/plots/7")
    assert found is not None
    assert found.methods == ["DELETE", "GET"]
    assert found.by("PUT") is None


def test_a_part_is_loaded_once_and_no_other_with_it(tree: PathTree[Target], loads: Loads) -> None:
    assert loads.loaded == []
    for path in ("/plots/7", "/plots/8", "/plots/7/x", "/fields"):
        tree.find(path)
    assert loads.loaded == ["land"]


def test_what_is_there_from_the_beginning_loads_nothing(tree: PathTree[Target], loads: Loads) -> None:
    found = tree.find("/plots")
    assert found is not None
    assert found.methods == ["GET"]
    assert loads.loaded == []


def test_a_path_that_begins_otherwise_loads_nothing(tree: PathTree[Target], loads: Loads) -> None:
    assert [tree.find(path) for path in ("/", "", "/plot", "/x/sites")] == [None] * 4
    assert loads.loaded == []


def test_a_part_that_cannot_be_loaded_is_tried_again() -> None:
    failures = [ImportError("lost")]

    def load() -> Iterable[Target]:
        if failures:
            raise failures.pop()
        return SITES

    tree = PathTree[Target]([], [Part(("sites",), load)])
    with pytest.raises(ImportError, match="lost"):
        tree.find("/sites")
    assert tree.find("/sites") is not None
