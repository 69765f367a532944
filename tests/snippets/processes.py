"""Processes in which a release of the Python SDK is importable."""

import json
import subprocess
import sys
from typing import Any
from urllib.parse import parse_qsl

from tests.sdk.releases import ROOT, environment, installed

PATIENCE = 120
"""Seconds after which a process is taken for dead; what works needs a tenth."""


def told(module: str, release: str, given: dict[str, Any]) -> Any:
    """Run a module of these tests with a release; return the JSON that it writes of the JSON it is given."""
    run = subprocess.run(
        [sys.executable, "-m", f"tests.snippets.{module}"],
        input=json.dumps(given),
        cwd=ROOT,
        env=environment(PYTHONPATH=str(installed(release))),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def asked(entry: dict[str, Any] | None) -> dict[str, Any]:
    """Return what a request asked, whoever sent it."""
    if entry is None:
        return {}
    principal = entry["principal"] or {}
    return {
        "method": entry["method"],
        "path": entry["path"],
        "query": sorted(parse_qsl(entry["query"], keep_blank_values=True)),
        "body": entry["body"],
        "organization": entry["headers"].get("x-organization-id"),
        "principal": (principal.get("role"), principal.get("organization_id")),
    }
