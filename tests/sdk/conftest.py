"""What the tests inside a release's process share; `test_releases.py` starts that process."""

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.kit import InProcessSandbox, Sandbox, in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.sdk.recording import Calls, Recorded, methods
from tests.sdk.releases import RELEASES, Release, imported

MakeClient = Callable[..., Any]

NO_RETRIES = {"max_retries": 0}
UNKNOWN = "00000000-0000-4000-8000-000000000000"
YEAR = 31_536_000

_RELEASE = imported()
_OTHERS = [release for release in RELEASES if release != _RELEASE]
_EDITION = None if _RELEASE is None else _RELEASE.edition

collect_ignore_glob = [
    *({release.edition for release in _OTHERS} - {_EDITION}),
    *(f"*/{release.suite}" for release in _OTHERS),
    *(["every"] if _RELEASE is None else []),
]


@pytest.fixture(scope="session")
def release() -> Release:
    """The release of this process."""
    assert _RELEASE is not None
    return _RELEASE


@pytest.fixture(scope="session")
def client_class() -> Any:
    """The client class of the release: its name has changed."""
    ocpplab = import_module("ocpplab")
    return getattr(ocpplab, "OcpplabSDK", None) or ocpplab.OcpplabApi


@pytest.fixture(scope="session")
def async_client_class() -> Any:
    """The asynchronous client class of the release."""
    ocpplab = import_module("ocpplab")
    return getattr(ocpplab, "AsyncOcpplabSDK", None) or ocpplab.AsyncOcpplabApi


@pytest.fixture(scope="session")
def calls(client_class: Any, release: Release) -> Iterator[Calls]:
    """The calls so far; in the end they are written where the environment says."""
    calls = Calls()
    yield calls
    if report := os.environ.get("OCPPLAB_SDK_REPORT"):
        client = client_class(base_url="http://localhost", httpx_client=httpx.Client())
        calls.write(Path(report), methods(client, release.namespaces))


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """One client for all SDK clients: to make one takes longer than a test."""
    with httpx.Client(timeout=30, trust_env=False) as http:
        yield http


@pytest.fixture
def make_client(client_class: Any, sandbox: Sandbox, calls: Calls, http: httpx.Client) -> MakeClient:
    """Make clients of the sandbox, by default with a user token."""

    def make(**options: Any) -> Any:
        defaults = {"base_url": sandbox.url, "token": sandbox.user_token(), "httpx_client": http}
        return Recorded(client_class(**defaults | options), calls)

    return make


@pytest.fixture
def client(make_client: MakeClient) -> Any:
    """A client of an empty organization."""
    return make_client()


@pytest.fixture
def clock() -> MovableClock:
    """The clock of `timed`."""
    return MovableClock()


@pytest.fixture
def timed_sandbox(clock: MovableClock) -> Iterator[InProcessSandbox]:
    """A sandbox in which everything takes its time."""
    settings = Settings.of(
        world="empty", provisioning_seconds=10, command_seconds=4, command_lifetime_seconds=60
    )
    with in_process(settings, clock=clock) as sandbox:
        yield sandbox


@pytest.fixture
def timed(client_class: Any, timed_sandbox: InProcessSandbox, calls: Calls) -> Any:
    """A client of a sandbox whose time passes only as the clock is moved."""
    token = timed_sandbox.user_token(expires_in=YEAR)
    return Recorded(
        client_class(base_url=timed_sandbox.url, token=token, httpx_client=timed_sandbox.client), calls
    )


def detail(refused: pytest.ExceptionInfo[Any]) -> Any:
    """Return the detail of an error: some releases parse it throughout, others only for some statuses."""
    body = refused.value.body
    return body["detail"] if isinstance(body, dict) else body.detail
