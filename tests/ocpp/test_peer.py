"""Two peers talk, over memory and over WebSockets; and a peer to somebody who does not keep the rules."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from sandbox.ocpp.connection import Connection, ConnectionLost
from sandbox.ocpp.messages import CallError, Direction, NoAnswer, OcppVersion, Payload, Reply
from sandbox.ocpp.peer import Peer
from sandbox.ocpp.schemas import Schemas, Violation
from tests.ocpp.wires import Wire, in_memory, over_websockets

pytestmark = pytest.mark.anyio

WIRES = pytest.mark.parametrize("wire", [in_memory, over_websockets])
NOW = "2026-01-01T12:00:00Z"
HEARTBEAT = {"currentTime": NOW}
FOREVER = 3600.0


class Side:
    """A peer that runs, and what it was told; answers as it is arranged."""

    def __init__(self, connection: Connection, version: OcppVersion, **options: Any) -> None:
        self.heard: list[tuple[Direction, str, Any]] = []
        self.violations: list[tuple[Direction, str, Violation]] = []
        self.asked: list[tuple[str, Payload]] = []
        self.answers: Callable[[str, Payload], Reply] = lambda _action, _payload: HEARTBEAT
        settings: dict[str, Any] = {
            "schemas": Schemas.of(version),
            "patience": FOREVER,
            "sent_by": "charger",
            "answer": self._answer,
            "heard": lambda direction, action, text: self.heard.append((direction, action, text)),
            "violated": lambda *violation: self.violations.append(violation),
        }
        self.peer = Peer(connection, version, **(settings | options))
        self.running = asyncio.get_running_loop().create_task(self.peer.run())

    def _answer(self, action: str, payload: Payload) -> Reply:
        self.asked.append((action, payload))
        return self.answers(action, payload)

    @property
    def frames(self) -> list[Any]:
        return [json.loads(text) for _, _, text in self.heard]


@asynccontextmanager
async def two_peers(wire: Wire, version: OcppVersion = "ocpp1.6") -> AsyncIterator[tuple[Side, Side]]:
    async with wire(version) as (near, far):
        charger, csms = Side(near, version), Side(far, version, sent_by="csms")
        yield charger, csms
        await charger.peer.close()
        await asyncio.gather(charger.running, csms.running)


@asynccontextmanager
async def peer_and_stranger(
    version: OcppVersion = "ocpp1.6", wire: Wire = in_memory, **options: Any
) -> AsyncIterator[tuple[Side, Connection]]:
    """A charger's peer, and the bare other end."""
    async with wire(version) as (near, far):
        charger = Side(near, version, **options)
        yield charger, far
        await charger.peer.close()
        await charger.running


def calling(side: Side, action: str, message_id: str, payload: Payload | None = None) -> asyncio.Task[Reply]:
    return asyncio.get_running_loop().create_task(side.peer.call(action, payload or {}, message_id))


@WIRES
async def test_a_request_is_answered_and_both_ends_hear_the_same(wire: Wire) -> None:
    async with two_peers(wire) as (charger, csms):
        assert await charger.peer.call("Heartbeat", {}, "1") == HEARTBEAT
    assert charger.heard == csms.heard
    assert charger.heard == [
        ("cp_to_csms", "Heartbeat", '[2,"1","Heartbeat",{}]'),
        ("csms_to_cp", "Heartbeat", f'[3,"1",{{"currentTime":"{NOW}"}}]'),
    ]


@WIRES
async def test_both_ask_at_the_same_time(wire: Wire) -> None:
    async with two_peers(wire) as (charger, csms):
        charger.answers = lambda _action, _payload: {"status": "Accepted"}
        ours, theirs = calling(charger, "Heartbeat", "same"), calling(csms, "ClearCache", "same")
        assert await ours == HEARTBEAT
        assert await theirs == {"status": "Accepted"}
    assert not charger.violations + csms.violations


