"""A sandbox in which everything takes its time, and an organization of it whose clock stands still."""

from collections.abc import Iterator

import pytest

from sandbox.kit import Sandbox, isolated
from sandbox.server import Server
from sandbox.settings import Settings
from tests.dev.events.listening import turn


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A sandbox in which provisioning takes 100 seconds, a command 10, and a charger keeps one for 1000."""
    settings = Settings.of(
        port=0,
        log_level="warning",
        world="empty",
        provisioning_seconds=100,
        command_seconds=10,
        command_lifetime_seconds=1000,
    )
    with Server(settings) as server:
        yield server.url


@pytest.fixture
def sandbox(url: str) -> Iterator[Sandbox]:
    """An organization whose clock stands still."""
    with isolated(url) as sandbox:
        turn(sandbox, frozen=True)
        yield sandbox
