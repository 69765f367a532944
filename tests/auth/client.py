"""A client for a bare ASGI application, and the smallest application to put behind a guard."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_ORIGINS = [
    "http://localhost:3000",
    "https://localhost",
    "http://127.0.0.1:5173",
    "http://[::1]:8000",
]
FOREIGN_ORIGINS = [
    "https://evil.example",
    "null",
    "",
    "http://127.0.0.1.nip.io",
    "http://localhost.evil.example",
    "http://localhost:3000.evil.example",
    "http://evil.example#http://localhost",
    "file://localhost",
    "http://localhost:3000/",
]


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(await Request(scope, receive).body())(scope, receive, send)


def ask(
    app: ASGIApp,
    method: str = "GET",
    headers: Sequence[tuple[str, str]] = (),
    content: bytes | AsyncIterator[bytes] | None = None,
    *,
    path: str = "/",
) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, headers=list(headers), content=content)

    return asyncio.run(send())


def answer_of(app: ASGIApp, headers: list[tuple[bytes, bytes]]) -> int:
    """Return the status for headers that no HTTP client would send."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        sent.append(message)

    async def exchange() -> None:
        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
        await app(scope, receive, send)

    asyncio.run(exchange())
    return int(sent[0]["status"])


async def chunks(size: int, count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size
