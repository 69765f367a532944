"""Apps under test that run in this event loop, with live chargers at a small CSMS."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette

from sandbox.app import create_app
from sandbox.csms import Csms
from sandbox.settings import Settings
from tests.conftest import DEPLOYMENT

STATUSES = 3
"""Statuses that a boot tells."""


def made(**settings: Any) -> Starlette:
    """Return an app whose chargers are live."""
    return create_app(Settings.of(world="empty", provisioning_seconds=0, csms="live", **settings))


@asynccontextmanager
async def running(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """Run an app from its start to its end."""
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client,
    ):
        token = (await client.get("/dev/token")).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


async def create(client: httpx.AsyncClient, csms: Csms) -> str:
    """Create a charger, wait until it has booted, and return its id."""
    answer = await client.post("/evcharger/deployment", json=DEPLOYMENT | {"ws_url": csms.url})
    await hears(csms, "StatusNotification", STATUSES)
    return str(answer.json()["deployment_id"])


async def hears(csms: Csms, action: str, count: int) -> None:
    """Wait until a CSMS has heard so many requests of that action."""
    await asyncio.to_thread(csms.wait_for, action, count=count)


async def logged(client: httpx.AsyncClient, charger_id: str, action: str) -> int:
    """Return how many frames of that action are in the log of a charger."""
    page = (await client.get(f"/chargers/{charger_id}/logs", params={"limit": 1000})).json()
    entries: list[dict[str, Any]] = page["data"]
    return sum(entry["action"] == action for entry in entries)
