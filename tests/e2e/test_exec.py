"""`exec`: a command with a sandbox of its own."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.e2e.processes import PATIENCE, assert_refused, environment, sandbox

TOLD = """
import json, os, sys, urllib.request
told = {name: value for name, value in os.environ.items() if name.startswith("OCPPLAB_")}
def get(path, token, **headers):
    headers["Authorization"] = "Bearer " + token
    asked = urllib.request.Request(told["OCPPLAB_BASE_URL"] + path, headers=headers)
    return json.load(urllib.request.urlopen(asked))
told["user"] = get("/locations", told["OCPPLAB_TOKEN"])["total"]
whose = {"X-Organization-Id": told["OCPPLAB_ORGANIZATION_ID"]}
told["admin"] = get("/locations", told["OCPPLAB_ADMIN_TOKEN"], **whose)["total"]
print(json.dumps(told))
"""


def test_the_command_is_told_where_the_sandbox_is() -> None:
    run = sandbox("exec", "--", sys.executable, "-c", TOLD, SANDBOX_LOG_LEVEL="debug")
    assert (run.returncode, run.stderr) == (0, "")
    told = json.loads(run.stdout)
    assert told["OCPPLAB_ORGANIZATION_ID"] == "11111111-1111-4111-8111-111111111111"
    assert told["OCPPLAB_BASE_URL"] == told["OCPPLAB_SANDBOX_URL"]
    assert told["user"] == told["admin"] == 3
    with pytest.raises(httpx.ConnectError):
        httpx.get(told["OCPPLAB_BASE_URL"])


def test_world_data_and_faults_are_options(tmp_path: Path) -> None:
    code = (
        "import os, urllib.request, urllib.error\n"
        "for _ in range(2):\n"
        "    try: print(urllib.request.urlopen(os.environ['OCPPLAB_BASE_URL'] + '/health').status)\n"
        "    except urllib.error.HTTPError as refused: print(refused.code)\n"
    )
    options = ["--world", "empty", "--data", str(tmp_path), "--fault", "status=503; times=1; path=/health"]
    run = sandbox("exec", *options, sys.executable, "-c", code)
    assert (run.returncode, run.stdout.split()) == (0, ["503", "200"])
    assert any(tmp_path.iterdir())


def test_a_world_without_organizations_gets_one(tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    world.write_text("{}", "utf-8")
    run = sandbox("exec", "--world", str(world), "--", sys.executable, "-c", TOLD)
    assert json.loads(run.stdout)["user"] == 0


def test_commands_inside_speak_to_it() -> None:
    inside = [sys.executable, "-m", "sandbox", "faults", "add", "status=500"]
    run = sandbox("exec", "--", *inside)
    assert run.stdout.splitlines()[1].startswith("flt_")


def test_standard_input_is_the_commands() -> None:
    command = [sys.executable, "-m", "sandbox", "exec", "--", "cat"]
    run = subprocess.run(
        command, input="through", capture_output=True, text=True, env=environment(), check=True
    )
    assert run.stdout == "through"


@pytest.mark.parametrize(("script", "status"), [("exit 0", 0), ("exit 7", 7), ("kill -KILL $$", 128 + 9)])
def test_its_exit_status_is_that_of_the_command(script: str, status: int) -> None:
    assert sandbox("exec", "--", "sh", "-c", script).returncode == status


@pytest.mark.parametrize(
    ("command", "status", "reason"),
    [("no-such-command", 127, "No such file"), ("/etc/passwd", 126, "denied"), ("/", 126, "denied")],
)
def test_a_command_that_cannot_be_run_is_named(command: str, status: int, reason: str) -> None:
    run = sandbox("exec", "--", command)
    assert (run.returncode, run.stdout) == (status, "")
    assert run.stderr.startswith(f"ocpplab-sandbox: {command} cannot be run: ")
    assert reason in run.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_signals_are_passed_on(how: signal.Signals) -> None:
    code = (
        "import signal, sys\n"
        f"signal.signal({int(how)}, lambda *_: sys.exit(42))\n"
        "print('ready', flush=True)\n"
        "signal.pause()\n"
    )
    with executing(sys.executable, "-c", code) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(how)
        assert process.wait(PATIENCE) == 42


def test_a_signal_that_ends_the_command_is_its_exit_status() -> None:
    with executing("sh", "-c", "echo ready; exec sleep 600") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.terminate()
        assert process.wait(PATIENCE) == 128 + signal.SIGTERM


def test_keys_of_a_terminal_are_not_passed_on_a_second_time() -> None:
    # In a process group of its own, which the keys do not reach, all that comes was passed on.
    code = (
        "import os, signal\n"
        "os.setpgrp()\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})\n"
        "print('ready', flush=True)\n"
        "print(signal.sigtimedwait({signal.SIGINT}, 0.5))\n"
    )
    spawn = "import pty, sys; pty.spawn(sys.argv[1:])"
    command = [sys.executable, "-m", "sandbox", "exec", "--", sys.executable, "-c", code]
    with subprocess.Popen(
        [sys.executable, "-c", spawn, *command],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as terminal:
        assert terminal.stdout is not None
        assert terminal.stdout.readline().strip() == "ready"
        said, _ = terminal.communicate("\x03", timeout=PATIENCE)
    assert said.replace("^C", "").split() == ["None"]


def test_where_signals_cannot_be_passed_on_keys_reach_the_command_by_themselves() -> None:
    # Windows is where `os` has no `tcgetpgrp`, and where a process is sent no SIGINT.
    command = (
        "import signal\n"
        "both = {signal.SIGINT, signal.SIGTERM}\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, both)\n"
        "print('ready', flush=True)\n"
        "print(signal.sigwait(both).name)\n"
    )
    code = "import os, sys; del os.tcgetpgrp; from sandbox.cli import main; sys.exit(main(sys.argv[1:]))"
    with subprocess.Popen(
        [sys.executable, "-c", code, "exec", "--", sys.executable, "-c", command],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        process.terminate()
        said, _ = process.communicate(timeout=PATIENCE)
    assert (said, process.returncode) == ("SIGTERM\n", 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["exec needs a command"]),
        (["--"], ["exec needs a command"]),
        (["--world", "atlantis", "--", "true"], ["atlantis", "default, demo, empty"]),
        (["--fault", "503", "--", "true"], ["'503'", "status=503; times=2"]),
        (["--fault", "status=99", "--", "true"], ["ocpplab-sandbox: --fault 'status=99': status", "400"]),
        (["--csms", "live", "--fault", "foo=1", "--", "true"], ["ocpplab-sandbox: --fault 'foo=1': foo"]),
        (["--port", "http", "--", "true"], ["SANDBOX_PORT"]),
    ],
)
def test_what_can_be_mended_is_said_in_one_line(arguments: list[str], words: list[str]) -> None:
    assert_refused(sandbox("exec", *arguments), *words)


def test_without_a_control_plane_there_are_no_tokens() -> None:
    assert_refused(sandbox("exec", "--", "true", SANDBOX_DEV="off"), "SANDBOX_DEV")


def executing(*command: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "sandbox", "exec", "--", *command],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
