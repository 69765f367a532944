"""Configuration keys of 1.6, variables of 2.0.1."""

import pytest

from sandbox.charger import configuration
from sandbox.charger.configuration import Setting
from sandbox.charger.hardware import Hardware
from sandbox.charger.state import OcppVersion
from sandbox.charger.variables import KEYS_16, VARIABLES_201
from tests.charger.rig import VERSIONS, Rig, fresh, hardware

CORE_KEYS = {
    "AuthorizeRemoteTxRequests",
    "ClockAlignedDataInterval",
    "ConnectionTimeOut",
    "ConnectorPhaseRotation",
    "GetConfigurationMaxKeys",
    "HeartbeatInterval",
    "LocalAuthorizeOffline",
    "LocalPreAuthorize",
    "MeterValuesAlignedData",
    "MeterValuesSampledData",
    "MeterValueSampleInterval",
    "NumberOfConnectors",
    "ResetRetries",
    "StopTransactionOnEVSideDisconnect",
    "StopTransactionOnInvalidId",
    "StopTxnAlignedData",
    "StopTxnSampledData",
    "SupportedFeatureProfiles",
    "TransactionMessageAttempts",
    "TransactionMessageRetryInterval",
    "UnlockConnectorOnEVSideDisconnect",
}


def test_every_required_core_key_exists() -> None:
    assert {row.name for row in KEYS_16} >= CORE_KEYS


@pytest.mark.parametrize("version", VERSIONS)
def test_defaults_are_legal_values(version: OcppVersion) -> None:
    state = fresh(version, hardware())
    for row in KEYS_16 if version == "ocpp1.6" else VARIABLES_201:
        if not row.read_only:
            _, change = configuration.change(state, row.name, row.default)
            assert change.reason is None, change


@pytest.mark.parametrize("version", VERSIONS)
def test_names_are_unique_and_sorted(version: OcppVersion) -> None:
    names = [row.name for row in (KEYS_16 if version == "ocpp1.6" else VARIABLES_201)]
    assert names == sorted(set(names), key=str.casefold)


def test_reading_names_what_is_unknown() -> None:
    state = fresh("ocpp1.6", hardware(connectors=2))
    known, unknown = configuration.read(state, hardware(connectors=2), ["NumberOfConnectors", "Odd"])
    assert known == [Setting("NumberOfConnectors", "2", read_only=True)]
    assert unknown == ["Odd"]


@pytest.mark.parametrize("version", VERSIONS)
def test_reading_everything(version: OcppVersion) -> None:
    known, unknown = configuration.read(fresh(version, hardware()), hardware())
    assert len(known) == len(KEYS_16 if version == "ocpp1.6" else VARIABLES_201)
    assert unknown == []


@pytest.mark.parametrize(
    ("made_of", "told"),
    [
        (hardware(), "0.RST,1.RST"),
        (hardware(connectors=2), "0.RST,1.RST,2.RST"),
        (hardware(phases=1), "0.NotApplicable,1.NotApplicable"),
        (hardware(current="dc"), "0.NotApplicable,1.NotApplicable"),
    ],
)
def test_phase_rotation_is_told_of_each_connector(made_of: Hardware, told: str) -> None:
    known, _ = configuration.read(fresh("ocpp1.6", made_of), made_of, ["ConnectorPhaseRotation"])
    assert known == [Setting("ConnectorPhaseRotation", told, read_only=True)]


@pytest.mark.parametrize("point", ["TxStartPoint", "TxStopPoint"])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("PowerPathClosed", None),
        ("EVConnected,EnergyTransfer", "'EnergyTransfer' is not one of"),
        ("", "it must name at least 1"),
        (" , ", "it must name at least 1"),
    ],
)
def test_transaction_begins_and_ends_at_some_point_that_the_charger_knows(
    point: str, value: str, reason: str | None
) -> None:
    _, change = configuration.change(fresh("ocpp2.0.1", hardware()), point, value)
    assert change.status == ("Rejected" if reason else "Accepted")
    assert (reason or "") in (change.reason or "")


@pytest.mark.parametrize(
    "spelling",
    [
        "OCPPCommCtrlr.HeartbeatInterval",
        "HeartbeatInterval",
        "heartbeatinterval",
    ],
)
def test_variable_is_found_by_any_unique_spelling(spelling: str) -> None:
    row = configuration.find("ocpp2.0.1", spelling)
    assert row is not None
    assert row.name == "OCPPCommCtrlr.HeartbeatInterval"


@pytest.mark.parametrize("spelling", ["Enabled", "ItemsPerMessage", "DeviceDataCtrlr.ItemsPerMessage"])
def test_ambiguous_spelling_is_unknown(spelling: str) -> None:
    assert configuration.find("ocpp2.0.1", spelling) is None


