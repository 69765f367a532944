"""The garbage collector of a process that serves."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from sandbox import garbage
from sandbox.garbage import short_pauses


class Loop:
    """Is garbage that only the collector finds, once nobody holds it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _nothing_stays_set_aside() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.collect()


def loops(number: int) -> list[Loop]:
    return [Loop() for _ in range(number)]


def test_what_has_outlived_a_full_collection_is_not_looked_through_again() -> None:
    with short_pauses():
        kept = loops(1000)
        gc.collect()
        found = {id(one) for one in gc.get_objects()}
        assert not found & {id(one) for one in kept}


def test_garbage_among_what_was_set_aside_is_found_when_that_has_doubled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(garbage, "LEAST_PAUSE", 0.0)
    with short_pauses():
        lost = Loop()
        gc.collect()
        watch = weakref.ref(lost)
        del lost
        gc.collect()
        assert watch() is not None
        kept = []
        while watch() is not None:
            kept.append(loops(100_000))
            gc.collect()
            assert len(kept) < 100


def test_after_it_the_collector_is_as_it_was() -> None:
    before = gc.get_threshold(), [*gc.callbacks]
    with short_pauses():
        assert gc.isenabled()
        assert gc.get_threshold() != before[0]
    assert (gc.get_threshold(), [*gc.callbacks]) == before
