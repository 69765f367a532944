"""Each operation of each edition: its example is sent, and sent again by each of its snippets, as it was."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from sandbox.rest.operation import Operation
from sandbox.server import Server
from sandbox.settings import Settings
from tests.api.test_every_operation import ROWS, body_of, make_one_of_each, path_of, query_of
from tests.npm.projects import ROOT, Project
from tests.snippets.processes import PATIENCE, asked, told


class Example(NamedTuple):
    """A request as the journal has it, and its snippets."""

    entry: dict[str, Any]
    snippets: dict[str, Any]

    def code(self, language: str) -> str:
        code: str = self.snippets[language]["code"]
        return code

    def asked(self, language: str) -> dict[str, Any]:
        """Return what the snippet is to ask: what its note tells of is different."""
        told = asked(self.entry)
        note = self.snippets[language]["note"]
        if note == "The call sends page=1 where the request had no page.":
            told["query"] = [*told["query"], ("page", "1")]
        elif note == "The call sends no token: it needs none.":
            told["principal"] = (None, None)
        else:
            assert note is None
        return told


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(Settings.of(port=0, provisioning_seconds=0, log_level="warning")) as server:
        yield server


@pytest.fixture(scope="module")
def http(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False) as http:
        yield http


@pytest.fixture(scope="module")
def examples(http: httpx.Client) -> list[Example]:
    """One request for each operation: by turns with the token of a user, and of an admin who names whose."""
    user, admin = (http.get(f"/dev/token?role={role}").json() for role in ("user", "admin"))
    headers = [
        {"Authorization": f"Bearer {user['access_token']}"},
        {
            "Authorization": f"Bearer {admin['access_token']}",
            "X-Organization-Id": user["organization_id"],
        },
    ]
    ids = make_one_of_each(http, headers[0])
    made = []
    for number, row in enumerate(ROWS):
        path, sent_by = path_of(row, **ids), headers[number % 2]
        http.request(row.method, path, params=query_of(row), json=body_for_sdks(row), headers=sent_by)
        (entry,) = http.get("/dev/requests?limit=1").json()["data"]
        made.append(Example(entry, http.get(f"/dev/requests/{entry['id']}/snippets").json()))
    return made


def body_for_sdks(row: Operation) -> Any:
    """Return the example of a row's body with an `event`, which the sandbox can do without and no SDK can."""
    if row.parameters.body is None:
        return None
    with_events = "/commands/" in row.path and row.editions[0] in ("flat", "gateway")
    return {"event": {}, **body_of(row)} if with_events else body_of(row)


def test_curl(http: httpx.Client, examples: list[Example]) -> None:
    script = "\n".join(example.code("curl") for example in examples)
    newest = http.get("/dev/requests?limit=1").json()["data"][0]["id"]
    run = subprocess.run(
        ["sh", "-e"], input=script, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    came = http.get(f"/dev/requests?after={newest}&limit=1000").json()["data"]
    assert list(map(asked, came)) == [example.asked("curl") for example in examples]


def test_python(server: Server, examples: list[Example]) -> None:
    by_release: dict[str, list[Example]] = {}
    for example in examples:
        by_release.setdefault(example.snippets["python"]["release"], []).append(example)
    assert by_release.keys() == {"0.1.1", "0.1.2", "0.2.2", "0.3.0", "0.3.2"}
    for release, some in by_release.items():
        codes = [example.code("python") for example in some]
        came = told("running", release, {"url": server.url, "codes": codes})
        assert list(map(asked, came)) == [example.asked("python") for example in some]


def test_typescript(server: Server, examples: list[Example], tmp_path: Path) -> None:
    some = [example for example in examples if example.snippets["typescript"]["code"]]
    project = Project(ROOT / "tests" / "npm", tmp_path / "npm")
    for path in project.folder.glob("*.ts"):
        path.unlink()
    shutil.copy(Path(__file__).parent / "running.ts", project.folder / "example.ts")
    for number, example in enumerate(some):
        (project.folder / f"snippet{number}.ts").write_text(example.code("typescript"), "utf-8")
    run = project.run("example", OCPPLAB_SANDBOX_URL=server.url, SNIPPETS=str(len(some)))
    assert run.returncode == 0, run.stdout
    came = json.loads((project.folder / "came.json").read_text("utf-8"))
    assert list(map(asked, came)) == [example.asked("typescript") for example in some]
    assert len(some) == 33
