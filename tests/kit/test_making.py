"""What a test arranges: locations, chargers and commands."""

from typing import Any

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


def test_chargers_are_known_by_their_identity_too(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    charger = sandbox.create_charger(identity="CP-9")["id"]
    sandbox.command("CP-9", "plug-connector")
    assert sandbox.preset("charger-offline", charger_id="CP-9").chargers == (charger,)
    with pytest.raises(ValueError, match="Charger CP-8 not found"):
        sandbox.command("CP-8", "plug-connector")


def test_an_identity_is_found_among_many(inprocess_sandbox: InProcessSandbox) -> None:
    for _ in range(101):
        inprocess_sandbox.create_charger()
    last = inprocess_sandbox.create_charger(identity="CP-LAST")["id"]
    assert inprocess_sandbox.preset("charger-offline", charger_id="CP-LAST").chargers == (last,)


def test_commands_may_be_called_as_events_call_them(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    sent = sandbox.command(sandbox.create_charger(), "start_session", id_tag="TAG-1")
    assert sent["event_type"] == "start_session"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("start_sesion", r"no command start_sesion; did you mean start-session\?"),
        ("dance", "no command dance; known: authorize-id-tag, "),
    ],
)
def test_commands_that_there_are_not_are_named(
    inprocess_sandbox: InProcessSandbox, name: str, text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        inprocess_sandbox.command(inprocess_sandbox.create_charger(), name)


def test_a_session_may_have_an_end(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    charger = sandbox.create_charger()
    with sandbox.clock.frozen():
        sent = sandbox.command(charger, "start-session", id_tag="TAG-1", duration_seconds=60)
        assert (sent["event_type"], sent["payload"]["duration_seconds"]) == ("start_session", 60)
        sandbox.clock.advance(minutes=1)
        log = sandbox.client.get(f"/chargers/{charger['id']}/logs", params={"event": "StopTransaction"})
    assert log.json()["total"] > 0
    with pytest.raises(ValueError, match="CP-8"):
        sandbox.command("CP-8", "start-session", id_tag="TAG-1", target_energy_kwh=1)


def test_a_fault_is_brought_about_at_one_connector_and_cleared(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    charger = sandbox.create_charger()
    faulted = sandbox.command(charger, "inject-fault", fault_type="GroundFault", connector_id=1)
    assert (faulted["connector_id"], faulted["status"]) == (1, "Faulted")
    cleared = sandbox.command(charger, "clear_fault", connector_id=1)
    assert (cleared["connector_id"], cleared["status"]) == (1, "Available")
    with pytest.raises(ValueError, match="fault_type"):
        sandbox.command(charger, "inject-fault")


@pytest.mark.parametrize("nothing", [None, 5, {}])
def test_what_is_no_charger_is_named(inprocess_sandbox: InProcessSandbox, nothing: Any) -> None:
    with pytest.raises(TypeError, match="charger: an id, an identity or what create_charger returned"):
        inprocess_sandbox.command(nothing, "plug-connector")


def test_misspelt_fields_are_not_dropped(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    with pytest.raises(TypeError, match=r"'identiy' ignored \(did you mean identity\?\)"):
        sandbox.create_charger(identiy="CP-0001")
    with pytest.raises(TypeError, match="'citty' ignored"):
        sandbox.create_location(citty="Lyon")
    with pytest.raises(TypeError, match="'id_tagg' ignored"):
        sandbox.command(sandbox.create_charger(), "start-session", id_tag="T", id_tagg="T")


def test_kinds_and_roles_that_there_are_not_are_named(inprocess_sandbox: InProcessSandbox) -> None:
    with pytest.raises(ValueError, match=r"kind: no 'chrger'; did you mean charger\?"):
        inprocess_sandbox.fail_next("chrger")  # type: ignore[arg-type]
    inprocess_sandbox.fail_next("batch_item")
    for sdk in (inprocess_sandbox.sdk, inprocess_sandbox.async_sdk):
        with pytest.raises(ValueError, match="role: no 'root'; known: user, admin"):
            sdk(role="root")  # type: ignore[arg-type]


def test_it_works_over_http_as_well(sandbox: Sandbox) -> None:
    assert sandbox.create_charger(location_id=sandbox.create_location()["id"])["id"]
