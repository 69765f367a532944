"""Which of the requests that match a fault hits: counts, chance and rate limits."""

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.dev.faulting import add, organization


@pytest.mark.parametrize(
    ("trigger", "hits"),
    [
        ({}, "xxxxxxx"),
        ({"times": 2}, "xx....."),
        ({"after": 3}, "...xxxx"),
        ({"after": 1, "times": 2}, ".xx...."),
        ({"every": 3}, "..x..x."),
        ({"every": 2, "times": 1}, ".x....."),
    ],
)
def test_a_fault_hits_as_its_trigger_says(client: httpx.Client, trigger: dict[str, int], hits: str) -> None:
    fault = add(client, status=500, **trigger)
    seen = "".join("x" if client.get("/locations").is_error else "." for _ in range(7))
    assert seen == hits
    kept = client.get(f"/dev/faults/{fault['id']}").json()
    assert (kept["matches"], kept["hits"]) == (7, hits.count("x"))
    assert kept["spent"] is (trigger.get("times") == hits.count("x"))


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


def test_a_rate_limit_counts_each_organization_by_its_own_clock() -> None:
    clock = MovableClock()
    with in_process(Settings.of(world="empty"), clock=clock) as sandbox:
        client = sandbox.client
        (ahead, theirs), (_, other) = organization(client), organization(client)
        client.post("/dev/clock", json={"advance": 86_400, "organization_id": ahead})
        add(client, rate_limit={"requests": 1, "seconds": 60})
        for _ in range(2):
            answers = [client.get("/locations", headers=headers) for headers in (theirs, other)]
        assert [answer.status_code for answer in answers] == [429, 429]
        assert [answer.headers["Retry-After"] for answer in answers] == ["60", "60"]
        clock.advance(seconds=60)
        answers = [client.get("/locations", headers=headers) for headers in (theirs, other)]
        assert [answer.status_code for answer in answers] == [200, 200]


def test_a_rate_limit_goes_on_when_an_organization_takes_a_clock_of_its_own() -> None:
    with in_process(Settings.of(world="empty"), clock=MovableClock()) as sandbox:
        add(sandbox.client, rate_limit={"requests": 1, "seconds": 60})
        assert sandbox.client.get("/locations").status_code == 200
        sandbox.clock.advance(seconds=20)
        assert sandbox.client.get("/locations").headers["Retry-After"] == "40"
        sandbox.clock.advance(seconds=40)
        assert sandbox.client.get("/locations").status_code == 200


def test_side_by_side_chance_is_the_same() -> None:
    half = {"status": 500, "probability": 0.5}

    def hits(client: httpx.Client, headers: dict[str, str]) -> list[bool]:
        return [client.get("/locations", headers=headers).is_error for _ in range(32)]

    def alone() -> list[bool]:
        with in_process(Settings.of(world="empty", seed=1)) as sandbox:
            identifier, headers = organization(sandbox.client)
            add(sandbox.client, match={"organization_id": identifier}, **half)
            return hits(sandbox.client, headers)

    def beside_another() -> list[bool]:
        with in_process(Settings.of(world="empty", seed=1)) as sandbox:
            client = sandbox.client
            (other, theirs), (identifier, headers) = organization(client), organization(client)
            for _ in range(2):
                add(client, match={"organization_id": other}, **half)
            hits(client, theirs)
            add(client, match={"organization_id": identifier}, **half)
            return hits(client, headers)

    assert alone() == beside_another()


def test_two_faults_of_one_organization_have_chances_of_their_own() -> None:
    paths = ("/locations", "/chargers")
    with in_process(Settings.of(world="empty", seed=1)) as sandbox:
        for path in paths:
            add(sandbox.client, match={"path": path}, status=500, probability=0.5)
        first, second = ([sandbox.client.get(path).is_error for _ in range(32)] for path in paths)
        assert first != second


def test_chance_begins_anew_when_all_faults_are_taken_back() -> None:
    with in_process(Settings.of(world="empty", seed=1)) as sandbox:

        def hits() -> list[bool]:
            add(sandbox.client, status=500, probability=0.5)
            return [sandbox.client.get("/chargers/catalog/brands").is_error for _ in range(32)]

        first = hits()
        sandbox.client.delete("/dev/faults")
        assert hits() == first
