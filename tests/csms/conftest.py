from collections.abc import Iterator

import pytest

from sandbox.csms import Csms
from tests.live.strict.charger import PlainCharger, plain_charger


@pytest.fixture
def csms() -> Iterator[Csms]:
    with Csms(patience=5) as csms:
        yield csms


@pytest.fixture(params=["ocpp1.6", "ocpp2.0.1"])
def charger(request: pytest.FixtureRequest, csms: Csms) -> Iterator[PlainCharger]:
    """A charger that is connected, of either version."""
    with plain_charger(csms.url, "CP-1", request.param) as charger:
        yield charger


@pytest.fixture
def charger16(csms: Csms) -> Iterator[PlainCharger]:
    with plain_charger(csms.url, "CP-16", "ocpp1.6") as charger:
        yield charger


@pytest.fixture
def charger201(csms: Csms) -> Iterator[PlainCharger]:
    with plain_charger(csms.url, "CP-201", "ocpp2.0.1") as charger:
        yield charger
