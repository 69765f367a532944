"""The pytest plugin, in a project that has nothing but a test file."""

import subprocess
import sys

import httpx
import pytest

from sandbox.server import Server
from tests.e2e.processes import LEAN

pytest_plugins = ["pytester"]

TESTS = """
    import asyncio
    import pytest

    LOCATION = {
        "name": "Hub", "address": "1 Quay", "city": "Paris", "country": "FR",
        "coordinates": {"latitude": 1, "longitude": 2},
    }

    @pytest.mark.parametrize("number", range(4))
    def test_over_http(sandbox, number):
        assert sandbox.client.post("/locations", json=LOCATION).status_code == 201
        assert sandbox.client.get("/locations").json()["total"] == 1
        assert sandbox.url.startswith("http://127.0.0.1:")

    @pytest.mark.parametrize("number", range(2))
    def test_in_process(inprocess_sandbox, number):
        assert inprocess_sandbox.client.post("/locations", json=LOCATION).status_code == 201
        answer = asyncio.run(inprocess_sandbox.async_client.get("/locations"))
        assert answer.json()["total"] == 1

    def test_both(sandbox, inprocess_sandbox):
        sandbox.client.post("/locations", json=LOCATION)
        assert inprocess_sandbox.client.get("/locations").json()["total"] == 0

    def test_tokens(sandbox):
        expired = {"Authorization": "Bearer " + sandbox.token(defect="expired")}
        assert sandbox.client.get("/locations", headers=expired).status_code == 401
        admin = {"Authorization": "Bearer " + sandbox.admin_token()}
        assert sandbox.client.get("/locations", headers=admin).status_code == 403
        admin["X-Organization-Id"] = sandbox.organization_id
        assert sandbox.client.get("/locations", headers=admin).status_code == 200
"""


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_fixtures_need_no_conftest_and_share_nothing(pytester: pytest.Pytester, workers: list[str]) -> None:
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess(*LEAN, "-W", "error", "--strict-config", *workers)
    result.assert_outcomes(passed=8)


def test_a_running_sandbox_is_used_where_one_is_named(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server() as server, Server() as other:
        pytester.makepyfile(f"def test_it(sandbox): assert sandbox.url == {server.url!r}")
        monkeypatch.setenv("OCPPLAB_SANDBOX_URL", other.url)
        result = pytester.runpytest_subprocess(*LEAN, "-W", "error", "--sandbox-url", server.url)
        result.assert_outcomes(passed=1)
        monkeypatch.setenv("OCPPLAB_SANDBOX_URL", server.url)
        pytester.runpytest_subprocess(*LEAN, "-W", "error", "-n", "1").assert_outcomes(passed=1)
        tenants = httpx.get(f"{server.url}/dev/tenants").json()["data"]
    assert "test" not in [tenant["name"] for tenant in tenants]


def test_a_sandbox_that_does_not_run_is_named(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile("def test_it(sandbox): pass")
    result = pytester.runpytest_subprocess(*LEAN, "--sandbox-url", "http://127.0.0.1:1")
    result.assert_outcomes(errors=1)
    said = "No sandbox with a control plane answers at http://127.0.0.1:1"
    result.stdout.fnmatch_lines([f"--sandbox-url: {said}*"])
    result.stdout.no_fnmatch_line("*/sandbox/kit/*")
    monkeypatch.setenv("OCPPLAB_SANDBOX_URL", "http://127.0.0.1:1")
    pytester.runpytest_subprocess(*LEAN).stdout.fnmatch_lines([f"OCPPLAB_SANDBOX_URL: {said}*"])


@pytest.mark.parametrize(("options", "sandboxes"), [(["--sandbox-shared"], 1), ([], 2)])
def test_workers_share_a_sandbox_if_they_are_told_to(
    pytester: pytest.Pytester, options: list[str], sandboxes: int
) -> None:
    pytester.makepyfile("""
        import pathlib, pytest

        @pytest.mark.parametrize("number", range(8))
        def test_it(sandbox, number, worker_id):
            sandbox.create_charger(identity="CP-0001")
            assert sandbox.client.get("/chargers").json()["total"] == 1
            pathlib.Path(worker_id).write_text(sandbox.url)
    """)
    result = pytester.runpytest_subprocess(*LEAN, "-W", "error", "-n", "2", *options)
    result.assert_outcomes(passed=8)
    assert len({path.read_text() for path in pytester.path.glob("gw*")}) == sandboxes


def test_fixtures_are_listed_with_what_they_are_for(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess(*LEAN, "--fixtures")
    result.stdout.fnmatch_lines(["sandbox_url * -- *", "sandbox -- *", "inprocess_sandbox -- *"])


def test_a_project_that_does_not_use_it_does_not_load_it() -> None:
    heavy = ("httpx", "starlette", "uvicorn", "pydantic", "tinydb", "sandbox.app")
    code = f"import sys, sandbox.pytest_plugin; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
