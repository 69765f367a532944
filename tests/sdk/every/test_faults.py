"""How the release takes what goes wrong: how often it tries again, and what it raises in the end.

All faults are tried at once, each in an organization of its own, since a client waits for seconds before it
tries again.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import httpx
import pytest

from sandbox.kit import Sandbox, isolated
from tests.sdk.releases import Release

BRANDS = {
    "flat": "catalog.list_catalog_brands",
    "gateway": "catalog.list_brands",
    "deployments": "ocpp.catalog.list_brands",
    "platform": "evcharger.catalog.list_brands",
}


@dataclass(frozen=True)
class Story:
    """A fault, or a preset, and how a client of every release takes it.

    Args:
        order: what goes wrong: the name of a preset, or the fields of a fault.
        attempts: how many requests the client sends.
        raised: what it raises: a class, or a status of one of its own errors; None if it succeeds.
        timeout: seconds that the client waits for an answer.
    """

    order: str | dict[str, Any]
    attempts: int
    raised: type[Exception] | int | None = None
    timeout: float = 30


STORIES = {
    "two 503": Story("sdk-retry", 3),
    "503 always": Story({"status": 503}, 3, 503),
    "500 once": Story({"status": 500, "times": 1}, 2),
    "502 once": Story({"status": 502, "times": 1}, 2),
    "one 409": Story("conflict-retry", 2),
    "409 always": Story({"status": 409}, 3, 409),
    "408 once": Story({"status": 408, "times": 1}, 2),
    "429 with Retry-After": Story({"status": 429, "retry_after": 1, "times": 1}, 2),
    "401": Story({"status": 401}, 1, 401),
    "403": Story({"status": 403}, 1, 403),
    "404": Story({"status": 404}, 1, 404),
    "422": Story({"status": 422}, 1, 422),
    "every second": Story({"status": 503, "every": 2}, 1),
    "dropped before": Story({"drop": "before", "times": 1}, 2),
    "dropped after": Story({"drop": "after", "times": 1}, 2),
    "dropped always": Story({"drop": "before"}, 3, httpx.RemoteProtocolError),
    "truncated once": Story({"body": "truncated", "times": 1}, 2),
    "truncated always": Story({"body": "truncated"}, 3, httpx.RemoteProtocolError),
    "garbled": Story({"body": "garbled"}, 1, 200),
    "throttled": Story({"bytes_per_second": 5000}, 1),
    "slow": Story({"delay": {"min": 0.01, "max": 0.02}}, 1),
    "too slow": Story({"delay": 1, "times": 1}, 1, httpx.ReadTimeout, timeout=0.5),
}


@pytest.fixture(scope="module")
def told(sandbox_url: str, client_class: Any, release: Release) -> Iterator[dict[str, tuple[int, Any]]]:
    """How each story went: the attempts that came, and what was raised."""

    def live(story: Story) -> tuple[int, Any]:
        with isolated(sandbox_url) as sandbox, httpx.Client(timeout=story.timeout, trust_env=False) as http:
            order(sandbox, story.order)
            client = client_class(base_url=sandbox_url, token=sandbox.user_token(), httpx_client=http)
            raised = outcome(attrgetter(BRANDS[release.edition])(client))
            return attempts(sandbox, story.attempts), raised

    with ThreadPoolExecutor(len(STORIES)) as pool:
        yield dict(zip(STORIES, pool.map(live, STORIES.values()), strict=True))


def order(sandbox: Sandbox, wanted: str | dict[str, Any]) -> None:
    organization = {"organization_id": sandbox.organization_id}
    if isinstance(wanted, str):
        answer = sandbox.client.post(f"/dev/faults/presets/{wanted}", json=organization)
    else:
        answer = sandbox.client.post("/dev/faults", json=wanted | {"match": organization})
    assert answer.status_code == 201, answer.text


def outcome(call: Callable[..., Any]) -> Exception | None:
    """Return what a call raises."""
    try:
        call(limit=2)
    except Exception as raised:  # noqa: BLE001 - it is what the test is about
        return raised
    return None


def attempts(sandbox: Sandbox, expected: int) -> int:
    """Count the requests, as soon as there are as many as expected."""
    pattern = {"organization_id": sandbox.organization_id, "count": str(expected), "timeout": "30"}
    came: int = sandbox.client.get("/dev/requests/wait", params=pattern).json()["count"]
    return came


@pytest.mark.parametrize("name", STORIES)
def test_a_client_tries_again_as_often_as_it_does_in_production(
    told: dict[str, tuple[int, Any]], name: str
) -> None:
    assert told[name][0] == STORIES[name].attempts


@pytest.mark.parametrize("name", STORIES)
def test_a_client_raises_what_it_raises_in_production(told: dict[str, tuple[int, Any]], name: str) -> None:
    wanted, raised = STORIES[name].raised, told[name][1]
    if wanted is None:
        assert raised is None
    elif isinstance(wanted, int):
        assert type(raised).__module__.startswith("ocpplab.")
        assert raised.status_code == wanted
    else:
        assert type(raised) is wanted


def test_a_session_that_ends_in_the_middle_goes_on_with_a_new_token(
    sandbox: Sandbox, make_client: Callable[..., Any], release: Release
) -> None:
    order(sandbox, "expired-session")
    brands = attrgetter(BRANDS[release.edition])
    old = make_client()
    outcomes = [outcome(brands(old)) for _ in range(4)]
    assert outcomes[:3] == [None, None, None]
    assert getattr(outcomes[3], "status_code", None) == 401
    assert outcome(brands(make_client(token=sandbox.user_token()))) is None


def test_a_rate_limit_makes_a_client_wait_as_long_as_it_is_told(
    sandbox: Sandbox, client: Any, release: Release
) -> None:
    order(sandbox, {"rate_limit": {"requests": 2, "seconds": 2}})
    brands = attrgetter(BRANDS[release.edition])
    assert [outcome(brands(client)) for _ in range(3)] == [None, None, None]
    refused = {"organization_id": sandbox.organization_id, "status": "429"}
    found = sandbox.client.get("/dev/requests", params=refused).json()["data"]
    assert [entry["fault"] is not None for entry in found] == [True] * len(found)
    assert len(found) >= 1
