"""The control plane takes no parameter that it does not know: misspelt, it would be a command about all."""

import re

import httpx
import pytest

from sandbox.dev.operations import OPERATIONS
from sandbox.rest.operation import Operation
from tests.conftest import LOCATION, Make, problems

ANY_ID = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_an_unknown_parameter_is_refused(client: httpx.Client, operation: Operation) -> None:
    path = re.sub(r"\{\w+\}", ANY_ID, operation.path)
    answer = client.request(operation.method, path, params={"organisation_id": ANY_ID})
    assert problems(answer)["query.organisation_id"] == "extra_forbidden"


def test_a_misspelt_parameter_has_done_nothing(client: httpx.Client, make_location: Make) -> None:
    make_location()
    client.post("/dev/faults", json={"status": 503, "match": {"path": "/nothing"}})
    client.post("/dev/snapshots", json={"name": "one"})
    for method, path in (
        ("POST", "/dev/reset"),
        ("POST", "/dev/import"),
        ("DELETE", "/dev/faults"),
        ("DELETE", "/dev/snapshots"),
        ("DELETE", "/dev/requests"),
    ):
        answer = client.request(method, path, params={"organisation_id": ANY_ID}, json={})
        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert client.get("/locations").json()["data"][0]["name"] == LOCATION["name"]
    assert client.get("/dev/faults").json()["total"] == 1
    assert client.get("/dev/snapshots").json()["total"] == 1
    assert client.get("/dev/requests/count?path=/locations").json()["count"] == 2


def test_a_parameter_that_stands_in_the_body_elsewhere_is_refused(client: httpx.Client) -> None:
    organization = client.get("/dev/tenants").json()["data"][0]["id"]
    answer = client.post(f"/dev/clock?organization_id={organization}", json={"frozen": True})
    assert problems(answer) == {"query.organization_id": "extra_forbidden"}
    assert client.get("/dev/clock").json()["frozen"] is False
