"""What the document promises, requests made up from it find kept; `make fuzz` does the same for longer."""

import subprocess
from pathlib import Path

import pytest

from sandbox.routes import EDITIONS
from sandbox.server import Server
from sandbox.settings import Settings
from tests.contract.fuzzing import command


@pytest.mark.parametrize("role", ["user", "admin"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_made_up_requests_find_no_failure(edition: str, role: str, tmp_path: Path) -> None:
    with Server(Settings.of(port=0, log_level="critical", seed=1)) as server:
        run = subprocess.run(
            command(server.url, edition, role, "--phases=examples,coverage", "--seed=1"),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stdout[-5000:]
