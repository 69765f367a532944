"""OCPI locations of an operator; time passes as the tests let it."""

from typing import Any

import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import InProcessSandbox
from tests.clocks import MovableClock
from tests.conftest import CHARGER
from tests.sdk.conftest import detail
from tests.sdk.frames import statuses

CPO = {"template": "small-urban-ac", "country_code": "FR", "party_id": "ABC", "name_prefix": "alice"}
SITE = {
    "name": "Harbour Hub",
    "address": "1 Quay Street",
    "city": "Paris",
    "country": "FR",
    "coordinates": ocpplab.OcpiCoordinates(latitude=48.8925, longitude=2.2361),
}
TEMPLATE = ocpplab.OcpiChargerTemplate(
    **{name: value for name, value in CHARGER.items() if name != "identity"},
    ocpp_version="OCPP1.6",
    identity_prefix="SITE_A_",
    template_name="Bay",
)
IN_FULL = ocpplab.OcpiCreateLocationRequest(
    **SITE, charges=[ocpplab.OcpiChargerGroup(template=TEMPLATE, charger_ids=["001", "002"])]
)


@pytest.fixture
def cpo_id(client: Any) -> str:
    """An operator of one location with one charger."""
    wanted = {"locations": 1, "chargers_per_location": 1}
    return str(client.ocpi_cpos.create(**CPO, overrides=wanted).cpo_id)


@pytest.fixture
def ocpi_location(client: Any, cpo_id: str) -> Any:
    return client.ocpi_locations.list(cpo_id).data[0]


@pytest.fixture
def timed_cpo_id(timed: Any, clock: MovableClock) -> str:
    """The same in a sandbox where everything takes its time, and has taken it."""
    accepted = timed.ocpi_cpos.create(**CPO, overrides={"locations": 1, "chargers_per_location": 1})
    clock.advance(seconds=10)
    return str(accepted.cpo_id)


def like(template: str = "urban-ac-hub", **overrides: Any) -> Any:
    """Return a request for a location like a template."""
    return ocpplab.LocationFromTemplateRequest(template=template, overrides=overrides)


def open_locations(client: Any, cpo_id: str, *requests: Any) -> list[Any]:
    """Open locations and return them."""
    job = client.ocpi_locations.create(cpo_id, locations=requests)
    created = client.ocpi_locations.get_bulk_job(cpo_id, job.job_id).results["created"]
    return [client.ocpi_locations.get(cpo_id, location_id) for location_id in created]


def test_a_location_has_two_ids(client: Any, ocpi_location: Any) -> None:
    assert ocpi_location.id.startswith("loc-")
    assert client.locations.get(ocpi_location.ocpp_location_id).slug == ocpi_location.slug


def test_each_connector_is_an_evse(ocpi_location: Any) -> None:
    (charger,) = ocpi_location.chargers
    (evse,) = charger.evses
    assert (charger.connector_type, charger.ocpp_version) == ("Type2", "OCPP1.6")
    assert evse.evse_uid == charger.identity


def test_only_the_first_charger_carries_the_default_topology(client: Any) -> None:
    cpo_id = client.ocpi_cpos.create(**CPO).cpo_id
    location = client.ocpi_locations.list(cpo_id).data[0]
    assert [charger.topology_default_id is None for charger in location.chargers] == [False, True, True]


def test_locations_come_in_pages(client: Any) -> None:
    cpo_id = client.ocpi_cpos.create(**CPO).cpo_id
    everything = client.ocpi_locations.list(cpo_id)
    page = client.ocpi_locations.list(cpo_id, page=2, limit=1)
    assert (page.data, page.total, page.page, page.limit) == (everything.data[1:], 2, 2, 1)


def test_its_chargers_take_commands(client: Any, ocpi_location: Any) -> None:
    target = ocpplab.CommandTarget(location_id=ocpi_location.ocpp_location_id)
    client.commands.plug_connector(target=target, event=ocpplab.ConnectorCommandEvent())
    log = client.chargers.get_logs(ocpi_location.chargers[0].id)
    assert statuses(log) == ["Available", "Preparing"]


def test_a_location_may_be_described_in_full(client: Any, cpo_id: str) -> None:
    (opened,) = open_locations(client, cpo_id, IN_FULL)
    assert (opened.name, opened.city, opened.coordinates) == ("Harbour Hub", "Paris", SITE["coordinates"])
    assert [charger.identity for charger in opened.chargers] == ["SITE_A_001", "SITE_A_002"]


def test_a_location_may_be_like_a_template_with_changes(client: Any, cpo_id: str) -> None:
    changes: dict[str, Any] = {
        "name": "Pier",
        "ocpp_version": "OCPP2.0.1",
        "identity_prefix": "PIER-",
        "nonsense": 1,
    }
    (opened,) = open_locations(client, cpo_id, like(**changes))
    assert (opened.name, opened.country) == ("Pier", "NL")
    assert [charger.identity for charger in opened.chargers] == [
        f"PIER-{number:02d}" for number in range(1, 7)
    ]
    assert {charger.ocpp_version for charger in opened.chargers} == {"OCPP2.0.1"}


