"""Puts faults into the way of requests: after the guards, before the router."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from random import Random

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.errors import ApiError, Invalid, problem
from sandbox.rest.dispatch import read_body
from sandbox.rest.exchange import Exchange, exchange_of
from sandbox.rest.responses import answer, answer_error
from sandbox.traffic import own_headers
from sandbox.traffic.arranging import is_arranged
from sandbox.traffic.connections import Patience, close
from sandbox.traffic.effects import LONGEST, Effect, LogNormal, Range
from sandbox.traffic.faults import Faults
from sandbox.traffic.requested_faults import OFF, PARAMETER, wish, without_request
from sandbox.traffic.rules import Hit
from sandbox.traffic.spoiling import garble_answer, lose_answer, throttled, truncate_answer

_IN_QUERY = PARAMETER.encode()
_LETTERS = len(own_headers.PREFIX)

Recognise = Callable[[Exchange, bytes], None]
Revoke = Callable[[Exchange], None]
IsOwn = Callable[[str], bool]


class Injector:
    """Lets faults happen to the requests for *app*; what belongs to the sandbox itself is never hit.

    Args:
        app: performs requests.
        faults: decides what happens.
        recognise: notes which operation a request means and who calls it.
        revoke: revokes the token of a request.
        patience: lets requests wait.
        is_own: tells whether a path belongs to the sandbox itself.
    """

    def __init__(  # noqa: PLR0913 - what it is made of
        self,
        app: ASGIApp,
        *,
        faults: Faults,
        recognise: Recognise,
        revoke: Revoke,
        patience: Patience,
        is_own: IsOwn,
    ) -> None:
        self._app = app
        self._faults = faults
        self._recognise = recognise
        self._revoke = revoke
        self._patience = patience
        self._is_own = is_own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not (self._faults or _is_addressed(scope)):
            await self._app(scope, receive, send)
        elif self._is_own(scope["path"]) or _is_spared(scope):
            exchange_of(scope).warnings += own_headers.warnings(scope["headers"])
            await self._app(without_request(scope), receive, send)
        else:
            exchange_of(scope).warnings += own_headers.warnings(scope["headers"])
            await self._meet(scope, receive, send)

    async def _meet(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = exchange_of(scope)
        exchange.body = await read_body(receive)
        self._recognise(exchange, exchange.body)
        try:
            hit = self._faults.hit(exchange)
        except ApiError as error:
            exchange.refused(error)
            await answer_error(error)(scope, receive, send)
            return
        replayed = _replayed(exchange.body, receive)
        scope = without_request(scope)
        if hit is None:
            await self._app(scope, replayed, send)
        else:
            exchange.fault = hit.name
            if hit.effect.delay is not None:
                await self._patience.wait(_seconds(hit.effect.delay, hit.random), receive)
            await self._hit(hit, scope, replayed, send)

    async def _hit(self, hit: Hit, scope: Scope, receive: Receive, send: Send) -> None:
        effect = hit.effect
        if effect.bytes_per_second is not None:
            send = throttled(send, effect.bytes_per_second, partial(self._patience.wait, receive=receive))
        if effect.revoke_token:
            self._revoke(exchange_of(scope))
        app = _refusing(hit) if effect.status or effect.rate_limit else self._app
        if not effect.refuses:
            exchange_of(scope).spoilt = effect.drop or effect.body
        match effect.drop or effect.body:
            case "before":
                await close(scope, receive)
            case "after":
                await lose_answer(app, scope, receive)
            case "truncated":
                await truncate_answer(app, scope, receive, send)
            case "garbled":
                await garble_answer(app, scope, receive, send, hit.random)
            case _:
                await app(scope, receive, send)


def _seconds(delay: float | Range | LogNormal, random: Random) -> float:
    match delay:
        case Range():
            return random.uniform(delay.min, delay.max)
        case LogNormal():
            return min(delay.median * random.lognormvariate(0, delay.sigma), LONGEST)
        case _:
            return delay


def _is_addressed(scope: Scope) -> bool:
    """Tell whether a request may have something to say to the sandbox itself, at the least cost."""
    # A loop, because every request pays for it.
    for name, _ in scope["headers"]:
        if name[:_LETTERS] == own_headers.PREFIX:
            return True
    return _IN_QUERY in scope["query_string"].lower()


def _is_spared(scope: Scope) -> bool:
    """Tell whether a request wants no fault."""
    return is_arranged(scope) or wish(scope["headers"], scope["query_string"]) == OFF


def _refusing(hit: Hit) -> ASGIApp:
    """Return an application that answers with the error of a fault, in the shape of the service."""
    effect = hit.effect
    status = effect.status or HTTPStatus.TOO_MANY_REQUESTS
    headers = dict(effect.headers)
    retry_after = hit.retry_after if effect.rate_limit else effect.retry_after
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
