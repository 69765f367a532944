"""The example frontend: built, and driven in headless Chromium against a sandbox."""

import shutil
from pathlib import Path

import pytest

from sandbox.server import Server
from tests.npm.projects import ROOT, Project


def test_the_example_works_in_a_browser(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    project = Project(ROOT / "examples" / "frontend", tmp_path / "frontend")
    with Server() as server:
        run = project.run("test", VITE_SANDBOX_URL=server.url, CHROMIUM=chromium)
    assert run.returncode == 0, run.stdout
