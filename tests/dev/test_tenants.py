import httpx

from tests.conftest import Make, created, problems


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
