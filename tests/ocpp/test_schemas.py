"""What does not fit a schema has the error code of its version and the path of the fault."""

import json
from importlib.resources import files
from typing import Any

import pytest

from sandbox.ocpp.messages import OcppVersion
from sandbox.ocpp.schemas import Schemas, Violation

VERSIONS: list[OcppVersion] = ["ocpp1.6", "ocpp2.0.1"]
NOW = "2026-01-01T12:00:00Z"
OCCURENCE = "OccurenceConstraintViolation"
TYPE = "TypeConstraintViolation"
PROPERTY = "PropertyConstraintViolation"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_schema_compiles_and_refuses_what_is_no_field(version: OcppVersion) -> None:
    schemas = Schemas(version)
    for action in schemas.actions:
        for violation in (schemas.request(action, {"x y": 1}), schemas.response(action, {"x y": 1})):
            assert violation is not None
            assert violation.code in (OCCURENCE, schemas._format_violation)


@pytest.mark.parametrize(("version", "folder", "count"), [("ocpp1.6", "v16", 39), ("ocpp2.0.1", "v201", 64)])
def test_all_actions_are_known(version: OcppVersion, folder: str, count: int) -> None:
    schemas = Schemas.of(version)
    names = {entry.name for entry in (files("ocpp") / folder / "schemas").iterdir()}
    assert len(schemas.actions) == count == len(names) / 2
    assert schemas.knows("BootNotification")
    assert not schemas.knows("BootNotificationResponse")
    assert not schemas.knows("../schemas/BootNotification")
    assert schemas.knows("StartTransaction") is (version == "ocpp1.6")


def test_the_security_extension_of_16_is_known() -> None:
    assert Schemas.of("ocpp1.6").request("ExtendedTriggerMessage", {"requestedMessage": "Heartbeat"}) is None


def test_the_schemas_of_a_version_are_shared() -> None:
    assert Schemas.of("ocpp1.6") is Schemas.of("ocpp1.6")
    assert Schemas.of("ocpp1.6") is not Schemas.of("ocpp2.0.1")


def test_nothing_is_wrong_with_an_action_that_is_not_known() -> None:
    assert Schemas.of("ocpp1.6").request("Whatever", {"a": 1}) is None
    assert Schemas.of("ocpp1.6").response("Whatever", {"a": 1}) is None


def meter_values(**sample: Any) -> dict[str, Any]:
    good = {"value": "1"}
    return {"connectorId": 1, "meterValue": [{"timestamp": NOW, "sampledValue": [good, good, good | sample]}]}


@pytest.mark.parametrize(
    ("action", "payload", "code", "path"),
    [
        ("StopTransaction", {"transactionId": 1, "timestamp": NOW}, OCCURENCE, "meterStop"),
        ("MeterValues", {"connectorId": 1, "meterValue": []}, OCCURENCE, "meterValue"),
        ("MeterValues", meter_values(value=7), TYPE, "meterValue[0].sampledValue[2].value"),
        ("MeterValues", meter_values(unit="Wx"), PROPERTY, "meterValue[0].sampledValue[2].unit"),
        ("MeterValues", meter_values(units="W"), "FormationViolation", "meterValue[0].sampledValue[2].units"),
        ("MeterValues", {"connectorId": 1, "meterValue": [{"timestamp": NOW}]}, OCCURENCE, None),
        ("Authorize", {"idTag": "x" * 21}, PROPERTY, "idTag"),
        ("Authorize", {"idTag": None}, TYPE, "idTag"),
        ("Heartbeat", {"a": 1}, "FormationViolation", "a"),
        ("Reset", {"type": "Warm"}, PROPERTY, "type"),
        ("GetDiagnostics", {"location": "not a place"}, PROPERTY, "location"),
        (
            "ReserveNow",
            {"connectorId": True, "expiryDate": NOW, "idTag": "a", "reservationId": 1},
            TYPE,
            None,
        ),
    ],
)
def test_16_names_what_is_wrong(action: str, payload: dict[str, Any], code: str, path: str | None) -> None:
    violation = Schemas.of("ocpp1.6").request(action, payload)
    assert violation is not None
    assert violation.code == code
    assert path is None or violation.path == path
    assert str(violation) == f"{violation.path}: {violation.message}"


def set_variables(*data: dict[str, Any]) -> dict[str, Any]:
    good = {"attributeValue": "1", "component": {"name": "A"}, "variable": {"name": "B"}}
    return {"setVariableData": [good | change for change in data]}


