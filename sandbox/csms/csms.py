"""A small CSMS for tests: it listens in a thread of its own, records what is said, and asserts."""

import asyncio
import json
import os
import ssl
import threading
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, TypeVar

from sandbox.clock import Clock
from sandbox.csms.answers import Answers
from sandbox.csms.desk import Desk, Watcher
from sandbox.csms.frames import Breach, Frame, Record
from sandbox.csms.transactions import Transaction, Transactions
from sandbox.csms.wishes import Wish, Wishes
from sandbox.errors import StartupError
from sandbox.ocpp.listening import serve
from sandbox.ocpp.messages import CallError, OcppVersion, Payload
from sandbox.ocpp.websocket import Basic

VERSIONS: tuple[OcppVersion, ...] = ("ocpp1.6", "ocpp2.0.1")
_MOST_SHOWN = 20
_MOST_LETTERS = 160
_Told = TypeVar("_Told")


class Csms:
    """A CSMS that is ready when the `with` block begins and gone when it ends.

        with Csms() as csms:
            ...                             # a charger connects to csms.url + "/CP-1"
            boot = csms.wait_for("BootNotification", identity="CP-1")
            csms.call("CP-1", "Reset", {"type": "Soft"})
            csms.assert_no_violations()

    It speaks OCPP 1.6 and 2.0.1, accepts every charger and what it says, and holds all frames to the official
    schemas. Id tags that begin with BLOCKED, EXPIRED or INVALID get the status of that name.

    Args:
        host: what to listen at.
        port: 0 takes a free one.
        basic: user name and password that chargers must prove themselves by; an empty user name stands for
            the identity of the charger, as OCPP wants it.
        interval: seconds between heartbeats that chargers are told.
        first_transaction: the first transaction id that is given to a charger that speaks 1.6.
        patience: seconds until a request to a charger counts as unanswered.
        most_frames: how many frames are kept; the oldest are forgotten first.
        tls: makes it `wss://`.
        watcher: is told what happens.
    """

    def __init__(  # noqa: PLR0913
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        basic: Basic | None = None,
        interval: int = 300,
        first_transaction: int = 1,
        patience: float = 30.0,
        most_frames: int = 100_000,
        tls: ssl.SSLContext | None = None,
        watcher: Watcher | None = None,
    ) -> None:
        clock = Clock()
        self._host, self.port = host, port
        self._basic = basic
        self._tls = tls
        self._transactions = Transactions(first_transaction)
        self._wishes = Wishes()
        self._record = Record(clock, most_frames)
        answers = Answers(self._transactions, clock, interval)
        self._desk = Desk(answers, self._wishes, self._record, watcher or Watcher(), patience=patience)
        self.url = ""
        """Where chargers find it, without their identity."""
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="ocpplab-csms", daemon=True)
        self._thread.start()
        try:
            self._open = self._run(self._listen())
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._open.aclose())
        self._stop()

    @property
    def connected(self) -> list[str]:
        """The identities of the chargers that are connected."""
        return self._told(lambda: self._desk.connected)

    @property
    def transactions(self) -> list[Transaction]:
        """All transactions that chargers told of, the oldest first."""
        return self._told(self._transactions.listed)

    @property
    def violations(self) -> list[Breach]:
        """What chargers did against the protocol lately, the oldest first: the last 1000 of it."""
        return self._told(lambda: list(self._record.breaches))

    def frames(self, identity: str | None = None) -> list[Frame]:
        """Return the frames of both directions, of one charger if it is named, the oldest first."""
        return self._told(lambda: self._record.frames(identity))

    def wait_for(
        self,
        action: str,
        *,
        identity: str | None = None,
        count: int = 1,
        timeout: float = 10.0,
        **members: Any,
    ) -> Frame:
        """Return the *count*-th request of that action, which may have come already.

        Args:
            action: of the request.
            identity: of the charger; without it, any.
            count: which of them.
            timeout: seconds to wait at most.
            members: members that the payload has, such as `status="Charging"`.

        Raises:
            AssertionError: it did not come in time; the text says what came instead.
        """

        def found() -> list[Frame]:
            named = (frame for frame in self._record.frames(identity) if frame.action == action)
            requests = [frame for frame in named if frame.is_request and _has(frame.payload, members)]
            return requests if len(requests) >= count else []

        requests = self._run(self._desk.until(found, timeout))
        if not requests:
            wanted = f"{action} {json.dumps(members)}" if members else action
            whose = f" of {identity}" if identity else ""
            which = f" number {count}" if count > 1 else ""
            raise AssertionError(
                f"{wanted}{whose}{which} did not come in {timeout:g} s. {self._came(identity)}"
            )
        return requests[count - 1]

    def call(self, identity: str, action: str, payload: Payload | None = None) -> Payload:
        """Send a request to a charger, as it is, and return the payload of the answer.

        Raises:
            NotConnected: the charger is not there, or left meanwhile.
            NotAnswered: it did not answer in time.
            Refused: it answered with a CALLERROR, or with what does not fit the schema.
        """
        return self._run(self._desk.call(identity, action, payload or {}))

    def answer(  # noqa: PLR0913
        self,
        action: str,
        *,
        status: str | None = None,
        payload: Payload | None = None,
        error: CallError | str | None = None,
        times: int = 1,
        identity: str | None = None,
    ) -> None:
        """Answer the next requests of that action otherwise than usual.

        Args:
            action: of the requests.
            status: that of the answer; where the answer judges an id tag, the status of the tag.
            payload: members of the answer, besides the usual ones or instead of them; sent as it is.
            error: a CALLERROR, or its code.
            times: how many requests.
            identity: of the charger; without it, any.
        """
        wanted = CallError(error) if isinstance(error, str) else error
        wish = Wish(action, identity, status, payload, wanted)
        self._told(lambda: self._wishes.add(wish, times))

    def disconnect(self, identity: str, code: int = 1000) -> None:
        """Close the connection of a charger, with that code of the WebSocket.

        Raises:
            NotConnected: there is none.
        """
        self._run(self._desk.disconnect(identity, code))

    def forget(self) -> None:
        """Forget frames and violations; transactions stay."""
        self._told(self._record.forget)

    def assert_no_violations(self) -> None:
        """Check that all chargers kept to the protocol.

        Raises:
            AssertionError: one did not; the text says what they did.
        """
        # Asked for together: chargers go on meanwhile.
        count, kept = self._told(lambda: (self._record.breach_count, list(self._record.breaches)))
        if count:
            which = ", these last" if count > _MOST_SHOWN else ""
            told = "\n".join(f"  {breach}" for breach in kept[-_MOST_SHOWN:])
            raise AssertionError(f"{count} frames violate the protocol{which}:\n{told}")

    async def _listen(self) -> AsyncExitStack:
        stack = AsyncExitStack()
        try:
            listener = await stack.enter_async_context(
                serve(
                    self._host,
                    self.port,
                    self._desk.attend,
                    versions=VERSIONS,
                    ssl=self._tls,
                    check=self._refused,
                    turned_away=self._desk.turned_away,
                )
            )
        except (OSError, OverflowError) as refused:
            raise StartupError(
                f"Cannot listen on {self._host} port {self.port}: {_reason(refused)}"
            ) from None
        self.port = listener.port
        self.url = f"{listener.url}/ocpp"
        return stack

    def _refused(self, identity: str, basic: Basic | None) -> HTTPStatus | None:
        if self._basic is None:
            return None
        user, password = self._basic
        return None if basic == (user or identity, password) else HTTPStatus.UNAUTHORIZED

    def _came(self, identity: str | None) -> str:
        """Say which requests came."""
        requests = [frame for frame in self.frames(identity) if frame.is_request]
        if not requests:
            there = ", ".join(self.connected)
            return f"No request came; connected: {there}" if there else "No charger is connected"
        told = [f"  {frame.identity} {frame.action} {json.dumps(frame.payload)}" for frame in requests]
        shown = "\n".join(line[:_MOST_LETTERS] for line in told[-_MOST_SHOWN:])
        return f"Of {len(told)} requests, these came last:\n{shown}"

    def _told(self, ask: Callable[[], _Told]) -> _Told:
        """Ask in the loop, where no request is half answered."""

        async def told() -> _Told:
            return ask()

        return ask() if self._loop is None else self._run(told())

    def _run(self, work: Coroutine[Any, Any, _Told]) -> _Told:
        assert self._loop is not None, "the CSMS runs inside its `with` block"
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _stop(self) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = None


def _has(payload: Payload, members: dict[str, Any]) -> bool:
    return all(name in payload and payload[name] == value for name, value in members.items())


def _reason(refused: OSError | OverflowError) -> str:
    """Return why there is no port, without the address, which asyncio says once more."""
    if isinstance(refused, OSError) and refused.errno is not None and refused.errno > 0:
        return os.strerror(refused.errno)
    return getattr(refused, "strerror", None) or str(refused)
