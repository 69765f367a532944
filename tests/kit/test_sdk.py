"""`sandbox.sdk()` and `.async_sdk()`, with every release."""

import os
import subprocess
import sys

import pytest

from sandbox.kit import InProcessSandbox
from tests.sdk.releases import RELEASES, installed

SCRIPT = """
import asyncio
from sandbox.kit import Sandbox, in_process

def listing(sdk):
    part = sdk if hasattr(sdk, "catalog") else getattr(sdk, "evcharger", None) or sdk.ocpp
    return next(getattr(part.catalog, name) for name in dir(part.catalog) if name.endswith("brands"))


for make in (Sandbox, in_process):
    with make() as sandbox:
        for role in ("user", "admin"):
            sdk, later = sandbox.sdk(role=role), sandbox.async_sdk(role=role, timeout=20)
            listing(sdk)()
            sandbox.clock.advance(days=800)
            listing(sdk)()
            asyncio.run(listing(later)())
            # The catalog belongs to no organization, so that an admin asks in the name of none.
            came = sandbox.client.get("/dev/requests", params={"path": "*catalog*", "role": role}).json()
            assert [request["status"] for request in came["data"]] == [200] * 3
        print(type(sdk).__name__, type(later).__name__)
"""
"""A release in a process of its own: two cannot be imported in one."""


@pytest.mark.parametrize("release", [release.number for release in RELEASES])
def test_clients_of_any_release_are_ready(release: str) -> None:
    path = os.pathsep.join([str(installed(release)), *sys.path])
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert len({*run.stdout.splitlines()}) == 1


def test_without_the_sdk_it_says_what_to_install(inprocess_sandbox: InProcessSandbox) -> None:
    with pytest.raises(ImportError, match="pip install ocpplab"):
        inprocess_sandbox.sdk()
