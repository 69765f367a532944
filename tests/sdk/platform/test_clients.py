"""The client as it comes, and the asynchronous client, with sockets and without."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import InProcessSandbox, Sandbox
from tests.sdk.asynchronous import over_http, without_sockets
from tests.sdk.conftest import UNKNOWN
from tests.sdk.platform.conftest import DEPLOYMENT


async def deploy_and_delete(client: Any) -> None:
    """Deploy a charger, read its whole log, delete it, and miss another."""
    made = await client.evcharger.deployment.create(**DEPLOYMENT)
    pager = await client.evcharger.logs.list(identity="CP-0001", page_size=4)
    assert len([entry async for entry in pager]) == pager.response.total
    await client.evcharger.deployment.delete(deployment_id=made.deployment_id)
    with pytest.raises(ocpplab.NotFoundError):
        await client.evcharger.deployment.delete(deployment_id=UNKNOWN)


def test_the_client_works_as_the_sdk_makes_it(client_class: Any, sandbox: Sandbox) -> None:
    client = client_class(base_url=sandbox.url, token=sandbox.user_token())
    assert client.evcharger.deployment_runtime_ops.status().items == []
    client._client_wrapper.httpx_client.httpx_client.close()  # the SDK has no way to close


def test_the_asynchronous_client_works(async_client_class: Any, sandbox: Sandbox) -> None:
    over_http(async_client_class, sandbox, deploy_and_delete)


def test_the_asynchronous_client_works_without_sockets(
    async_client_class: Any, inprocess_sandbox: InProcessSandbox
) -> None:
    without_sockets(async_client_class, inprocess_sandbox, deploy_and_delete)