@pytest.mark.parametrize(
    ("action", "payload", "code", "path"),
    [
        ("SetVariables", {}, OCCURENCE, "setVariableData"),
        ("SetVariables", set_variables(), OCCURENCE, "setVariableData"),
        (
            "SetVariables",
            set_variables({}, {"component": {}}),
            OCCURENCE,
            "setVariableData[1].component.name",
        ),
        (
            "SetVariables",
            set_variables({"attributeValue": 1}),
            TYPE,
            "setVariableData[0].attributeValue",
        ),
        (
            "SetVariables",
            set_variables({"attributeType": "X"}),
            PROPERTY,
            "setVariableData[0].attributeType",
        ),
        ("SetVariables", set_variables({"x": 1}), "FormatViolation", "setVariableData[0].x"),
        ("Reset", {"type": "Immediate", "evseId": "1"}, TYPE, "evseId"),
        ("Heartbeat", {"customData": {}}, OCCURENCE, "customData.vendorId"),
        ("NotifyReport", {"requestId": 1, "generatedAt": "today", "seqNo": 0}, PROPERTY, "generatedAt"),
    ],
)
def test_201_names_what_is_wrong(action: str, payload: dict[str, Any], code: str, path: str) -> None:
    violation = Schemas.of("ocpp2.0.1").request(action, payload)
    assert violation is not None
    assert (violation.code, violation.path) == (code, path)


def test_answers_are_held_to_their_own_schema() -> None:
    schemas = Schemas.of("ocpp2.0.1")
    assert schemas.response("Heartbeat", {"currentTime": NOW}) is None
    assert schemas.response("Heartbeat", {}) == Violation(OCCURENCE, "currentTime", "is required")


@pytest.mark.parametrize("tenths", [61, 1, 0, 3, 7, 29, 1_234_567, 320, 999_999_999])
def test_multiples_of_a_tenth_do_not_suffer_from_floats(tenths: int) -> None:
    limit = json.loads(f"{tenths // 10}.{tenths % 10}")
    assert Schemas.of("ocpp1.6").response("GetCompositeSchedule", schedule(limit)) is None
    assert Schemas.of("ocpp1.6").response("GetCompositeSchedule", schedule(tenths)) is None


def test_hundredths_are_no_multiples_of_a_tenth() -> None:
    violation = Schemas.of("ocpp1.6").response("GetCompositeSchedule", schedule(6.15))
    assert violation is not None
    assert violation.code == PROPERTY
    assert violation.path == "chargingSchedule.chargingSchedulePeriod[0].limit"


def schedule(limit: float) -> dict[str, Any]:
    period = {"startPeriod": 0, "limit": limit}
    return {
        "status": "Accepted",
        "chargingSchedule": {"chargingRateUnit": "A", "chargingSchedulePeriod": [period]},
    }


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("moment", "fits"),
    [
        ("2026-01-01T12:00:00Z", True),
        ("2026-01-01T12:00:00.123456+02:00", True),
        ("2026-01-01T12:00:00.123456", True),
        ("2026-01-01T12:00:00", True),
        ("2026-01-01", False),
        ("2026-13-01T12:00:00", False),
        ("now", False),
        ("", False),
        (1767268800, False),
    ],
)
def test_moments_are_iso_8601_with_or_without_a_zone(version: OcppVersion, moment: Any, fits: bool) -> None:  # noqa: FBT001
    assert (Schemas.of(version).response("Heartbeat", {"currentTime": moment}) is None) is fits


def test_a_moment_without_a_zone_hides_no_other_fault() -> None:
    answer = {"currentTime": "2026-01-01T12:00:00", "interval": "1", "status": "Accepted"}
    violation = Schemas.of("ocpp1.6").response("BootNotification", answer)
    assert violation is not None
    assert violation.path == "interval"


def test_what_cannot_be_read_at_all_is_a_violation_too() -> None:
    payload: Any = {1: 2}
    violation = Schemas.of("ocpp1.6").request("Heartbeat", payload)
    assert violation is not None
    assert (violation.code, violation.path) == ("FormationViolation", "")


def test_long_values_are_told_in_short() -> None:
    violation = Schemas.of("ocpp1.6").request("Authorize", {"idTag": "x" * 5000})
    assert violation is not None
    assert len(violation.message) <= 120
