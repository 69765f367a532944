"""The official SDK releases: each in a folder of its own, since two cannot be imported in one process."""

import os
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
BOTH = ("0.1.1", "0.1.2")


def installed(release: str) -> Path:
    """Return the folder of a release, installed there on first use: `$OCPPLAB_SDK_DIR/<release>`."""
    parent = Path(os.environ.get("OCPPLAB_SDK_DIR", ROOT / ".venv" / "sdk"))
    parent.mkdir(parents=True, exist_ok=True)
    folder = parent / release
    with FileLock(parent / f"{release}.lock"):
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=parent) as temporary:
                _install(release, Path(temporary) / "site")
                (Path(temporary) / "site").rename(folder)
    return folder


def imported() -> str | None:
    """Return the release that `import ocpplab` gives in this process."""
    try:
        return version("ocpplab")
    except PackageNotFoundError:
        return None


def _install(release: str, target: Path) -> None:
    options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--target", str(target))
    subprocess.run([sys.executable, "-m", "pip", "install", *options, f"ocpplab=={release}"], check=True)
