"""Events over the wire: the `text/event-stream` that browsers' `EventSource` reads."""

import asyncio
from typing import ClassVar

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.events.broadcast import Broadcast, Listener
from sandbox.events.feed import Interest
from sandbox.events.views import Told
from sandbox.traffic.connections import abort, disconnected

HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, so that no proxy takes the connection for dead."""

_OPENING = b": events of the OCPPLAB sandbox\nretry: 1000\n\n"
_COMMENT = b":\n\n"
_GRACE = 0.5


class EventStream(Response):
    """Sends events until the client goes away or the sandbox stops.

    Args:
        broadcast: where to listen.
        interest: which events.
        after: the id after which they begin; the present when it is None.
        heartbeat: seconds of silence after which a comment is sent.
    """

    media_type = "text/event-stream"
    shape: ClassVar[object] = Told

    def __init__(
        self,
        broadcast: Broadcast,
        interest: Interest,
        *,
        after: int | None = None,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._broadcast = broadcast
        self._interest = interest
        self._after = after
        self._heartbeat = heartbeat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events."""
        cursor = self._broadcast.feed.newest() if self._after is None else self._after
        with self._broadcast.listening(self._interest) as listener:
            telling = asyncio.ensure_future(self._tell(listener, cursor, send))
            leaving = asyncio.ensure_future(disconnected(receive))
            # Whoever does not read keeps the telling waiting, but not a sandbox that stops.
            listener.on_end = lambda: asyncio.get_running_loop().call_later(_GRACE, telling.cancel)
            try:
                await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
                if telling.cancelled():
                    abort(scope)
                    await asyncio.wait({leaving}, timeout=_GRACE)
            finally:
                telling.cancel()
                leaving.cancel()

    async def _tell(self, listener: Listener, cursor: int, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send(_part(_OPENING))
        while not self._broadcast.is_over:
            told, reached = self._broadcast.feed.read(self._interest, cursor)
            if told:
                await send(_part(b"".join([event.text for event in told])))
            if reached != cursor:
                cursor = reached
                # A client that takes all at once would keep everybody else waiting.
                await asyncio.sleep(0)
            elif not await listener.wait(self._heartbeat):
                await send(_part(_COMMENT))
        await send(_part(b"", is_last=True))


def _part(content: bytes, *, is_last: bool = False) -> dict[str, object]:
    return {"type": "http.response.body", "body": content, "more_body": not is_last}
