"""Reset, and what outlives the process."""

from pathlib import Path

import httpx

from sandbox.kit import in_process
from sandbox.rest.parsing import MOST_LEVELS
from sandbox.settings import Settings
from tests.conftest import CHARGER, LOCATION, Make, created

HARBOUR = "11111111-1111-4111-8111-111111111111"


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


def test_reset_keeps_revoked_tokens_revoked(client: httpx.Client) -> None:
    token = client.get("/dev/token", params={"defect": "revoked"}).json()["access_token"]
    client.post("/dev/reset")
    answer = client.get("/locations", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, "revoked" in answer.json()["detail"]) == (401, True)


def test_reset_after_a_restart_goes_back_to_the_world_of_the_folder(tmp_path: Path) -> None:
    with in_process(Settings.of(world="default", data=tmp_path)):
        pass
    with in_process(Settings.of(world="empty", data=tmp_path)) as sandbox:
        sandbox.client.post("/dev/reset")
        assert sandbox.client.get("/locations").json()["total"] == 3


def test_what_was_accepted_at_the_deepest_level_is_read_back(tmp_path: Path) -> None:
    deepest: object = {}
    for _ in range(MOST_LEVELS - 3):
        deepest = [deepest]
    settings = Settings.of(world="empty", data=tmp_path)
    for _ in range(2):
        with in_process(settings) as sandbox:
            charger = sandbox.client.get("/chargers").json()["data"] or [
                created(sandbox.client.post("/chargers", json=CHARGER))
            ]
            answer = sandbox.client.post(
                f"/chargers/{charger[0]['id']}/proxy-message",
                params={"action": "data_transfer", "ocpp_version": "ocpp1.6"},
                json={"payload": {"vendor_id": "x", "data": deepest}},
            )
            assert answer.status_code == 202
    assert answer.json()["payload"]["payload"]["data"] == deepest
