"""The line of one charger: dials until there is a connection, and again when it was lost."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from sandbox.live.backoff import Backoff
from sandbox.live.targets import TargetRefused
from sandbox.ocpp.peer import Peer
from sandbox.ocpp.websocket import CannotConnect

LASTING = 5.0
"""Seconds after which a connection counts as a success; one that is over sooner is like a failed attempt.

There are CSMSs that take every connection, and close those of chargers that they do not know.
"""

_log = logging.getLogger(__name__)

Dial = Callable[[], Awaitable[Peer]]
"""Connects to the CSMS.

Raises:
    TargetRefused: the target may not be dialled.
    CannotConnect: nobody answers there, or not as a CSMS does.
"""


class Ends(Protocol):
    """Who is told how the line fares."""

    def connected(self, peer: Peer) -> None:
        """There is a connection; messages go over *peer*."""

    def disconnected(self) -> None:
        """The connection is gone."""

    def failed(self, code: str) -> None:
        """There is no connection, for another reason than before; see `Line.problem`."""


class Line:
    """Keeps a charger connected for as long as it is wanted.

    Args:
        identity: whose line it is, for the server's log.
        dial: connects.
        ends: is told.
        backoff: how long to wait between attempts.
    """

    def __init__(self, identity: str, dial: Dial, ends: Ends, backoff: Backoff) -> None:
        self._identity = identity
        self._dial = dial
        self._ends = ends
        self._backoff = backoff
        self._peer: Peer | None = None
        self._task: asyncio.Task[None] | None = None
        self._hangs_up = False
        self.problem: str | None = None
        """Why there is no connection."""
        self.is_refused = False
        """Whether the target must not, or cannot, be dialled, so that it is not tried again."""

    @property
    def is_open(self) -> bool:
        """Whether the charger is connected, or about to be."""
        return self._task is not None

    def open(self) -> None:
        """Begin to dial, unless that is going on."""
        if self._task is None:
            self.problem, self.is_refused = None, False
            self._task = asyncio.get_running_loop().create_task(self._keep())

    async def renew(self) -> None:
        """Hang up and dial again."""
        if self._peer is not None:
            self._hangs_up = True
            await self._peer.close(1000, "the charger restarts")

    async def close(self, reason: str) -> None:
        """Hang up for good."""
        task, self._task = self._task, None
        if task is None:
            return
        if self._peer is not None:
            await self._peer.close(1000, reason)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _keep(self) -> None:
        # Once it is closed, the task is no longer the line's: it must not dial again when its peer hangs up.
        while self._task is asyncio.current_task():
            try:
                pause = await self._converse(await self._dial())
            except TargetRefused as refused:
                self.is_refused = True
                self._note("target_refused", str(refused))
                return
            except CannotConnect as failed:
                self._note("csms_unreachable" if failed.retryable else "csms_rejected", str(failed))
                pause = self._backoff.pause()
            except Exception as failed:  # noqa: BLE001 - whatever it is, the next attempt may be better
                _log.exception("%s cannot be connected, or not for long", self._identity)
                self._note("internal_error", repr(failed))
                pause = self._backoff.pause()
            await asyncio.sleep(pause)

    async def _converse(self, peer: Peer) -> float:
        """Talk until the connection is over; return how many seconds to wait until the next one."""
        clock = asyncio.get_running_loop().time
        begun, hangs_up = clock(), False
        self.problem = None
        self._peer = peer
        try:
            self._ends.connected(peer)
            await peer.run()
        except Exception:
            await peer.close(1011, "the charger has failed")
            raise
        finally:
            # A line that was opened again while it was closing has another peer by now.
            if self._peer is peer:
                self._peer = None
                hangs_up, self._hangs_up = self._hangs_up, False
                self.problem = None if hangs_up else str(peer.lost)
                self._ends.disconnected()
        if not hangs_up and clock() - begun < LASTING:
            return self._backoff.pause()
        self._backoff.reset()
        return 0.0

    def _note(self, code: str, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            _log.warning("%s is not connected: %s", self._identity, problem)
            self._ends.failed(code)