@WIRES
async def test_requests_wait_for_the_answer_to_the_one_before(wire: Wire) -> None:
    async with two_peers(wire) as (charger, _):
        await asyncio.gather(*[charger.peer.call("Heartbeat", {}, str(n)) for n in range(20)])
    assert [(frame[0], frame[1]) for frame in charger.frames] == [
        (kind, str(n)) for n in range(20) for kind in (2, 3)
    ]


@WIRES
async def test_a_callerror_is_the_answer(wire: Wire) -> None:
    refused = CallError("InternalError", "why not", {"a": 1})
    async with two_peers(wire) as (charger, csms):
        csms.answers = lambda _action, _payload: refused
        assert await charger.peer.call("Heartbeat", {}, "1") == refused


@WIRES
@pytest.mark.parametrize("ended_by", ["charger", "csms"])
async def test_the_end_of_the_connection_fails_all_that_waits(wire: Wire, ended_by: str) -> None:
    async with wire("ocpp1.6") as (near, far):
        charger = Side(near, "ocpp1.6")
        calls = [calling(charger, "Heartbeat", str(n)) for n in range(5)]
        assert json.loads(await far.recv())[1] == "0"
        await (charger.peer if ended_by == "charger" else far).close(1001, "good night")
        replies = await asyncio.gather(*calls, return_exceptions=True)
        await charger.running
        assert [(type(reply), reply.code, reply.reason) for reply in replies] == [  # type: ignore[union-attr]
            (ConnectionLost, 1001, "good night")
        ] * 5
        assert charger.frames == [[2, "0", "Heartbeat", {}]]
        with pytest.raises(ConnectionLost):
            await charger.peer.call("Heartbeat", {}, "late")
        assert charger.peer.lost is not None


@WIRES
async def test_a_request_whose_turn_comes_as_the_connection_ends_is_not_said(wire: Wire) -> None:
    async with two_peers(wire) as (charger, _):

        async def ask_and_leave() -> None:
            await charger.peer.call("Heartbeat", {}, "1")
            await charger.peer.close()

        leaving = asyncio.get_running_loop().create_task(ask_and_leave())
        call = calling(charger, "Heartbeat", "2")
        with pytest.raises(ConnectionLost):
            await call
        await leaving
    assert [frame[1] for frame in charger.frames] == ["1", "1"]


async def test_a_reader_that_is_stopped_fails_all_that_waits() -> None:
    async with in_memory() as (near, far):
        charger = Side(near, "ocpp1.6")
        call = calling(charger, "Heartbeat", "1")
        await far.recv()
        charger.running.cancel()
        with pytest.raises(ConnectionLost):
            await call


async def test_no_answer_in_time_frees_the_line() -> None:
    async with peer_and_stranger(patience=0.0) as (charger, far):
        reply = await charger.peer.call("Heartbeat", {}, "1")
        assert isinstance(reply, NoAnswer)
        assert isinstance(reply, CallError)
        assert (reply.code, reply.description) == ("GenericError", "Heartbeat was not answered in 0 s")
        charger.peer.patience = FOREVER
        call = calling(charger, "Heartbeat", "2")
        await far.recv()
        await far.recv()
        await far.send(f'[3,"1",{{"currentTime":"{NOW}"}}]')
        await far.send('[3,"2",{"currentTime":"2026-01-01T12:00:01Z"}]')
        assert await call == {"currentTime": "2026-01-01T12:00:01Z"}


async def test_a_late_answer_is_heard_with_what_it_is_about() -> None:
    async with peer_and_stranger(patience=0.0) as (charger, far):
        await charger.peer.call("Heartbeat", {}, "1")
        await far.send('[3,"1",{"late":true}]')
        await settled(charger, far)
        assert charger.heard[1] == ("csms_to_cp", "Heartbeat", '[3,"1",{"late":true}]')
        assert not charger.violations


