"""`fleet`: chargers against the small CSMS, from the first connection to the report."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sandbox.csms import Csms, Frame, Watcher
from tests.e2e.processes import PATIENCE, assert_refused, environment, sandbox

Until = Callable[["subprocess.Popen[str]"], object]


class Run(NamedTuple):
    """How a fleet ended."""

    status: int
    said: str
    report: dict[str, Any]


class Silent(Watcher):
    """Keeps the CSMS from answering once a transaction ends, until it is released."""

    def __init__(self) -> None:
        self.is_asked, self.is_released = threading.Event(), threading.Event()

    def heard(self, frame: Frame) -> None:
        if frame.action == "StopTransaction":
            self.is_asked.set()
            self.is_released.wait(PATIENCE)


@pytest.fixture
def csms() -> Iterator[Csms]:
    with Csms() as csms:
        yield csms


def fleet(folder: Path, url: str, *arguments: str, until: Until) -> Run:
    """Run a fleet until something has happened, and interrupt it then."""
    path = folder / "report.json"
    command = [sys.executable, "-m", "sandbox", "fleet", "--csms", url, "--report", str(path), *arguments]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        try:
            until(process)
        finally:
            process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
    return Run(process.returncode, said, json.loads(path.read_text("utf-8")))


def heard(csms: Csms, action: str, count: int, **members: Any) -> Until:
    """Wait until the CSMS has heard something so often."""
    return lambda _: csms.wait_for(action, count=count, timeout=PATIENCE, **members)


def said(words: str) -> Until:
    """Wait until a line of progress says something."""
    return lambda process: next(line for line in process.stdout or () if words in line)


@pytest.mark.parametrize(
    ("version", "ending", "members"),
    [("1.6", "StopTransaction", {}), ("2.0.1", "TransactionEvent", {"eventType": "Ended"})],
)
def test_chargers_are_accepted_and_charge(
    csms: Csms, tmp_path: Path, version: str, ending: str, members: dict[str, str]
) -> None:
    wanted = (
        "--ocpp-version",
        version,
        "--chargers",
        "5",
        "--connectors",
        "2",
        "--sessions-per-hour",
        "3600",
    )
    run = fleet(tmp_path, f"{csms.url}/ocpp", *wanted, until=heard(csms, ending, 2, **members))
    assert run.status == 0
    assert "accepted      5, all after" in run.said
    assert run.report["ok"]
    assert [run.report[name] for name in ("chargers", "connected", "accepted")] == [5, 5, 5]
    assert run.report["sent"]["BootNotification"] == 5
    transactions = run.report["transactions"]
    assert transactions["ended"] >= 1
    assert transactions["open"] == transactions["started"] - transactions["ended"]
    assert run.report["energy_kwh"] > 0
    assert 0 < run.report["latency_seconds"]["p50"] <= run.report["latency_seconds"]["max"]
    assert 0 < run.report["accepted_seconds"]["max"] <= run.report["all_accepted_after"]
    assert not run.report["call_errors"]
    assert csms.violations == []


def test_both_versions_are_one_half_each(csms: Csms, tmp_path: Path) -> None:
    wanted = ("--chargers", "4", "--ocpp-version", "both")
    run = fleet(tmp_path, csms.url, *wanted, until=heard(csms, "StatusNotification", 6))
    assert run.report["sent"]["BootNotification"] == 4
    requests = [frame for frame in csms.frames() if frame.is_request]
    boots = [frame.payload for frame in requests if frame.action == "BootNotification"]
    assert sorted("chargingStation" in boot for boot in boots) == [False, False, True, True]


def test_tags_and_identities_can_be_chosen(csms: Csms, tmp_path: Path) -> None:
    named = ("--prefix", "TWIN-", "--id-tag", "TAG-1", "--chargers", "2", "--sessions-per-hour", "3600")
    fleet(tmp_path, csms.url, *named, until=heard(csms, "StartTransaction", 2))
    assert {one.id_tag for one in csms.transactions} == {"TAG-1"}
    assert {frame.identity for frame in csms.frames()} == {"TWIN-1", "TWIN-2"}


def test_heartbeats_come_as_often_as_was_asked(csms: Csms, tmp_path: Path) -> None:
    wanted = ("--chargers", "2", "--ocpp-version", "both", "--heartbeat", "1", "--sessions-per-hour", "0")
    run = fleet(tmp_path, csms.url, *wanted, until=heard(csms, "Heartbeat", 5))
    assert run.status == 0


def test_a_ramp_spreads_the_boots(csms: Csms, tmp_path: Path) -> None:
    wanted = ("--chargers", "4", "--ramp", "2")
    run = fleet(tmp_path, csms.url, *wanted, until=heard(csms, "StatusNotification", 8))
    assert run.report["all_accepted_after"] > 1


def test_a_fleet_ends_by_itself_after_its_time(csms: Csms) -> None:
    run = sandbox("fleet", "--csms", csms.url, "--chargers", "1", "--duration", "0.5")
    assert "chargers      1" in run.stdout
    assert run.stderr == ""


def test_an_interrupted_fleet_still_reports(csms: Csms, tmp_path: Path) -> None:
    run = fleet(tmp_path, csms.url, "--chargers", "3", until=heard(csms, "StatusNotification", 6))
    assert run.status == 0
    assert "accepted      3, all after" in run.said


def test_progress_is_told(csms: Csms, tmp_path: Path) -> None:
    fleet(tmp_path, csms.url, "--chargers", "2", until=said("2/2 connected  2 accepted"))


def test_credentials_are_shown(tmp_path: Path) -> None:
    with Csms(basic=("", "secret")) as csms:
        wanted = ("--chargers", "1", "--password", "secret")
        assert fleet(tmp_path, csms.url, *wanted, until=heard(csms, "StatusNotification", 2)).status == 0


def test_chargers_that_are_turned_away_fail_the_run(tmp_path: Path) -> None:
    with Csms(basic=("", "secret")) as csms:
        run = fleet(tmp_path, csms.url, "--chargers", "1", until=said("1 not connected: "))
    assert run.status == 1
    (problem,) = run.report["problems"]
    assert "401" in problem


def test_what_is_wrong_with_many_chargers_is_one_problem(tmp_path: Path) -> None:
    with Csms(basic=("", "secret")) as csms:
        run = fleet(tmp_path, csms.url, "--chargers", "3", until=said("3 not connected: "))
    assert [*run.report["problems"].values()] == [3]


@pytest.mark.parametrize("version", ["1.6", "2.0.1"])
def test_a_fleet_leaves_no_transaction_open(csms: Csms, tmp_path: Path, version: str) -> None:
    busy = ("--chargers", "3", "--sessions-per-hour", "1200", "--ocpp-version", version)
    members: dict[str, Any] = {} if version == "1.6" else {"eventType": "Started"}
    begun = "StartTransaction" if version == "1.6" else "TransactionEvent"
    run = fleet(tmp_path, csms.url, *busy, until=heard(csms, begun, 2, **members))
    assert run.report["transactions"]["started"] == len(csms.transactions)
    assert run.report["transactions"]["open"] == 0
    assert not [one for one in csms.transactions if one.is_open]
    assert "PowerLoss" in {one.reason for one in csms.transactions}
    assert run.report["connected"] == 3
    assert csms.violations == []


def test_what_a_csms_does_not_let_end_stays_open(csms: Csms, tmp_path: Path) -> None:
    csms.answer("StopTransaction", error="InternalError", times=99)
    busy = ("--chargers", "1", "--sessions-per-hour", "1200")
    run = fleet(tmp_path, csms.url, *busy, until=heard(csms, "StartTransaction", 1))
    transactions = run.report["transactions"]
    assert transactions["open"] == transactions["started"] > 0


def test_a_second_interrupt_cuts_chargers_off(tmp_path: Path) -> None:
    silent = Silent()
    with Csms(watcher=silent) as csms:

        def interrupted(process: "subprocess.Popen[str]") -> None:
            csms.wait_for("StatusNotification", status="Charging", timeout=PATIENCE)
            process.send_signal(signal.SIGINT)
            assert silent.is_asked.wait(PATIENCE)

        busy = ("--chargers", "1", "--sessions-per-hour", "1200")
        try:
            run = fleet(tmp_path, csms.url, *busy, until=interrupted)
        finally:
            silent.is_released.set()
    assert run.report["transactions"]["open"] == 1
    assert "transactions end" in run.said


def test_a_csms_that_breaks_the_protocol_fails_the_run(csms: Csms, tmp_path: Path) -> None:
    csms.answer("Heartbeat", payload={"currentTime": 7}, times=99)
    wanted = ("--chargers", "1", "--heartbeat", "1")
    run = fleet(tmp_path, csms.url, *wanted, until=heard(csms, "Heartbeat", 2))
    assert run.status == 1
    assert "CSMS: Heartbeat: " in run.said


def test_a_csms_that_refuses_is_counted(csms: Csms, tmp_path: Path) -> None:
    csms.answer("Heartbeat", error="InternalError", times=99)
    wanted = ("--chargers", "1", "--heartbeat", "1")
    run = fleet(tmp_path, csms.url, *wanted, until=heard(csms, "Heartbeat", 2))
    assert run.status == 0
    assert "CSMS: Heartbeat: InternalError" in run.said


def test_a_csms_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    url = "ws://127.0.0.1:9/ocpp"
    run = fleet(tmp_path, url, "--chargers", "2", until=said("0/2 connected  0 accepted"))
    assert run.status == 1
    assert sum(run.report["problems"].values()) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--csms", "ws://csms.example/ocpp"], ["the host csms.example is not allowed; --allow can add it"]),
        (["--csms", "http://127.0.0.1:9000"], ["--csms 'http://127.0.0.1:9000' is no WebSocket URL"]),
        (["--chargers", "0"], ["--chargers must be from 1"]),
        (["--sessions-per-hour", "-1"], ["--sessions-per-hour must be from 0"]),
        (["--sessions-per-hour", "nan"], ["--sessions-per-hour must be from 0"]),
        (["--report", "/nowhere/report.json"], ["/nowhere/report.json"]),
        (["--allow", "10.0.0.0/99"], ["--allow: '10.0.0.0/99'"]),
        (["--allow", "foo bar"], ["--allow: 'foo bar'"]),
        (["--id-tag", ""], ["--id-tag must have 1 to 20 letters"]),
        (["--id-tag", "T" * 21], ["--id-tag must have 1 to 20 letters"]),
        (["--id-tag", "T" * 21, "--ocpp-version", "both"], ["--id-tag must have 1 to 20 letters"]),
        (["--id-tag", "T" * 37, "--ocpp-version", "2.0.1"], ["--id-tag must have 1 to 36 letters"]),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: list[str], words: list[str]) -> None:
    assert_refused(sandbox("fleet", "--csms", "ws://127.0.0.1:9000", *arguments), *words)
