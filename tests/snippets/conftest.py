"""A sandbox that snippets are run against."""

from collections.abc import Iterator

import httpx
import pytest

from sandbox.server import Server
from sandbox.settings import Settings


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A running sandbox in which nothing takes time."""
    with Server(Settings.of(port=0, provisioning_seconds=0, log_level="warning")) as server:
        yield server


@pytest.fixture(scope="module")
def http(server: Server) -> Iterator[httpx.Client]:
    """A client of it, without a token."""
    with httpx.Client(base_url=server.url, trust_env=False) as http:
        yield http


@pytest.fixture(scope="module")
def user(http: httpx.Client) -> dict[str, str]:
    """The headers of a user of the first organization."""
    return {"Authorization": f"Bearer {http.get('/dev/token').json()['access_token']}"}


@pytest.fixture(scope="module")
def admin(http: httpx.Client) -> dict[str, str]:
    """The headers of an admin, who looks at that organization."""
    token = http.get("/dev/token?role=admin").json()["access_token"]
    organization_id = http.get("/dev/tenants").json()["data"][0]["id"]
    return {"Authorization": f"Bearer {token}", "X-Organization-Id": organization_id}
