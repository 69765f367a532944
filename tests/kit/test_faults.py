"""`sandbox.fault`, `.preset` and `.faults`."""

from typing import Any

import httpx
import pytest

from sandbox.kit import InProcessSandbox, Sandbox
from sandbox.kit.faults import FaultFields
from sandbox.traffic.effects import Effect
from sandbox.traffic.matching import RequestPattern
from sandbox.traffic.rules import Trigger
from tests.conftest import LOCATION


def statuses(sandbox: Sandbox, times: int) -> list[int]:
    return [sandbox.client.get("/locations").status_code for _ in range(times)]


def test_fields_of_the_pattern_stand_beside_the_others(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    fault = sandbox.fault(
        name="busy",
        status=503,
        times=2,
        operation="list_locations",
        headers={"X-Why": "busy"},
        query={"page": 2},
    )
    assert statuses(sandbox, 1) == [200]
    answers = [sandbox.client.get("/locations?page=2") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["X-Why"] == "busy"
    assert (fault.name, fault.hits, fault.matches, fault.spent) == ("busy", 2, 3, True)


def test_what_a_request_must_hold_goes_into_match(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    sandbox.fault(status=409, method="POST", match={"body": {"city": "Paris"}, "headers": {"X-Trace": "a*"}})
    traced = {"X-Trace": "abc"}
    assert sandbox.client.post("/locations", json=LOCATION).status_code == 201
    assert sandbox.client.post("/locations", json=LOCATION, headers=traced).status_code == 409
    lyon = LOCATION | {"city": "Lyon"}
    assert sandbox.client.post("/locations", json=lyon, headers=traced).status_code == 201


def test_a_block_takes_its_fault_back(inprocess_sandbox: InProcessSandbox) -> None:
    with inprocess_sandbox.fault(status=500) as fault:
        assert statuses(inprocess_sandbox, 1) == [500]
        assert [one.id for one in inprocess_sandbox.faults] == [fault.id]
    assert statuses(inprocess_sandbox, 1) == [200]
    fault.remove()
    assert len(inprocess_sandbox.faults) == 0


def test_a_fault_that_somebody_removes_meanwhile_is_no_failure(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox

    def meanwhile(answer: httpx.Response) -> None:
        if answer.request.method == "GET":
            sandbox.faults.clear()

    fault = sandbox.fault(status=500)
    sandbox.client.event_hooks["response"].append(meanwhile)
    fault.remove()


def test_other_organizations_have_no_part_in_it(sandbox: Sandbox) -> None:
    with Sandbox(sandbox.url) as other:
        mine, theirs = sandbox.fault(status=500), other.fault(status=501)
        assert (statuses(sandbox, 1), statuses(other, 1)) == ([500], [501])
        assert ([one.id for one in sandbox.faults], [one.id for one in other.faults]) == (
            [mine.id],
            [theirs.id],
        )
        sandbox.faults.clear()
        assert (statuses(sandbox, 1), statuses(other, 1)) == ([200], [501])


def test_nothing_stays_of_an_organization_that_is_gone(sandbox: Sandbox) -> None:
    with Sandbox(sandbox.url) as other:
        fault = other.fault(status=500)
        other.snapshot()
        other.clock.freeze()
        gone = {"organization_id": other.organization_id}
    assert sandbox.client.get(f"/dev/faults/{fault.id}").status_code == 404
    assert sandbox.client.get("/dev/snapshots", params=gone).json()["total"] == 0
    assert sandbox.client.get("/dev/clock", params=gone).status_code == 404


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"status": 200}, "status: Input should be greater than or equal to 400"),
        ({"staus": 503}, "staus: Extra inputs"),
        ({"status": 503, "match": {"operatoin": "x"}}, "match.operatoin"),
        ({}, "A fault needs one of"),
    ],
)
def test_what_makes_no_sense_is_explained(
    inprocess_sandbox: InProcessSandbox, fields: dict[str, Any], word: str
) -> None:
    with pytest.raises(ValueError, match=word):
        inprocess_sandbox.fault(**fields)
    assert inprocess_sandbox.requests.all() == []


def test_a_preset_is_taken_back_at_the_end_of_its_block(inprocess_sandbox: InProcessSandbox) -> None:
    with inprocess_sandbox.preset("sdk-retry") as preset:
        assert (preset.name, len(preset.faults)) == ("sdk-retry", len(inprocess_sandbox.faults))
        assert preset.description
        assert preset.faults
    assert len(inprocess_sandbox.faults) == 0
    with inprocess_sandbox.preset("provisioning-failure"):
        assert inprocess_sandbox.client.get("/dev/provisioning-failures").json()["total"] == 1
    assert inprocess_sandbox.client.get("/dev/provisioning-failures").json()["total"] == 0


def test_a_preset_takes_fields_of_its_own(inprocess_sandbox: InProcessSandbox) -> None:
    charger = inprocess_sandbox.create_charger()
    preset = inprocess_sandbox.preset("charger-offline", charger_id=charger["id"])
    assert preset.chargers == (charger["id"],)


def test_presets_are_listed_with_what_they_do(inprocess_sandbox: InProcessSandbox) -> None:
    assert "503" in inprocess_sandbox.faults.presets()["sdk-retry"]


def test_an_unknown_preset_is_named(inprocess_sandbox: InProcessSandbox) -> None:
    with pytest.raises(ValueError, match="sdk-retry"):
        inprocess_sandbox.preset("sdk-rerty")


def test_editors_know_every_field_of_a_fault() -> None:
    fields = {**Effect.model_fields, **Trigger.model_fields, **RequestPattern.model_fields}
    assert {*FaultFields.__annotations__} == {*fields, "name", "match"} - {"organization_id"}


def test_counts_are_kept_when_it_is_removed(inprocess_sandbox: InProcessSandbox) -> None:
    with inprocess_sandbox.fault(status=503, times=1) as fault:
        for _ in range(2):
            inprocess_sandbox.client.get("/locations")
    fault.remove()
    assert (fault.hits, fault.matches, fault.spent) == (1, 2, True)
