"""The device model of OCPP 2.0.1 on the wire: GetVariables, SetVariables, GetBaseReport and NotifyReport."""

from typing import Any

from sandbox.charger import configuration
from sandbox.charger.configuration import Setting
from sandbox.charger.effects import apply_setting
from sandbox.charger.frames import Payload, Script, tell, wire_time
from sandbox.charger.operations import Answer, accepted
from sandbox.charger.payloads import items, one_of, optional, required
from sandbox.charger.station import Station
from sandbox.charger.variables import VARIABLES_201

_COMPONENTS = frozenset(row.name.partition(".")[0] for row in VARIABLES_201)
_DATA_TYPES = {"list": "MemberList"}
_KINDS = {row.name: _DATA_TYPES.get(row.kind, row.kind) for row in VARIABLES_201}
_REPORT_SIZE = 20


def get_variables(station: Station, payload: Payload) -> Answer:
    """Answer GetVariables, item by item."""
    wanted = items(payload, "getVariableData", dict)
    return Answer({"getVariableResult": [_get(station, item) for item in wanted]})


def set_variables(station: Station, payload: Payload) -> Answer:
    """Answer SetVariables, item by item."""
    wanted = items(payload, "setVariableData", dict)
    return Answer({"setVariableResult": [_set(station, item) for item in wanted]})


def get_base_report(station: Station, payload: Payload) -> Answer:
    """Accept a report and send it in parts."""
    one_of(payload, "reportBase", ("ConfigurationInventory", "FullInventory", "SummaryInventory"))
    return accepted(_report(station, required(payload, "requestId", int)))


def _get(station: Station, item: Payload) -> Payload:
    name, result = _name(item), _result(item)
    problem = _problem(station, item, name)
    if problem is not None:
        return result | {"attributeStatus": problem}
    (setting,), _ = configuration.read(station.state, [name])
    return result | {"attributeStatus": "Accepted", "attributeValue": setting.value}


def _set(station: Station, item: Payload) -> Payload:
    name, result = _name(item), _result(item)
    value = required(item, "attributeValue", str)
    problem = _problem(station, item, name)
    if problem is not None:
        return result | {"attributeStatus": problem}
    change = apply_setting(station, name, value)
    if change.reason is None:
        return result | {"attributeStatus": change.status}
    information = {"reasonCode": "InvalidValue", "additionalInfo": change.reason[:512]}
    return result | {"attributeStatus": change.status, "attributeStatusInfo": information}


def _name(item: Payload) -> str:
    component, variable = required(item, "component", dict), required(item, "variable", dict)
    name = f"{required(component, 'name', str)}.{required(variable, 'name', str)}"
    instance = optional(variable, "instance", str)
    return name if instance is None else f"{name}[{instance}]"


def _result(item: Payload) -> dict[str, Any]:
    return {name: item[name] for name in ("attributeType", "component", "variable") if name in item}


def _problem(station: Station, item: Payload, name: str) -> str | None:
    if item.get("attributeType", "Actual") != "Actual":
        return "NotSupportedAttributeType"
    if configuration.find(station.state.ocpp_version, name) is not None:
        return None
    known = name.partition(".")[0] in _COMPONENTS
    return "UnknownVariable" if known else "UnknownComponent"


def _report(station: Station, request_id: int) -> Script[str | None]:
    settings, _ = configuration.read(station.state)
    parts = [settings[i : i + _REPORT_SIZE] for i in range(0, len(settings), _REPORT_SIZE)]
    for seq_no, part in enumerate(parts):
        payload = {
            "requestId": request_id,
            "generatedAt": wire_time(station.now),
            "seqNo": seq_no,
            "tbc": seq_no < len(parts) - 1,
            "reportData": [_report_data(setting) for setting in part],
        }
        yield from tell("NotifyReport", payload)
    return None


def _report_data(setting: Setting) -> Payload:
    component, _, variable = setting.key.partition(".")
    name, _, instance = variable.rstrip("]").partition("[")
    attribute = {"value": setting.value, "mutability": "ReadOnly" if setting.read_only else "ReadWrite"}
    return {
        "component": {"name": component},
        "variable": {"name": name} | ({"instance": instance} if instance else {}),
        "variableAttribute": [attribute],
        "variableCharacteristics": {"dataType": _KINDS[setting.key], "supportsMonitoring": False},
    }
