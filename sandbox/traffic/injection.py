"""Puts faults into the way of requests: after the guards, before the router."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from random import Random

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.errors import ApiError, Invalid, problem
from sandbox.rest.dispatch import read_body
from sandbox.rest.exchange import Exchange, exchange_of
from sandbox.rest.responses import answer, answer_error
from sandbox.traffic.arranging import is_arranged
from sandbox.traffic.connections import close, disconnected
from sandbox.traffic.effects import Effect, LogNormal, Range
from sandbox.traffic.faults import Faults, Strike
from sandbox.traffic.requested_faults import OFF, RequestedFaults, is_asked_for, wish, without_request
from sandbox.traffic.spoiling import garble_answer, lose_answer, throttled, truncate_answer

Recognise = Callable[[Exchange, bytes], None]
Revoke = Callable[[Exchange], None]

LONGEST_DELAY = 300.0
"""Seconds: a lognormal delay has no bound of its own."""

_DEV = "/dev/"


class Injector:
    """Lets faults happen to the requests for *app*; the control plane is never hit.

    Args:
        app: performs requests.
        faults: the list.
        requested: what requests ask for themselves.
        recognise: notes which operation a request means and who calls it.
        revoke: revokes the token of a request.
        random: the source of chance.
    """

    def __init__(  # noqa: PLR0913 - what it is made of
        self,
        app: ASGIApp,
        *,
        faults: Faults,
        requested: RequestedFaults,
        recognise: Recognise,
        revoke: Revoke,
        random: Random,
    ) -> None:
        self._app = app
        self._faults = faults
        self._requested = requested
        self._recognise = recognise
        self._revoke = revoke
        self._random = random

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not (self._faults or is_asked_for(scope)):
            await self._app(scope, receive, send)
        elif scope["path"].startswith(_DEV) or _is_spared(scope):
            await self._app(without_request(scope), receive, send)
        else:
            await self._meet(scope, receive, send)

    async def _meet(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = exchange_of(scope)
        exchange.body = await read_body(receive)
        self._recognise(exchange, exchange.body)
        try:
            strike = self._requested.strike(exchange) or self._faults.strike(exchange)
        except ApiError as error:
            exchange.refused(error)
            await answer_error(error)(scope, receive, send)
            return
        replayed = _replayed(exchange.body, receive)
        scope = without_request(scope)
        if strike is None:
            await self._app(scope, replayed, send)
        else:
            exchange.fault = strike.name
            if strike.effect.delay is not None:
                await _pause(self._seconds(strike.effect.delay), receive)
            await self._strike(strike, scope, replayed, send)

    async def _strike(self, strike: Strike, scope: Scope, receive: Receive, send: Send) -> None:
        effect = strike.effect
        if effect.bytes_per_second is not None:
            send = throttled(send, effect.bytes_per_second)
        if effect.revoke_token:
            self._revoke(exchange_of(scope))
        app = _refusing(strike) if effect.status or effect.rate_limit else self._app
        match effect.drop or effect.body:
            case "before":
                await close(scope, receive)
            case "after":
                await lose_answer(app, scope, receive)
            case "truncated":
                await truncate_answer(app, scope, receive, send)
            case "garbled":
                await garble_answer(app, scope, receive, send, self._random)
            case _:
                await app(scope, receive, send)

    def _seconds(self, delay: float | Range | LogNormal) -> float:
        match delay:
            case Range():
                return self._random.uniform(delay.min, delay.max)
            case LogNormal():
                return min(delay.median * self._random.lognormvariate(0, delay.sigma), LONGEST_DELAY)
            case _:
                return delay


def _is_spared(scope: Scope) -> bool:
    """Tell whether a request wants no fault."""
    return is_arranged(scope) or wish(scope["headers"], scope["query_string"]) == OFF


async def _pause(seconds: float, receive: Receive) -> None:
    """Wait, but not for a client that is gone: a server that stops would have to wait along."""
    gone = asyncio.ensure_future(disconnected(receive))
    try:
        await asyncio.wait([gone], timeout=seconds)
    finally:
        gone.cancel()


def _refusing(strike: Strike) -> ASGIApp:
    """Return an application that answers with the error of a fault, in the shape of the service."""
    effect = strike.effect
    status = effect.status or HTTPStatus.TOO_MANY_REQUESTS
    headers = dict(effect.headers)
    retry_after = strike.retry_after if effect.rate_limit else effect.retry_after
    if retry_after is not None:
        headers.setdefault("Retry-After", str(retry_after))
    if status == HTTPStatus.UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", 'Bearer error="invalid_token"')
    return answer(status, _detail(effect, status), headers)


def _detail(effect: Effect, status: int) -> str | list[dict[str, object]]:
    return [problem("value_error", ["body"], effect.text())] if status == Invalid.status else effect.text()


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return a way to receive a body that was read already."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
