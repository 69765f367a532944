"""Two hundred tests on one server, four at a time, in an order that is another one each time."""

import os
import secrets
import subprocess
import sys

import pytest

from tests.e2e.processes import LEAN
from tests.sdk.releases import ROOT, environment

WORKERS = 4
ROUNDS = int(os.environ.get("PARALLEL_ROUNDS", "1"))
PATIENCE = 300


@pytest.mark.parametrize("number", range(ROUNDS))
def test_tests_that_share_a_server_do_not_disturb_each_other(number: int) -> None:
    seed = secrets.randbits(32)
    shared = ["--sandbox-shared", "-n", str(WORKERS), "--order", str(seed)]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *LEAN, "-p", "no:cacheprovider", *shared, "tests/parallel/suite.py"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, f"--order {seed}\n{run.stdout}{run.stderr}"
    assert "200 passed" in run.stdout
