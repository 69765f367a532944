"""`faults`, `clock`, `snapshots` and `requests`: the commands that speak to a running sandbox."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.dev.faults import FaultRequest
from sandbox.kit import Sandbox
from sandbox.server import Server
from sandbox.settings import Settings
from sandbox.traffic.matching import RequestPattern
from tests.conftest import LOCATION
from tests.e2e.processes import assert_refused
from tests.e2e.processes import sandbox as command

Speak = Callable[..., str]


@pytest.fixture
def running() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def speak(running: Sandbox) -> Speak:
    """Run a command that speaks to it, and return what it prints."""

    def run(*arguments: str) -> str:
        done = command(*arguments, OCPPLAB_BASE_URL=running.url)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run


def test_faults_are_added_listed_and_taken_back(running: Sandbox, speak: Speak) -> None:
    text = "status=503; times=1; operation=list_*; header=X-Trace:a*; retry_after=0; detail=5; param=page:1"
    mine = ("--organization", running.organization_id)
    added = json.loads(speak("faults", "add", text, *mine, "--json"))
    assert added["match"] == {
        "operation": "list_*",
        "organization_id": running.organization_id,
        "headers": {"X-Trace": "a*"},
        "query": {"page": "1"},
    }
    assert (added["status"], added["times"], added["detail"]) == (503, 1, "5")
    assert running.client.get("/locations?page=1", headers={"X-Trace": "abc"}).status_code == 503
    head, row = speak("faults", "list").splitlines()
    assert head.split() == ["ID", "NAME", "REQUESTS", "FAULT", "HITS", "MATCHES"]
    assert row.startswith(added["id"])
    assert "times=1 status=503 detail=5 retry_after=0" in row
    assert "1 (spent)" in row
    speak("faults", "remove", added["id"])
    assert speak("faults", "list") == "none\n"


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("delay=0.2", {"delay": 0.2}),
        ("delay=0.1..0.5", {"delay": {"min": 0.1, "max": 0.5}}),
        ("delay=0.2~0.5", {"delay": {"median": 0.2, "sigma": 0.5}}),
        ("rate_limit=5/10", {"rate_limit": {"requests": 5, "seconds": 10}}),
        ("body=garbled; field=city:Paris; field=page:2", {"match": {"body": {"city": "Paris", "page": 2}}}),
        ("revoke_token=true; name=7", {"revoke_token": True, "name": "7"}),
    ],
)
def test_faults_are_written_as_in_the_header(speak: Speak, text: str, fields: dict[str, Any]) -> None:
    added = json.loads(speak("faults", "add", text, "--json"))
    assert {name: added[name] for name in fields} == fields


def test_presets_are_listed_and_ordered(running: Sandbox, speak: Speak) -> None:
    charger = running.create_charger()["id"]
    assert "sdk-retry" in speak("faults", "preset")
    assert speak("faults", "preset", "sdk-retry").startswith("sdk-retry: ")
    ordered = speak("faults", "preset", "charger-offline", f"charger_id={charger}", "--json")
    assert json.loads(ordered)["chargers"] == [charger]
    speak("faults", "clear")
    assert len(running.faults) == 0


def test_the_clock_is_turned(running: Sandbox, speak: Speak) -> None:
    mine = ("--organization", running.organization_id)
    assert "(of all)" in speak("clock", "show")
    assert "frozen" in speak("clock", "freeze", *mine)
    speak("clock", "set", "2031-05-01T08:00:00Z", *mine)
    advanced = speak("clock", "advance", "1d2h30m1.5s", *mine)
    assert advanced == f"2031-05-02T10:30:01.500000Z  (of {running.organization_id}, frozen)\n"
    assert json.loads(speak("clock", "advance", "90", *mine, "--json"))["now"].startswith(
        "2031-05-02T10:31:31"
    )
    speak("clock", "unfreeze", *mine)
    assert "speed 60" in speak("clock", "speed", "60", *mine)
    assert "(of all)" in speak("clock", "reset", *mine)


def test_snapshots_are_saved_and_gone_back_to(running: Sandbox, speak: Speak) -> None:
    mine = ("--organization", running.organization_id)
    assert speak("snapshots", "save", "empty", *mine).splitlines()[1].startswith("empty")
    running.create_location()
    speak("snapshots", "restore", "empty", *mine)
    assert running.client.get("/locations").json()["total"] == 0
    assert json.loads(speak("snapshots", "list", "--json"))["total"] == 1
    speak("snapshots", "remove", "empty", *mine)
    assert speak("snapshots", "list") == "none\n"


def test_requests_are_listed_shown_and_explained(running: Sandbox, speak: Speak, tmp_path: Path) -> None:
    running.client.get("/chargers?page=2")
    refused = running.client.post("/locations", json=LOCATION | {"city": ""})
    request_id = refused.headers["X-Sandbox-Request-Id"]
    head, row = speak("requests", "list", "--status", "4xx", "--field", "country:FR").splitlines()
    assert head.split() == ["ID", "TIME", "METHOD", "PATH", "STATUS", "OPERATION", "FAULT"]
    assert [row.split()[0], *row.split()[2:]] == [
        request_id,
        "POST",
        "/locations",
        "422",
        "create_location",
        "-",
    ]
    shown = speak("requests", "show", request_id)
    assert shown.startswith("POST /locations\n")
    assert '"city": ""' in shown
    assert "authorization: Bearer ***" in shown
    assert json.loads(speak("requests", "show", request_id, "--json"))["status"] == 422
    assert "check: request" in speak("requests", "explain", request_id)
    code = speak("requests", "show", request_id, "--as", "python")
    assert "client.locations.create_location(" in code
    assert json.loads(speak("requests", "show", request_id, "--as", "curl", "--json"))["note"] is None
    assert speak("requests", "count", "--param", "page:2") == "1\n"
    assert "/chargers?page=2" in speak("requests", "wait", "--count", "1", "--path", "/chargers")
    archive = tmp_path / "requests.har"
    assert speak("requests", "har", "--out", str(archive), "--method", "GET") == ""
    assert len(json.loads(archive.read_text("utf-8"))["log"]["entries"]) == 1
    speak("requests", "clear", "--method", "GET")
    assert speak("requests", "count") == "1\n"


def test_a_request_that_no_release_can_send_is_no_success(running: Sandbox) -> None:
    request_id = running.client.get("/nowhere").headers["X-Sandbox-Request-Id"]
    run = command("requests", "show", request_id, "--as", "typescript", "--url", running.url)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == "ocpplab-sandbox: No release of the SDK has a call for GET /nowhere.\n"


def test_waiting_in_vain_is_no_success(running: Sandbox) -> None:
    run = command("requests", "wait", "--count", "2", "--timeout", "0.1", "--url", running.url)
    assert (run.returncode, run.stdout) == (1, "none\n")
    assert run.stderr == "ocpplab-sandbox: 0 of 2 requests came within 0.1 seconds\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["faults", "add", "503"], ["'503'", "status=503; times=2"]),
        (["faults", "add", "status=99"], ["status", "400"]),
        (["faults", "add", "status=503; status=404"], ["'404'", "status should be there only once"]),
        (["faults", "add", "staus=503"], ["staus"]),
        (["faults", "remove", "flt_1"], ["flt_1"]),
        (["faults", "preset", "sdk-rerty"], ["sdk-retry"]),
        (["faults", "preset", "sdk-retry", "charger"], ["'charger'", "FIELD=VALUE"]),
        (["clock", "advance", "5x"], ["'5x'", "1h30m"]),
        (["clock", "advance", ""], ["1h30m"]),
        (["clock", "set", "tomorrow"], ["now"]),
        (["clock", "show", "--organization", "x"], ["organization_id", "UUID"]),
        (["snapshots", "restore", "nothing"], ["nothing"]),
        (["requests", "show", "99"], ["Request 99"]),
        (["requests", "list", "--status", "abc"], ["status"]),
        (["requests", "har", "--out", "/nowhere/x.har"], ["/nowhere/x.har"]),
    ],
)
def test_what_can_be_mended_is_said_in_one_line(
    running: Sandbox, arguments: list[str], words: list[str]
) -> None:
    assert_refused(command(*arguments, "--url", running.url), *words)


def test_a_hint_is_given_when_nothing_serves() -> None:
    run = command(
        "clock", "show", OCPPLAB_SANDBOX_URL="http://127.0.0.1:1", OCPPLAB_BASE_URL="http://127.0.0.1:2"
    )
    assert_refused(run, "http://127.0.0.1:1", "ocpplab-sandbox serve", "--url")


def test_a_group_alone_shows_the_usage() -> None:
    run: subprocess.CompletedProcess[str] = command("faults")
    assert run.returncode == 2
    assert run.stderr.startswith("usage: ocpplab-sandbox faults")


def test_an_unknown_option_shows_the_usage_of_its_command() -> None:
    run = command("clock", "advance", "1h", "--orgnization", "x")
    assert run.returncode == 2
    assert run.stderr.startswith("usage: ocpplab-sandbox clock advance")
    assert run.stderr.endswith("unrecognized arguments: --orgnization x\n")


def test_what_a_fault_is_made_of_is_in_its_help() -> None:
    shown = command("faults", "add", "--help").stdout
    fields = {*FaultRequest.model_fields, *RequestPattern.model_fields} - {"match", "query"}
    assert {field for field in fields if not re.search(rf"\b{field}\b", shown)} == set()


@pytest.mark.parametrize("arguments", [("faults", "list"), ("clock", "show"), ("token",)])
def test_without_a_control_plane_it_is_told_what_is_missing(arguments: tuple[str, ...]) -> None:
    with Server(Settings.of(port=0, dev=False, log_level="warning")) as server:
        assert_refused(command(*arguments, "--url", server.url), "it has no /dev/", "SANDBOX_DEV=off")
