"""Releases of all editions at work in one organization, each in a process of its own."""

import json
import subprocess
import sys
from typing import Any

from sandbox.kit import Sandbox
from tests.conftest import CHARGER, created
from tests.e2e.processes import PATIENCE
from tests.sdk.releases import RELEASES, ROOT, Release, environment, installed

LEGS = [release for release in RELEASES if release.number in ("0.1.1", "0.1.2", "0.2.2", "0.3.0", "0.3.2")]


def run(release: Release, sandbox: Sandbox, charger: dict[str, Any]) -> dict[str, Any]:
    """Let a release take over a charger; return the log that it read, and the charger that it made."""
    given = {"url": sandbox.url, "token": sandbox.user_token(), "charger": charger}
    leg = subprocess.run(
        [sys.executable, "-m", "tests.sdk.relay"],
        input=json.dumps(given),
        cwd=ROOT,
        env=environment(PYTHONPATH=str(installed(release.number))),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert leg.returncode == 0, leg.stderr
    left: dict[str, Any] = json.loads(leg.stdout)
    return left


def test_each_release_takes_over_the_charger_of_the_one_before(sandbox: Sandbox) -> None:
    charger = created(sandbox.client.post("/chargers", json=CHARGER))
    for release in LEGS:
        left = run(release, sandbox, charger)
        assert '"Preparing"' in left["log"][1]
        (charger,) = sandbox.client.get("/chargers").json()["data"]
        assert (charger["id"], charger["identity"]) == (left["charger"]["id"], f"CP-{release.number}")