async def settled(charger: Side, far: Connection) -> None:
    """Return when the peer has dealt with all that was sent to it, by asking it something."""
    await far.send('[2,"settled","Unheard",{}]')
    while json.loads(await far.recv())[1] != "settled":
        pass


@pytest.mark.parametrize(
    "text", ['[3,"1",{"currentTime":"x"}]', '[4,"1","GenericError","",{}]', '[3,"?",{}]']
)
async def test_answers_that_nobody_waits_for_are_heard_and_ignored(text: str) -> None:
    async with peer_and_stranger() as (charger, far):
        call = calling(charger, "Heartbeat", "1")
        await far.recv()
        await far.send(f'[3,"1",{{"currentTime":"{NOW}"}}]')
        assert await call == HEARTBEAT
        await far.send(text)
        await settled(charger, far)
        assert charger.heard[2][2] == text
        assert not charger.violations


async def test_a_caller_that_gives_up_frees_the_line() -> None:
    async with peer_and_stranger() as (charger, far):
        first, second, third = (calling(charger, "Heartbeat", str(n)) for n in range(3))
        await far.recv()
        second.cancel()
        first.cancel()
        assert json.loads(await far.recv())[1] == "2"
        await far.send(f'[3,"2",{{"currentTime":"{NOW}"}}]')
        assert await third == HEARTBEAT
        assert first.cancelled()
        assert second.cancelled()


async def test_a_caller_that_gives_up_as_its_turn_comes_passes_it_on() -> None:
    async with peer_and_stranger() as (charger, far):

        async def first_then_cancel() -> None:
            await charger.peer.call("Heartbeat", {}, "0")
            second.cancel()

        first = asyncio.get_running_loop().create_task(first_then_cancel())
        second, third = (calling(charger, "Heartbeat", str(n)) for n in (1, 2))
        await far.recv()
        await far.send(f'[3,"0",{{"currentTime":"{NOW}"}}]')
        assert json.loads(await far.recv())[1] == "2"
        await far.send(f'[3,"2",{{"currentTime":"{NOW}"}}]')
        assert await third == HEARTBEAT
        assert second.cancelled()
        assert first.done()


async def test_requests_in_a_row_are_all_answered_in_order() -> None:
    async with peer_and_stranger() as (charger, far):
        charger.answers = lambda action, _payload: {"status": "Accepted"} if action == "ClearCache" else {}
        call = calling(charger, "Heartbeat", "ours")
        await far.recv()
        for n in range(3):
            await far.send(f'[2,"{n}","ClearCache",{{}}]')
        assert [json.loads(await far.recv())[1] for _ in range(3)] == ["0", "1", "2"]
        await far.send(f'[3,"ours",{{"currentTime":"{NOW}"}}]')
        assert await call == HEARTBEAT


@pytest.mark.parametrize(
    ("version", "frame", "code", "names"),
    [
        ("ocpp1.6", [2, "7", "Fly", {}], "NotImplemented", "Fly"),
        ("ocpp2.0.1", [2, "7", "RemoteStartTransaction", {}], "NotImplemented", "RemoteStartTransaction"),
        ("ocpp1.6", [2, "7", "Reset", {}], "OccurenceConstraintViolation", "type"),
        ("ocpp1.6", [2, "7", "Reset", {"type": 1}], "TypeConstraintViolation", "type"),
        ("ocpp1.6", [2, "7", "Reset", {"type": "Warm"}], "PropertyConstraintViolation", "type"),
        ("ocpp1.6", [2, "7", "Reset", {"type": "Hard", "x": 1}], "FormationViolation", "x"),
        ("ocpp2.0.1", [2, "7", "Reset", {"type": "OnIdle", "x": 1}], "FormatViolation", "x"),
    ],
)
async def test_a_bad_request_is_refused_and_not_asked(
    version: OcppVersion, frame: list[Any], code: str, names: str
) -> None:
    async with peer_and_stranger(version) as (charger, far):
        await far.send(json.dumps(frame))
        kind, message_id, told, description, details = json.loads(await far.recv())
        assert (kind, message_id, told, details) == (4, "7", code, {})
        assert description.startswith(names)
        assert not charger.asked
        if code == "NotImplemented":
            assert not charger.violations
        else:
            (direction, action, violation) = charger.violations[0]
            assert (direction, action, violation.code, violation.path) == ("csms_to_cp", "Reset", code, names)
        assert [(direction, action) for direction, action, _ in charger.heard] == [
            ("csms_to_cp", frame[2]),
            ("cp_to_csms", frame[2]),
        ]


