"""Meter values by the clock: at multiples of an interval since midnight UTC."""

from typing import Any

import pytest

from sandbox.charger.state import OcppVersion
from tests.charger.rig import VERSIONS, Rig

QUARTER = 900
INTERVAL = {"ocpp1.6": "ClockAlignedDataInterval", "ocpp2.0.1": "AlignedDataCtrlr.Interval"}
DATA = {"ocpp1.6": "MeterValuesAlignedData", "ocpp2.0.1": "AlignedDataCtrlr.Measurands"}
STOP_INTERVAL = {"ocpp1.6": "ClockAlignedDataInterval", "ocpp2.0.1": "AlignedDataCtrlr.TxEndedInterval"}
STOP_DATA = {"ocpp1.6": "StopTxnAlignedData", "ocpp2.0.1": "AlignedDataCtrlr.TxEndedMeasurands"}


def _rig(version: OcppVersion, settings: dict[str, Any] | None = None, *, connectors: int = 2) -> Rig:
    """Make a charger at 12:07:30 that sends nothing of itself but meter values by the clock."""
    rig = Rig(version, connectors=connectors)
    rig.wait(450)
    quiet = {"ocpp1.6": "MeterValueSampleInterval", "ocpp2.0.1": "TxUpdatedInterval"}[version]
    rig.configure(**{quiet: 0, "HeartbeatInterval": 0} | (settings or {}))
    return rig


def _told(rig: Rig) -> list[tuple[int, dict[str, Any]]]:
    """List the new meter values by the clock, with the connector that each is about."""
    told = []
    for action, payload in rig.calls():
        if action != "MeterValues" and payload.get("triggerReason") != "MeterValueClock":
            continue
        number = payload.get("connectorId", payload.get("evseId")) or payload["evse"]["id"]
        (value,) = payload["meterValue"]
        assert {sample["context"] for sample in value["sampledValue"]} == {"Sample.Clock"}
        told.append((number, value))
    return told


@pytest.mark.parametrize("version", VERSIONS)
def test_they_are_off_unless_configured(version: OcppVersion) -> None:
    rig = _rig(version)
    rig.wait(86_400)
    assert rig.said() == []


