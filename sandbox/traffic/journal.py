"""The journal: the last requests and their answers, in memory."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from starlette.types import Scope

from sandbox.clock import Clock
from sandbox.errors import Invalid
from sandbox.rest.exchange import Exchange, begin

MOST_BYTES_OF_A_BODY = 32 * 1024
"""What is kept of a body, so that the journal has a bound in bytes too."""

Fits = Callable[[Exchange], bool]
Listener = Callable[[Exchange], None]


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
        self._listeners: list[Listener] = []
        self._expectations: list[Expectation] = []

    def begin(self, scope: Scope) -> Exchange:
        """Begin the exchange of a request."""
        return begin(scope, Exchange(scope, next(self._ids), self._clock.instant()))

    def listen(self, listener: Listener) -> None:
        """Tell *listener* of each exchange that is over, from now on."""
        self._listeners.append(listener)

    def keep(self, exchange: Exchange) -> None:
        """Keep an exchange that is over."""
        if len(exchange.body) > MOST_BYTES_OF_A_BODY:
            exchange.body = exchange.body[:MOST_BYTES_OF_A_BODY]
        if exchange.answer_size > MOST_BYTES_OF_A_BODY and isinstance(exchange.error, Invalid):
            exchange.error = exchange.error.shortened()
        self._kept.append(exchange)
        for listener in self._listeners:
            listener(exchange)
        for expectation in self._expectations:
            expectation.meet(exchange)

    def get(self, exchange_id: int) -> Exchange | None:
        """Return the exchange with this id, if it is still kept."""
        return next((exchange for exchange in self._kept if exchange.id == exchange_id), None)

    def find(self, fits: Fits) -> list[Exchange]:
        """Return those that fit, in the order in which they were answered."""
        return [exchange for exchange in self._kept if fits(exchange)]

    @contextmanager
    def expecting(self, fits: Fits, number: int) -> Iterator["Expectation"]:
        """Count those that fit, those that are there and those that come while the block lasts."""
        expectation = Expectation(fits, number, self.find(fits), self._kept.maxlen)
        self._expectations.append(expectation)
        try:
            yield expectation
        finally:
            self._expectations.remove(expectation)

    def clear(self, fits: Fits) -> None:
        """Forget those that fit."""
        kept = (exchange for exchange in self._kept if not fits(exchange))
        self._kept = deque(kept, self._kept.maxlen)
        for expectation in self._expectations:
            expectation.forget(fits)


class Expectation:
    """So many exchanges that are waited for: each is looked at once, however many are kept.

    Args:
        fits: which ones.
        number: how many.
        found: those that are there already.
        most: how many of them to hold; all are counted.
    """

    def __init__(self, fits: Fits, number: int, found: list[Exchange], most: int | None) -> None:
        self._fits = fits
        self._number = number
        self._found = deque(found, most)
        self.count = len(found)
        self.met = asyncio.Event()
        if self.is_met:
            self.met.set()

    @property
    def is_met(self) -> bool:
        """Whether there are enough."""
        return self.count >= self._number

    @property
    def found(self) -> list[Exchange]:
        """Those that fit, the oldest first; when they are too many, the newest of them."""
        return [*self._found]

    def meet(self, exchange: Exchange) -> None:
        """Count an exchange if it fits."""
        if self._fits(exchange):
            self._found.append(exchange)
            self.count += 1
            if self.is_met:
                self.met.set()

    def forget(self, fits: Fits) -> None:
        """Take back what fits here, as long as there are not enough."""
        if not self.is_met:
            kept = [exchange for exchange in self._found if not fits(exchange)]
            self.count -= len(self._found) - len(kept)
            self._found = deque(kept, self._found.maxlen)
