"""A sandbox in which creations in the background and commands take their time, by a clock that tests move."""

from collections.abc import Iterator

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock


@pytest.fixture
def slow_clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def slow_client(slow_clock: MovableClock) -> Iterator[httpx.Client]:
    """Provisioning takes 100 seconds, a command 10, and a charger keeps one for 1000."""
    settings = Settings.of(
        world="empty", provisioning_seconds=100, command_seconds=10, command_lifetime_seconds=1000
    )
    with in_process(settings, clock=slow_clock) as sandbox:
        yield sandbox.client
