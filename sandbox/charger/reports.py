"""What a charging station tells about itself: the rows of its device model, and reports of them (OCPP 2.0.1).

The rows are the configuration, and facts about the station, each EVSE and each connector, which nobody sets.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sandbox.charger import configuration
from sandbox.charger.frames import Payload, Script, tell, wire_time
from sandbox.charger.operations import Answer, accepted, refused
from sandbox.charger.state import Connector
from sandbox.charger.station import Station
from sandbox.charger.status import status201
from sandbox.charger.variables import VARIABLES_201

_DATA_TYPES = {"list": "MemberList"}
_KINDS = {row.name: _DATA_TYPES.get(row.kind, row.kind) for row in VARIABLES_201}
_CHOICES = {row.name: ",".join(row.choices) for row in VARIABLES_201}
_STATES = "Available,Occupied,Reserved,Unavailable,Faulted"
_CONNECTORS = {
    "CCS1": "cCCS1",
    "CCS2": "cCCS2",
    "CHAdeMO": "cG105",
    "NACS": "cTesla",
    "Type1": "cType1",
    "Type2": "cType2",
}
"""Types of connectors as OCPP names those that hang on a cable of the station."""
_LONGEST_VALUES = 1000
_SUMMARY = {"AvailabilityState", "Available", "Problem"}
_REPORT_SIZE = 20


class Row(NamedTuple):
    """One variable; *evse* and *connector* say which of several components of that name is meant."""

    component: str
    variable: str
    value: str
    kind: str
    evse: int | None = None
    connector: int | None = None
    instance: str | None = None
    read_only: bool = True
    unit: str | None = None
    values: str = ""

    @property
    def place(self) -> tuple[str, int | None, int | None]:
        """The component that the row belongs to."""
        return self.component, self.evse, self.connector

    def fits(self, component: Payload, variable: Payload | None) -> bool:
        """Tell whether the row is one of those that a CSMS names so."""
        if self.component.casefold() != component["name"].casefold() or "instance" in component:
            return False
        evse = component.get("evse", {})
        if (
            evse.get("id", self.evse) != self.evse
            or evse.get("connectorId", self.connector) != self.connector
        ):
            return False
        if variable is None:
            return True
        same = self.variable.casefold() == variable["name"].casefold()
        return same and variable.get("instance", self.instance) == self.instance


def rows(station: Station) -> Iterator[Row]:
    """Yield every row of the device model."""
    yield from _settings(station)
    yield from facts(station)


def facts(station: Station) -> Iterator[Row]:
    """Yield what nobody can set."""
    state, hardware = station.state, station.hardware
    yield from _condition("ChargingStation", state.main)
    yield Row("ChargingStation", "Model", state.model, "string")
    yield Row("ChargingStation", "SerialNumber", state.identity, "string")
    yield Row("ChargingStation", "SupplyPhases", str(hardware.phases), "integer")
    yield Row("ChargingStation", "VendorName", state.vendor, "string")
    yield Row("ClockCtrlr", "DateTime", wire_time(station.now), "dateTime")
    for connector in state.connectors:
        number = connector.number
        yield from _condition("EVSE", connector, evse=number)
        yield Row("EVSE", "AllowReset", "true", "boolean", number)
        yield Row("EVSE", "Power", str(hardware.max_power_w), "decimal", number, unit="W")
        yield Row("EVSE", "SupplyPhases", str(hardware.phases), "integer", number)
        yield from _condition("Connector", connector, evse=number, of=1)
        plug = _CONNECTORS.get(hardware.connector_type, "Unknown")
        yield Row("Connector", "ConnectorType", plug, "string", number, 1)
        yield Row("Connector", "SupplyPhases", str(hardware.phases), "integer", number, 1)


def get_base_report(station: Station, payload: Payload) -> Answer:
    """Accept a report and send it in parts."""
    wanted = _BASES[payload["reportBase"]]
    return accepted(_report(station, payload["requestId"], [row for row in rows(station) if wanted(row)]))


def get_report(station: Station, payload: Payload) -> Answer:
    """Report the components that meet all criteria, and of them what is asked for."""
    found = list(rows(station))
    for criterion in payload.get("componentCriteria", ()):
        found = _meeting(criterion, found)
    asked = payload.get("componentVariable")
    if asked is not None:
        found = [row for row in found if any(row.fits(a["component"], a.get("variable")) for a in asked)]
    if not found:
        return refused("nothing of the device model fits that", "EmptyResultSet")
    return accepted(_report(station, payload["requestId"], found))


def _meeting(criterion: str, found: list[Row]) -> list[Row]:
    """Keep components that say true, or say nothing; only a problem must be said."""
    said = {row.place: row.value for row in found if row.variable == criterion}
    missing = "false" if criterion == "Problem" else "true"
    return [row for row in found if said.get(row.place, missing) == "true"]


def _settings(station: Station) -> Iterator[Row]:
    for setting in configuration.read(station.state, station.hardware)[0]:
        component, _, variable = setting.key.partition(".")
        name, _, instance = variable.rstrip("]").partition("[")
        yield Row(
            component,
            name,
            setting.value,
            _KINDS[setting.key],
            instance=instance or None,
            read_only=setting.read_only,
            values=_CHOICES[setting.key],
        )


def _condition(
    component: str, connector: Connector, *, evse: int | None = None, of: int | None = None
) -> Iterator[Row]:
    yield Row(component, "AvailabilityState", status201(connector), "OptionList", evse, of, values=_STATES)
    yield Row(component, "Available", "true", "boolean", evse, of)
    yield Row(component, "Problem", "false" if connector.fault is None else "true", "boolean", evse, of)


def _report(station: Station, request_id: int, found: list[Row]) -> Script[str | None]:
    parts = [found[i : i + _REPORT_SIZE] for i in range(0, len(found), _REPORT_SIZE)]
    for seq_no, part in enumerate(parts):
        payload = {
            "requestId": request_id,
            "generatedAt": wire_time(station.now),
            "seqNo": seq_no,
            "tbc": seq_no < len(parts) - 1,
            "reportData": [_report_data(row) for row in part],
        }
        yield from tell("NotifyReport", payload)
    return None


def _report_data(row: Row) -> Payload:
    component: Payload = {"name": row.component}
    if row.evse is not None:
        component["evse"] = {"id": row.evse}
        if row.connector is not None:
            component["evse"]["connectorId"] = row.connector
    characteristics: Payload = {"dataType": row.kind, "supportsMonitoring": False}
    if row.unit is not None:
        characteristics["unit"] = row.unit
    if 0 < len(row.values) <= _LONGEST_VALUES:
        characteristics["valuesList"] = row.values
    return {
        "component": component,
        "variable": {"name": row.variable} | ({} if row.instance is None else {"instance": row.instance}),
        "variableAttribute": [
            {"value": row.value, "mutability": "ReadOnly" if row.read_only else "ReadWrite"}
        ],
        "variableCharacteristics": characteristics,
    }


_BASES: dict[str, Callable[[Row], bool]] = {
    "ConfigurationInventory": lambda row: not row.read_only,
    "FullInventory": lambda row: True,  # noqa: ARG005
    "SummaryInventory": lambda row: row.variable in _SUMMARY,
}
