"""Which pages may read answers: those on loopback, and those that are allowed by name."""

from collections.abc import Awaitable, Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_ORIGIN = r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?"

_EXPOSED = ("WWW-Authenticate", "X-Sandbox-Warnings", "X-Sandbox-Request-Id", "Retry-After", "Allow")
_VARY = (b"vary", b"Origin")


class Cors(CORSMiddleware):
    """Lets pages on loopback and on *allowed_origins* read every answer.

    It belongs outside of the guards, so that their answers are readable too. What comes from no page is let
    through at less cost.
    """

    def __init__(self, app: ASGIApp, allowed_origins: Sequence[str] = ()) -> None:
        super().__init__(
            app,
            allow_origins=allowed_origins,
            allow_origin_regex=LOOPBACK_ORIGIN,
            allow_methods=["*"],
            allow_headers=["*"],
            allow_private_network=True,
            expose_headers=_EXPOSED,
            max_age=600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or any(name == b"origin" for name, _ in scope["headers"]):
            await super().__call__(scope, receive, send)
            return

        def vary(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                message["headers"].append(_VARY)
            return send(message)

        await self.app(scope, receive, vary)
