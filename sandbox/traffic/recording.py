"""The recorder shows the journal every request and its answer."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.auth.guards import REFUSAL
from sandbox.clock import stopwatch
from sandbox.rest.exchange import Exchange
from sandbox.traffic.arranging import is_arranged
from sandbox.traffic.journal import MOST_BYTES_OF_A_BODY, Journal

HEADER = b"x-sandbox-request-id"

_DEV = "/dev/"
_BAD_REQUEST = 400


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
            if message["type"] != "http.response.start":
                exchange.continued(message.get("body", b""), MOST_BYTES_OF_A_BODY)
                return send(message)
            status = exchange.status = message["status"]
            headers = exchange.answer_headers = message["headers"]
            # Who looks up a good answer finds it by what it is; a header more costs each of them its speed.
            if status >= _BAD_REQUEST or exchange.fault is not None:
                headers.append((HEADER, b"%d" % exchange.id))
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
