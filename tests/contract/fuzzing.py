"""Runs schemathesis against each edition: `python -m tests.contract.fuzzing MINUTES [EDITION ...]`."""

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import httpx

from sandbox.routes import EDITIONS
from sandbox.server import Server

CONFIGURATION = Path(__file__).parent / "schemathesis.toml"


def command(url: str, edition: str, role: str, *more: str) -> list[str]:
    """Return the command line that fuzzes an edition with a token of *role*."""
    token = httpx.get(f"{url}/dev/token", params={"role": role, "expires_in": 86_400}).json()["access_token"]
    headers = ["--header", f"Authorization: Bearer {token}"]
    if role == "admin":
        organization = httpx.get(f"{url}/dev/tenants").json()["data"][0]["id"]
        headers += ["--header", f"X-Organization-Id: {organization}"]
    tool = [str(Path(sys.executable).parent / "st"), "--config-file", str(CONFIGURATION)]
    return [
        *tool,
        "run",
        f"{url}/openapi.json?edition={edition}",
        "--checks=all",
        *headers,
        "--no-color",
        *more,
    ]


def main(minutes: float, editions: Iterable[str]) -> int:
    """Fuzz each edition for that long in each role; return how many runs found a failure."""
    failed = 0
    for edition, role in product(editions, ("user", "admin")):
        print(f"--- edition {edition} as {role}", flush=True)
        with Server() as server, tempfile.TemporaryDirectory() as folder:
            wanted = command(server.url, edition, role, f"--max-time={minutes * 60:.0f}")
            failed += subprocess.run(wanted, cwd=folder, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:] or EDITIONS))
