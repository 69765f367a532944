"""The chargers that are connected, and what is said with them; all of it in one event loop."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from sandbox.clock import Ids
from sandbox.csms.answers import Answers
from sandbox.csms.errors import NotAnswered, NotConnected, Refused
from sandbox.csms.frames import Breach, Frame, Record
from sandbox.csms.wishes import Wishes
from sandbox.ocpp.messages import CallError, Direction, NoAnswer, OcppVersion, Payload, Reply
from sandbox.ocpp.peer import Peer
from sandbox.ocpp.schemas import Schemas, Violation
from sandbox.ocpp.websocket import ConnectionLost, WebSocket

_Found = TypeVar("_Found")

_log = logging.getLogger(__name__)


class Watcher:
    """Is told what happens, as it happens, in the thread of the event loop; this one does not care."""

    def came(self, identity: str, version: OcppVersion) -> None:
        """Hear that a charger is connected."""

    def turned_away(self, identity: str, why: str) -> None:
        """Hear who could not connect, without an identity if there was none."""

    def went(self, identity: str, code: int) -> None:
        """Hear that a connection is over, and with which code of the WebSocket."""

    def heard(self, frame: Frame) -> None:
        """Hear of a frame."""

    def violated(self, breach: Breach) -> None:
        """Hear what is wrong with the last frame of a charger."""


class _HearingOut:
    """A connection that goes on as long as there is something to hear.

    A charger that stops a transaction and leaves has said so, although it cannot be answered any more.
    """

    is_open = True

    def __init__(self, connection: WebSocket) -> None:
        self._connection = connection
        self.recv = connection.recv
        self.close = connection.close

    async def send(self, text: str) -> None:
        """Send a frame, to nobody if the charger is leaving."""
        with suppress(ConnectionLost):
            await self._connection.send(text)


@dataclass
class _Registration:
    """How far a charger has got with its BootNotification."""

    status: str = "Accepted"
    asked: bool = False
    """Whether something was asked of it since, which it may have to answer by requests."""

    def allows(self, action: str) -> bool:
        """Tell whether the charger may send a request, as long as it is not accepted."""
        return (
            action == "BootNotification"
            or self.status == "Accepted"
            or (self.status == "Pending" and self.asked)
        )


class Desk:
    """Attends to chargers.

    Args:
        answers: the usual ones.
        wishes: what is wanted instead.
        record: keeps all frames.
        watcher: is told of them.
        patience: seconds until a request to a charger counts as unanswered.
    """

    def __init__(
        self, answers: Answers, wishes: Wishes, record: Record, watcher: Watcher, *, patience: float
    ) -> None:
        self._answers = answers
        self._wishes = wishes
        self._record = record
        self._watcher = watcher
        self._patience = patience
        self._ids = Ids()
        self._peers: dict[str, Peer] = {}
        # They outlive connections: a charger that comes back need not boot again.
        self._registrations: dict[str, _Registration] = {}

    @property
    def connected(self) -> list[str]:
        """The identities of the chargers that are connected."""
        return list(self._peers)

    async def attend(self, connection: WebSocket) -> None:
        """Talk with a charger until it is gone; one that comes a second time takes the place of the first."""
        identity, peer = connection.identity, self._peer_at(connection)
        self._registrations.setdefault(identity, _Registration())
        former = self._peers.get(identity)
        self._peers[identity] = peer
        self._tell(self._watcher.came, identity, connection.version)
        async with asyncio.TaskGroup() as group:
            if former is not None:
                # Nobody may answer there any more, and the charger is not to wait for that.
                group.create_task(former.close(1000, "the charger came again"))
            try:
                await peer.run()
            finally:
                if self._peers.get(identity) is peer:
                    del self._peers[identity]
                self._tell(self._watcher.went, identity, peer.lost.code if peer.lost is not None else 1006)

    def turned_away(self, identity: str, why: str) -> None:
        """Say that somebody could not connect."""
        self._tell(self._watcher.turned_away, identity, why)

    async def call(self, identity: str, action: str, payload: Payload) -> Payload:
        """Return a charger's answer to a request.

        Raises:
            NotConnected: the charger is not there, or left meanwhile.
            NotAnswered: it did not answer in time.
            Refused: it answered with a CALLERROR, or with what does not fit the schema.
        """
        peer = self._peer(identity)
        self._registrations[identity].asked = True
        try:
            reply = await peer.call(action, payload, self._ids.uuid())
        except ConnectionLost as lost:
            raise NotConnected(f"{identity} did not answer {action}: {lost}") from None
        if isinstance(reply, NoAnswer):
            raise NotAnswered(f"{identity} did not answer {action} in {self._patience:g} s")
        if isinstance(reply, CallError):
            raise Refused(identity, action, reply)
        return reply

    async def disconnect(self, identity: str, code: int) -> None:
        """Close the connection of a charger.

        Raises:
            NotConnected: there is none.
        """
        await self._peer(identity).close(code)

    async def until(self, found: Callable[[], _Found], seconds: float) -> _Found:
        """Return what *found* says as soon as that is true, or what it says when time is up.

        It is asked again after each frame.
        """
        try:
            async with asyncio.timeout(seconds):
                while not (result := found()):
                    await self._record.more()
        except TimeoutError:
            return found()
        return result

    def _peer_at(self, connection: WebSocket) -> Peer:
        """Return our end of a connection."""
        identity, version = connection.identity, connection.version
        return Peer(
            _HearingOut(connection),
            version,
            answer=lambda action, payload: self._answer(version, identity, action, payload),
            heard=lambda direction, action, text: self._heard(connection, direction, action, text),
            schemas=Schemas.of(version),
            patience=self._patience,
            sent_by="csms",
            violated=lambda direction, action, violation: self._violated(
                identity, direction, action, violation
            ),
        )

    def _peer(self, identity: str) -> Peer:
        if identity not in self._peers:
            there = ", ".join(self._peers) or "nobody"
            raise NotConnected(f"{identity} is not connected; there is {there}")
        return self._peers[identity]

    def _answer(self, version: OcppVersion, identity: str, action: str, payload: Payload) -> Reply:
        registration = self._registrations[identity]
        if not registration.allows(action):
            problem = f"{action} is sent while the BootNotification is {registration.status}"
            self._violated(identity, "cp_to_csms", action, Violation("SecurityError", "", problem))
            return CallError("SecurityError", problem)
        wish = self._wishes.take(identity, action)
        if wish is not None and wish.error is not None:
            return wish.error
        usual = self._answers.usual(version, identity, action, payload)
        reply = usual if wish is None else wish.fulfilled(usual)
        if action == "BootNotification" and isinstance(reply, dict):
            self._registrations[identity] = _Registration(str(reply.get("status")))
        return reply

    def _heard(self, connection: WebSocket, direction: Direction, action: str, text: str) -> None:
        if direction == "cp_to_csms" or connection.is_open:
            frame = self._record.add(connection.identity, direction, action, text)
            self._tell(self._watcher.heard, frame)

    def _violated(self, identity: str, direction: Direction, action: str, violation: Violation) -> None:
        if direction == "csms_to_cp":
            return  # what we send was asked for as it is
        breach = Breach(identity, action, violation)
        self._record.add_breach(breach)
        self._tell(self._watcher.violated, breach)

    def _tell(self, hear: Callable[..., None], *what: object) -> None:
        try:
            hear(*what)
        except Exception:  # noqa: BLE001, the connection is not to suffer from it
            _log.exception("a watcher has failed")
