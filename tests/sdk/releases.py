"""The official SDK releases: each in a folder of its own, since two cannot be imported in one process."""

import os
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]


class Release(NamedTuple):
    """A release, the edition that it speaks, and how many methods it offers of what is emulated.

    Args:
        namespaces: those that are emulated, where the release has more of them.
    """

    number: str
    edition: str
    methods: int
    namespaces: tuple[str, ...] | None = None

    @property
    def suite(self) -> str:
        """The folder of the tests that this release alone has."""
        return f"release_{self.number.replace('.', '_')}"


RELEASES = (
    Release("0.1.1", "flat", 59),
    Release("0.1.2", "flat", 43),
    Release("0.2.1", "gateway", 57),
    Release("0.2.2", "gateway", 57),
    Release("0.2.3", "deployments", 33),
    Release("0.2.4", "deployments", 33),
    Release("0.3.0", "deployments", 33),
    Release("0.3.1", "platform", 34, ("evcharger", "health")),
    Release("0.3.2", "platform", 34, ("evcharger", "health")),
)


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


def imported() -> Release | None:
    """Return the release that `import ocpplab` gives in this process."""
    try:
        number = version("ocpplab")
    except PackageNotFoundError:
        return None
    return next(release for release in RELEASES if release.number == number)


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without what would steer an inner pytest or the sandbox."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "SANDBOX_"))}
    return kept | more


def _install(release: str, target: Path) -> None:
    options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--target", str(target))
    subprocess.run([sys.executable, "-m", "pip", "install", *options, f"ocpplab=={release}"], check=True)
