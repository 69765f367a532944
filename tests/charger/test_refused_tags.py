"""What becomes of a transaction whose tag the CSMS refuses, if it need not end."""

import pytest

from sandbox.charger.state import OcppVersion
from tests.charger.rig import VERSIONS, Rig

STOP: dict[OcppVersion, str] = {
    "ocpp1.6": "StopTransactionOnInvalidId",
    "ocpp2.0.1": "TxCtrlr.StopTxOnInvalidId",
}
SUSPENDED: dict[OcppVersion, str] = {
    "ocpp1.6": "SN 1 SuspendedEVSE",
    "ocpp2.0.1": "TE Updated ChargingStateChanged SuspendedEVSE",
}
CHARGING: dict[OcppVersion, str] = {
    "ocpp1.6": "SN 1 Charging",
    "ocpp2.0.1": "TE Updated ChargingStateChanged Charging",
}


def refused(version: OcppVersion, *, spare_wh: int = 0) -> Rig:
    """Start a transaction that the CSMS does not want, and that may go on all the same."""
    rig = Rig(version)
    rig.configure(**{STOP[version]: False, "MaxEnergyOnInvalidId": spare_wh})
    rig.given("plug_connector")
    assert rig.do("start_transaction", id_tag="BLOCKED").status == "rejected"
    return rig


@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_suspended(version: OcppVersion) -> None:
    rig = refused(version)
    assert rig.said()[-1] == SUSPENDED[version]
    rig.wait(600)
    assert set(rig.said()) == {"Heartbeat"}
    assert rig.connector().meter.wh == 0.0


@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_suspended_after_the_energy_that_is_configured(version: OcppVersion) -> None:
    rig = refused(version, spare_wh=100)
    assert rig.said()[-1] == CHARGING[version]
    rig.wait(16)
    assert rig.said() == []
    rig.wait(1)
    assert rig.said() == [SUSPENDED[version]]
    rig.wait(600)
    assert set(rig.said()) == {"Heartbeat"}
    assert rig.connector().meter.wh == pytest.approx(100, abs=0.01)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("spare_wh", [0, 100])
def test_its_outlet_is_not_free_until_the_cable_is_out(version: OcppVersion, spare_wh: int) -> None:
    rig = refused(version, spare_wh=spare_wh)
    another = rig.do("start_transaction", id_tag="TAG")
    assert another.status == "rejected"
    assert "of id tag BLOCKED: stop it first" in str(another.reason)
    rig.given("unplug_connector", "plug_connector", ("start_transaction", {"id_tag": "TAG"}))
    assert rig.transaction().id_tag == "TAG"
    assert rig.transaction().authorized


@pytest.mark.parametrize("version", VERSIONS)
def test_the_csms_can_stop_it(version: OcppVersion) -> None:
    rig = refused(version)
    transaction = rig.transaction().id
    rig.frames()
    assert rig.do("stop_transaction", transaction_id=transaction).status == "applied"
    assert rig.said()[1].startswith(("StopTransaction Remote", "TE Ended RemoteStop"))
