"""GetVariables and SetVariables of OCPP 2.0.1, item by item; `reports` tells the device model as a whole."""

from typing import Any

from sandbox.charger import configuration
from sandbox.charger.effects import apply_setting
from sandbox.charger.frames import Payload
from sandbox.charger.operations import Answer
from sandbox.charger.payloads import items, optional, required
from sandbox.charger.reports import Row, facts
from sandbox.charger.station import Station
from sandbox.charger.variables import VARIABLES_201

_COMPONENTS = frozenset(row.name.partition(".")[0] for row in VARIABLES_201)


def get_variables(station: Station, payload: Payload) -> Answer:
    """Answer GetVariables, item by item."""
    wanted = items(payload, "getVariableData", dict)
    return Answer({"getVariableResult": [_get(station, item) for item in wanted]})


def set_variables(station: Station, payload: Payload) -> Answer:
    """Answer SetVariables, item by item."""
    wanted = items(payload, "setVariableData", dict)
    return Answer({"setVariableResult": [_set(station, item) for item in wanted]})


def _get(station: Station, item: Payload) -> Payload:
    name, result = _name(item), _result(item)
    problem = _problem(station, item, name)
    if problem is not None:
        return result | {"attributeStatus": problem}
    if configuration.find(station.state.ocpp_version, name) is None:
        return result | {"attributeStatus": "Accepted", "attributeValue": _facts(station, item)[0].value}
    (setting,), _ = configuration.read(station.state, station.hardware, [name])
    return result | {"attributeStatus": "Accepted", "attributeValue": setting.value[:2500]}


def _set(station: Station, item: Payload) -> Payload:
    name, result = _name(item), _result(item)
    value = required(item, "attributeValue", str)
    problem = _problem(station, item, name)
    if problem is not None:
        return result | {"attributeStatus": problem}
    if configuration.find(station.state.ocpp_version, name) is None:
        return result | {"attributeStatus": "Rejected", "attributeStatusInfo": {"reasonCode": "ReadOnly"}}
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
    if _facts(station, item):
        return None
    known = name.partition(".")[0] in _COMPONENTS or _facts(station, item, any_variable=True)
    return "UnknownVariable" if known else "UnknownComponent"


def _facts(station: Station, item: Payload, *, any_variable: bool = False) -> list[Row]:
    """Find the facts that an item means; without an EVSE it is the first one."""
    variable = None if any_variable else item["variable"]
    return [row for row in facts(station) if row.fits(item["component"], variable)]