def test_a_template_used_twice_gets_prefixes(client: Any, cpo_id: str) -> None:
    opened = open_locations(client, cpo_id, like(), like())
    assert ["L01_" in opened[0].chargers[0].identity, "L02_" in opened[1].chargers[0].identity] == [
        True,
        True,
    ]


def test_a_job_opens_locations_when_its_time_has_come(
    timed: Any, clock: MovableClock, timed_cpo_id: str
) -> None:
    job = timed.ocpi_locations.create(timed_cpo_id, locations=[IN_FULL])
    assert job.status_url == f"/ocpi/cpos/{timed_cpo_id}/locations/jobs/{job.job_id}"
    seen = []
    for _ in range(4):
        status = timed.ocpi_locations.get_bulk_job(timed_cpo_id, job.job_id).status
        seen.append((status, timed.ocpi_locations.list(timed_cpo_id).total))
        clock.advance(seconds=4)
    assert seen == [("PENDING", 1), ("PROVISIONING", 1), ("PROVISIONING", 1), ("READY", 2)]


def test_a_finished_job_tells_what_it_opened(client: Any, cpo_id: str) -> None:
    job = client.ocpi_locations.create(cpo_id, locations=[IN_FULL])
    finished = client.ocpi_locations.get_bulk_job(cpo_id, job.job_id)
    newest = client.ocpi_locations.list(cpo_id).data[-1]
    assert (finished.job_type, finished.results["created"]) == ("cpo_locations", [newest.id])


def test_a_wrong_override_fails_the_job_with_its_name(client: Any, cpo_id: str) -> None:
    job = client.ocpi_locations.create(cpo_id, locations=[like(ocpp_version="OCPP9")])
    failed = client.ocpi_locations.get_bulk_job(cpo_id, job.job_id)
    assert (failed.status, failed.results) == ("FAILED", None)
    assert (failed.error.param, failed.error.retryable) == ("ocpp_version", False)
    assert "OCPP9" in failed.error.message


def test_a_job_may_be_ordered_to_fail(
    timed: Any, clock: MovableClock, timed_cpo_id: str, timed_sandbox: InProcessSandbox
) -> None:
    order = {"kind": "cpo_locations", "code": "capacity_exceeded", "message": "No capacity left"}
    timed_sandbox.client.post("/dev/provisioning-failures", json=order).raise_for_status()
    job = timed.ocpi_locations.create(timed_cpo_id, locations=[IN_FULL])
    clock.advance(seconds=10)
    failed = timed.ocpi_locations.get_bulk_job(timed_cpo_id, job.job_id)
    assert (failed.error.code, failed.error.message) == ("capacity_exceeded", "No capacity left")
    assert timed.ocpi_locations.list(timed_cpo_id).total == 1


def test_an_unknown_template_makes_no_sense(client: Any, cpo_id: str) -> None:
    with pytest.raises(ocpplab.BadRequestError) as refused:
        client.ocpi_locations.create(cpo_id, locations=[like("nope")])
    assert "urban-ac-hub" in refused.value.body.detail


def test_an_update_changes_what_it_names(client: Any, cpo_id: str, ocpi_location: Any) -> None:
    changed = client.ocpi_locations.update(cpo_id, ocpi_location.id, name="Pier", parking_type="ON_STREET")
    assert changed.dict() == ocpi_location.dict() | {"name": "Pier", "updated_at": changed.updated_at}
    assert client.ocpi_locations.get(cpo_id, ocpi_location.id) == changed


def test_an_update_changes_the_site_behind_it(client: Any, cpo_id: str, ocpi_location: Any) -> None:
    client.ocpi_locations.update(cpo_id, ocpi_location.id, city="Lyon")
    assert client.locations.get(ocpi_location.ocpp_location_id).city == "Lyon"


def test_a_parking_type_is_one_of_six(client: Any, cpo_id: str, ocpi_location: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.ocpi_locations.update(cpo_id, ocpi_location.id, parking_type="ON_THE_ROOF")
    assert detail(refused)[0]["loc"] == ["body", "parking_type"]


def test_a_location_is_deleted_with_its_site_and_chargers(
    client: Any, cpo_id: str, ocpi_location: Any
) -> None:
    assert client.ocpi_locations.delete(cpo_id, ocpi_location.id) is None
    assert (client.chargers.list().total, client.locations.list().total) == (0, 0)
    with pytest.raises(ocpplab.NotFoundError):
        client.ocpi_locations.get(cpo_id, ocpi_location.id)


def test_a_location_belongs_to_its_operator(client: Any, ocpi_location: Any) -> None:
    other = client.ocpi_cpos.create(**CPO).cpo_id
    with pytest.raises(ocpplab.NotFoundError):
        client.ocpi_locations.get(other, ocpi_location.id)
