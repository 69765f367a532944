"""Roaming partners and their OCPI locations, described in full; time passes as the tests let it."""

import re
from typing import Any

import httpx
import ocpplab  # type: ignore[import-not-found]
import pytest

from sandbox.kit import Sandbox
from tests.clocks import MovableClock
from tests.sdk.deployments.conftest import found_locations
from tests.sdk.frames import statuses

PARTY = {"country_code": "NL", "party_id": "ABC"}
PARTNER = ocpplab.OcpiPartnerInput(**PARTY, name="ABC Charging", role="CPO", ocpi_versions=["2.2.1"])
CONNECTOR = {
    "connector_id": "1",
    "standard": "IEC_62196_T2",
    "format": "SOCKET",
    "power_type": "AC_3_PHASE",
    "max_voltage": 400,
    "max_amperage": 32,
}
CHARGER = {
    "identity": "CP-0001",
    "brand_slug": "wallbox",
    "model_slug": "wallbox-pulsar-plus",
    "connector_type": "IEC_62196_T2",
    "ws_url": "ws://127.0.0.1:9000/ocpp",
}


def open_location(client: Any, *chargers: dict[str, Any], connector: dict[str, Any] = CONNECTOR) -> Any:
    """Open an OCPI location with chargers of one EVSE each."""
    evse = ocpplab.EvseInput(evse_uid="NL-ABC-1", connectors=[ocpplab.ConnectorInput(**connector)])
    location = ocpplab.CpoLocationDetailsInput(
        name="Amsterdam Keizers",
        address="Keizersgracht 1",
        city="Amsterdam",
        postal_code="1015 CJ",
        country="NLD",
        time_zone="Europe/Amsterdam",
        chargers=[ocpplab.ChargerInput(**charger, evses=[evse]) for charger in chargers or (CHARGER,)],
    )
    return client.ocpi.location.create(
        **PARTY, ocpi_version="2.2.1", ocpp_version="ocpp1.6", locations=[location]
    )


def ocpi_ids(http: httpx.Client) -> list[str]:
    """Return the OCPI ids of the locations: made of the party and the slug, which the server can tell."""
    return [f"NL-ABC-{location['slug']}" for location in found_locations(http)]


def test_a_partner_is_entered(client: Any) -> None:
    partner = client.ocpi.cpo.create(partner=PARTNER, ocpi_version="2.2.1")
    assert (partner.country_code, partner.party_id, partner.name) == ("NL", "ABC", "ABC Charging")
    assert (partner.role, partner.ocpi_versions, partner.status) == ("CPO", ["2.2.1"], "active")
    assert isinstance(partner.id, int)


def test_a_partner_entered_again_is_changed(client: Any) -> None:
    first = client.ocpi.cpo.create(partner=PARTNER, ocpi_version="2.2.1")
    renamed = ocpplab.OcpiPartnerInput(**PARTY, name="ABC Roaming", ocpi_versions=["2.1.1"])
    again = client.ocpi.cpo.create(partner=renamed, ocpi_version="2.1.1")
    assert (again.id, again.name, again.ocpi_versions) == (first.id, "ABC Roaming", ["2.1.1"])


def test_a_partner_is_removed_with_its_locations(client: Any, sandbox: Sandbox) -> None:
    open_location(client)
    assert client.ocpi.cpo.delete(**PARTY) is None
    assert found_locations(sandbox.client) == []
    assert client.ocpp.logs.list().total == 0


def test_an_unknown_partner_is_not_found(client: Any) -> None:
    with pytest.raises(ocpplab.NotFoundError) as refused:
        client.ocpi.cpo.delete(**PARTY)
    assert "ABC" in refused.value.body.detail


def test_a_country_code_has_two_letters(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        client.ocpi.cpo.delete(country_code="NLD", party_id="ABC")
    assert refused.value.body.detail[0].loc == ["query", "country_code"]


def test_a_location_is_accepted(client: Any) -> None:
    accepted = open_location(client)
    assert (accepted.status, "Amsterdam Keizers" in accepted.detail) == ("accepted", True)


def test_the_slug_is_made_by_the_server(client: Any, sandbox: Sandbox) -> None:
    open_location(client)
    (location,) = found_locations(sandbox.client)
    assert re.fullmatch(r"amsterdam-keizers-[0-9a-f]+", location["slug"])


def test_a_location_without_coordinates_is_put_into_its_city(client: Any, sandbox: Sandbox) -> None:
    open_location(client)
    (location,) = found_locations(sandbox.client)
    assert location["coordinates"]["latitude"] == pytest.approx(52.37, abs=0.2)
    assert location["coordinates"]["longitude"] == pytest.approx(4.9, abs=0.2)


def test_its_chargers_boot_when_their_time_has_come(timed: Any, clock: MovableClock) -> None:
    open_location(timed)
    assert timed.ocpp.logs.list().total == 0
    clock.advance(seconds=10)
    assert timed.ocpp.logs.list(identity="CP-0001", action="BootNotification").total == 2


def test_its_chargers_take_commands(client: Any) -> None:
    open_location(client)
    client.ocpp.commands.plug_connector(target=ocpplab.CommandTarget(identity="CP-0001"))
    assert statuses(client.ocpp.logs.list()) == ["Available", "Preparing"]


def test_a_charger_that_cannot_be_deployed_does_not_stop_the_others(client: Any) -> None:
    open_location(client, CHARGER | {"identity": "CP-2", "model_slug": "nope"}, CHARGER)
    totals = [client.ocpp.logs.list(identity=identity).total for identity in ("CP-2", "CP-0001")]
    assert (totals[0], totals[1] > 0) == (0, True)


def test_a_connector_is_what_its_charger_has(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        open_location(client, connector=CONNECTOR | {"standard": "CHADEMO"})
    (problem,) = refused.value.body.detail
    assert problem.loc[-3:] == ["connectors", 0, "standard"]
    assert problem.input == "CHADEMO"


def test_a_charger_calls_a_websocket(client: Any) -> None:
    with pytest.raises(ocpplab.UnprocessableEntityError) as refused:
        open_location(client, CHARGER | {"ws_url": "https://csms.example/ocpp"})
    assert refused.value.body.detail[0].loc[-1] == "ws_url"


def test_a_location_is_deleted_by_its_ocpi_id(client: Any, sandbox: Sandbox) -> None:
    open_location(client)
    (location_id,) = ocpi_ids(sandbox.client)
    assert client.ocpi.location.delete(location_id=location_id, ocpi_version="2.2.1") is None
    assert found_locations(sandbox.client) == []
    assert client.ocpp.logs.list().total == 0


def test_a_location_of_another_version_is_not_found(client: Any, sandbox: Sandbox) -> None:
    open_location(client)
    (location_id,) = ocpi_ids(sandbox.client)
    with pytest.raises(ocpplab.NotFoundError):
        client.ocpi.location.delete(location_id=location_id, ocpi_version="2.1.1")
