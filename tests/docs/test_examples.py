"""The examples of the pages under `docs/`, run as far as they can be."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.docs.conftest import RunTests, Shell
from tests.docs.pages import PAGES, blocks, page

pytest_plugins = ("pytester",)

_TESTING = blocks(page("testing.md"), "python")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_python_examples_compile(path: Path) -> None:
    for example in blocks(path, "python"):
        ast.parse(example)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_json_examples_are_json(path: Path) -> None:
    for example in blocks(path, "json"):
        json.loads(example)


def test_the_examples_of_the_testing_page_pass_as_printed(run_tests: RunTests) -> None:
    run_tests(*[example for example in _TESTING if "def test_" in example]).assert_outcomes(passed=12 + 25)


def test_the_shell_examples_of_the_tokens_page_mint_and_expire(shell: Shell) -> None:
    said = shell(page("tokens.md"))
    assert said.count('"access_token"') == 5
    assert '"identity":"SIERRA-001"' in said
    assert said.count("401 Unauthorized") == said.count('"detail"') == 1


def test_the_shell_example_of_the_explain_page_explains_as_it_says(shell: Shell) -> None:
    told = json.loads(shell(page("explain.md")))
    (printed,) = map(json.loads, blocks(page("explain.md"), "json"))
    assert told.keys() == printed.keys()
    assert (told["check"], told["saw"].keys()) == (printed["check"], printed["saw"].keys())


def test_the_shell_examples_of_the_control_plane_work(shell: Shell) -> None:
    said = shell(page("control-plane.md"))
    assert '"name":"Test Tenant"' in said
    assert '"detail"' not in said
    (foretold, outcome) = map(json.loads, blocks(page("control-plane.md"), "json"))
    assert json.dumps(foretold, separators=(",", ":")) in said
    assert _contains(said, outcome)
    (script,) = blocks(page("control-plane.md"), "python")
    assert json.dumps(script.rstrip()) in re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8000", said)


def test_the_shell_examples_of_the_faults_page_fail_as_they_say(shell: Shell) -> None:
    said = shell(page("faults.md"))
    statuses = [line[-3:] for line in said.splitlines() if line[-3:] in ("200", "500", "503")]
    assert statuses == ["503", "503", "503", "200", "500"]
    assert '"hits":1' in said
    assert '"detail":[' not in said


def test_the_shell_examples_of_the_editions_page_accept_a_charger_and_poll_it(shell: Shell) -> None:
    said = shell(page("editions.md"))
    assert '"workflow_run_id":"wfr_' in said
    assert '"status":"READY"' in said
    assert '"detail"' not in said


def test_a_token_signed_with_a_secret_of_ones_own_is_good() -> None:
    names: dict[str, Any] = {}
    exec(blocks(page("tokens.md"), "python")[0], names)
    with in_process(Settings.of(world="empty", jwt_secret=names["SECRET"])) as sandbox:
        headers = {"Authorization": f"Bearer {names['token']}"}
        assert sandbox.client.get("/locations", headers=headers).status_code == 200


def test_the_world_of_the_worlds_page_opens(tmp_path: Path) -> None:
    (example,) = blocks(page("worlds.md"), "json")
    file = tmp_path / "world.json"
    file.write_text(example, encoding="utf-8")
    with in_process(Settings.of(world=str(file))) as sandbox:
        log = sandbox.client.get("/chargers/dep-quay-001/logs", params={"event": "StartTransaction"}).json()
    assert log["total"] == 2


def test_the_log_of_the_ocpp_page_is_what_a_session_gives() -> None:
    (example,) = blocks(page("ocpp.md"), "text")
    told = [_step(*line.split(" ", 1)) for line in example.splitlines()]
    charger = {
        "identity": "QUAY-001",
        "brand_slug": "wallbox",
        "model_slug": "wallbox-pulsar-plus",
        "connector_type": "Type2",
        "ws_url": "ws://127.0.0.1:9000/ocpp",
    }
    with in_process() as sandbox:
        path = f"/chargers/{sandbox.client.post('/chargers', json=charger).json()['id']}"
        sandbox.client.post(f"{path}/start-session", json={"id_tag": "TAG-1"})
        sandbox.client.post(f"{path}/stop-session", json={})
        log = sandbox.client.get(f"{path}/logs").json()["data"]
    happened = [_step(entry["direction"], entry["message"]) for entry in reversed(log)]
    assert happened[-len(told) :] == told


def _step(direction: str, message: str) -> tuple[str, str, str]:
    """Return what does not depend on the time: direction, message id, and action or form of answer."""
    kind, message_id, what, *payload = json.loads(message.replace("[...]", "[]"))
    status = payload[0].get("status", "") if payload else ""
    return direction, message_id, f"{what} {status}" if kind == 2 else "answer"


def _contains(said: str, outcome: dict[str, str]) -> bool:
    return all(f'"{name}":{json.dumps(value)}' in said for name, value in outcome.items())
