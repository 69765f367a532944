"""What a test arranges: locations, chargers and commands."""

import pytest

from sandbox.kit import InProcessSandbox, Sandbox


def test_things_are_made_up_and_not_twice_the_same(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    locations = [sandbox.create_location() for _ in range(2)]
    chargers = [sandbox.create_charger() for _ in range(2)]
    assert len({location["name"] for location in locations}) == 2
    assert len({charger["identity"] for charger in chargers}) == 2
    assert sandbox.client.get(f"/chargers/{chargers[0]['id']}").json()["identity"] == chargers[0]["identity"]


def test_fields_win(inprocess_sandbox: InProcessSandbox) -> None:
    location = inprocess_sandbox.create_location(name="Quay", city="Lyon")
    charger = inprocess_sandbox.create_charger(identity="CP-0001", location_id=location["id"])
    assert (location["name"], location["city"]) == ("Quay", "Lyon")
    assert (charger["identity"], charger["location_id"]) == ("CP-0001", location["id"])


def test_chargers_do_as_they_are_told(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    charger = sandbox.create_charger()
    sandbox.command(charger, "start-session", id_tag="TAG-1")
    sandbox.command(charger["id"], "stop-session")
    log = sandbox.client.get(f"/chargers/{charger['id']}/logs").json()["data"]
    assert any("StopTransaction" in entry["message"] for entry in log)


def test_what_is_arranged_is_not_what_is_tested(inprocess_sandbox: InProcessSandbox) -> None:
    inprocess_sandbox.create_location()
    assert inprocess_sandbox.requests.all() == []


def test_what_cannot_be_made_is_explained(inprocess_sandbox: InProcessSandbox) -> None:
    with pytest.raises(ValueError, match="city: String should have at least 1 character"):
        inprocess_sandbox.create_location(city="")


def test_what_is_arranged_is_not_hit_by_faults(inprocess_sandbox: InProcessSandbox) -> None:
    with inprocess_sandbox.fault(status=503) as fault:
        inprocess_sandbox.command(inprocess_sandbox.create_charger(), "plug-connector")
        assert fault.matches == 0
    assert inprocess_sandbox.client.get("/chargers").json()["total"] == 1


def test_it_works_over_http_as_well(sandbox: Sandbox) -> None:
    assert sandbox.create_charger(location_id=sandbox.create_location()["id"])["id"]
