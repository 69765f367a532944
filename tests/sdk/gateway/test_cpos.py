"""Operators that are made from a template in the background; time passes as the tests let it."""

from datetime import timedelta
from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import InProcessSandbox
from tests.clocks import MovableClock
from tests.sdk.conftest import detail

CPO = {"template": "small-urban-ac", "country_code": "FR", "party_id": "ABC", "name_prefix": "alice"}


@pytest.fixture
def accepted(timed: Any) -> Any:
    """An operator whose making has just been accepted."""
    return timed.ocpi_cpos.create(**CPO, seed=42)


@pytest.fixture
def cpo_id(client: Any) -> str:
    """An operator that is READY."""
    return str(client.ocpi_cpos.create(**CPO, seed=42).cpo_id)


def identities(client: Any, cpo_id: str) -> list[str]:
    locations = client.ocpi_locations.list(cpo_id).data
    return [charger.identity for location in locations for charger in location.chargers]


def test_an_operator_is_accepted_with_places_to_go(accepted: Any) -> None:
    assert accepted.cpo_id.isdecimal()
    assert (accepted.template, accepted.template_version, accepted.name_prefix) == (
        "small-urban-ac",
        1,
        "alice",
    )
    assert (accepted.status_url, accepted.destroy_url) == (
        f"/ocpi/cpos/{accepted.cpo_id}/status",
        f"/ocpi/cpos/{accepted.cpo_id}",
    )


def test_the_role_comes_back_in_capitals(client: Any) -> None:
    accepted = client.ocpi_cpos.create(**CPO, role="emsp", ocpi_version="2.1.1")
    assert accepted.party == ocpplab.CpoPartyScope(country_code="FR", party_id="ABC", role="EMSP")


def test_the_token_comes_with_the_credentials_to_send(accepted: Any) -> None:
    assert accepted.token_a.startswith("a_")
    assert accepted.roam_helper.credentials_payload["token"] == accepted.token_a
    assert accepted.roam_helper.credentials_payload["url"] == accepted.ocpi_peer_url
    assert accepted.roam_helper.curl_snippet.startswith("curl ")


def test_an_operator_becomes_ready_step_by_step(timed: Any, clock: MovableClock, accepted: Any) -> None:
    seen = []
    for _ in range(4):
        status = timed.ocpi_cpos.get_status(accepted.cpo_id)
        seen.append((status.status, status.progress and status.progress.current_step))
        clock.advance(seconds=4)
    assert seen == [
        ("PENDING", None),
        ("PROVISIONING", "mark-provisioning"),
        ("PROVISIONING", "mark-provisioning"),
        ("READY", None),
    ]


def test_a_ready_operator_tells_when_it_was(timed: Any, clock: MovableClock, accepted: Any) -> None:
    begun = clock.time
    clock.advance(minutes=1)
    status = timed.ocpi_cpos.get_status(accepted.cpo_id)
    assert (status.created_at, status.provisioned_at) == (begun, begun + timedelta(seconds=10))
    assert (status.workflow_run_id, status.error) == (accepted.workflow_run_id, None)


def test_an_operator_that_failed_tells_why(
    timed: Any, clock: MovableClock, timed_sandbox: InProcessSandbox
) -> None:
    order = {"kind": "cpo", "code": "capacity_exceeded", "message": "No capacity left", "retryable": False}
    timed_sandbox.client.post("/dev/provisioning-failures", json=order).raise_for_status()
    accepted = timed.ocpi_cpos.create(**CPO)
    clock.advance(seconds=10)
    status = timed.ocpi_cpos.get_status(accepted.cpo_id)
    assert status.status == "FAILED"
    assert status.error == ocpplab.ProvisioningErrorDetail(
        code="capacity_exceeded",
        message="No capacity left",
        step=None,
        param=None,
        doc_url=None,
        retryable=False,
    )


def test_a_ready_operator_has_what_its_template_says(client: Any, cpo_id: str) -> None:
    assert client.ocpi_cpos.get(cpo_id).topology == ocpplab.CpoTopologySummary(
        locations=2, chargers=6, evses=6, connectors=6
    )


def test_overrides_change_how_much_there_is(client: Any) -> None:
    accepted = client.ocpi_cpos.create(**CPO, overrides={"locations": 1, "chargers_per_location": 2})
    topology = client.ocpi_cpos.get(accepted.cpo_id).topology
    assert (topology.locations, topology.chargers) == (1, 2)


