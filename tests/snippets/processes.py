"""Snippets, run as their readers would run them, and what came of them."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import httpx
import pytest

from tests.npm.projects import Project
from tests.sdk.releases import ROOT, environment, installed

PATIENCE = 120
"""Seconds after which a process is taken for dead; what works needs a tenth."""

_UNCHECKED = "// @ts-nocheck: what was sent fits no type\n"
_NOTHING_ELSE = {
    None,
    "The types of the SDK do not know all fields: a compiler refuses them, and Node sends them.",
}
_DIFFERENCES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "The call sends no token: it needs none.": lambda _: {"principal": (None, None)},
    "The call sends page=1 where the request had no page.": lambda asked: {
        "query": sorted([*asked["query"], ("page", "1")])
    },
}
"""What is different where a note says so."""


class Example(NamedTuple):
    """A request as the journal has it, and its snippets."""

    entry: dict[str, Any]
    snippets: dict[str, Any]

    def code(self, language: str) -> str:
        """Return the code, which there is."""
        code: str | None = self.snippets[language]["code"]
        assert code is not None, self.snippets[language]
        return code

    def asked(self, language: str) -> dict[str, Any]:
        """Return what the snippet is to ask: what was asked, but for what its note tells of."""
        told, note = asked(self.entry), self.snippets[language]["note"]
        return told if note in _NOTHING_ELSE else told | _DIFFERENCES[note](told)


def newest(http: httpx.Client) -> Example:
    """Return the newest request."""
    (entry,) = http.get("/dev/requests?limit=1").json()["data"]
    return Example(entry, http.get(f"/dev/requests/{entry['id']}/snippets").json())


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


def assert_same(came: Iterable[dict[str, Any] | None], examples: Sequence[Example], language: str) -> None:
    """Check that the snippets of examples have asked what they were to ask."""
    for again, example in zip(came, examples, strict=True):
        assert asked(again) == example.asked(language), example.code(language)


def run_curl(http: httpx.Client, examples: Iterable[Example]) -> list[dict[str, Any]]:
    """Run the commands of examples in one shell; return the requests that came of them."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    before = newest(http).entry["id"]
    script = "\n".join(example.code("curl") for example in examples)
    run = subprocess.run(
        ["sh", "-e"],
        input=script,
        env=environment(no_proxy="127.0.0.1"),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    came: list[dict[str, Any]] = http.get(f"/dev/requests?after={before}&limit=1000").json()["data"]
    return came


def run_python(url: str, release: str, examples: Iterable[Example]) -> list[dict[str, Any] | None]:
    """Run the scripts of examples with a release; return the requests that came of them."""
    codes = [example.code("python") for example in examples]
    came: list[dict[str, Any] | None] = told("running", release, {"url": url, "codes": codes})
    return came


def run_typescript(
    url: str, examples: Sequence[Example], folder: Path, *, checked: bool = True
) -> list[dict[str, Any] | None]:
    """Compile and run the modules of examples; return the requests that came of them."""
    project = Project(ROOT / "tests" / "npm", folder)
    for path in folder.glob("*.ts"):
        path.unlink()
    shutil.copy(Path(__file__).parent / "running.ts", folder / "example.ts")
    for number, example in enumerate(examples):
        code = ("" if checked else _UNCHECKED) + example.code("typescript")
        (folder / f"snippet{number}.ts").write_text(code, "utf-8")
    run = project.run("example", OCPPLAB_SANDBOX_URL=url, SNIPPETS=str(len(examples)))
    assert run.returncode == 0, run.stdout
    came: list[dict[str, Any] | None] = json.loads((folder / "came.json").read_text("utf-8"))
    return came


def told(module: str, release: str, given: dict[str, Any]) -> Any:
    """Run a module of these tests with a release; return the JSON that it writes of the JSON it is given."""
    # Each script would read the authorities of the system twice, for most of its time and for nothing.
    variables = {"SSL_CERT_FILE": "", "SSL_CERT_DIR": str(Path(__file__).parent), "no_proxy": "127.0.0.1"}
    run = subprocess.run(
        [sys.executable, "-m", f"tests.snippets.{module}"],
        input=json.dumps(given),
        cwd=ROOT,
        env=environment(PYTHONPATH=str(installed(release)), **variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)
