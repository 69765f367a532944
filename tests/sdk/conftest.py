"""What the tests inside a release's process share; `test_releases.py` starts that process."""

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.kit import Sandbox
from tests.conftest import CHARGER
from tests.sdk.recording import Recorded, write_report
from tests.sdk.releases import BOTH, imported

MakeClient = Callable[..., Any]

NO_RETRIES = {"max_retries": 0}
UNKNOWN = "00000000-0000-4000-8000-000000000000"

collect_ignore_glob = [
    f"release_{release.replace('.', '_')}" for release in BOTH if release != imported()
] + ([] if imported() in BOTH else ["both"])


@pytest.fixture(scope="session")
def client_class() -> Any:
    """The client class of the release: its name has changed."""
    ocpplab = import_module("ocpplab")
    return ocpplab.OcpplabApi if imported() == "0.1.1" else ocpplab.OcpplabSDK


@pytest.fixture(scope="session")
def called(client_class: Any) -> Iterator[set[str]]:
    """The methods called so far; in the end they are written where the environment says."""
    called: set[str] = set()
    yield called
    if report := os.environ.get("OCPPLAB_SDK_REPORT"):
        write_report(Path(report), client_class(base_url="http://localhost"), called)


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """One client for all SDK clients: to make one takes longer than a test."""
    with httpx.Client(timeout=30, trust_env=False) as http:
        yield http


@pytest.fixture
def make_client(client_class: Any, sandbox: Sandbox, called: set[str], http: httpx.Client) -> MakeClient:
    """Make clients of the sandbox, by default with a user token."""

    def make(**options: Any) -> Any:
        defaults = {"base_url": sandbox.url, "token": sandbox.user_token(), "httpx_client": http}
        return Recorded(client_class(**defaults | options), called)

    return make


@pytest.fixture
def client(make_client: MakeClient) -> Any:
    """A client of an empty organization."""
    return make_client()


@pytest.fixture
def location(client: Any) -> Any:
    """A location without chargers."""
    return make_location(client)


@pytest.fixture
def charger(client: Any, location: Any) -> Any:
    """A charger of one connector, free and connected, that speaks OCPP 1.6."""
    return client.charger_deployments.create_charger(**CHARGER, location_id=location.id)


@pytest.fixture
def read_log(client: Any) -> Callable[..., Any]:
    """Reads the log of a charger: the releases have it in different places."""
    resource = client.charger_logs if imported() == "0.1.1" else client.charger_data
    return resource.list_charger_logs  # type: ignore[no-any-return]


def make_location(client: Any, name: str = "Harbour Hub") -> Any:
    """Create a location with the SDK."""
    ocpplab = import_module("ocpplab")
    return client.locations.create_location(
        name=name,
        address="1 Quay Street",
        city="Paris",
        country="FR",
        coordinates=ocpplab.Coordinates(latitude=48.8925, longitude=2.2361),
        timezone="Europe/Paris",
    )
