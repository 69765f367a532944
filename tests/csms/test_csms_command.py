"""`ocpplab-sandbox csms`, as a user runs it."""

import json
import re
import signal
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from tests.e2e.processes import PATIENCE, Serving, assert_refused, environment, sandbox, serving
from tests.live.strict.certificates import Authority
from tests.live.strict.charger import plain_charger

START = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": "2026-01-01T10:00:00Z"}


@contextmanager
def csms(folder: Path, *options: str) -> Iterator[Serving]:
    command = [sys.executable, "-m", "sandbox", "csms", "--port", "0", *options]
    with serving(folder, command, environment()) as running:
        yield running


def url(running: Serving) -> str:
    found = re.search(r"CSMS at (\S+),", running.banner)
    assert found is not None
    return found[1]


def ended(running: Serving, how: signal.Signals = signal.SIGINT) -> tuple[int, list[str]]:
    """Stop it; return its exit status and what it printed after the banner."""
    running.process.send_signal(how)
    assert running.process.stdout is not None
    told = running.process.stdout.read().splitlines()
    return running.process.wait(PATIENCE), told


def test_each_frame_is_a_line_and_the_end_a_summary(tmp_path: Path) -> None:
    with csms(tmp_path) as running:
        with plain_charger(url(running), "CP-1", "ocpp1.6") as charger:
            charger.boot()
            charger.ask("StartTransaction", START)
            charger.ask("Whistle", {})
            charger.ask("Heartbeat", {"beat": 1})
            charger.say("\x1b[2J")
        status, told = ended(running)
    assert status == 0
    assert running.complaints == ""
    lines = [line.partition(" ")[2] for line in told if re.match(r"\d\d:\d\d:\d\d\.\d{3} ", line)]
    assert lines[:2] == [
        "CP-1 connected ocpp1.6",
        'CP-1 -> BootNotification {"chargePointVendor": "Quay", "chargePointModel": "One"}',
    ]
    assert lines[2].startswith('CP-1 <- BootNotification answered {"currentTime": "')
    assert lines[6].startswith("CP-1 <- Whistle refused: NotImplemented: ")
    assert lines[8].startswith("CP-1 !! Heartbeat FormationViolation: ")
    assert r'CP-1 -> malformed "\u001b[2J"' in lines
    assert lines[-1] == "CP-1 disconnected 1000"
    assert told[-4:] == [
        "Chargers:          1 (CP-1 ocpp1.6)",
        "Frames:            9 (BootNotification 2, StartTransaction 2, Whistle 2, Heartbeat 2, no action 1)",
        "Violations:        2",
        "Open transactions: 1 (CP-1 1)",
    ]


def test_who_is_turned_away_is_told(tmp_path: Path) -> None:
    with csms(tmp_path, "--basic", ":open") as running:
        for identity, password in (("CP-1", None), ("CP-2", "shut"), ("", "open")):
            with (
                pytest.raises(InvalidStatus),
                plain_charger(url(running), identity, "ocpp1.6", password=password),
            ):
                pass
        with (
            plain_charger(url(running), "CP-\x1b", "ocpp1.5", password="open") as charger,
            pytest.raises(ConnectionClosed),
        ):
            charger.hear()
        status, told = ended(running)
    assert status == 0
    lines = [line.partition(" ")[2] for line in told if " turned away, " in line]
    assert lines == [
        "CP-1 turned away, 401 Unauthorized",
        "CP-2 turned away, 401 Unauthorized",
        "somebody turned away, 404: the path /ocpp/ does not end with an identity",
        r"CP-\u001b turned away, no subprotocol in common: ocpp1.5",
    ]
    assert told[-5].startswith("Turned away:       4 (401 Unauthorized: 2, 404: ")
    assert told[-4] == "Chargers:          0"


def test_quiet_prints_the_summary_only(tmp_path: Path) -> None:
    with csms(tmp_path, "--quiet") as running:
        with plain_charger(url(running), "CP-1", "ocpp2.0.1") as charger:
            charger.boot()
        status, told = ended(running, signal.SIGTERM)
    assert status == 0
    assert [line.partition(":")[0] for line in told if line] == [
        "Chargers",
        "Frames",
        "Violations",
        "Open transactions",
    ]


def test_all_frames_are_recorded_as_json_lines(tmp_path: Path) -> None:
    record = tmp_path / "frames.jsonl"
    with csms(tmp_path, "--quiet", "--record", str(record)) as running:
        with plain_charger(url(running), "CP-1", "ocpp1.6") as charger:
            answer = charger.boot()
        ended(running)
    asked, answered = map(json.loads, record.read_text("utf-8").splitlines())
    assert asked.keys() == {"number", "at", "identity", "direction", "action", "message"}
    assert (asked["number"], asked["identity"]) == (1, "CP-1")
    assert (asked["direction"], asked["action"]) == ("cp_to_csms", "BootNotification")
    assert json.loads(answered["message"]) == answer


