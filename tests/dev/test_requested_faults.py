"""Faults that requests ask for themselves."""

from typing import Any

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.conftest import LOCATION, problems
from tests.dev.faulting import add, bearer, count, organization


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
        ("rate_limit=1e999", "header.X-Sandbox-Fault.rate_limit.requests"),
        ("status=503; status=404", "header.X-Sandbox-Fault.status"),
        ("status=503; off", "header.X-Sandbox-Fault"),
        ("status=" + "[" * 5000, "header.X-Sandbox-Fault.status"),
        ("status=503; operation=list_*", "header.X-Sandbox-Fault.operation"),
        ("", "header.X-Sandbox-Fault"),
        (" ; ", "header.X-Sandbox-Fault"),
    ],
)
def test_a_fault_that_cannot_be_understood_is_told(client: httpx.Client, wanted: str, place: str) -> None:
    answer = client.post("/locations", json=LOCATION, headers={"X-Sandbox-Fault": wanted})
    assert place in problems(answer)
    assert count(client) == 0


ONCE = {"X-Sandbox-Fault": "status=503; times=1"}


def test_a_fault_that_is_asked_for_twice_is_not_understood(client: httpx.Client) -> None:
    twice = [("X-Sandbox-Fault", "status=503"), ("X-Sandbox-Fault", "status=404")]
    assert "header.X-Sandbox-Fault.status" in problems(client.get("/locations", headers=twice))
    answer = client.get("/locations?x-sandbox-fault=status%3D404", headers={"X-Sandbox-Fault": "status=503"})
    assert "header.X-Sandbox-Fault.status" in problems(answer)


def test_the_headers_of_an_answer_are_written_as_json(client: httpx.Client) -> None:
    wanted = 'status=503; headers={"X-Why": "busy"}; retry_after=3; detail=5'
    answer = client.get("/locations", headers={"X-Sandbox-Fault": wanted})
    assert (answer.headers["X-Why"], answer.headers["Retry-After"]) == ("busy", "3")
    assert answer.json() == {"detail": "5"}


def test_organizations_of_one_admin_have_attempts_of_their_own(client: httpx.Client) -> None:
    admin = bearer(client, role="admin")
    (first, _), (second, _) = organization(client), organization(client)

    def get(identifier: str) -> int:
        return client.get("/locations", headers=admin | ONCE | {"X-Organization-Id": identifier}).status_code

    assert [get(first), get(second), get(first), get(second)] == [503, 503, 200, 200]


@pytest.mark.parametrize(("method", "path"), [("POST", "/dev/reset"), ("DELETE", "/dev/faults")])
def test_attempts_are_forgotten_with_the_faults(client: httpx.Client, method: str, path: str) -> None:
    (identifier, headers), (_, theirs) = organization(client), organization(client)
    asking = [headers | ONCE, theirs | ONCE]

    def get() -> list[int]:
        return [client.get("/locations", headers=headers).status_code for headers in asking]

    assert get() == [503, 503]
    client.request(method, path, params={"organization_id": identifier})
    assert get() == [503, 200]
    assert client.get("/health", headers=ONCE).status_code == 503
    client.request(method, path)
    assert client.get("/health", headers=ONCE).status_code == 503


def test_attempts_are_forgotten_with_their_organization(client: httpx.Client) -> None:
    identifier, headers = organization(client)
    assert client.get("/locations", headers=headers | ONCE).status_code == 503
    client.delete(f"/dev/tenants/{identifier}")
    assert client.get("/locations", headers=headers | ONCE).status_code == 503


def test_a_rate_limit_that_is_asked_for_goes_by_the_clock_of_the_organization() -> None:
    with in_process(Settings.of(world="empty"), clock=MovableClock()) as sandbox:
        asked = {"X-Sandbox-Fault": "rate_limit=1/60"}
        statuses = [sandbox.client.get("/locations", headers=asked).status_code for _ in range(2)]
        sandbox.clock.advance(seconds=60)
        statuses.append(sandbox.client.get("/locations", headers=asked).status_code)
        assert statuses == [200, 429, 200]


def test_chance_that_is_asked_for_comes_from_the_seed() -> None:
    def statuses(path: str, *, also: str = "/health") -> list[int]:
        asked = {"X-Sandbox-Fault": "status=500; probability=0.5"}
        with in_process(Settings.of(world="empty", seed=1)) as sandbox:
            seen = []
            for _ in range(32):
                seen.append(sandbox.client.get(path, headers=asked).status_code)
                sandbox.client.get(also, headers=asked)
            return seen

    assert statuses("/locations") == statuses("/locations", also="/chargers")
    assert statuses("/locations") != statuses("/chargers")
    assert set(statuses("/locations")) == {200, 500}
