"""Faults that requests ask for themselves."""

from typing import Any

import httpx
import pytest

from tests.conftest import LOCATION, problems
from tests.dev.faulting import add, count


@pytest.mark.parametrize("how", ["header", "query"])
def test_a_request_can_ask_for_its_fault(client: httpx.Client, how: str) -> None:
    def get() -> httpx.Response:
        wanted = "status=503; times=2; detail=Busy"
        if how == "header":
            return client.get("/locations?page=1", headers={"X-Sandbox-Fault": wanted})
        return client.get("/locations", params={"page": 1, "x-sandbox-fault": wanted})

    answers = [get() for _ in range(6)]
    assert [answer.status_code for answer in answers] == [503, 503, 200, 503, 503, 200]
    assert answers[0].json() == {"detail": "Busy"}
    assert "unknown" not in answers[2].headers.get("X-Sandbox-Warnings", "")


@pytest.mark.parametrize(
    "how", [{"headers": {"X-Sandbox-Fault": "off"}}, {"params": {"x-sandbox-fault": "off"}}]
)
def test_a_request_can_ask_for_no_fault(client: httpx.Client, how: dict[str, Any]) -> None:
    add(client, status=500)
    assert client.get("/locations", **how).status_code == 200
    assert client.get("/locations").status_code == 500


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("503", "header.X-Sandbox-Fault"),
        ("status=99", "header.X-Sandbox-Fault.status"),
        ("status=503; tmies=2", "header.X-Sandbox-Fault.tmies"),
        ("times=2", "header.X-Sandbox-Fault"),
        ("delay=2..1", "header.X-Sandbox-Fault.delay.range"),
        ("rate_limit=5/0", "header.X-Sandbox-Fault.rate_limit.seconds"),
    ],
)
def test_a_fault_that_cannot_be_understood_is_told(client: httpx.Client, wanted: str, place: str) -> None:
    answer = client.post("/locations", json=LOCATION, headers={"X-Sandbox-Fault": wanted})
    assert place in problems(answer)
    assert count(client) == 0
