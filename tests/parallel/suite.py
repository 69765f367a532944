"""Tests that do everything at once that could disturb another: run by `test_suite.py`, in random order.

Each finds exactly its own data, faults, requests, time and snapshots, whatever the others are doing.
"""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from sandbox.kit import Sandbox

Test = Callable[[Sandbox], None]

TIMES = 20


def data(sandbox: Sandbox) -> None:
    location = sandbox.create_location()
    sandbox.create_charger(identity="CP-0001", location_id=location["id"])
    assert sandbox.client.get("/locations").json()["total"] == 1
    assert [one["identity"] for one in sandbox.client.get("/chargers").json()["data"]] == ["CP-0001"]


def faults(sandbox: Sandbox) -> None:
    fault = sandbox.fault(status=503, times=2)
    assert [sandbox.client.get("/locations").status_code for _ in range(4)] == [503, 503, 200, 200]
    assert fault.hits == 2
    assert len(sandbox.faults) == 1


def connections(sandbox: Sandbox) -> None:
    location = sandbox.create_location()["id"]
    sandbox.fault(drop="after", operation="delete_location", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        sandbox.client.delete(f"/locations/{location}")
    assert sandbox.client.get("/locations").json()["total"] == 0


def requests(sandbox: Sandbox) -> None:
    for _ in range(3):
        sandbox.client.get("/chargers")
    sandbox.requests.assert_called(times=3, operation="list_chargers")
    assert sandbox.requests.count() == 3
    sandbox.requests.clear()
    assert sandbox.requests.count() == 0


def refusals(sandbox: Sandbox) -> None:
    expired = {"Authorization": f"Bearer {sandbox.token(defect='expired')}"}
    refused = sandbox.client.get("/locations", headers=expired)
    assert sandbox.requests.explain(refused).check == "token"
    sandbox.requests.assert_called(times=1, status="401")


def time(sandbox: Sandbox) -> None:
    charger = sandbox.create_charger()
    session = {"id_tag": "TAG-1", "duration_seconds": 600}
    target = {"charger_id": charger["id"]}
    sandbox.client.post("/commands/start-session", json={"target": target, "event": session})
    began = sandbox.clock.freeze()
    assert sandbox.clock.advance(hours=1) == began + timedelta(hours=1)
    log = sandbox.client.get(f"/chargers/{charger['id']}/logs", params={"event": "StopTransaction"}).json()
    assert log["total"] == 2


def snapshots(sandbox: Sandbox) -> None:
    sandbox.create_location()
    with sandbox.snapshot("before"):
        sandbox.create_location()
        assert sandbox.client.get("/locations").json()["total"] == 2
    assert sandbox.client.get("/locations").json()["total"] == 1


def resets(sandbox: Sandbox) -> None:
    sandbox.create_location()
    sandbox.fault(status=500)
    sandbox.reset()
    assert sandbox.client.get("/locations").json()["total"] == 0


def provisioning(sandbox: Sandbox) -> None:
    sandbox.fail_next("charger", code="capacity_exceeded")
    codes = []
    for identity in ("CP-1", "CP-2"):
        body = CHARGER | {"identity": identity}
        status = sandbox.client.post("/ocpp/chargers", json=body).json()["status_url"]
        codes.append((sandbox.client.get(status).json()["error"] or {}).get("code"))
    assert codes == ["capacity_exceeded", None]


def sessions(sandbox: Sandbox) -> None:
    sandbox.preset("expired-session")
    assert [sandbox.client.get("/locations").status_code for _ in range(5)] == [200, 200, 200, 401, 401]
    fresh = {"Authorization": f"Bearer {sandbox.user_token()}"}
    assert sandbox.client.get("/locations", headers=fresh).status_code == 200


CHARGER = {
    "brand_slug": "wallbox",
    "model_slug": "wallbox-pulsar-plus",
    "connector_type": "Type2",
    "ws_url": "ws://127.0.0.1:9000/ocpp",
}

TESTS: tuple[Test, ...] = (
    data,
    faults,
    connections,
    requests,
    refusals,
    time,
    snapshots,
    resets,
    provisioning,
    sessions,
)


@pytest.mark.parametrize("number", range(TIMES))
@pytest.mark.parametrize("test", TESTS)
def test_nobody_is_disturbed(sandbox: Sandbox, test: Test, number: int) -> None:
    test(sandbox)
