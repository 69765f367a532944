"""`X-Sandbox-Arranged`: what a test arranges is performed, and nobody tells of it."""

import threading
from typing import Any

import httpx
import pytest

from sandbox.kit import Sandbox
from tests.conftest import LOCATION
from tests.dev.events.listening import hear

ARRANGED = {"X-Sandbox-Arranged": "yes"}


def kept(client: httpx.Client) -> list[str]:
    return [entry["path"] for entry in client.get("/dev/requests").json()["data"]]


@pytest.mark.parametrize(
    "more",
    [
        {"headers": {"X-Sandbox-Fault": "status=503"}},
        {"params": {"x-sandbox-fault": "status=503"}},
        {},
    ],
)
def test_no_fault_hits_it_and_none_counts_it(client: httpx.Client, more: dict[str, Any]) -> None:
    fault = client.post("/dev/faults", json={"status": 500}).json()
    asked = {**more, "headers": ARRANGED | more.get("headers", {})}
    assert client.post("/locations", json=LOCATION, **asked).status_code == 201
    assert client.get(f"/dev/faults/{fault['id']}").json()["matches"] == 0


@pytest.mark.parametrize(
    "request_of",
    [
        lambda client: client.post("/locations", json=LOCATION, headers=ARRANGED),
        lambda client: client.post("/locations", json={}, headers=ARRANGED),
        lambda client: client.get("/nowhere", headers=ARRANGED),
        lambda client: client.post("/locations", content=b" " * 2_000_000, headers=ARRANGED),
        lambda client: client.post("/dev/tenants", json={}, headers=ARRANGED),
    ],
    ids=["performed", "refused", "unknown", "too large", "control plane"],
)
def test_it_is_not_in_the_journal(client: httpx.Client, request_of: Any) -> None:
    request_of(client)
    assert kept(client) == []


def test_another_value_arranges_nothing(client: httpx.Client) -> None:
    client.get("/locations", headers={"X-Sandbox-Arranged": "no"})
    assert kept(client) == ["/locations"]


def test_who_waits_or_listens_does_not_hear_of_it(sandbox: Sandbox) -> None:
    whose = {"organization_id": sandbox.organization_id}
    with hear(sandbox, "request", "location") as ear:
        sandbox.create_location()
        sandbox.client.get("/chargers")
        heard = ear.until(kind="request")
    assert [(event["kind"], event.get("path")) for event in heard] == [
        ("location", None),
        ("request", "/chargers"),
    ]
    answers: list[Any] = []
    wanted = {**whose, "path": "/locations", "timeout": "30"}
    waiting = threading.Thread(
        target=lambda: answers.append(sandbox.client.get("/dev/requests/wait", params=wanted).json())
    )
    waiting.start()
    sandbox.create_location()
    sandbox.client.get("/locations")
    waiting.join()
    assert [entry["method"] for entry in answers[0]["data"]] == ["GET"]
