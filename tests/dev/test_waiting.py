"""Requests that are kept waiting: by `/dev/requests/wait`, by a delay, by a slow line; and how that ends."""

import asyncio
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import get_ident
from typing import Any

import httpx
import pytest

from sandbox.clock import Clock
from sandbox.kit import InProcessSandbox, Sandbox, in_process, isolated
from sandbox.server import Server
from sandbox.settings import Settings
from tests.conftest import LOCATION

LARGE = LOCATION | {"name": "x" * 600_000}
"""It is refused, with an answer that is as large."""


@pytest.fixture
def stopping() -> Iterator[Server]:
    """A sandbox that a test stops."""
    server = Server()
    with server:
        yield server


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with Server() as server:
        yield server.url


@pytest.fixture
def remote(url: str) -> Iterator[Sandbox]:
    """An organization of a sandbox with real connections."""
    with isolated(url) as sandbox:
        yield sandbox


def send(url: str, path: str, *headers: str) -> socket.socket:
    """Send a request, and return the connection that its answer will come over."""
    connection = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=30)
    lines = (f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", "")
    connection.sendall("\r\n".join(lines).encode())
    return connection


def rest_of(connection: socket.socket) -> bytes:
    """Return what comes until the connection is closed."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/dev/requests/wait?timeout=60", None),
        ("/locations", {"delay": 300}),
        ("/health", {"bytes_per_second": 1}),
    ],
)
def test_nobody_who_waits_keeps_the_sandbox_from_stopping(
    stopping: Server, path: str, fault: dict[str, Any] | None, capfd: pytest.CaptureFixture[str]
) -> None:
    with httpx.Client(base_url=stopping.url) as client:
        token = client.get("/dev/token").json()["access_token"]
        if fault is not None:
            made = client.post("/dev/faults", json=fault).json()["id"]
        with send(stopping.url, path, f"Authorization: Bearer {token}") as connection:
            while fault is not None and not client.get(f"/dev/faults/{made}").json()["hits"]:
                pass
            client.get("/dev/clock")
            stopping.__exit__(None, None, None)
            head, _, body = rest_of(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert json.loads(body)
    # The server has not waited until it gives up by itself, which it would tell.
    assert capfd.readouterr().err == ""


def test_a_block_ends_with_those_who_wait_in_process() -> None:
    with in_process() as sandbox:
        asyncio.run(leave(sandbox))


async def leave(sandbox: InProcessSandbox) -> None:
    """Wait for requests, and close the sandbox meanwhile."""
    path = "/dev/requests/wait?count=9&timeout=60"
    waiting = asyncio.ensure_future(sandbox.async_client.get(path))
    await sandbox.async_client.get("/locations")
    await asyncio.to_thread(sandbox.close)
    async with asyncio.timeout(30):
        answer = await waiting
    assert (answer.json()["matched"], answer.json()["count"]) == (False, 1)


def test_waiting_ends_with_the_client_who_waits() -> None:
    with in_process() as sandbox:
        asyncio.run(wait_and_go(sandbox))


async def wait_and_go(sandbox: InProcessSandbox) -> None:
    messages: asyncio.Queue[Any] = asyncio.Queue()
    messages.put_nowait({"type": "http.request", "body": b"", "more_body": False})
    messages.put_nowait({"type": "http.disconnect"})

    async def ignore(message: Any) -> None:
        del message

    scope = {"type": "http", "method": "GET", "path": "/dev/requests/wait", "query_string": b"timeout=60"}
    scope |= {"raw_path": b"/dev/requests/wait", "headers": [(b"host", b"localhost")]}
    async with asyncio.timeout(30):
        await sandbox.app(scope, messages.get, ignore)


def test_more_can_be_waited_for_than_are_kept() -> None:
    async def wait(sandbox: InProcessSandbox) -> Any:
        get = sandbox.async_client.get
        waiting = asyncio.ensure_future(get("/dev/requests/wait?count=5&timeout=30"))
        for page in range(1, 6):
            await get(f"/locations?page={page}")
        return (await waiting).json()

    with in_process(Settings.of(world="empty", journal_size=3)) as sandbox:
        came = asyncio.run(wait(sandbox))
    assert (came["matched"], came["count"]) == (True, 5)
    assert [entry["query"] for entry in came["data"]] == ["page=3", "page=4", "page=5"]


def test_what_is_forgotten_is_waited_for_anew() -> None:
    async def forget(sandbox: InProcessSandbox) -> Any:
        client = sandbox.async_client
        await client.get("/locations?page=1")
        waiting = asyncio.ensure_future(client.get("/dev/requests/wait?count=2&timeout=30"))
        await client.delete("/dev/requests?path=/locations")
        for page in (2, 3):
            await client.get(f"/locations?page={page}")
        return (await waiting).json()

    with in_process() as sandbox:
        came = asyncio.run(forget(sandbox))
    assert [entry["query"] for entry in came["data"]] == ["page=2", "page=3"]


class Witness(Clock):
    """Notes in which threads it was looked at."""

    def __init__(self) -> None:
        super().__init__(self._look)
        self.threads: set[int] = set()

    def _look(self) -> datetime:
        self.threads.add(get_ident())
        return datetime.now(UTC)


def test_all_clients_in_process_are_answered_in_one_thread() -> None:
    clock = Witness()
    with in_process(clock=clock) as sandbox:
        clock.threads.clear()
        sandbox.client.get("/locations")
        assert asyncio.run(sandbox.async_client.get("/locations")).status_code == 200
        assert len(clock.threads) == 1


def test_requests_may_be_waited_for_in_a_thread_while_others_come() -> None:
    async def ask(sandbox: InProcessSandbox) -> int:
        waiting = asyncio.to_thread(sandbox.requests.wait, 300, 30, path="/locations")
        asked = [sandbox.async_client.get("/locations") for _ in range(300)]
        done = asyncio.gather(*asked)
        found = await waiting
        await done
        return len(found)

    with in_process() as sandbox:
        assert asyncio.run(ask(sandbox)) == 300


def test_a_slow_answer_ends_when_the_client_has_given_up(remote: Sandbox) -> None:
    match = {"organization_id": remote.organization_id}
    remote.client.post("/dev/faults", json={"bytes_per_second": 1, "match": match})
    with remote.client.stream("GET", "/locations"):
        pass
    waited = remote.client.get("/dev/requests/wait", params=match | {"timeout": 30}, timeout=60).json()
    assert waited["matched"]
    assert waited["data"][0]["seconds"] < 30


def test_a_slow_answer_has_an_end(remote: Sandbox) -> None:
    match = {"organization_id": remote.organization_id}
    remote.client.post("/dev/faults", json={"bytes_per_second": 1, "match": match})
    with remote.client.stream("POST", "/locations", json=LARGE) as answer:
        size = int(answer.headers["Content-Length"])
        assert len(next(answer.iter_raw())) >= size // 3000 > 1
