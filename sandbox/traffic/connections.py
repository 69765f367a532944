"""The connection that a request came over, for those who want to break it.

ASGI has no word for it, so whoever serves the application puts two into the scope: `extensions`, under `KEY`,
a function that closes the connection once what was sent is on its way; under `ABORT`, one that does at once.
"""

from collections.abc import Callable

from starlette.types import Receive, Scope

KEY = "sandbox.connection"

ABORT = "sandbox.abort"

Close = Callable[[], None]


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
