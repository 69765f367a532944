"""The line of one charger: when it dials again."""

import asyncio
from collections.abc import Callable
from random import Random

import pytest

from sandbox.live import line as lines
from sandbox.live.backoff import Backoff
from sandbox.live.line import Line
from sandbox.ocpp.connection import ConnectionLost
from sandbox.ocpp.peer import Peer
from tests.ocpp.wires import End

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Hasty(Backoff):
    """Waits for nothing, and counts how often it would have."""

    def __init__(self) -> None:
        super().__init__(Random(1))
        self.pauses: list[float] = []
        self.resets = 0

    def pause(self) -> float:
        self.pauses.append(super().pause())
        return 0.0

    def reset(self) -> None:
        self.resets += 1
        super().reset()


class Bench:
    """A line whose connections are dealt with by the test."""

    def __init__(self, dealt: Callable[["Bench", Peer, End], None]) -> None:
        self.backoff = Hasty()
        self.line = Line("CP-1", self._dial, self, self.backoff)
        self.ends: list[End] = []
        self.problems: list[str | None] = []
        self.dialled_enough = asyncio.Event()
        self._dealt = dealt

    async def _dial(self) -> Peer:
        ours, theirs = End(), End()
        ours.other, theirs.other = theirs, ours
        self.ends.append(theirs)
        return Peer(
            ours,
            "ocpp1.6",
            answer=lambda *_: {},
            heard=lambda *_: None,
            schemas=None,
            patience=5.0,
            sent_by="charger",
        )

    def connected(self, peer: Peer) -> None:
        if len(self.ends) >= 4:
            self.dialled_enough.set()
            return
        self._dealt(self, peer, self.ends[-1])

    def disconnected(self) -> None:
        self.problems.append(self.line.problem)

    def failed(self, code: str) -> None:
        """Be told."""

    async def run(self) -> None:
        """Let it dial four times."""
        self.line.open()
        async with asyncio.timeout(5):
            await self.dialled_enough.wait()


def turn_away(_bench: Bench, _peer: Peer, theirs: End) -> None:
    lost = ConnectionLost(1008, "who are you?")
    theirs.other.lost = lost
    theirs.other.inbox.put_nowait(lost)


async def test_a_csms_that_closes_each_connection_at_once_is_dialled_less_and_less() -> None:
    bench = Bench(turn_away)
    await bench.run()
    assert len(bench.backoff.pauses) == 3
    assert bench.backoff.resets == 0
    await bench.line.close("done")


async def test_after_a_connection_that_has_lasted_it_dials_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LASTING", 0)
    bench = Bench(turn_away)
    await bench.run()
    assert bench.backoff.pauses == []
    await bench.line.close("done")


async def test_who_hangs_up_to_begin_anew_dials_at_once() -> None:
    tasks = set[asyncio.Task[None]]()
    bench = Bench(lambda bench, *_: tasks.add(asyncio.create_task(bench.line.renew())))
    await bench.run()
    assert bench.backoff.pauses == []
    await bench.line.close("done")


async def test_a_failure_of_our_own_ends_the_connection_and_not_the_line() -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of order")

    bench = Bench(fail)
    await bench.run()
    assert [end.is_open for end in bench.ends] == [False, False, False, True]
    assert len(bench.backoff.pauses) == 3
    await bench.line.close("done")


async def test_hanging_up_where_there_is_no_connection_does_not_hide_why_the_next_one_was_lost() -> None:
    bench = Bench(turn_away)
    await bench.line.renew()
    await bench.run()
    assert bench.problems[0] == "the connection is closed (1008, who are you?)"
    await bench.line.close("done")