@pytest.mark.parametrize("version", VERSIONS)
def test_every_outlet_reports_at_multiples_of_the_interval(version: OcppVersion) -> None:
    rig = _rig(version, {INTERVAL[version]: QUARTER})
    rig.wait(2 * QUARTER)
    assert [(number, value["timestamp"][11:]) for number, value in _told(rig)] == [
        (1, "12:15:00.000Z"),
        (2, "12:15:00.000Z"),
        (1, "12:30:00.000Z"),
        (2, "12:30:00.000Z"),
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_they_can_be_switched_off_again(version: OcppVersion) -> None:
    rig = _rig(version, {INTERVAL[version]: QUARTER})
    rig.wait(QUARTER)
    rig.configure(**{INTERVAL[version]: 0})
    rig.wait(86_400)
    assert rig.said() == []


@pytest.mark.parametrize("version", VERSIONS)
def test_no_measurands_no_reports(version: OcppVersion) -> None:
    rig = _rig(version, {INTERVAL[version]: QUARTER, DATA[version]: ""})
    rig.wait(86_400)
    assert rig.said() == []
    rig.configure(**{DATA[version]: "Voltage"})
    rig.wait(QUARTER)
    assert len(rig.said()) == 2


def test_they_can_be_disabled_as_a_whole() -> None:
    rig = _rig("ocpp2.0.1", {INTERVAL["ocpp2.0.1"]: QUARTER, "AlignedDataCtrlr.Enabled": False})
    rig.wait(86_400)
    assert rig.said() == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_stopped_charger_reports_nothing_and_a_started_one_by_the_clock(version: OcppVersion) -> None:
    rig = _rig(version, {INTERVAL[version]: QUARTER})
    rig.given("stop_charger")
    rig.wait(QUARTER)
    assert rig.said() == []
    rig.given("start_charger")
    rig.wait(QUARTER)
    assert [value["timestamp"][11:19] for _, value in _told(rig)] == ["12:30:00"] * 2


@pytest.mark.parametrize("version", VERSIONS)
def test_the_next_day_begins_at_midnight(version: OcppVersion) -> None:
    rig = _rig(version, {INTERVAL[version]: 43_200}, connectors=1)
    rig.wait(86_400)
    assert [value["timestamp"][:16] for _, value in _told(rig)] == ["2026-01-02T00:00", "2026-01-02T12:00"]


def test_a_transaction_is_named_in_16() -> None:
    rig = _rig("ocpp1.6", {"ClockAlignedDataInterval": QUARTER})
    rig.given(("start_session", {"id_tag": "TAG", "connector_id": 2}))
    rig.wait(450)
    idle, charging = [payload for _, payload in rig.calls()]
    assert "transactionId" not in idle
    assert charging["transactionId"] == int(rig.transaction(2).id)
    assert charging["meterValue"][0]["sampledValue"][0]["value"] == "2750"


def test_a_transaction_reports_by_events_in_201() -> None:
    rig = _rig("ocpp2.0.1", {INTERVAL["ocpp2.0.1"]: QUARTER})
    rig.given(("start_session", {"id_tag": "TAG", "connector_id": 2}))
    seq_no = rig.transaction(2).seq_no
    rig.wait(450)
    (idle, _), (charging, event) = rig.calls()
    assert (idle, charging) == ("MeterValues", "TransactionEvent")
    assert (event["triggerReason"], event["seqNo"]) == ("MeterValueClock", seq_no)


def test_nothing_is_reported_in_any_transaction_where_only_an_idle_station_is_to_report() -> None:
    rig = _rig("ocpp2.0.1", {INTERVAL["ocpp2.0.1"]: 60, "AlignedDataCtrlr.SendDuringIdle": True})
    rig.given(("start_session", {"id_tag": "TAG", "connector_id": 2}))
    rig.wait(180)
    assert _told(rig) == []
    rig.given("stop_session")
    rig.wait(60)
    assert [number for number, _ in _told(rig)] == [1, 2]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_outlet_without_an_ev_has_no_state_of_charge_to_report(version: OcppVersion) -> None:
    rig = _rig(version, {INTERVAL[version]: 60, DATA[version]: "SoC"})
    rig.wait(3600)
    assert rig.said() == []
    rig.given("plug_connector")
    rig.wait(60)
    assert [(number, value["timestamp"][11:19]) for number, value in _told(rig)] == [(1, "13:08:00")]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("value", [7, 100_000, 86_401])
def test_an_interval_must_divide_the_day(version: OcppVersion, value: int) -> None:
    rig = Rig(version)
    outcome = rig.do("set_configuration", configuration={INTERVAL[version]: value})
    assert outcome.status == "rejected"
    assert "86400 is not a multiple of it" in (outcome.reason or "")


@pytest.mark.parametrize("version", VERSIONS)
def test_intervals_add_up_to_the_register(version: OcppVersion) -> None:
    measurands = "Energy.Active.Import.Register,Energy.Active.Import.Interval"
    rig = _rig(version, {INTERVAL[version]: 60, DATA[version]: measurands}, connectors=1)
    rig.given(("start_session", {"id_tag": "TAG"}))
    for power in (22_000, 1_234, 0, 7_000):
        rig.do("power_update", power_w=power)
        rig.wait(95)
    rig.wait(20)
    values = [[float(sample["value"]) for sample in value["sampledValue"]] for _, value in _told(rig)]
    registers, intervals = zip(*values, strict=True)
    assert len(registers) > 2
    assert [round(sum(intervals[: n + 1]), 3) for n in range(len(registers))] == list(registers)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_end_of_a_transaction_tells_its_values_by_the_clock(version: OcppVersion) -> None:
    rig = _rig(version, {STOP_INTERVAL[version]: 600, STOP_DATA[version]: "Power.Active.Import,SoC"})
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(600)
    rig.given(("power_update", {"power_w": 11_000}))
    rig.wait(900)
    rig.frames()
    rig.do("stop_session")
    values = _closing(rig)
    assert [(value["timestamp"][11:19], value["sampledValue"][0]["context"]) for value in values] == [
        *([("12:07:30", "Transaction.Begin")] if version == "ocpp1.6" else []),
        ("12:10:00", "Sample.Clock"),
        ("12:20:00", "Sample.Clock"),
        ("12:30:00", "Sample.Clock"),
        ("12:32:30", "Transaction.End"),
    ]
    aligned = [value for value in values if value["sampledValue"][0]["context"] == "Sample.Clock"]
    powers = [float(value["sampledValue"][0]["value"]) for value in aligned]
    assert powers == [22_000.0, 11_000.0, 11_000.0]
    charges = [float(value["sampledValue"][1]["value"]) for value in aligned]
    # 60 kWh are charged with 22 kW until 12:17:30, then with 11 kW.
    assert charges == [21.5, 26.9, 29.9]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_end_of_a_long_transaction_tells_the_last_hundred(version: OcppVersion) -> None:
    only_at_the_end = {DATA[version]: "", STOP_INTERVAL[version]: 1, STOP_DATA[version]: "Voltage"}
    rig = _rig(version, only_at_the_end)
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(3600)
    rig.frames()
    rig.do("stop_session")
    values = _closing(rig)
    clock = [value for value in values if value["sampledValue"][0]["context"] == "Sample.Clock"]
    assert len(clock) == 100
    assert clock[-1]["timestamp"] == values[-1]["timestamp"]


@pytest.mark.parametrize("version", VERSIONS)
def test_what_was_not_remembered_is_told_as_it_is_known(version: OcppVersion) -> None:
    rig = _rig(version)
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.wait(900)
    rig.given(("power_update", {"power_w": 0}))
    rig.wait(900)
    rig.configure(**{STOP_INTERVAL[version]: 600, STOP_DATA[version]: "Energy.Active.Import.Register"})
    rig.do("stop_session")
    values = [float(value["sampledValue"][0]["value"]) for value in _closing(rig)]
    assert values == [*([0] if version == "ocpp1.6" else []), *[5500] * 4]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("data", ["SoC", "Energy.Active.Import.Register"])
def test_a_month_in_one_leap_equals_thirty_days(version: OcppVersion, data: str) -> None:
    leaping, walking = (Rig(version, connectors=2, current="dc", frame_limit=100) for _ in range(2))
    for rig in (leaping, walking):
        rig.configure(**{INTERVAL[version]: 10, DATA[version]: data})
        rig.do("start_session", id_tag="TAG", connector_id=1)
        rig.do("start_session", id_tag="OTHER", connector_id=2, duration_seconds=12 * 86_400)
    leaping.wait(30 * 86_400)
    for _ in range(30):
        walking.wait(86_400)
    assert walking.state == leaping.state
    assert walking.simulation.frames == leaping.simulation.frames


def _closing(rig: Rig) -> list[dict[str, Any]]:
    for _, payload in rig.calls():
        if "transactionData" in payload or payload.get("eventType") == "Ended":
            return list(payload.get("transactionData") or payload["meterValue"])
    raise AssertionError("no transaction has ended")
