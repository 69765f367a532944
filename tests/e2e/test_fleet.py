"""`fleet`: chargers against the small CSMS, from the first connection to the report."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.csms import Csms
from tests.e2e.processes import PATIENCE, assert_refused, environment, sandbox


@pytest.fixture
def csms() -> Iterator[Csms]:
    with Csms() as csms:
        yield csms


def fleet(csms: Csms, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return sandbox("fleet", "--csms", f"{csms.url}/ocpp", *arguments, **variables)


@pytest.mark.parametrize("version", ["1.6", "2.0.1"])
def test_chargers_are_accepted_and_charge(csms: Csms, tmp_path: Path, version: str) -> None:
    path = tmp_path / "report.json"
    run = fleet(
        csms, "--chargers", "5", "--connectors", "2", "--sessions-per-hour", "3600", "--duration", "6",
        "--ocpp-version", version, "--report", str(path),
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert "5/5 connected  5 accepted" in run.stdout
    report: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert report["ok"]
    assert (report["chargers"], report["connected"], report["accepted"]) == (5, 5, 5)
    assert report["sent"]["BootNotification"] == 5
    assert report["transactions"]["started"] >= 5
    assert (
        report["transactions"]["ended"] + report["transactions"]["open"] == report["transactions"]["started"]
    )
    assert report["energy_kwh"] > 0
    assert 0 < report["latency_seconds"]["p50"] <= report["latency_seconds"]["max"]
    assert 0 < report["accepted_seconds"]["p99"] <= report["all_accepted_after"]
    assert not report["call_errors"]
    assert csms.violations == []
    assert len(csms.transactions) >= report["transactions"]["started"]


def test_both_versions_are_one_half_each(csms: Csms, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    run = fleet(csms, "--chargers", "4", "--ocpp-version", "both", "--duration", "3", "--report", str(path))
    assert run.returncode == 0, run.stdout
    boots = [
        frame.payload for frame in csms.frames() if frame.action == "BootNotification" and frame.is_request
    ]
    assert sorted("chargingStation" in boot for boot in boots) == [False, False, True, True]


def test_tags_and_identities_can_be_chosen(csms: Csms) -> None:
    named = ("--prefix", "TWIN-", "--id-tag", "TAG-1")
    run = fleet(csms, *named, "--chargers", "2", "--sessions-per-hour", "3600", "--duration", "5")
    assert run.returncode == 0, run.stdout
    assert {one.id_tag for one in csms.transactions} == {"TAG-1"}
    assert {frame.identity for frame in csms.frames()} == {"TWIN-1", "TWIN-2"}


def test_heartbeats_come_as_often_as_was_asked(csms: Csms, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    arguments = ("--chargers", "2", "--ocpp-version", "both", "--heartbeat", "1", "--sessions-per-hour", "0")
    assert fleet(csms, *arguments, "--duration", "5", "--report", str(path)).returncode == 0
    assert json.loads(path.read_text("utf-8"))["sent"]["Heartbeat"] >= 4


def test_a_ramp_spreads_the_boots(csms: Csms, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    run = fleet(csms, "--chargers", "5", "--ramp", "2", "--duration", "5", "--report", str(path))
    assert run.returncode == 0, run.stdout
    assert json.loads(path.read_text("utf-8"))["all_accepted_after"] > 1.5


def test_an_interrupted_fleet_still_reports(csms: Csms) -> None:
    command = [sys.executable, "-m", "sandbox", "fleet", "--csms", csms.url, "--chargers", "3"]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        csms.wait_for("StatusNotification", count=6, timeout=PATIENCE)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "accepted      3, all after" in said


def test_credentials_are_shown(tmp_path: Path) -> None:
    with Csms(basic=("", "secret")) as csms:
        assert fleet(csms, "--chargers", "1", "--duration", "3", "--password", "secret").returncode == 0
        path = tmp_path / "report.json"
        run = fleet(csms, "--chargers", "1", "--duration", "2", "--report", str(path))
    assert run.returncode == 1
    (problem,) = json.loads(path.read_text("utf-8"))["problems"]
    assert "401" in problem


def test_a_csms_that_breaks_the_protocol_fails_the_run(csms: Csms) -> None:
    csms.answer("Heartbeat", payload={"currentTime": 7}, times=99)
    run = fleet(csms, "--chargers", "1", "--heartbeat", "1", "--duration", "4")
    assert run.returncode == 1
    assert "CSMS: Heartbeat: " in run.stdout


def test_a_csms_that_refuses_is_counted(csms: Csms) -> None:
    csms.answer("Heartbeat", error="InternalError", times=99)
    run = fleet(csms, "--chargers", "1", "--heartbeat", "1", "--duration", "4")
    assert run.returncode == 0
    assert "CSMS: Heartbeat: InternalError" in run.stdout


def test_a_csms_that_is_not_there_is_a_failure(csms: Csms) -> None:
    run = sandbox("fleet", "--csms", "ws://127.0.0.1:9/ocpp", "--chargers", "2", "--duration", "6")
    assert run.returncode == 1
    assert "0/2 connected  0 accepted" in run.stdout
    assert "(2 not connected: " in run.stdout
    assert run.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--csms", "ws://csms.example/ocpp"], ["csms.example", "not allowed"]),
        (["--csms", "http://127.0.0.1:9000"], ["no WebSocket URL"]),
        (["--chargers", "0"], ["--chargers must be from 1"]),
        (["--sessions-per-hour", "-1"], ["--sessions-per-hour must be from 0"]),
        (["--sessions-per-hour", "nan"], ["--sessions-per-hour must be from 0"]),
        (["--report", "/nowhere/report.json"], ["/nowhere/report.json"]),
        (["--allow", "10.0.0.0/99"], ["10.0.0.0/99"]),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: list[str], words: list[str]) -> None:
    assert_refused(sandbox("fleet", "--csms", "ws://127.0.0.1:9000", *arguments), *words)