@pytest.mark.parametrize(("payload", "status"), [({}, 0), ({"beat": 1}, 1)])
def test_strict_fails_if_there_were_violations(tmp_path: Path, payload: dict[str, int], status: int) -> None:
    with csms(tmp_path, "--strict", "--quiet") as running:
        with plain_charger(url(running), "CP-1", "ocpp1.6") as charger:
            charger.ask("Heartbeat", payload)
        assert ended(running)[0] == status


def test_it_ends_while_chargers_are_connected(tmp_path: Path) -> None:
    with (
        csms(tmp_path, "--basic", ":secret") as running,
        plain_charger(url(running), "CP-1", "ocpp1.6", password="secret") as charger,
    ):
        charger.boot()
        with (
            pytest.raises(InvalidStatus, match="401"),
            plain_charger(url(running), "CP-2", "ocpp1.6", password="guess"),
        ):
            pass
        status, told = ended(running)
    assert status == 0
    assert told[-4] == "Chargers:          1 (CP-1 ocpp1.6)"


def test_tls_can_be_spoken(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate, key = authority.issue("csms")
    with csms(
        tmp_path, "--tls-cert", str(certificate), "--tls-key", str(key), "--basic", ":secret"
    ) as running:
        assert url(running).startswith("wss://")
        trusting = ssl.create_default_context(cafile=authority.file)
        with plain_charger(url(running), "CP-1", "ocpp1.6", password="secret", context=trusting) as charger:
            assert charger.boot()[0] == 3
        ended(running)


def test_chargers_can_be_asked_for_a_certificate(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate, key = authority.issue("csms")
    trusting = ssl.create_default_context(cafile=authority.file)
    wanted = ("--tls-cert", str(certificate), "--tls-key", str(key), "--tls-client-ca", str(authority.file))
    with csms(tmp_path, *wanted) as running:
        with (
            pytest.raises((OSError, WebSocketException)),
            plain_charger(url(running), "CP-1", "ocpp2.0.1", context=trusting),
        ):
            pass
        trusting.load_cert_chain(*authority.issue("charger"))
        with plain_charger(url(running), "CP-2", "ocpp2.0.1", context=trusting) as charger:
            assert charger.boot()[0] == 3
        _, told = ended(running)
    assert "Chargers:          1 (CP-2 ocpp2.0.1)" in told


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--tls-key", "csms.key"], "need --tls-cert"),
        (["--tls-client-ca", "ca.pem"], "need --tls-cert"),
        (["--tls-cert", "/nowhere/csms.pem"], "/nowhere/csms.pem cannot be used: No such file"),
        (["--tls-cert", __file__, "--tls-key", __file__], "cannot be used"),
    ],
)
def test_certificates_that_cannot_be_used_are_refused(options: list[str], words: str) -> None:
    assert_refused(sandbox("csms", "--port", "0", *options), words)


def test_it_goes_on_when_nobody_reads_any_more(tmp_path: Path) -> None:
    with csms(tmp_path) as running:
        assert running.process.stdout is not None
        assert running.process.stdout.readline() == "\n"  # the end of the banner
        running.process.stdout.close()
        with plain_charger(url(running), "CP-1", "ocpp1.6") as charger:
            assert charger.boot()[0] == 3
            assert charger.ask("Heartbeat", {})[0] == 3
        assert running.stop(signal.SIGINT) == 0


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert_refused(sandbox("csms", "--port", str(port)), f"port {port}: Address already in use")


def test_one_that_cannot_start_leaves_the_record_of_another_alone(tmp_path: Path) -> None:
    record = tmp_path / "frames.jsonl"
    record.write_text("all that was said\n")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = sandbox("csms", "--port", str(taken.getsockname()[1]), "--record", str(record))
    assert_refused(refused, "Address already in use")
    assert record.read_text() == "all that was said\n"


def test_a_port_that_cannot_be_is_refused() -> None:
    assert_refused(sandbox("csms", "--port", "70000"), "port 70000")


def test_a_host_that_is_not_known_is_refused() -> None:
    assert_refused(sandbox("csms", "--host", "nowhere.invalid"), "nowhere.invalid")


def test_credentials_without_a_colon_are_refused() -> None:
    assert_refused(sandbox("csms", "--basic", "secret"), "--basic is USER:PASSWORD")


def test_a_record_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    assert_refused(sandbox("csms", "--record", str(tmp_path)), str(tmp_path), "directory")
