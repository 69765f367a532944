"""What tests share: requests that make things, and the number of workers."""

import os
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sandbox.kit import InProcessSandbox

Make = Callable[..., dict[str, Any]]

LOCATION = {
    "name": "Harbour Hub",
    "address": "1 Quay Street",
    "city": "Paris",
    "country": "FR",
    "coordinates": {"latitude": 48.8925, "longitude": 2.2361},
}
CHARGER = {
    "identity": "CP-0001",
    "brand_slug": "wallbox",
    "model_slug": "wallbox-pulsar-plus",
    "connector_type": "Type2",
    "ws_url": "ws://127.0.0.1:9000/ocpp",
}

DEPLOYMENT = {
    "brand_slug": "evbox",
    "model": "evbox-businessline-double",
    "connector_type": "Type2",
    "identity": "CP-1",
    "charger_name": "Bay 1",
    "ocpp_version": "ocpp1.6",
    "ws_url": "ws://127.0.0.1:9000/ocpp",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run one worker more than there are cores: tests of live chargers wait for others half of the time."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
def client(inprocess_sandbox: InProcessSandbox) -> httpx.Client:
    """A client with a user token of an empty organization."""
    return inprocess_sandbox.client


@pytest.fixture
def make_location(client: httpx.Client) -> Make:
    def make(**fields: Any) -> dict[str, Any]:
        return created(client.post("/locations", json=LOCATION | fields))

    return make


@pytest.fixture
def make_charger(client: httpx.Client) -> Make:
    def make(**fields: Any) -> dict[str, Any]:
        return created(client.post("/chargers", json=CHARGER | fields))

    return make


def created(answer: httpx.Response) -> dict[str, Any]:
    """Return what was created."""
    assert answer.status_code == httpx.codes.CREATED, answer.text
    body: dict[str, Any] = answer.json()
    return body


def problems(answer: httpx.Response) -> dict[str, str]:
    """Return the problems of a 422 as type by dotted place."""
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY, answer.text
    return {".".join(map(str, problem["loc"])): problem["type"] for problem in answer.json()["detail"]}
