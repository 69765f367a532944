"""The command line as a user runs it: in processes of their own."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

PATIENCE = 60
"""Seconds after which a process that is silent is taken for dead; what works never takes as long."""

LEAN = ("-p", "no:schemathesis", "-p", "no:hypothesispytest")
"""Options for a pytest inside a test: without plugins of ours that take seconds to load."""

LAST_LINE = "  Stop with Ctrl-C"


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment, without settings that a developer may have."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SANDBOX_")}
    return kept | more


def sandbox(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def assert_refused(run: subprocess.CompletedProcess[str], *words: str) -> None:
    """Check that a command said in one line what the user can mend."""
    assert run.returncode == 2, run.stderr
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1, run.stderr
    assert run.stderr.startswith("ocpplab-sandbox: ")
    for word in words:
        assert word in run.stderr


class Serving:
    """A process that serves, from its banner on."""

    def __init__(self, process: subprocess.Popen[str], banner: list[str], complaints: Path) -> None:
        self.process = process
        self.banner = "\n".join(banner)
        self._complaints = complaints

    @property
    def url(self) -> str:
        """The base URL that the banner shows."""
        return self._shown(r"OCPPLAB sandbox \S+ at (\S+)")

    @property
    def curl(self) -> str:
        """The command that the banner shows."""
        return self._shown(r"^ +(curl .*)$")

    @property
    def organizations(self) -> list[str]:
        """The ids of the tenants that the banner shows."""
        return re.findall(r"^ +([0-9a-f-]{36})  \w", self.banner, re.MULTILINE)

    @property
    def complaints(self) -> str:
        """What it wrote to standard error."""
        return self._complaints.read_text(encoding="utf-8")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, wait for the end and return the exit status."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def token(self, **wanted: str) -> str:
        """Return a token from `/dev/token`."""
        token: str = httpx.get(f"{self.url}/dev/token", params=wanted).json()["access_token"]
        return token

    def _shown(self, pattern: str) -> str:
        found = re.search(pattern, self.banner, re.MULTILINE)
        assert found is not None, self.banner
        return found[1]


@contextmanager
def serving(folder: Path, command: Sequence[str], variables: dict[str, str]) -> Iterator[Serving]:
    """Run a command that serves, from its banner to the end of the block."""
    complaints = folder / "stderr"
    with complaints.open("w", encoding="utf-8") as stderr:
        process = subprocess.Popen(
            command, env=variables, stdout=subprocess.PIPE, stderr=stderr, text=True, start_new_session=True
        )
    with process:
        try:
            banner = _read_banner(process)
            assert banner[-1] == LAST_LINE, complaints.read_text(encoding="utf-8")
            yield Serving(process, banner, complaints)
        finally:
            process.kill()


def _read_banner(process: subprocess.Popen[str]) -> list[str]:
    """Return what it printed up to the last line of the banner, or up to its end."""
    assert process.stdout is not None
    banner = [""]
    watchdog = threading.Timer(PATIENCE, process.kill)
    watchdog.start()
    for line in process.stdout:
        banner.append(line.rstrip("\n"))
        if banner[-1] == LAST_LINE:
            break
    watchdog.cancel()
    return banner
