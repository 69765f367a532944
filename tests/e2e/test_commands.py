"""The other commands: `token`, `seed`, `openapi`, `routes`, and the help of all."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from openapi_spec_validator import validate

from sandbox import __version__
from sandbox.routes import EDITIONS
from tests.e2e.conftest import Serve
from tests.e2e.processes import assert_refused, sandbox


def locations(url: str, token: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{url}/locations", headers={"Authorization": f"Bearer {token}", **headers})


def test_token_prints_a_token(serve: Serve) -> None:
    serving = serve()
    token = sandbox("token", "--url", serving.url).stdout.strip()
    assert locations(serving.url, token).status_code == 200


def test_token_prints_one_of_a_role_and_an_organization(serve: Serve) -> None:
    serving = serve()
    second = serving.organizations[1]
    user = sandbox("token", "--url", serving.url, "--organization", second).stdout.strip()
    admin = sandbox("token", "--url", serving.url, "--role", "admin").stdout.strip()
    mine, theirs = (
        locations(serving.url, user),
        locations(serving.url, admin, **{"X-Organization-Id": second}),
    )
    assert mine.status_code == 200
    assert mine.json() == theirs.json()


def test_token_prints_one_that_fails_in_a_named_way(serve: Serve) -> None:
    serving = serve()
    token = sandbox("token", "--url", serving.url, "--defect", "expired").stdout.strip()
    answer = locations(serving.url, token)
    assert answer.status_code == 401
    assert "expired" in answer.json()["detail"]
    assert "expired" in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("wrong", [["--defect", "ugly"], ["--organization", "nobody"], ["--expires-in", "0"]])
def test_token_passes_on_why_the_sandbox_refused(serve: Serve, wrong: list[str]) -> None:
    serving = serve()
    name = wrong[0].removeprefix("--").replace("-", "_")
    assert_refused(sandbox("token", "--url", serving.url, *wrong), serving.url, "refused", name)


def test_token_says_when_there_is_no_control_plane(serve: Serve) -> None:
    serving = serve(SANDBOX_DEV="off")
    assert_refused(sandbox("token", "--url", serving.url), serving.url, "/dev/token", "SANDBOX_DEV=off")


def test_token_gives_a_hint_when_nothing_serves() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        assert_refused(sandbox("token", "--url", url), url, "ocpplab-sandbox serve", "--url")


@pytest.mark.parametrize("url", ["localhost", "http://", "http://a b", "file:///dev/null"])
def test_token_gives_a_hint_when_the_url_is_none(url: str) -> None:
    assert_refused(sandbox("token", "--url", url), url, "--url")


def test_token_gives_a_hint_when_something_else_serves(serve: Serve) -> None:
    serving = serve()
    assert_refused(sandbox("token", "--url", f"{serving.url}/docs?"), "No sandbox answers", "--url")


def test_seed_writes_a_world_that_can_be_served(serve: Serve, tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    wanted = ["--tenants", "2", "--locations", "3", "--chargers", "4", "--seed", "7", "--country", "NL"]
    run = sandbox("seed", *wanted, "--out", str(world))
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    serving = serve("--world", str(world))
    assert len(serving.organizations) == 2
    page = locations(serving.url, serving.token(organization_id=serving.organizations[1])).json()
    assert page["total"] == 3
    assert {location["country"] for location in page["data"]} == {"NL"}


def test_seed_writes_the_same_again_and_to_standard_output(tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    sandbox("seed", "--locations", "2", "--out", str(world))
    assert sandbox("seed", "--locations", "2").stdout == world.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--tenants", "0"], "tenants"),
        (["--locations", "-1"], "locations"),
        (["--country", "XX"], "country"),
        (["--out", "/nowhere/world.json"], "/nowhere/world.json"),
    ],
)
def test_seed_refuses_what_cannot_be(arguments: list[str], word: str) -> None:
    assert_refused(sandbox("seed", *arguments), word)


@pytest.mark.parametrize("edition", [[], *(["--edition", edition] for edition in EDITIONS)])
def test_openapi_prints_a_valid_document(edition: list[str]) -> None:
    document = json.loads(sandbox("openapi", *edition).stdout)
    validate(document)
    assert document["info"]["version"] == __version__
    assert ("/dev/token" in document["paths"]) == (not edition)


def test_routes_lists_what_openapi_describes() -> None:
    rows = [line.split() for line in sandbox("routes").stdout.splitlines()]
    document = json.loads(sandbox("openapi").stdout)
    # An operation that is served at several paths has its path behind two underscores in the document.
    described = {
        (method.upper(), path, operation["operationId"].partition("__")[0])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert described <= {(method, path, name) for method, path, _, name in rows}
    assert {scope for _, _, scope, _ in rows} <= {"public", "authenticated", "tenant", "admin"}


def test_a_reader_may_stop_reading() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox", "openapi"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ([], ["serve", "exec", "token", "faults", "clock", "snapshots", "requests", "seed", "--version"]),
        (["serve"], ["--host", "--port", "--data", "--world", "--log-level"]),
        (["token"], ["--url", "--role", "--organization", "--expires-in", "--defect"]),
        (["seed"], ["--tenants", "--locations", "--chargers", "--seed", "--country", "--out"]),
        (["exec"], ["--world", "--data", "--fault", "--port", "-- COMMAND", "OCPPLAB_BASE_URL"]),
        (["faults"], ["list", "add", "preset", "remove", "clear"]),
        (["clock"], ["show", "freeze", "unfreeze", "set", "advance", "speed", "reset"]),
        (["snapshots", "save"], ["--url", "--organization", "--json"]),
        (["requests", "list"], ["--path", "--status", "--header", "--after", "--limit", "--json"]),
        (["openapi"], ["--edition"]),
        (["routes"], []),
    ],
)
def test_help_names_every_option(command: list[str], options: list[str]) -> None:
    run = sandbox(*command, "--help")
    assert run.returncode == 0
    for option in options:
        assert option in run.stdout


def test_version_is_the_same_for_the_module_and_the_script() -> None:
    script = Path(sys.executable).with_name("ocpplab-sandbox")
    run = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert run.stdout == sandbox("--version").stdout == f"ocpplab-sandbox {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["swerve"], ["serve", "--prot", "1"]])
def test_a_slip_shows_the_usage(arguments: list[str]) -> None:
    run = sandbox(*arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("usage: ocpplab-sandbox")
