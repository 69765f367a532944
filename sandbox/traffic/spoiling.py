"""Answers on a bad line: cut, made unreadable, or slow."""

from collections.abc import Awaitable, Callable
from math import ceil
from random import Random

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.traffic.connections import close
from sandbox.traffic.effects import LONGEST

Wait = Callable[[float], Awaitable[bool]]

PIECES_PER_SECOND = 10

_NOISE = "".join(map(chr, range(33, 127)))


async def lose_answer(app: ASGIApp, scope: Scope, receive: Receive) -> None:
    """Perform a request, and close its connection in place of the answer."""

    async def swallow(_message: Message) -> None:
        pass

    await app(scope, receive, swallow)
    await close(scope, receive)


async def truncate_answer(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Send the first half of an answer's body, less its announced length, and close the connection."""
    start, body = await _answer(app, scope, receive)
    await send(start)
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    await close(scope, receive)


async def garble_answer(app: ASGIApp, scope: Scope, receive: Receive, send: Send, random: Random) -> None:
    """Send noise of the same length in place of an answer's body."""
    start, body = await _answer(app, scope, receive)
    noise = "".join(random.choices(_NOISE, k=len(body))).encode()
    # No JSON document begins like this.
    await send(start)
    await send({"type": "http.response.body", "body": b"<" * bool(noise) + noise[1:]})


def throttled(send: Send, bytes_per_second: int, wait: Wait) -> Send:
    """Return a way to send that takes its time for the body, as long as somebody waits for it.

    Args:
        send: sends at once.
        bytes_per_second: how fast; a body that would take longer than is allowed is faster.
        wait: waits for so many seconds, and tells whether they are over.
    """

    async def send_slowly(message: Message) -> None:
        body: bytes = message.get("body", b"")
        rate = max(bytes_per_second, ceil(len(body) / LONGEST))
        size = max(1, rate // PIECES_PER_SECOND)
        is_awaited = True
        while is_awaited and len(body) > size:
            await send({"type": "http.response.body", "body": body[:size], "more_body": True})
            body = body[size:]
            is_awaited = await wait(size / rate)
        await send(message if "body" not in message else {**message, "body": body})

    return send_slowly


async def _answer(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    messages: list[Message] = []

    async def collect(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, collect)
    return messages[0], b"".join(message.get("body", b"") for message in messages[1:])
