"""The journal: the last requests and their answers, in memory."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import count

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.auth.guards import REFUSAL
from sandbox.clock import Clock, stopwatch
from sandbox.errors import Invalid
from sandbox.rest.exchange import Exchange, begin
from sandbox.traffic.arranging import is_arranged

HEADER = b"x-sandbox-request-id"

MOST_BYTES_OF_A_BODY = 32 * 1024
"""What is kept of a body, so that the journal has a bound in bytes too."""

_DEV = "/dev/"
_BAD_REQUEST = 400

Fits = Callable[[Exchange], bool]


class Journal:
    """Keeps exchanges, the oldest forgotten first.

    Args:
        size: how many.
        clock: tells when a request came.
    """

    def __init__(self, size: int, clock: Clock) -> None:
        self._clock = clock
        self._ids = count(1)
        self._kept: deque[Exchange] = deque(maxlen=size)
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self.listeners: list[Callable[[Exchange], None]] = []

    def begin(self, scope: Scope) -> Exchange:
        """Begin the exchange of a request."""
        return begin(scope, Exchange(scope, next(self._ids), self._clock.instant()))

    def keep(self, exchange: Exchange) -> None:
        """Keep an exchange that is over."""
        if len(exchange.body) > MOST_BYTES_OF_A_BODY:
            exchange.body = exchange.body[:MOST_BYTES_OF_A_BODY]
        if exchange.answer_size > MOST_BYTES_OF_A_BODY and isinstance(exchange.error, Invalid):
            exchange.error = exchange.error.shortened()
        exchange.pack()
        self._kept.append(exchange)
        for listener in self.listeners:
            listener(exchange)
        for loop, event in self._waiting:
            # Whoever waits may do so in the loop of another thread.
            loop.call_soon_threadsafe(event.set)

    def get(self, exchange_id: int) -> Exchange | None:
        """Return the exchange with this id, if it is still kept."""
        return next((exchange for exchange in self._kept if exchange.id == exchange_id), None)

    def find(self, fits: Fits) -> list[Exchange]:
        """Return those that fit, in the order in which they were answered."""
        return [exchange for exchange in self._kept if fits(exchange)]

    async def wait(self, fits: Fits, *, number: int, seconds: float) -> list[Exchange]:
        """Return those that fit as soon as there are *number* of them, or what there is after *seconds*."""
        kept = asyncio.Event()
        waiting = (asyncio.get_running_loop(), kept)
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(seconds):
                while len(found := self.find(fits)) < number:
                    await kept.wait()
                    kept.clear()
        except TimeoutError:
            return self.find(fits)
        finally:
            self._waiting.remove(waiting)
        return found

    def clear(self, fits: Fits) -> None:
        """Forget those that fit."""
        self._kept = deque((one for one in self._kept if not fits(one)), self._kept.maxlen)


class Recorder:
    """Lets the journal see every request and answer, outside of everything else.

    Of the control plane only what was refused is kept: whoever reads the journal would fill it otherwise.
    What a test arranges is not kept: the journal is to tell what it tests.
    """

    def __init__(self, app: ASGIApp, journal: Journal) -> None:
        self._app = app
        self._journal = journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = self._journal.begin(scope)
        began = stopwatch()

        def tell(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                message["headers"].append((HEADER, b"%d" % exchange.id))
            exchange.answered(message, MOST_BYTES_OF_A_BODY)
            return send(message)

        try:
            await self._app(scope, receive, tell)
        finally:
            exchange.seconds = stopwatch() - began
            if exchange.error is None:
                exchange.error = scope.get(REFUSAL)
            if _is_told(exchange) and not is_arranged(scope):
                self._journal.keep(exchange)


def _is_told(exchange: Exchange) -> bool:
    refused = exchange.status is not None and exchange.status >= _BAD_REQUEST
    return refused or not exchange.path.startswith(_DEV)
