"""Tenants, records, reset and settings."""

from pathlib import Path

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from sandbox.app import create_app
from sandbox.kit import IN_PROCESS_URL, InProcessTransport, in_process
from sandbox.settings import Settings
from tests.conftest import LOCATION, Make, created, problems

HARBOUR = "11111111-1111-4111-8111-111111111111"


def test_a_tenant_is_created_listed_and_deleted(client: httpx.Client) -> None:
    tenant = created(client.post("/dev/tenants", json={"name": "Mine"}))
    assert client.get(f"/dev/tenants/{tenant['id']}").json() == tenant
    assert tenant in client.get("/dev/tenants").json()["data"]
    assert client.delete(f"/dev/tenants/{tenant['id']}").status_code == 204
    assert client.get(f"/dev/tenants/{tenant['id']}").status_code == 404
    assert client.delete(f"/dev/tenants/{tenant['id']}").status_code == 404


def test_a_tenant_needs_a_name(client: httpx.Client) -> None:
    assert problems(client.post("/dev/tenants", json={})) == {"body.name": "missing"}


def test_deleting_a_tenant_removes_all_it_owns(
    client: httpx.Client, make_location: Make, make_charger: Make
) -> None:
    charger = make_charger(location_id=make_location()["id"])
    client.post(f"/chargers/{charger['id']}/plug-connector", json={})
    organization = client.get("/dev/tenants").json()["data"][0]["id"]
    assert client.get("/dev/records/logs").json()["total"] > 0
    client.delete(f"/dev/tenants/{organization}")
    for collection in ("locations", "chargers", "charger_states", "commands", "logs", "organizations"):
        assert client.get(f"/dev/records/{collection}").json() == {"data": [], "total": 0}


def test_records_show_what_is_stored(client: httpx.Client, make_location: Make) -> None:
    location = make_location()
    shown = client.get("/dev/records/locations", params={"limit": 1}).json()
    assert shown["total"] == 1
    assert shown["data"][0]["id"] == location["id"]


def test_records_filter_by_organization(client: httpx.Client, make_location: Make) -> None:
    make_location()
    other = created(client.post("/dev/tenants", json={"name": "other"}))["id"]
    assert client.get("/dev/records/locations", params={"organization_id": other}).json()["total"] == 0


def test_an_unknown_collection_names_those_there_are(client: httpx.Client) -> None:
    answer = client.get("/dev/records/nope")
    assert answer.status_code == 404
    assert "charger_states" in answer.json()["detail"]


def test_reset_goes_back_to_the_world_as_opened(client: httpx.Client, make_location: Make) -> None:
    make_location()
    for _ in range(2):
        assert client.post("/dev/reset").status_code == 204
        assert client.get("/locations").json()["total"] == 0
        make_location()


def test_reset_brings_back_what_was_deleted() -> None:
    with in_process(Settings.of(world="default")) as sandbox:
        client = sandbox.client
        before = client.get("/chargers").json()
        client.delete(f"/dev/tenants/{HARBOUR}")
        assert client.get("/chargers").status_code == 403
        client.post("/dev/reset")
        assert client.get("/chargers").json() == before


def test_reset_after_a_restart_opens_the_world_anew(tmp_path: Path) -> None:
    settings = Settings.of(world="default", data=tmp_path)
    with in_process(settings) as sandbox:
        before = sandbox.client.get("/locations").json()
        created(sandbox.client.post("/locations", json=LOCATION))
    with in_process(settings) as sandbox:
        assert sandbox.client.get("/locations").json()["total"] == before["total"] + 1
        sandbox.client.post("/dev/reset")
        assert sandbox.client.get("/locations").json() == before


def test_a_deleted_world_stays_deleted_over_a_restart(tmp_path: Path) -> None:
    settings = Settings.of(world="default", data=tmp_path)
    with in_process(settings) as sandbox:
        created(sandbox.client.post("/dev/tenants", json={"name": "Kept"}))
        sandbox.client.delete(f"/dev/tenants/{HARBOUR}")
    with in_process(settings) as sandbox:
        names = [tenant["name"] for tenant in sandbox.client.get("/dev/tenants").json()["data"]]
    assert "Harbour Energy" not in names
    assert "Kept" in names


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
