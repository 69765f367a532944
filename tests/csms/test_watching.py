"""Whoever watches the small CSMS, and what it keeps of what chargers did wrong."""

import queue
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOSPC

import pytest

from sandbox.csms import Breach, Csms, Frame, Watcher
from sandbox.csms.frames import MOST_BREACHES
from sandbox.ocpp import websocket
from tests.live.strict.charger import plain_charger
from tests.live.waiting import PATIENCE


class Broken(Watcher):
    """A watcher that can write nothing down."""

    def came(self, identity: str, version: str) -> None:
        raise OSError(ENOSPC, identity, version)

    def went(self, identity: str, code: int) -> None:
        raise OSError(ENOSPC, identity, str(code))

    def heard(self, frame: Frame) -> None:
        raise OSError(ENOSPC, frame.text)

    def violated(self, breach: Breach) -> None:
        raise OSError(ENOSPC, str(breach))


class Leaving(Watcher):
    """A watcher that knows who has left, and how."""

    def __init__(self) -> None:
        self.gone: queue.Queue[tuple[str, int]] = queue.Queue()

    def went(self, identity: str, code: int) -> None:
        self.gone.put((identity, code))


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait as long for who does not agree to a close as a test waits for anything."""
    monkeypatch.setattr(websocket, "_CLOSE_SECONDS", PATIENCE)
    monkeypatch.setitem(websocket.OPTIONS, "close_timeout", PATIENCE)


def test_a_watcher_that_fails_ends_no_connection(caplog: pytest.LogCaptureFixture) -> None:
    with Csms(watcher=Broken()) as csms:
        with plain_charger(csms.url, "CP-1", "ocpp1.6") as charger:
            assert charger.boot()[0] == 3
            assert charger.ask("Heartbeat", {"beat": 1})[2] == "FormationViolation"
        with plain_charger(csms.url, "CP-2", "ocpp1.6") as charger:
            assert charger.boot()[0] == 3
            assert csms.connected == ["CP-2"]
        assert len(csms.frames()) == 6
    assert f"[Errno {ENOSPC}] " in caplog.text


@pytest.mark.usefixtures("patient")
def test_who_comes_again_does_not_wait_for_its_old_connection_to_end() -> None:
    leaving = Leaving()
    with Csms(watcher=leaving) as csms:
        with half_gone_charger(csms, "CP-1"), plain_charger(csms.url, "CP-1", "ocpp1.6") as charger:
            assert charger.boot()[0] == 3
            assert leaving.gone.empty()
            assert csms.connected == ["CP-1"]
        gone = [leaving.gone.get(timeout=PATIENCE) for _ in range(2)]
        assert gone == [("CP-1", 1000), ("CP-1", 1000)]
        assert csms.connected == []


def test_only_the_last_violations_are_kept_and_all_are_counted(csms: Csms) -> None:
    with plain_charger(csms.url, "CP-1", "ocpp1.6") as charger:
        for number in range(MOST_BREACHES + 5):
            charger.say([2, str(number), "Heartbeat", {f"beat-{number}": 1}])
            charger.hear()
    kept = [breach.violation.path for breach in csms.violations]
    assert kept == [f"beat-{number}" for number in range(5, MOST_BREACHES + 5)]
    with pytest.raises(AssertionError) as told:
        csms.assert_no_violations()
    first, *lines = str(told.value).splitlines()
    assert first == f"{MOST_BREACHES + 5} frames violate the protocol, these last:"
    assert len(lines) == 20


def test_the_name_of_a_field_that_should_not_be_there_is_cut(csms: Csms) -> None:
    with plain_charger(csms.url, "CP-1", "ocpp1.6") as charger:
        charger.ask("Heartbeat", {"x" * 100_000: 1})
    (breach,) = csms.violations
    assert len(breach.violation.path) < 200


@contextmanager
def half_gone_charger(csms: Csms, identity: str) -> Iterator[None]:
    """Connect as a charger that says nothing any more, and does not even hang up."""
    with socket.create_connection(("127.0.0.1", csms.port)) as half_gone:
        half_gone.sendall(
            f"GET /ocpp/{identity} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n".encode()
        )
        with half_gone.makefile("rb") as answer:
            assert answer.readline().startswith(b"HTTP/1.1 101 ")
            while answer.readline().strip():
                pass
        yield
