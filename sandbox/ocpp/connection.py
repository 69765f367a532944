"""What carries frames to the other side: a WebSocket, or whatever stands in for one."""

from typing import Protocol

from sandbox.errors import SandboxError
from sandbox.ocpp.plain_text import plain

_MOST_LETTERS = 200


class ConnectionLost(SandboxError):
    """The connection is over, whoever ended it; *code* is the WebSocket's, 1006 where nobody said why."""

    def __init__(self, code: int = 1006, reason: str = "") -> None:
        told = f", {plain(reason, _MOST_LETTERS)}" if reason else ""
        super().__init__(f"the connection is closed ({code}{told})")
        self.code = code
        self.reason = reason


class Connection(Protocol):
    """One connection, as a peer needs it. After the end, `send` and `recv` raise `ConnectionLost`."""

    @property
    def is_open(self) -> bool:
        """Whether a frame that is sent now has a chance to arrive."""

    async def send(self, text: str) -> None:
        """Send a frame; it has its place on the wire before this waits for anything."""

    async def recv(self) -> str:
        """Return the next frame."""

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """End the connection; once it is over, do nothing."""
