"""Ways to let an asynchronous client of an SDK live through a story."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from sandbox.kit import InProcessSandbox, Sandbox

Story = Callable[[Any], Awaitable[None]]


def over_http(client_class: Any, sandbox: Sandbox, story: Story) -> None:
    """Tell the story to a client that opens connections."""

    async def run() -> None:
        async with httpx.AsyncClient() as http:
            await story(client_class(base_url=sandbox.url, token=sandbox.user_token(), httpx_client=http))

    asyncio.run(run())


def without_sockets(client_class: Any, sandbox: InProcessSandbox, story: Story) -> None:
    """Tell the story to a client inside this process."""

    async def run() -> None:
        http = sandbox.async_client
        await story(client_class(base_url=sandbox.url, token=sandbox.user_token(), httpx_client=http))

    asyncio.run(run())
