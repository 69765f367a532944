"""`Sandbox` without pytest: servers and organizations that begin and end with a block."""

import asyncio
import unittest
from typing import Any

import anyio
import httpx
import pytest

import sandbox
from sandbox.errors import BadSetting, StartupError
from sandbox.kit import InProcessSandbox, Sandbox
from sandbox.server import Server
from sandbox.settings import Settings

HARBOUR = "11111111-1111-4111-8111-111111111111"


def test_a_block_has_a_server_of_its_own() -> None:
    with Sandbox() as one:
        assert one.client.get("/locations").json()["total"] == 0
        assert httpx.get(f"{one.url}/dev/tenants").json()["total"] == 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{one.url}/health")


def test_settings_are_keywords() -> None:
    with Sandbox(world="default", seed=7, log_retention=20) as one:
        assert one.organization_id == HARBOUR
        assert one.client.get("/locations").json()["total"] == 3
        shown = one.client.get("/dev/settings").json()["settings"]
        assert next(setting["value"] for setting in shown if setting["name"] == "log_retention") == 20


def test_a_running_one_gives_an_organization_that_is_gone_in_the_end() -> None:
    with Server() as server:
        with Sandbox(server.url) as one, Sandbox(url=server.url + "/") as other:
            assert one.url == other.url == server.url
            assert one.organization_id != other.organization_id
        tenants = [tenant["id"] for tenant in httpx.get(f"{server.url}/dev/tenants").json()["data"]]
        assert not {one.organization_id, other.organization_id} & {*tenants}


def test_an_organization_that_was_there_is_left_as_it_is() -> None:
    with Server() as server:
        with Sandbox(server.url, organization_id=HARBOUR) as one:
            assert one.client.get("/locations").json()["total"] == 3
        assert httpx.get(f"{server.url}/dev/tenants/{HARBOUR}").status_code == 200


def test_connecting_needs_no_block() -> None:
    with Server() as server:
        one = Sandbox.connect(server.url)
        try:
            assert one.open() is one
            assert one.client.get("/locations").status_code == 200
        finally:
            one.close()
            one.close()
        assert httpx.get(f"{server.url}/dev/tenants/{one.organization_id}").status_code == 404


class UnitTest(unittest.TestCase):
    """As in a project that does without pytest."""

    def setUp(self) -> None:
        self.sandbox = InProcessSandbox().open()
        self.addCleanup(self.sandbox.close)

    def test_it(self) -> None:
        assert self.sandbox.client.get("/locations").status_code == 200


@pytest.mark.parametrize("backend", ["asyncio"])
@pytest.mark.parametrize("make", [Sandbox, InProcessSandbox])
def test_it_is_an_asynchronous_block_too(make: type[Sandbox], backend: str) -> None:
    async def main() -> None:
        async with make() as one:
            async with asyncio.TaskGroup() as group:
                asked = [group.create_task(one.async_client.get("/locations")) for _ in range(3)]
            assert [answer.result().status_code for answer in asked] == [200] * 3
            assert one.requests.count() == 3

    anyio.run(main, backend=backend)


def test_the_asynchronous_client_outlives_event_loops_and_leaves_no_socket() -> None:
    with Sandbox() as one:
        for _ in range(2):
            assert asyncio.run(one.async_client.get("/locations")).status_code == 200


def test_what_does_not_run_says_so() -> None:
    with pytest.raises(AttributeError, match=r"client: the sandbox does not run; use `with Sandbox\(\)"):
        _ = Sandbox().client
    with pytest.raises(AttributeError, match=r"^the sandbox does not run"):
        Sandbox().create_location()
    with pytest.raises(AttributeError, match="has no attribute 'clinet'"):
        _ = Sandbox().clinet  # type: ignore[attr-defined]
    assert repr(Sandbox()) == "Sandbox(None, organization_id=None)"


def test_what_was_closed_says_so() -> None:
    with InProcessSandbox() as one:
        fault = one.fault(status=503)
    for use in (one.create_location, lambda: one.client, lambda: one.requests, lambda: one.clock.now):
        with pytest.raises(AttributeError, match="the sandbox does not run"):
            use()
    with pytest.raises(ValueError, match="The sandbox does not run any more"):
        _ = fault.hits
    with one:
        assert one.requests.count() == 0


def test_a_running_one_has_its_settings_already() -> None:
    with pytest.raises(BadSetting, match="world: a sandbox that runs has its settings already"):
        Sandbox("http://127.0.0.1:1", world="demo")


@pytest.mark.parametrize("settings", [{"dev": False}, {"wrold": "demo"}, {"seed": "x"}])
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(BadSetting):
        Sandbox(**settings)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("wrld", r"^wrld is not a setting of a sandbox; did you mean world\?"),
        ("organisation_id", r"did you mean organization_id\?"),
        ("xyz", "known: host, port, "),
    ],
)
def test_settings_that_there_are_not_are_named(name: str, text: str) -> None:
    with pytest.raises(BadSetting, match=text):
        Sandbox(**{name: "demo"})


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://", "nonsense"])
def test_where_nothing_answers_the_url_is_named(url: str) -> None:
    with pytest.raises(StartupError, match=f"No sandbox with a control plane answers at {url.rstrip('/')}"):
        Sandbox.connect(url)


def test_without_a_control_plane_nothing_is_promised() -> None:
    hidden = Settings.of(port=0, dev=False, log_level="warning")
    said = r"control plane.*it has no /dev/tenants, as with SANDBOX_DEV=off"
    with Server(hidden) as server, pytest.raises(StartupError, match=said):
        Sandbox.connect(server.url)


@pytest.mark.parametrize("strict", [False, True])
def test_a_stream_of_events_is_refused_in_process(strict: bool) -> None:  # noqa: FBT001
    settings = Settings.of(world="empty", strict=strict)
    with InProcessSandbox(settings) as one:
        with pytest.raises(httpx.UnsupportedProtocol, match="needs a server"):
            one.client.get("/dev/events")
        with pytest.raises(httpx.UnsupportedProtocol, match="needs a server"):
            asyncio.run(one.async_client.get("/dev/events"))
        assert one.client.get("/locations").status_code == 200


def test_the_package_exports_it() -> None:
    assert sandbox.Sandbox is Sandbox
    assert {"Settings", "create_app"} <= {*sandbox.__all__}