@WIRES
async def test_an_answer_that_does_not_fit_is_an_error_for_who_asked(wire: Wire) -> None:
    async with two_peers(wire) as (charger, csms):
        csms.answers = lambda _action, _payload: {"currentTime": "soon"}
        reply = await charger.peer.call("Heartbeat", {}, "1")
    assert isinstance(reply, CallError)
    assert reply.code == "PropertyConstraintViolation"
    assert reply.description.startswith("currentTime: ")
    for side in (charger, csms):  # the one that says it knows as well
        assert [(direction, action) for direction, action, _ in side.violations] == [
            ("csms_to_cp", "Heartbeat")
        ]


async def test_what_we_say_ourselves_goes_out_even_if_it_does_not_fit() -> None:
    async with peer_and_stranger() as (charger, far):
        call = calling(charger, "Heartbeat", "1", {"x": 1})
        assert json.loads(await far.recv()) == [2, "1", "Heartbeat", {"x": 1}]
        assert charger.violations == [
            (
                "cp_to_csms",
                "Heartbeat",
                Violation("FormationViolation", "x", "is not a field of this message"),
            )
        ]
        await far.send('[4,"1","FormationViolation"]')
        assert await call == CallError("FormationViolation")


async def test_without_schemas_everything_passes() -> None:
    async with peer_and_stranger(schemas=None) as (charger, far):
        await far.send('[2,"7","Fly",{"high":true}]')
        assert json.loads(await far.recv()) == [3, "7", HEARTBEAT]
        call = calling(charger, "Fly", "1", {"low": True})
        await far.recv()
        await far.send('[3,"1",{"landed":"no"}]')
        assert await call == {"landed": "no"}
        assert charger.asked == [("Fly", {"high": True})]
        assert not charger.violations


async def test_nobody_has_to_listen_to_violations() -> None:
    async with peer_and_stranger(violated=None) as (_, far):
        await far.send('[2,"7","Reset",{}]')
        assert json.loads(await far.recv())[2] == "OccurenceConstraintViolation"


async def test_an_answer_that_breaks_is_an_internal_error(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_action: str, _payload: Payload) -> Reply:
        raise ZeroDivisionError

    async with peer_and_stranger() as (charger, far):
        charger.answers = broken
        await far.send('[2,"7","ClearCache",{}]')
        assert json.loads(await far.recv())[:3] == [4, "7", "InternalError"]
        charger.answers = lambda _action, _payload: {"status": "Accepted"}
        await far.send('[2,"8","ClearCache",{}]')
        assert json.loads(await far.recv()) == [3, "8", {"status": "Accepted"}]
    assert "ZeroDivisionError" in caplog.text


