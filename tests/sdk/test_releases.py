"""Runs the tests of each SDK release in a process of its own, where that release is importable."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.processes import LEAN
from tests.sdk.releases import RELEASES, ROOT, Release, environment, installed

PATIENCE = 300
"""Seconds after which a release's process is taken for dead; on two cores it needs a tenth."""


@pytest.mark.parametrize("release", [pytest.param(release, id=release.number) for release in RELEASES])
def test_every_method_of_the_release_works(release: Release, tmp_path: Path) -> None:
    report = tmp_path / "calls.json"
    tests = ["tests/sdk/every", f"tests/sdk/{release.edition}"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *LEAN, "-p", "no:cacheprovider", "-p", "no:xdist", *tests],
        cwd=ROOT,
        env=environment(PYTHONPATH=str(installed(release.number)), OCPPLAB_SDK_REPORT=str(report)),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    calls = json.loads(report.read_text())
    assert len(calls["offered"]) == release.methods
    assert sorted(set(calls["offered"]) - set(calls["done"])) == []
    assert calls["surprises"] == []
