"""The client as it comes, the asynchronous client, and both clients without sockets."""

import asyncio
from typing import Any

import httpx
import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import InProcessSandbox, Sandbox
from tests.sdk.asynchronous import over_http, without_sockets
from tests.sdk.conftest import NO_RETRIES, UNKNOWN
from tests.sdk.flat.conftest import make_location


async def create_and_list(client: Any) -> None:
    """Create a location, find it, and miss another."""
    location = await make_location(client)
    assert (await client.locations.list_locations()).data == [location]
    with pytest.raises(ocpplab.NotFoundError):
        await client.locations.get_location(UNKNOWN, request_options=NO_RETRIES)


def test_the_client_works_as_the_sdk_makes_it(client_class: Any, sandbox: Sandbox) -> None:
    client = client_class(base_url=sandbox.url, token=sandbox.user_token())
    assert client.locations.list_locations().total == 0
    client._client_wrapper.httpx_client.httpx_client.close()  # the SDK has no way to close


def test_the_asynchronous_client_works(async_client_class: Any, sandbox: Sandbox) -> None:
    over_http(async_client_class, sandbox, create_and_list)


def test_requests_may_run_side_by_side(async_client_class: Any, sandbox: Sandbox) -> None:
    async def run() -> None:
        async with httpx.AsyncClient() as http:
            client = async_client_class(base_url=sandbox.url, token=sandbox.user_token(), httpx_client=http)
            made = await asyncio.gather(*(make_location(client, f"Hub {number}") for number in range(20)))
            assert len({location.slug for location in made}) == 20
            assert (await client.locations.list_locations()).total == 20

    asyncio.run(run())


def test_the_client_works_without_sockets(client_class: Any, inprocess_sandbox: InProcessSandbox) -> None:
    client = client_class(
        base_url=inprocess_sandbox.url,
        token=inprocess_sandbox.user_token(),
        httpx_client=inprocess_sandbox.client,
    )
    location = make_location(client)
    assert client.locations.list_locations().data == [location]
    with pytest.raises(ocpplab.NotFoundError):
        client.locations.get_location(UNKNOWN, request_options=NO_RETRIES)


def test_the_asynchronous_client_works_without_sockets(
    async_client_class: Any, inprocess_sandbox: InProcessSandbox
) -> None:
    without_sockets(async_client_class, inprocess_sandbox, create_and_list)


def test_both_clients_without_sockets_share_one_state(
    client_class: Any, async_client_class: Any, inprocess_sandbox: InProcessSandbox
) -> None:
    shared = {"base_url": inprocess_sandbox.url, "token": inprocess_sandbox.user_token()}
    location = make_location(client_class(**shared, httpx_client=inprocess_sandbox.client))
    client = async_client_class(**shared, httpx_client=inprocess_sandbox.async_client)
    assert asyncio.run(client.locations.get_location(location.id)) == location
