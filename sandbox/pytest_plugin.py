"""Fixtures for pytest: `sandbox` over HTTP and `inprocess_sandbox` without sockets."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sandbox.kit import InProcessSandbox, Sandbox
    from sandbox.server import Server

_SERVER: "pytest.StashKey[Server]" = pytest.StashKey()
_SHARED = "ocpplab_sandbox_url"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("ocpplab-sandbox")
    group.addoption(
        "--sandbox-url",
        metavar="URL",
        help="use the sandbox that runs there instead of one of one's own (default: $OCPPLAB_SANDBOX_URL)",
    )
    group.addoption(
        "--sandbox-shared",
        action="store_true",
        help="let all workers of pytest-xdist use one sandbox instead of one each",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist which sandbox to use, if all use the same."""
    config: pytest.Config = node.config
    if not config.getoption("sandbox_shared") or _named(config):
        return
    if _SERVER not in config.stash:
        from sandbox.server import Server  # noqa: PLC0415 - only for those that share

        config.stash[_SERVER] = Server().__enter__()  # it ends with pytest, not with a block
    node.workerinput[_SHARED] = config.stash[_SERVER].url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the sandbox that all workers used."""
    if _SERVER in config.stash:
        config.stash[_SERVER].__exit__(None, None, None)


@pytest.fixture(scope="session")
def sandbox_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Base URL of a sandbox that runs while the tests do, on a free port of this machine."""
    shared = getattr(request.config, "workerinput", {}).get(_SHARED)
    if (url := _named(request.config) or shared) is not None:
        yield url
        return
    from sandbox.server import Server  # noqa: PLC0415 - only for tests that use it

    with Server() as server:
        yield server.url


@pytest.fixture
def sandbox(request: pytest.FixtureRequest, sandbox_url: str) -> "Iterator[Sandbox]":
    """A fresh organization of the running sandbox: `.url`, `.client`, `.user_token()`, `.organization_id`."""
    from sandbox.errors import StartupError  # noqa: PLC0415 - only for tests that use it
    from sandbox.kit import Sandbox  # noqa: PLC0415 - only for tests that use it

    try:
        opened = Sandbox(sandbox_url).open()
    except StartupError as refused:
        # Where in the kit that came up helps nobody.
        pytest.fail(f"{_origin(request.config)}{refused}", pytrace=False)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def inprocess_sandbox() -> "Iterator[InProcessSandbox]":
    """A sandbox inside this process: `.client` and `.async_client` are what SDKs take as `httpx_client`."""
    from sandbox.kit import InProcessSandbox  # noqa: PLC0415 - only for tests that use it

    with InProcessSandbox() as opened:
        yield opened


def _named(config: pytest.Config) -> str | None:
    """Return the URL of the running sandbox that the tests are to use."""
    if given := config.getoption("sandbox_url"):
        return str(given)
    from sandbox.settings import running_sandbox  # noqa: PLC0415 - only for tests that use it

    return running_sandbox()


def _origin(config: pytest.Config) -> str:
    """Return what has named the URL, to begin a text with; nothing if nobody has."""
    if config.getoption("sandbox_url"):
        return "--sandbox-url: "
    from sandbox.settings import RUNNING  # noqa: PLC0415 - only for tests that use it

    return f"{RUNNING}: " if _named(config) else ""
