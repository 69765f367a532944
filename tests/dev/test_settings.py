"""What settings do, and which are refused at the start."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from sandbox.app import create_app
from sandbox.errors import BadSetting, BadWorld
from sandbox.kit import IN_PROCESS_URL, InProcessTransport, in_process
from sandbox.settings import Settings
from tests.conftest import CHARGER, LOCATION, created


def test_settings_are_shown_without_secrets() -> None:
    with in_process(Settings.of(world="empty", jwt_secret="s" * 40)) as sandbox:
        answer = sandbox.client.get("/dev/settings")
    settings = {setting["name"]: setting for setting in answer.json()["settings"]}
    assert settings["world"]["value"] == "empty"
    assert settings["port"]["variable"] == "SANDBOX_PORT"
    assert "s" * 40 not in answer.text


@pytest.mark.parametrize("path", ["/dev/token", "/dev/tenants", "/dev/settings", "/dev/records/logs"])
def test_the_control_plane_can_be_switched_off(path: str) -> None:
    app = create_app(Settings.of(world="empty", dev=False))
    with start_blocking_portal() as portal:
        transport = InProcessTransport(app, portal)
        with httpx.Client(transport=transport, base_url=IN_PROCESS_URL) as client:
            assert client.get(path).status_code == 404
            assert "dev/token" not in client.get("/").text
            assert client.get("/health").status_code == 200


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"port": "x"}, "SANDBOX_PORT"),
        ({"port": 70_000}, "SANDBOX_PORT"),
        ({"nope": 1}, "SANDBOX_NOPE"),
        ({"allowed_origins": "https://a.test/"}, "SANDBOX_ALLOWED_ORIGINS"),
        ({"allowed_origins": "a.test"}, "SANDBOX_ALLOWED_ORIGINS"),
        ({"allowed_hosts": "foo:8000"}, "SANDBOX_ALLOWED_HOSTS"),
        ({"allowed_hosts": "http://foo"}, "SANDBOX_ALLOWED_HOSTS"),
        ({"seed": 1, "data": "folder"}, "SANDBOX_SEED"),
        ({"jwt_secret": "s" * 32, "jwt_secret_file": "file"}, "SANDBOX_JWT_SECRET_FILE"),
    ],
)
def test_what_can_never_work_is_refused_by_name(given: dict[str, Any], named: str) -> None:
    with pytest.raises(BadSetting, match=named):
        Settings.of(**given)


def test_a_seed_gives_the_same_ids_whatever_is_read_in_between() -> None:
    def ids(*, curious: bool) -> list[str]:
        with in_process(Settings.of(world="empty", seed=7)) as sandbox:
            charger = created(sandbox.client.post("/chargers", json=CHARGER))["id"]
            if curious:
                sandbox.client.get(f"/chargers/{charger}/logs")
                sandbox.user_token()
            return [charger, created(sandbox.client.post("/locations", json=LOCATION))["id"]]

    assert ids(curious=True) == ids(curious=False)


def test_the_log_keeps_as_many_frames_as_it_is_told_to() -> None:
    with in_process(Settings.of(world="empty", log_retention=10)) as sandbox:
        charger = created(sandbox.client.post("/chargers", json=CHARGER))["id"]
        for _ in range(5):
            sandbox.client.post(f"/chargers/{charger}/start-session", json={"id_tag": "TAG-1"})
            sandbox.client.post(f"/chargers/{charger}/stop-session", json={})
        log = sandbox.client.get(f"/chargers/{charger}/logs").json()
        commands = sandbox.client.get("/dev/records/commands").json()
    assert (log["total"], commands["total"]) == (10, 10)
    assert log["data"][0]["action"] == "StatusNotification"


def test_an_address_that_is_listened_on_may_be_called(tmp_path: Path) -> None:
    with in_process(Settings.of(world="empty", host="192.0.2.7")) as sandbox:
        answer = sandbox.client.get("/health", headers={"Host": "192.0.2.7:8000"})
    assert answer.status_code == 200


def test_a_start_that_fails_lets_go_of_the_data_folder(tmp_path: Path) -> None:
    with pytest.raises(BadWorld) as refused:
        create_app(Settings.of(world="nowhere.json", data=tmp_path))
    with in_process(Settings.of(world="empty", data=tmp_path)) as sandbox:
        assert sandbox.client.get("/health").status_code == 200
    assert "nowhere.json" in str(refused.value)