@WIRES
@pytest.mark.parametrize(
    ("version", "text", "answer"),
    [
        ("ocpp1.6", "hello", None),
        ("ocpp1.6", '[5,"7",{}]', None),
        ("ocpp1.6", '[2,"7","Reset"]', ["7", "FormationViolation"]),
        ("ocpp1.6", f'[2,"{"é" * 37}","Reset",{{}}]', ["é" * 37, "FormationViolation"]),
        ("ocpp2.0.1", f'[2,"{"é" * 37}","Reset",{{}}]', ["-1", "RpcFrameworkError"]),
        ("ocpp2.0.1", "hello", ["-1", "RpcFrameworkError"]),
        ("ocpp2.0.1", '[5,"7",{}]', ["7", "MessageTypeNotSupported"]),
        ("ocpp2.0.1", '[2,"7","Reset"]', ["7", "FormatViolation"]),
        ("ocpp2.0.1", '[3,"7"]', None),
    ],
)
async def test_what_is_no_frame_is_heard_and_answered(
    wire: Wire, version: OcppVersion, text: str, answer: list[str] | None
) -> None:
    async with peer_and_stranger(version, wire) as (charger, far):
        await far.send(text)
        await far.send('[2,"after","Unheard",{}]')
        answers = [json.loads(await far.recv())]
        if answer is not None:
            assert answers[0][:3] == [4, *answer]
            answers.append(json.loads(await far.recv()))
        assert answers[-1][:3] == [4, "after", "NotImplemented"]
        assert charger.heard[0] == ("csms_to_cp", "", text)
        ((direction, action, violation),) = charger.violations
        assert (direction, action, violation.path) == ("csms_to_cp", "", "")


async def test_an_answer_that_is_no_frame_is_an_error_at_once() -> None:
    async with peer_and_stranger() as (charger, far):
        call = calling(charger, "Heartbeat", "1")
        await far.recv()
        await far.send('[3,"1",["no object"]]')
        reply = await call
        assert isinstance(reply, CallError)
        assert reply.code == "FormationViolation"
        assert charger.heard[1][1] == "Heartbeat"


async def test_two_peers_never_answer_answers() -> None:
    async with two_peers(in_memory, "ocpp2.0.1") as (charger, csms):
        await csms.peer._connection.send("nonsense")
        await charger.peer.call("Heartbeat", {}, "1")
        await charger.peer.call("Heartbeat", {}, "2")
    assert sorted(frame[:2] for frame in csms.frames) == [[2, "1"], [2, "2"], [3, "1"], [3, "2"], [4, "-1"]]


@WIRES
async def test_while_the_connection_closes_nothing_is_said_or_logged(wire: Wire) -> None:
    async with wire("ocpp1.6") as (near, far):
        charger = Side(near, "ocpp1.6")
        await near.close(1000, "behind the back of the peer")
        assert not near.is_open
        with pytest.raises(ConnectionLost):
            await charger.peer.call("Heartbeat", {}, "1")
        await charger.running
        assert not charger.heard
        with pytest.raises(ConnectionLost):
            await far.recv()


async def test_what_comes_after_the_end_is_heard_and_no_more() -> None:
    async with in_memory() as (near, far):
        charger = Side(near, "ocpp1.6")
        await far.send('[2,"7","ClearCache",{}]')
        await charger.peer.close()
        await charger.running
        assert charger.heard == [("csms_to_cp", "ClearCache", '[2,"7","ClearCache",{}]')]
        assert not charger.asked
        await charger.peer.close()


@WIRES
async def test_who_says_something_and_leaves_is_heard(wire: Wire) -> None:
    async with wire("ocpp1.6") as (near, far):
        for n in range(3):
            await far.send(f'[2,"{n}","ClearCache",{{}}]')
        await far.close()
        charger = Side(near, "ocpp1.6")
        await charger.running
        assert charger.frames == [[2, str(n), "ClearCache", {}] for n in range(3)]
        assert charger.asked == [("ClearCache", {})] * 3


async def test_a_follow_up_comes_after_the_answer() -> None:
    async with peer_and_stranger() as (charger, far):
        tasks = []

        def trigger(_action: str, _payload: Payload) -> Reply:
            tasks.append(calling(charger, "Heartbeat", "follow-up"))
            return {"status": "Accepted"}

        charger.answers = trigger
        await far.send('[2,"7","TriggerMessage",{"requestedMessage":"Heartbeat"}]')
        assert [json.loads(await far.recv())[1] for _ in range(2)] == ["7", "follow-up"]
        await far.send(f'[3,"follow-up",{{"currentTime":"{NOW}"}}]')
        assert await tasks[0] == HEARTBEAT
