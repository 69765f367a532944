"""The npm projects of this repository, run in copies, with packages that are installed once."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock

from tests.e2e.processes import environment

ROOT = Path(__file__).resolve().parents[2]
OLDEST_NODE = (20, 19)
PATIENCE = 120
"""Seconds after which a script is taken for dead; what works never takes as long."""

_QUIET = {"NPM_CONFIG_UPDATE_NOTIFIER": "false"}
_NOT_SOURCES = shutil.ignore_patterns("node_modules", "build", "dist", "test-results", "__pycache__", "*.py")


class Project:
    """A copy of an npm project, with the packages that its lock file names."""

    def __init__(self, source: Path, folder: Path) -> None:
        skip_without_node()
        self.folder = folder
        shutil.copytree(source, folder, ignore=_NOT_SOURCES)
        (folder / "node_modules").symlink_to(installed(source))

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run one script of `package.json` to its end, with output and errors in one."""
        return subprocess.run(
            ["npm", "run", "--silent", script],
            cwd=self.folder,
            env=environment(NO_COLOR="1", **_QUIET, **variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )


def installed(source: Path) -> Path:
    """Return the `node_modules` of a project, installed on first use under `$OCPPLAB_NPM_DIR`."""
    parent = Path(os.environ.get("OCPPLAB_NPM_DIR", ROOT / ".venv" / "npm"))
    parent.mkdir(parents=True, exist_ok=True)
    folder = parent / hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()[:16]
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=parent) as temporary:
                _install(source, Path(temporary) / "site")
                (Path(temporary) / "site").rename(folder)
    return folder / "node_modules"


def skip_without_node() -> None:
    """Skip the test on a machine without Node, or with one that is too old."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    if tuple(map(int, re.findall(r"\d+", said)[:2])) < OLDEST_NODE:
        pytest.skip(f"node {said.strip()} is too old: {'.'.join(map(str, OLDEST_NODE))} or later is needed")


def _install(source: Path, target: Path) -> None:
    target.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, target)
    options = ("--ignore-scripts", "--no-audit", "--no-fund")
    subprocess.run(["npm", "ci", *options], cwd=target, env=environment(**_QUIET), check=True)
