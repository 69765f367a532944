"""`serve`: what it says, how it stops, what it refuses to start with."""

import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from sandbox import __version__
from tests.e2e.conftest import Serve
from tests.e2e.processes import assert_refused, environment, sandbox


def test_the_banner_tells_what_a_newcomer_needs(serve: Serve) -> None:
    serving = serve()
    tenants = httpx.get(f"{serving.url}/dev/tenants").json()["data"]
    assert f"OCPPLAB sandbox {__version__} at {serving.url}" in serving.banner
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", serving.url)
    for tenant in tenants:
        assert f"    {tenant['id']}  {tenant['name']}" in serving.banner
    assert f"Console:     {serving.url}/dev/console" in serving.banner
    assert httpx.get(f"{serving.url}/dev/console").status_code == 200
    assert f"API docs:    {serving.url}/docs" in serving.banner
    assert httpx.get(f"{serving.url}/docs").status_code == 200


def test_the_curl_line_of_the_banner_works_as_it_is(serve: Serve) -> None:
    serving = serve()
    run = subprocess.run(
        ["sh", "-c", f"{serving.curl} --silent --fail"], capture_output=True, text=True, check=True
    )
    mine = {"Authorization": f"Bearer {serving.token(organization_id=serving.organizations[0])}"}
    assert run.stdout == httpx.get(f"{serving.url}/locations", headers=mine).text
    assert '"total":0' not in run.stdout


def test_a_world_without_tenants_has_no_curl_line(serve: Serve, tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    world.write_text("{}")
    assert "curl" not in serve("--world", str(world)).banner


def test_without_the_control_plane_the_banner_does_not_name_it(serve: Serve) -> None:
    serving = serve(SANDBOX_DEV="false")
    assert "/dev/" not in serving.banner
    assert httpx.get(f"{serving.url}/dev/token").status_code == 404


def test_an_option_wins_over_the_environment(serve: Serve) -> None:
    assert len(serve("--world", "empty", SANDBOX_WORLD="default").organizations) == 1


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_and_leaves_nothing(serve: Serve, how: signal.Signals) -> None:
    serving = serve()
    assert httpx.get(f"{serving.url}/health").status_code == 200
    assert serving.stop(how) == 0
    assert "Traceback" not in serving.complaints
    with pytest.raises(ProcessLookupError):
        os.killpg(serving.process.pid, 0)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{serving.url}/health")


def test_it_stops_while_a_connection_is_open(serve: Serve) -> None:
    serving = serve()
    with httpx.Client() as client:
        client.get(f"{serving.url}/health")
        assert serving.stop() == 0


def test_its_port_is_free_again_at_once(serve: Serve) -> None:
    first = serve()
    httpx.get(f"{first.url}/health")
    first.stop()
    assert serve("--port", first.url.rpartition(":")[2]).url == first.url


def test_it_refuses_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert_refused(sandbox("serve", "--port", port), f"port {port}", "already in use")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "http"], ["SANDBOX_PORT", "'http'"]),
        (["--port", "70000"], ["SANDBOX_PORT", "65535"]),
        (["--host", "203.0.113.9"], ["203.0.113.9"]),
        (["--world", "atlantis"], ["atlantis", "default, demo, empty"]),
        (["--data", "/dev/null"], ["/dev/null"]),
    ],
)
def test_it_refuses_options_that_cannot_be(arguments: list[str], words: list[str]) -> None:
    assert_refused(sandbox("serve", "--port", "0", *arguments), *words)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SANDBOX_PROT", "8000", ["SANDBOX_PROT", "SANDBOX_PORT"]),
        ("SANDBOX_DEV", "maybe", ["SANDBOX_DEV", "maybe"]),
        ("SANDBOX_JWT_SECRET", "short", ["SANDBOX_JWT_SECRET", "32"]),
        ("SANDBOX_JWT_SECRET_FILE", "/nowhere", ["/nowhere"]),
    ],
)
def test_it_refuses_settings_that_cannot_be(name: str, value: str, words: list[str]) -> None:
    assert_refused(sandbox("serve", "--port", "0", **{name: value}), *words)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", ["cannot be read"]),
        ("[]", ["Input should be an object"]),
        ('{"tenants": {}}', ["tenants: Unknown table", "organizations"]),
    ],
)
def test_it_refuses_a_world_that_makes_no_sense(tmp_path: Path, content: str, words: list[str]) -> None:
    world = tmp_path / "world.json"
    world.write_text(content)
    assert_refused(sandbox("serve", "--port", "0", "--world", str(world)), str(world), *words)


AS_USER = 'curl "$BASE_URL/locations?page=1&limit=50" -H "Authorization: Bearer $ACCESS_TOKEN"'
AS_ADMIN = (
    'curl "$BASE_URL/locations?page=1&limit=50" -H "Authorization: Bearer $ADMIN_TOKEN" '
    '-H "X-Organization-Id: $ORG_ID"'
)


@pytest.mark.parametrize("example", [AS_USER, AS_ADMIN])
def test_the_curl_examples_of_the_service_work(serve: Serve, example: str) -> None:
    serving = serve()
    organization_id = serving.organizations[1]
    variables = environment(
        BASE_URL=serving.url,
        ACCESS_TOKEN=serving.token(organization_id=organization_id),
        ADMIN_TOKEN=serving.token(role="admin"),
        ORG_ID=organization_id,
    )
    run = subprocess.run(
        ["sh", "-c", f"{example} --silent --fail"], env=variables, capture_output=True, text=True, check=True
    )
    records = httpx.get(
        f"{serving.url}/dev/records/locations", params={"organization_id": organization_id, "limit": 50}
    ).json()
    for record in records["data"]:
        assert record["id"] in run.stdout
    assert f'"total":{records["total"]},"page":1,"limit":50' in run.stdout
