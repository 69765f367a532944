"""Fixtures for pytest: `sandbox` over HTTP and `inprocess_sandbox` without sockets."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sandbox.kit import InProcessSandbox, Sandbox


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    """Base URL of a sandbox that runs while the tests do, on a free port of this machine."""
    from sandbox.server import Server  # noqa: PLC0415 - only for tests that use it

    with Server() as server:
        yield server.url


@pytest.fixture
def sandbox(sandbox_url: str) -> "Iterator[Sandbox]":
    """A fresh organization of the running sandbox: `.url`, `.client`, `.user_token()`, `.organization_id`."""
    from sandbox.kit import isolated  # noqa: PLC0415 - only for tests that use it

    with isolated(sandbox_url) as view:
        yield view


@pytest.fixture
def inprocess_sandbox() -> "Iterator[InProcessSandbox]":
    """A sandbox inside this process: `.client` and `.async_client` are what SDKs take as `httpx_client`."""
    from sandbox.kit import in_process  # noqa: PLC0415 - only for tests that use it

    with in_process() as view:
        yield view
