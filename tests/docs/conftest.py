"""Ways to run the examples of the documentation as readers would."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.server import Server
from tests.docs.pages import blocks
from tests.sdk.releases import installed

Shell = Callable[[Path], str]
RunTests = Callable[..., pytest.RunResult]

# Readers do not have these plugins, which take seconds to load.
_WITHOUT = [f"-pno:{plugin}" for plugin in ("cacheprovider", "hypothesispytest", "schemathesis", "faker")]


@pytest.fixture
def shell() -> Shell:
    """Run the shell examples of a page one after another in one shell; return what they print."""
    if shutil.which("curl") is None:
        pytest.skip("the examples need curl")

    def run(page: Path) -> str:
        script = "\n".join(["set -eu", *blocks(page, "sh")])
        with Server() as server:
            environment = os.environ | {"SANDBOX": server.url, "no_proxy": "127.0.0.1"}
            done = subprocess.run(
                ["sh", "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=False
            )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run


@pytest.fixture
def run_tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> RunTests:
    """Run examples as test modules in a project of their own, warnings being errors."""
    monkeypatch.setenv("PYTHONPATH", str(installed("0.3.2")))

    def run(*examples: str) -> pytest.RunResult:
        pytester.makepyfile(**{f"test_example_{number}": text for number, text in enumerate(examples)})
        return pytester.runpytest_subprocess("-W", "error", *_WITHOUT, timeout=300)

    return run