@pytest.mark.parametrize(
    ("key", "value", "status", "reason"),
    [
        ("HeartbeatInterval", "60", "Accepted", None),
        ("LocalPreAuthorize", "true", "Accepted", None),
        ("MeterValuesSampledData", "SoC,Voltage", "Accepted", None),
        ("MeterValuesSampledData", "", "Accepted", None),
        ("WebSocketPingInterval", "5", "RebootRequired", None),
        ("Odd", "1", "NotSupported", "Odd is not a key of ocpp1.6 chargers"),
        ("NumberOfConnectors", "9", "Rejected", "it is read-only"),
        ("HeartbeatInterval", "often", "Rejected", "it must be a whole number"),
        ("HeartbeatInterval", "-1", "Rejected", "it must be a whole number"),
        ("ConnectionTimeOut", "0", "Rejected", "it must be at least 1"),
        ("LocalPreAuthorize", "yes", "Rejected", "it must be true or false"),
        ("MeterValuesSampledData", "SoC,Taste", "Rejected", "'Taste' is not one of"),
    ],
)
def test_change(key: str, value: str, status: str, reason: str | None) -> None:
    before = fresh("ocpp1.6", hardware())
    after, change = configuration.change(before, key, value)
    assert change.status == status
    assert (reason or "") in (change.reason or "")
    assert (after == before) == (status in {"NotSupported", "Rejected"})


def test_value_that_needs_a_reboot_waits_for_it() -> None:
    rig = Rig("ocpp1.6")
    outcome = rig.do("set_configuration", configuration={"WebSocketPingInterval": 5})
    assert outcome.result == {"WebSocketPingInterval": "RebootRequired"}
    assert configuration.text(rig.state, "WebSocketPingInterval") == "60"
    rig.do("reset_charger")
    assert configuration.text(rig.state, "WebSocketPingInterval") == "5"


def test_each_key_has_its_own_outcome() -> None:
    rig = Rig("ocpp2.0.1")
    outcome = rig.do("set_configuration", configuration={"HeartbeatInterval": 9, "Odd": True})
    assert outcome.status == "applied"
    assert outcome.result == {"HeartbeatInterval": "Accepted", "Odd": "NotSupported"}
    assert outcome.reason == "Odd is not a key of ocpp2.0.1 chargers"


@pytest.mark.parametrize("version", VERSIONS)
def test_new_heartbeat_interval_restarts_the_timer(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.wait(100)
    rig.configure(HeartbeatInterval=30)
    rig.wait(29)
    assert rig.said() == []
    rig.wait(1)
    assert rig.said() == ["Heartbeat"]


@pytest.mark.parametrize("version", VERSIONS)
def test_heartbeats_can_be_switched_off(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.configure(HeartbeatInterval=0)
    rig.wait(86_400)
    assert rig.said() == []


@pytest.mark.parametrize(
    ("version", "key"), [("ocpp1.6", "MeterValueSampleInterval"), ("ocpp2.0.1", "TxUpdatedInterval")]
)
def test_new_sample_interval_restarts_the_timer(version: OcppVersion, key: str) -> None:
    rig = Rig(version)
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(30)
    rig.configure(**{key: 10})
    rig.wait(9)
    assert rig.said() == []
    rig.wait(11)
    assert len(rig.said()) == 2
    rig.configure(**{key: 0})
    rig.wait(60)
    assert rig.said() == []


def test_sampled_data_chooses_the_measurands() -> None:
    rig = Rig("ocpp1.6", current="dc")
    rig.configure(MeterValuesSampledData="SoC,Power.Active.Import")
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(60)
    ((_, payload),) = rig.calls()
    measurands = [value["measurand"] for value in payload["meterValue"][0]["sampledValue"]]
    assert measurands == ["SoC", "Power.Active.Import"]


def test_stop_without_sampled_data_has_no_transaction_data() -> None:
    rig = Rig("ocpp1.6")
    rig.configure(StopTxnSampledData="")
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.do("stop_session")
    assert "transactionData" not in dict(rig.calls())["StopTransaction"]


@pytest.mark.parametrize(
    ("version", "key"), [("ocpp1.6", "MeterValuesSampledData"), ("ocpp2.0.1", "TxUpdatedMeasurands")]
)
def test_nothing_is_said_about_no_measurands(version: OcppVersion, key: str) -> None:
    rig = Rig(version)
    rig.configure(**{key: ""})
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(290)
    rig.receive("TriggerMessage", {"requestedMessage": "MeterValues"})
    assert rig.said() == ["< TriggerMessage"]
