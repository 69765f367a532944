"""A sandbox in which everything takes its time, as for the API, and one in which no time passes."""

from collections.abc import Iterator

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.api.conftest import slow_client, slow_clock
from tests.clocks import MovableClock

__all__ = ["slow_client", "slow_clock"]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def still(clock: MovableClock) -> Iterator[httpx.Client]:
    """A sandbox in which no time passes by itself."""
    with in_process(Settings.of(world="empty", provisioning_seconds=0), clock=clock) as sandbox:
        yield sandbox.client
