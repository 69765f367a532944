"""The client as it comes, and the asynchronous client, with sockets and without."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import InProcessSandbox, Sandbox
from tests.conftest import CHARGER
from tests.sdk.asynchronous import over_http, without_sockets
from tests.sdk.conftest import UNKNOWN


async def create_and_poll(client: Any) -> None:
    """Create a charger, find it READY, and miss another."""
    accepted = await client.chargers.create(**CHARGER)
    assert (await client.chargers.get_status(accepted.charger_id)).status == "READY"
    with pytest.raises(ocpplab.NotFoundError):
        await client.chargers.get_status(UNKNOWN)


def test_the_client_works_as_the_sdk_makes_it(client_class: Any, sandbox: Sandbox) -> None:
    client = client_class(base_url=sandbox.url, token=sandbox.user_token())
    assert client.locations.list().total == 0
    client._client_wrapper.httpx_client.httpx_client.close()  # the SDK has no way to close


def test_the_asynchronous_client_works(async_client_class: Any, sandbox: Sandbox) -> None:
    over_http(async_client_class, sandbox, create_and_poll)


def test_the_asynchronous_client_works_without_sockets(
    async_client_class: Any, inprocess_sandbox: InProcessSandbox
) -> None:
    without_sockets(async_client_class, inprocess_sandbox, create_and_poll)
