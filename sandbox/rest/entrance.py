"""Where requests leave Starlette: it has no routes of ours, only the lifespan is left to it."""

import logging

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.errors import ApiError
from sandbox.rest.exchange import exchange_of
from sandbox.rest.responses import answer_crash, answer_error

_log = logging.getLogger(__name__)


class Entrance:
    """Gives HTTP requests to *performs*, everything else to *app*.

    Whatever goes wrong in there, the client gets an answer of the service's shape. Only a connection that a
    fault breaks is left to the server.
    """

    def __init__(self, app: ASGIApp, performs: ASGIApp) -> None:
        self._app = app
        self._performs = performs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._performs(scope, receive, send)
        except ClientDisconnect:
            return
        except ConnectionAbortedError:
            raise
        except ApiError as error:
            exchange_of(scope).refused(error)
            await answer_error(error)(scope, receive, send)
        except Exception:  # whatever it is
            if exchange_of(scope).status is not None:
                raise
            _log.exception("%s %s failed", scope["method"], scope["path"])
            await answer_crash()(scope, receive, send)
