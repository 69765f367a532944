"""Each operation of each edition: its example is sent, and sent again by each of its snippets, as it was."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.rest.operation import Operation
from sandbox.server import Server
from tests.api.test_every_operation import ROWS, body_of, make_one_of_each, path_of, query_of
from tests.snippets.processes import Example, assert_same, newest, run_curl, run_python, run_typescript


@pytest.fixture(scope="module")
def examples(http: httpx.Client, user: dict[str, str], admin: dict[str, str]) -> list[Example]:
    """One request for each operation, by turns of a user and of an admin."""
    ids = make_one_of_each(http, user)
    made = []
    for number, row in enumerate(ROWS):
        path, headers = path_of(row, **ids), (user, admin)[number % 2]
        http.request(row.method, path, params=query_of(row), json=body_for_sdks(row), headers=headers)
        made.append(newest(http))
    return made


def body_for_sdks(row: Operation) -> Any:
    """Return the example of a row's body with an `event`, which the sandbox can do without and no SDK can."""
    if row.parameters.body is None:
        return None
    with_events = "/commands/" in row.path and row.editions[0] in ("flat", "gateway")
    return {"event": {}, **body_of(row)} if with_events else body_of(row)


def test_curl(http: httpx.Client, examples: list[Example]) -> None:
    assert_same(run_curl(http, examples), examples, "curl")


def test_python(server: Server, examples: list[Example]) -> None:
    by_release: dict[str, list[Example]] = {}
    for example in examples:
        by_release.setdefault(example.snippets["python"]["release"], []).append(example)
    assert by_release.keys() == {"0.1.1", "0.1.2", "0.2.2", "0.3.0", "0.3.2"}
    for release, some in by_release.items():
        assert_same(run_python(server.url, release, some), some, "python")


def test_typescript(server: Server, examples: list[Example], tmp_path: Path) -> None:
    some = [example for example in examples if example.snippets["typescript"]["code"]]
    assert len(some) == 33
    assert_same(run_typescript(server.url, some, tmp_path / "npm"), some, "typescript")
