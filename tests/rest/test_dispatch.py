"""A fault of ours is answered like any other error, and leaves nothing behind."""

import logging

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from sandbox.app import create_app
from sandbox.auth import tenancy
from sandbox.auth.cors import Cors
from sandbox.domain.world import World
from sandbox.rest.dispatch import Dispatcher
from sandbox.rest.entrance import Entrance
from sandbox.rest.operation import Operation
from sandbox.rest.routing import PathTree
from sandbox.settings import Settings


def boom(world: World) -> None:
    """Change something, then break."""
    world.create_organization("half made")
    raise ZeroDivisionError


@pytest.mark.anyio
async def test_a_crash_is_a_500_that_pages_can_read_and_that_changed_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gateway = create_app(Settings.of(world="empty")).state.gateway
    row = Operation("GET", "/boom", boom, scope=tenancy.Scope.PUBLIC)
    dispatcher = Dispatcher(
        PathTree([row]), gateway.gate, gateway.provide, gateway.world.change, gateway.agenda.settle
    )
    app = Cors(Entrance(dispatcher, performs=dispatcher))
    page = {"Origin": "http://localhost:3000"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        with caplog.at_level(logging.ERROR):
            answer = await client.get("/boom", headers=page)
    assert (answer.status_code, answer.json()) == (500, {"detail": "Internal Server Error"})
    assert answer.headers["Access-Control-Allow-Origin"] == page["Origin"]
    assert "ZeroDivisionError" in caplog.text
    assert gateway.world.organizations.count() == 1


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_a_handler_that_ignores_its_path_is_refused_at_once() -> None:
    row = Operation("GET", "/boom/{name}", boom)
    with pytest.raises(TypeError, match="name"):
        _ = row.parameters


@pytest.mark.anyio
async def test_a_crash_before_any_operation_is_answered_in_the_same_shape(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def crash(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise OSError(28, "No space left on device")

    transport = httpx.ASGITransport(Entrance(crash, performs=crash))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get("/locations")
    assert (answer.status_code, answer.json()) == (500, {"detail": "Internal Server Error"})
    assert "No space left" in caplog.text
