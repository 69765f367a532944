"""One end of an OCPP-J connection: requests and answers, in the order of the wire."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from sandbox.ocpp.connection import Connection, ConnectionLost
from sandbox.ocpp.messages import (
    FORMAT_VIOLATION,
    CallError,
    CallMessage,
    Direction,
    Malformed,
    NoAnswer,
    OcppVersion,
    Payload,
    Reply,
    ReplyMessage,
    call_text,
    described,
    parse,
    refusal,
    reply_text,
)
from sandbox.ocpp.plain_text import plain
from sandbox.ocpp.schemas import Schemas, Violation

__all__ = ["ConnectionLost", "Peer"]

_log = logging.getLogger(__name__)

_MOST_LETTERS = 50

Answer = Callable[[str, Payload], Reply]
Heard = Callable[[Direction, str, str], None]
Violated = Callable[[Direction, str, Violation], None]


class Peer:
    """A charger or a CSMS that talks to the other side.

    Args:
        connection: what the frames go over.
        version: what is spoken.
        answer: returns the answer to a request, at once.
        heard: is told every frame that goes or comes, with its direction and the action that it is about;
            the action is empty where none is known.
        schemas: what frames of both directions are held to; None lets everything pass.
        patience: seconds until a request counts as unanswered.
        sent_by: which end this is.
        violated: is told what does not fit the schemas, or is no frame, after it was heard. What comes is
            refused; what goes is sent all the same, since it may be meant.
    """

    __slots__ = (
        "_answer",
        "_connection",
        "_heard",
        "_last",
        "_open",
        "_ours",
        "_schemas",
        "_taken",
        "_theirs",
        "_version",
        "_violated",
        "_waiting",
        "lost",
        "patience",
    )

    def __init__(  # noqa: PLR0913
        self,
        connection: Connection,
        version: OcppVersion,
        *,
        answer: Answer,
        heard: Heard,
        schemas: Schemas | None,
        patience: float,
        sent_by: Literal["charger", "csms"],
        violated: Violated | None = None,
    ) -> None:
        self._connection = connection
        self._version = version
        self._answer = answer
        self._heard = heard
        self._schemas = schemas
        self._violated = violated
        directions: tuple[Direction, Direction] = ("cp_to_csms", "csms_to_cp")
        self._ours, self._theirs = directions if sent_by == "charger" else directions[::-1]
        self._taken = False
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._open: tuple[str, str, asyncio.Future[Reply]] | None = None
        self._last = ("", "")
        self.patience = patience
        self.lost: ConnectionLost | None = None
        """How the connection ended, once it has."""

    async def call(self, action: str, payload: Payload, message_id: str) -> Reply:
        """Send a request when those before it are answered, and return its answer, CALLERRORs included.

        An answer that does not fit its schema is a `CallError`; where none comes in time, it is `NoAnswer`.

        Raises:
            ConnectionLost: the connection is over, or ended before the answer came.
        """
        await self._turn()
        try:
            return await self._exchange(action, payload, message_id)
        finally:
            self._pass_on()

    async def run(self) -> None:
        """Read, and answer, until the connection is over."""
        try:
            while True:
                answer = self._take(await self._connection.recv())
                if answer is not None:
                    # if that fails there may still be something to hear
                    with suppress(ConnectionLost):
                        await self._connection.send(answer)
        except ConnectionLost as lost:
            self._end(lost)
        finally:
            self._end(ConnectionLost())

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """End the connection; whoever waits for an answer learns of it before the other side does."""
        self._end(ConnectionLost(code, reason))
        await self._connection.close(code, reason)

    async def _turn(self) -> None:
        """Wait until no other request is unanswered."""
        if self.lost is not None:
            raise ConnectionLost(self.lost.code, self.lost.reason)
        if not self._taken:
            self._taken = True
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled() and turn.exception() is None:
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False

    async def _exchange(self, action: str, payload: Payload, message_id: str) -> Reply:
        if self.lost is not None or not self._connection.is_open:
            raise ConnectionLost
        text = call_text(message_id, action, payload)
        loop = asyncio.get_running_loop()
        reply: asyncio.Future[Reply] = loop.create_future()
        timer = loop.call_later(self.patience, self._give_up, action, reply)
        self._open = (message_id, action, reply)
        self._heard(self._ours, action, text)
        if self._schemas is not None:
            self._note(self._ours, action, self._schemas.request(action, payload))
        try:
            await self._connection.send(text)
            return await reply
        finally:
            timer.cancel()
            self._open = None
            self._last = (message_id, action)
            if not reply.cancel() and not reply.cancelled():
                reply.exception()  # it may never have been awaited

    def _give_up(self, action: str, reply: asyncio.Future[Reply]) -> None:
        if not reply.done():
            reply.set_result(NoAnswer("GenericError", f"{action} was not answered in {self.patience:g} s"))

    def _take(self, text: str) -> str | None:
        """Deal with a frame; return the frame that answers it. After `close`, it is only heard."""
        message = parse(text)
        if isinstance(message, ReplyMessage):
            self._take_reply(message.id, message.reply, text)
            return None
        if isinstance(message, Malformed):
            return self._take_malformed(message, text)
        self._heard(self._theirs, message.action, text)
        if self.lost is not None:
            return None
        reply = self._answer_to(message)
        answer = self._answered(message.id, message.action, reply)
        if answer is not None and self._schemas is not None and not isinstance(reply, CallError):
            self._note(self._ours, message.action, self._schemas.response(message.action, reply))
        return answer

    def _answered(self, message_id: str, action: str, reply: Reply) -> str | None:
        """Return the frame of an answer; None if the other side is leaving and cannot hear it any more."""
        if not self._connection.is_open:
            return None
        answer = reply_text(message_id, reply)
        self._heard(self._ours, action, answer)
        return answer

    def _answer_to(self, message: CallMessage) -> Reply:
        _, action, payload = message
        if self._schemas is not None:
            if not self._schemas.knows(action):
                return CallError("NotImplemented", described(f"{action} is no action of {self._version}"))
            violation = self._schemas.request(action, payload)
            if violation is not None:
                self._note(self._theirs, action, violation)
                return CallError(violation.code, described(str(violation)))
        try:
            return self._answer(action, payload)
        except Exception:  # noqa: BLE001, the connection is not to suffer from it
            _log.exception("%s could not be answered", plain(action, _MOST_LETTERS))
            return CallError("InternalError", f"{action} could not be answered")

    def _take_reply(self, message_id: str, reply: Reply, text: str) -> None:
        """Hand an answer to whoever asked; what nobody waits for is heard, and no more."""
        if self._open is None or self._open[0] != message_id:
            last_id, last_action = self._last
            self._heard(self._theirs, last_action if last_id == message_id else "", text)
            return
        _, action, waiting = self._open
        self._heard(self._theirs, action, text)
        if self._schemas is not None and not isinstance(reply, CallError):
            violation = self._schemas.response(action, reply)
            if violation is not None:
                self._note(self._theirs, action, violation)
                reply = CallError(violation.code, described(str(violation)))
        if not waiting.done():
            waiting.set_result(reply)

    def _take_malformed(self, malformed: Malformed, text: str) -> str | None:
        violation = Violation(FORMAT_VIOLATION[self._version], "", malformed.problem)
        if malformed.type in (3, 4) and malformed.id is not None:
            self._take_reply(malformed.id, CallError(violation.code, described(violation.message)), text)
        else:
            self._heard(self._theirs, "", text)
        self._note(self._theirs, "", violation)
        refused = refusal(malformed, self._version)
        return None if refused is None else self._answered(refused[0], "", refused[1])

    def _note(self, direction: Direction, action: str, violation: Violation | None) -> None:
        if violation is not None and self._violated is not None:
            self._violated(direction, action, violation)

    def _end(self, lost: ConnectionLost) -> None:
        if self.lost is not None:
            return
        self.lost = lost
        if self._open is not None and not self._open[2].done():
            self._open[2].set_exception(ConnectionLost(lost.code, lost.reason))
        for turn in self._waiting:
            if not turn.done():
                turn.set_exception(ConnectionLost(lost.code, lost.reason))
        self._waiting.clear()
