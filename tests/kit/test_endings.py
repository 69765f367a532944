"""The test kit cleans up after itself, however a test ends."""

from pathlib import Path

import httpx
import pytest

from sandbox.errors import BadSetting
from sandbox.kit import in_process, isolated
from sandbox.server import Server
from sandbox.settings import Settings
from tests.clocks import MovableClock


class FailedTestError(Exception):
    """Stands for an assertion that fails."""


def fail() -> None:
    raise FailedTestError


def test_a_failed_test_leaves_no_organization_behind() -> None:
    with Server() as server:
        with pytest.raises(FailedTestError), isolated(server.url):
            fail()
        names = [tenant["name"] for tenant in httpx.get(f"{server.url}/dev/tenants").json()["data"]]
    assert "test" not in names


def test_a_test_that_resets_the_sandbox_ends_well() -> None:
    with Server() as server, isolated(server.url) as sandbox:
        assert sandbox.client.post("/dev/reset").status_code == 204


def test_a_failed_test_lets_go_of_the_data_folder(tmp_path: Path) -> None:
    settings = Settings.of(world="empty", data=tmp_path)
    with pytest.raises(FailedTestError), in_process(settings):
        fail()
    with in_process(settings) as sandbox:
        assert sandbox.client.get("/locations").status_code == 200


def test_the_client_outlives_a_moved_clock() -> None:
    clock = MovableClock()
    with in_process(clock=clock) as sandbox:
        clock.advance(days=30)
        assert sandbox.client.get("/locations").status_code == 200


def test_a_token_of_a_test_expires_by_the_clock() -> None:
    clock = MovableClock()
    with in_process(clock=clock) as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.user_token(expires_in=60)}"}
        assert sandbox.client.get("/locations", headers=headers).status_code == 200
        clock.advance(seconds=60)
        assert sandbox.client.get("/locations", headers=headers).status_code == 401


def test_a_world_without_organizations_gets_one(tmp_path: Path) -> None:
    world = tmp_path / "nothing.json"
    world.write_text("{}", "utf-8")
    with in_process(Settings.of(world=str(world))) as sandbox:
        assert sandbox.client.get("/locations").json()["total"] == 0


def test_without_a_control_plane_there_is_no_kit() -> None:
    with pytest.raises(BadSetting, match="SANDBOX_DEV"), in_process(Settings.of(dev=False)):
        fail()


def test_a_wrong_defect_is_explained_in_words() -> None:
    with in_process() as sandbox, pytest.raises(ValueError, match="defect: Input should be 'expired'"):
        sandbox.token(defect="expird")
