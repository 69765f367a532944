"""The pytest plugin, in a project that has nothing but a test file."""

import subprocess
import sys

import pytest

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


def test_fixtures_are_listed_with_what_they_are_for(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess(*LEAN, "--fixtures")
    result.stdout.fnmatch_lines(["sandbox_url * -- *", "sandbox -- *", "inprocess_sandbox -- *"])


def test_a_project_that_does_not_use_it_does_not_load_it() -> None:
    heavy = ("httpx", "starlette", "uvicorn", "pydantic", "tinydb", "sandbox.app")
    code = f"import sys, sandbox.pytest_plugin; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
