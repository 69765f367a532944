"""Runs the tests of each SDK release in a process of its own, where that release is importable."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.processes import LEAN
from tests.sdk.releases import ROOT, installed


@pytest.mark.parametrize(("release", "methods"), [("0.1.1", 59), ("0.1.2", 43)])
def test_every_method_of_the_release_works(release: str, methods: int, tmp_path: Path) -> None:
    report = tmp_path / "calls.json"
    tests = ["tests/sdk/both", f"tests/sdk/release_{release.replace('.', '_')}"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *LEAN, "-p", "no:cacheprovider", *tests],
        cwd=ROOT,
        env=_environment(PYTHONPATH=str(installed(release)), OCPPLAB_SDK_REPORT=str(report)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    calls = json.loads(report.read_text())
    assert len(calls["offered"]) == methods
    assert sorted(set(calls["offered"]) - set(calls["called"])) == []


def _environment(**more: str) -> dict[str, str]:
    """Return this process's environment without what would steer the inner pytest or the sandbox."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "SANDBOX_"))}
    return kept | more
