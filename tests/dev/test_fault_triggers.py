"""Which of the requests that match a fault hits: counts, chance and rate limits."""

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.dev.faulting import add


@pytest.mark.parametrize(
    ("occasion", "struck"),
    [
        ({}, "xxxxxxx"),
        ({"times": 2}, "xx....."),
        ({"after": 3}, "...xxxx"),
        ({"after": 1, "times": 2}, ".xx...."),
        ({"every": 3}, "..x..x."),
        ({"every": 2, "times": 1}, ".x....."),
    ],
)
def test_a_fault_strikes_on_its_occasions(
    client: httpx.Client, occasion: dict[str, int], struck: str
) -> None:
    fault = add(client, status=500, **occasion)
    seen = "".join("x" if client.get("/locations").is_error else "." for _ in range(7))
    assert seen == struck
    kept = client.get(f"/dev/faults/{fault['id']}").json()
    assert (kept["matches"], kept["hits"]) == (7, struck.count("x"))
    assert kept["spent"] is (occasion.get("times") == struck.count("x"))


def test_chance_comes_from_the_seed() -> None:
    def statuses(seed: int) -> list[int]:
        with in_process(Settings.of(world="empty", seed=seed)) as sandbox:
            add(sandbox.client, status=500, probability=0.5)
            return [sandbox.client.get("/locations").status_code for _ in range(32)]

    assert statuses(1) == statuses(1)
    assert statuses(1) != statuses(2)
    assert set(statuses(1)) == {200, 500}


def test_a_rate_limit_lets_so_many_through_and_says_when_to_come_again() -> None:
    clock = MovableClock()
    with in_process(Settings.of(world="empty"), clock=clock) as sandbox:
        add(sandbox.client, rate_limit={"requests": 2, "seconds": 10})
        answers = [sandbox.client.get("/locations") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].headers["Retry-After"] == "10"
        clock.advance(seconds=9.5)
        assert sandbox.client.get("/locations").headers["Retry-After"] == "1"
        clock.advance(seconds=0.5)
        assert sandbox.client.get("/locations").status_code == 200
