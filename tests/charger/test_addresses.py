"""Which outlet a command means."""

import pytest

from sandbox.charger.addresses import connector_exists
from sandbox.charger.state import OcppVersion
from tests.charger.rig import VERSIONS, Rig, fresh, hardware


@pytest.mark.parametrize(
    ("version", "evse_id", "connector_id", "exists"),
    [
        ("ocpp1.6", None, None, True),
        ("ocpp1.6", None, 0, True),
        ("ocpp1.6", None, 2, True),
        ("ocpp1.6", None, 3, False),
        ("ocpp1.6", None, -1, False),
        ("ocpp1.6", 2, None, True),
        ("ocpp1.6", 1, 2, True),
        ("ocpp2.0.1", None, None, True),
        ("ocpp2.0.1", None, 2, True),
        ("ocpp2.0.1", 2, None, True),
        ("ocpp2.0.1", 2, 1, True),
        ("ocpp2.0.1", 2, 2, False),
        ("ocpp2.0.1", 3, 1, False),
        ("ocpp2.0.1", 0, None, True),
        ("ocpp2.0.1", 0, 0, True),
        ("ocpp2.0.1", 1, 0, False),
    ],
)
def test_connector_exists(
    version: OcppVersion, evse_id: int | None, connector_id: int | None, *, exists: bool
) -> None:
    assert connector_exists(fresh(version, hardware(connectors=2)), evse_id, connector_id) is exists


@pytest.mark.parametrize(
    ("version", "address"),
    [
        ("ocpp1.6", {"connector_id": 2}),
        ("ocpp1.6", {"evse_id": 1, "connector_id": 2}),
        ("ocpp2.0.1", {"evse_id": 2}),
        ("ocpp2.0.1", {"evse_id": 2, "connector_id": 1}),
        ("ocpp2.0.1", {"connector_id": 2}),
    ],
)
def test_second_outlet_is_meant(version: OcppVersion, address: dict[str, int]) -> None:
    rig = Rig(version, connectors=2)
    rig.do("plug_connector", **address)
    assert [connector.plugged for connector in rig.state.connectors] == [False, True]


@pytest.mark.parametrize("version", VERSIONS)
def test_without_an_address_the_first_sensible_outlet_is_meant(version: OcppVersion) -> None:
    rig = Rig(version, connectors=3)
    rig.given(("inject_fault", {"connector_id": 1, "fault_type": "OverCurrent"}), "plug_connector")
    assert rig.connector(2).plugged
    rig.given(("start_session", {"id_tag": "TAG", "connector_id": 3}), ("power_update", {"power_w": 5000}))
    assert [connector.power_w for connector in rig.state.connectors] == [22_000, 22_000, 5000]
    rig.given("stop_session")
    assert not rig.connector(3).plugged


@pytest.mark.parametrize("version", VERSIONS)
def test_remote_start_goes_to_the_waiting_cable(version: OcppVersion) -> None:
    rig = Rig(version, connectors=3)
    rig.given(("plug_connector", {"connector_id": 2}))
    outcome = rig.do("start_transaction", id_tag="TAG")
    assert outcome.result == {"status": "Accepted", "transaction_id": rig.transaction(2).id}


@pytest.mark.parametrize("version", VERSIONS)
def test_tag_goes_to_the_waiting_cable(version: OcppVersion) -> None:
    rig = Rig(version, connectors=3)
    rig.given(("plug_connector", {"connector_id": 2}))
    rig.given(("authorize_id_tag", {"id_tag": "TAG"}))
    assert rig.transaction(2).id_tag == "TAG"


@pytest.mark.parametrize("version", VERSIONS)
def test_tag_is_accepted_where_nothing_is_free(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.given(("start_session", {"id_tag": "TAG"}))
    outcome = rig.do("authorize_id_tag", id_tag="OTHER")
    assert (outcome.status, outcome.result) == ("applied", {"status": "Accepted"})
    assert rig.transaction().id_tag == "TAG"


@pytest.mark.parametrize("version", VERSIONS)
def test_fault_of_the_whole_charger_spares_what_is_faulted(version: OcppVersion) -> None:
    rig = Rig(version, connectors=2)
    rig.given(("inject_fault", {"connector_id": 1, "fault_type": "GroundFault"}))
    outcome = rig.do("inject_fault", fault_type="OverVoltage")
    assert outcome.result == {
        "msg": "Fault OverVoltage injected",
        "status": "Faulted",
        "connectors": {"1": "Faulted", "2": "Faulted"},
    }
    types = [c.fault.type if c.fault else None for c in (rig.state.main, *rig.state.connectors)]
    assert types == ["OverVoltage", "GroundFault", "OverVoltage"]
