"""One server and one strict CSMS for each module; one charger for each test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.live.rig import VERSIONS, Live, Rig, rig
from tests.live.strict.harness import KINDS, strict_csms

Make = Callable[..., Live]


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=KINDS)
def live_rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    with strict_csms(request.param) as csms, rig(csms) as made:
        yield made
        assert csms.violations() == []


@pytest.fixture
def make(live_rig: Rig) -> Iterator[Make]:
    """Make chargers, check in the end what they said, and delete them."""
    chargers: list[Live] = []

    def one(version: str, **fields: Any) -> Live:
        chargers.append(live_rig.charger(version, **fields))
        return chargers[-1]

    yield one
    for charger in chargers:
        charger.assert_log_is_the_wire()
        charger.assert_clean()
        charger.delete()
        charger.rest.close()


@pytest.fixture
def charger16(make: Make) -> Live:
    return make("ocpp1.6")


@pytest.fixture
def charger201(make: Make) -> Live:
    return make("ocpp2.0.1")


@pytest.fixture(params=VERSIONS)
def charger(request: pytest.FixtureRequest, make: Make) -> Live:
    return make(request.param)
