"""The connection that a request came over, for those who want to break it, or to know how long to wait.

ASGI has no word for it, so whoever serves the application puts two into the scope: `extensions`, under `KEY`,
a function that closes the connection once what was sent is on its way; under `ABORT`, one that does at once.
"""

import asyncio
from collections.abc import Callable

from starlette.types import Receive, Scope

KEY = "sandbox.connection"

ABORT = "sandbox.abort"

Close = Callable[[], None]


class Patience:
    """Lets requests wait, but not for a client that is gone, and not once the sandbox stops."""

    def __init__(self) -> None:
        self._is_over = False
        self._waiting: set[asyncio.Event] = set()

    def end(self) -> None:
        """Let nobody wait any more, because the sandbox stops."""
        self._is_over = True
        for event in self._waiting:
            event.set()

    async def wait(self, seconds: float, receive: Receive, until: asyncio.Event | None = None) -> bool:
        """Wait so many seconds, and tell whether they are over: *until* may end it, too.

        Args:
            seconds: how long.
            receive: tells when the client of the request, whose body was read, is gone.
            until: what is waited for. It is set as well when there is nobody to wait for it any more.
        """
        if self._is_over:
            return False
        event = until or asyncio.Event()
        leaving = asyncio.ensure_future(disconnected(receive))
        leaving.add_done_callback(lambda _: event.set())
        self._waiting.add(event)
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return True
        finally:
            self._waiting.discard(event)
            leaving.cancel()
        return False


async def close(scope: Scope, receive: Receive) -> None:
    """Close the connection of a request and wait until it is gone.

    Raises:
        ConnectionAbortedError: the server has no way to do that; it will close it in its own.
    """
    closing: Close | None = (scope.get("extensions") or {}).get(KEY)
    if closing is None:
        raise ConnectionAbortedError("the connection was to be closed by a fault")
    closing()
    await disconnected(receive)


async def disconnected(receive: Receive) -> None:
    """Wait until the client of a request, whose body was read, is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def abort(scope: Scope) -> None:
    """Close the connection of a request, whatever is on its way, if the server has a way to do that."""
    aborting: Close | None = (scope.get("extensions") or {}).get(ABORT)
    if aborting is not None:
        aborting()
