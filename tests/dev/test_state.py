"""Reset, and what outlives the process."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.domain.world import OWNED
from sandbox.kit import in_process
from sandbox.rest.parsing import MOST_LEVELS
from sandbox.settings import Settings
from tests.conftest import CHARGER, LOCATION, Make, created

HARBOUR, SIERRA = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def owned(client: httpx.Client, organization_id: str) -> list[Any]:
    """Return all that is stored of an organization."""
    query = {"organization_id": organization_id, "limit": "1000"}
    return [client.get(f"/dev/records/{spec.name}", params=query).json() for spec in OWNED]


def reset(client: httpx.Client, organization_id: str) -> httpx.Response:
    return client.post("/dev/reset", params={"organization_id": organization_id})


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


@pytest.mark.parametrize("restarted", [False, True])
def test_one_organization_is_reset_alone(tmp_path: Path, *, restarted: bool) -> None:
    settings = Settings.of(world="default", data=tmp_path)
    with in_process(settings) as sandbox:
        opened = owned(sandbox.client, HARBOUR)
    with in_process(settings if restarted else Settings.of(world="default")) as sandbox:
        client = sandbox.client
        client.post("/chargers/dep-harbour-003/stop-session", json={})
        client.delete("/chargers/dep-harbour-001")
        token = client.post("/dev/token", json={"organization_id": SIERRA}).json()["access_token"]
        created(client.post("/locations", json=LOCATION, headers={"Authorization": f"Bearer {token}"}))
        theirs = owned(client, SIERRA)
        assert reset(client, HARBOUR).status_code == 204
        assert _timeless(owned(client, HARBOUR)) == _timeless(opened)
        assert owned(client, SIERRA) == theirs


def _timeless(found: list[Any]) -> list[Any]:
    """Leave out when the chargers were switched on, which depends on when the world was opened."""
    moments = ("powered_at", "at")
    return [
        [{name: value for name, value in row.items() if name not in moments} for row in page["data"]]
        for page in found
    ]


def test_an_organization_that_is_not_in_the_world_becomes_empty_and_stays(
    client: httpx.Client, make_location: Make
) -> None:
    other = created(client.post("/dev/tenants", json={"name": "Other"}))
    token = client.post("/dev/token", json={"organization_id": other["id"]}).json()["access_token"]
    created(client.post("/locations", json=LOCATION, headers={"Authorization": f"Bearer {token}"}))
    make_location()
    assert reset(client, other["id"]).status_code == 204
    assert client.get(f"/dev/tenants/{other['id']}").json() == other
    assert all(page["total"] == 0 for page in owned(client, other["id"]))
    assert client.get("/locations").json()["total"] == 1


def test_an_organization_of_the_world_that_was_deleted_comes_back() -> None:
    with in_process(Settings.of(world="default")) as sandbox:
        opened = owned(sandbox.client, HARBOUR)
        sandbox.client.delete(f"/dev/tenants/{HARBOUR}")
        assert reset(sandbox.client, HARBOUR).status_code == 204
        assert owned(sandbox.client, HARBOUR) == opened
        assert sandbox.client.get("/locations").is_success


def test_an_organization_that_never_was_cannot_be_reset(client: httpx.Client) -> None:
    assert reset(client, SIERRA).status_code == 404
    assert reset(client, "harbour").status_code == 422


def test_a_file_that_is_gone_by_the_time_of_a_reset_is_named(tmp_path: Path) -> None:
    file = tmp_path / "world.json"
    file.write_text('{"organizations": {}}', encoding="utf-8")
    settings = Settings.of(world=str(file), data=tmp_path / "data")
    with in_process(settings):
        pass
    file.unlink()
    with in_process(settings) as sandbox:
        organization = sandbox.organization_id
        for answer in (sandbox.client.post("/dev/reset"), reset(sandbox.client, organization)):
            assert answer.status_code == 409
            assert f"The world {file} cannot be read" in answer.json()["detail"]
        assert sandbox.client.get("/locations").is_success
