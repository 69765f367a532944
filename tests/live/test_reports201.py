"""GetReport: a CSMS of OCPP 2.0.1 asks for parts of the device model of a charging station."""

from typing import Any

import pytest

from tests.live.rig import Live
from tests.live.strict.harness import Message

ACCEPTED = "Accepted"
Rows = set[tuple[str, int | None, str]]


def test_one_variable_of_one_component_is_reported(charger201: Live) -> None:
    asked = _variables(("OCPPCommCtrlr", "HeartbeatInterval"))
    (row,) = _reported(charger201, asked)
    assert row == {
        "component": {"name": "OCPPCommCtrlr"},
        "variable": {"name": "HeartbeatInterval"},
        "variableAttribute": [{"value": "300", "mutability": "ReadWrite"}],
        "variableCharacteristics": {"dataType": "integer", "supportsMonitoring": False},
    }


def test_all_variables_of_a_component_are_reported(charger201: Live) -> None:
    rows = _reported(charger201, {"componentVariable": [{"component": {"name": "TxCtrlr"}}]})
    assert {row["component"]["name"] for row in rows} == {"TxCtrlr"}
    assert {"EVConnectionTimeOut", "StopTxOnInvalidId"} <= {row["variable"]["name"] for row in rows}


def test_one_evse_of_several_is_reported(charger201: Live) -> None:
    component = {"name": "EVSE", "evse": {"id": 2}}
    rows = _rows(_reported(charger201, {"componentVariable": [{"component": component}]}))
    assert {evse for _, evse, _ in rows} == {2}
    assert ("EVSE", 2, "AvailabilityState") in rows


def test_components_that_have_a_problem_are_reported(charger201: Live) -> None:
    assert _refused(charger201, {"componentCriteria": ["Problem"]}) == "EmptyResultSet"
    charger201.run("inject-fault", fault_type="OverVoltage", connector_id=2)
    charger201.quiet()
    rows = _rows(_reported(charger201, {"componentCriteria": ["Problem"]}))
    assert {(name, evse) for name, evse, _ in rows} == {("EVSE", 2), ("Connector", 2)}


def test_criteria_and_variables_must_both_be_met(charger201: Live) -> None:
    charger201.run("inject-fault", fault_type="OverVoltage", connector_id=2)
    charger201.quiet()
    asked = {"componentCriteria": ["Problem"], **_variables(("EVSE", "AvailabilityState"))}
    (row,) = _reported(charger201, asked)
    assert row["component"] == {"name": "EVSE", "evse": {"id": 2}}
    assert row["variableAttribute"][0]["value"] == "Faulted"


def test_components_that_are_there_are_reported_in_parts(charger201: Live) -> None:
    charger201.freeze()
    assert charger201.ask("GetReport", {"requestId": 8, "componentCriteria": ["Available"]})["status"] == (
        ACCEPTED
    )
    parts = _parts(charger201)
    assert len(parts) > 1
    assert [part["seqNo"] for part in parts] == list(range(len(parts)))
    assert [part["tbc"] for part in parts] == [True] * (len(parts) - 1) + [False]


@pytest.mark.parametrize("wanted", [("Nonsense", None), ("TxCtrlr", "Nonsense")])
def test_what_is_not_there_is_an_empty_result(charger201: Live, wanted: tuple[str, str | None]) -> None:
    assert _refused(charger201, _variables(wanted)) == "EmptyResultSet"
    assert charger201.said() == []


def _reported(charger: Live, asked: dict[str, Any]) -> list[dict[str, Any]]:
    assert charger.ask("GetReport", {"requestId": 7, **asked})["status"] == ACCEPTED
    parts = _parts(charger)
    assert {part["requestId"] for part in parts} == {7}
    return [row for part in parts for row in part["reportData"]]


def _refused(charger: Live, asked: dict[str, Any]) -> str:
    return str(charger.ask("GetReport", {"requestId": 7, **asked})["status"])


def _parts(charger: Live) -> list[dict[str, Any]]:
    """Return the parts of a report as soon as the last one is there."""

    def found(messages: list[Message]) -> list[dict[str, Any]]:
        told = [m.payload for m in messages if m.is_call and m.action == "NotifyReport"]
        return told if told and not told[-1].get("tbc") else []

    return charger.heard(found)


def _rows(told: list[dict[str, Any]]) -> Rows:
    return {
        (row["component"]["name"], row["component"].get("evse", {}).get("id"), row["variable"]["name"])
        for row in told
    }


def _variables(*wanted: tuple[str, str | None]) -> dict[str, Any]:
    def named(component: str, variable: str | None) -> dict[str, Any]:
        told: dict[str, Any] = {"component": {"name": component}}
        return told if variable is None else told | {"variable": {"name": variable}}

    return {"componentVariable": [named(*one) for one in wanted]}
