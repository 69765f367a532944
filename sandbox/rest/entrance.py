"""Where requests leave Starlette: it has no routes of ours, only the lifespan is left to it."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Entrance:
    """Gives HTTP requests to *performs*, everything else to *app*."""

    def __init__(self, app: ASGIApp, performs: ASGIApp) -> None:
        self._app = app
        self._performs = performs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._performs if scope["type"] == "http" else self._app)(scope, receive, send)