@pytest.mark.parametrize("overrides", [{"locations": 1000}, {"nope": 1}])
def test_overrides_have_caps_and_names(client: Any, overrides: dict[str, int]) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.ocpi_cpos.create(**CPO, overrides=overrides)
    assert detail(refused)[0]["loc"] == ["body", "overrides", *overrides]


def test_an_unknown_template_is_not_found(client: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError) as refused:
        client.ocpi_cpos.create(**CPO | {"template": "nope"})
    assert "small-urban-ac" in detail(refused)


def test_the_token_is_shown_once(client: Any, cpo_id: str) -> None:
    cpo = client.ocpi_cpos.get(cpo_id)
    assert (cpo.token_a, cpo.roam_helper) == (None, None)
    assert client.ocpi_cpos.list().data == [cpo]


def test_operators_come_in_pages(client: Any) -> None:
    ids = [client.ocpi_cpos.create(**CPO | {"party_id": party}).cpo_id for party in ("AAA", "BBB", "CCC")]
    page = client.ocpi_cpos.list(page=2, limit=2)
    assert ([cpo.cpo_id for cpo in page.data], page.total, page.page, page.limit) == (ids[2:], 3, 2, 2)


def test_the_same_seed_gives_the_same_chargers(client: Any, cpo_id: str) -> None:
    first = identities(client, cpo_id)
    client.ocpi_cpos.delete(cpo_id)
    again = client.ocpi_cpos.create(**CPO, seed=42)
    other = client.ocpi_cpos.create(**CPO, seed=43)
    assert identities(client, again.cpo_id) == first
    assert identities(client, other.cpo_id) != first


def test_a_taken_party_is_altered(client: Any, cpo_id: str) -> None:
    other = client.ocpi_cpos.create(**CPO)
    assert (other.party.country_code, len(other.party.party_id)) == ("FR", 3)
    assert other.party.party_id != "ABC"


def test_an_operator_lives_for_an_hour(timed: Any, clock: MovableClock, accepted: Any) -> None:
    assert accepted.expires_at == clock.time + timedelta(hours=1)
    clock.advance(minutes=59)
    assert timed.ocpi_cpos.get(accepted.cpo_id).expires_at == accepted.expires_at
    clock.advance(minutes=1)
    with pytest.raises(ocpplab.NotFoundError):
        timed.ocpi_cpos.get(accepted.cpo_id)


def test_an_operator_lives_as_long_as_asked_for(timed: Any, clock: MovableClock) -> None:
    accepted = timed.ocpi_cpos.create(**CPO, ttl_seconds=60)
    clock.advance(seconds=61)
    assert timed.ocpi_cpos.list().total == 0
    assert timed.chargers.list().total == 0
    assert accepted.expires_at < clock.time


def test_an_operator_may_live_for_good(timed: Any, clock: MovableClock) -> None:
    accepted = timed.ocpi_cpos.create(**CPO, ttl_seconds=None)
    clock.advance(days=30)
    assert accepted.expires_at is None
    assert timed.ocpi_cpos.list().total == 1


@pytest.mark.parametrize("seconds", [59, 604_801])
def test_a_life_lasts_from_a_minute_to_a_week(client: Any, seconds: int) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.ocpi_cpos.create(**CPO, ttl_seconds=seconds)
    assert detail(refused)[0]["loc"] == ["body", "ttl_seconds"]


def test_the_report_tells_locations_and_token(client: Any) -> None:
    accepted = client.ocpi_cpos.create(**CPO, seed=42)
    report = client.ocpi_cpos.get_report(accepted.cpo_id)
    assert report.cpo_id == accepted.cpo_id
    assert report.markdown.startswith(f"# CPO {accepted.cpo_id}")
    assert all(
        location.id in report.markdown for location in client.ocpi_locations.list(accepted.cpo_id).data
    )
    assert f"`{accepted.token_a}`" in report.markdown


def test_an_operator_is_deleted_with_all_it_has(client: Any, cpo_id: str) -> None:
    assert client.ocpi_cpos.delete(cpo_id) is None
    assert (client.chargers.list().total, client.locations.list().total) == (0, 0)
    with pytest.raises(ocpplab.NotFoundError):
        client.ocpi_cpos.get(cpo_id)


def test_to_delete_an_operator_again_is_no_error(client: Any, cpo_id: str) -> None:
    client.ocpi_cpos.delete(cpo_id)
    assert client.ocpi_cpos.delete(cpo_id) is None


def test_the_id_of_an_operator_is_a_number(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.ocpi_cpos.get("acme")
    assert detail(refused)[0]["loc"] == ["path", "cpo_id"]
