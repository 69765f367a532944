"""Faults: of one outlet, or of the whole charger (number 0: every outlet and connector 0).

A fault ends a transaction at once; it does not stay suspended. In OCPP 1.6 it is stopped with reason Other
(no emergency button was pressed); in 2.0.1 with AbnormalCondition and GroundFault, OvercurrentFault or Other.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.charger.addresses import WHOLE, addressed
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import Script
from sandbox.charger.outcomes import Outcome, applied
from sandbox.charger.rules import Rule, allows, check_faulted, check_faultless, status
from sandbox.charger.sessions import settle_down
from sandbox.charger.state import Connector, Fault
from sandbox.charger.station import Station


def inject_fault(station: Station, payload: Mapping[str, Any]) -> Script[Outcome]:
    """Make an outlet, or the whole charger, Faulted."""
    fault = Fault(type=payload["fault_type"])
    targets = _targets(station, payload, check_faultless)
    for connector in targets:
        yield from break_down(station, connector.number, fault)
    return _done(station, targets, f"Fault {fault.type} injected")


def clear_fault(station: Station, payload: Mapping[str, Any]) -> Script[Outcome]:
    """Repair; the status that follows depends on the cable."""
    targets = _targets(station, payload, check_faulted)
    for connector in targets:
        yield from repair(station, connector)
    return _done(station, targets, "Fault cleared")


def break_down(station: Station, number: int, fault: Fault) -> Script[None]:
    """Let an outlet, or the charger itself, have a fault."""
    station.change(number, fault=fault)
    yield from dialect(station).report(station, number)
    yield from dialect(station).report_problem(station, number, fault, cleared=False)
    yield from dialect(station).stop(station, number, "fault")
    station.change(number, authorization=None)
    yield from settle_down(station, number)


def repair(station: Station, connector: Connector) -> Script[None]:
    """Let the fault of an outlet, or of the charger itself, be gone."""
    number, fault = connector.number, connector.fault
    assert fault is not None, f"connector {number} has no fault"
    station.change(number, fault=None)
    yield from dialect(station).report(station, number)
    yield from dialect(station).report_problem(station, number, fault, cleared=True)


def _done(station: Station, targets: list[Connector], msg: str) -> Outcome:
    """Report the status after: of the first outlet that was meant, and of each one by number."""
    outlets = station.state.connectors
    statuses = {str(c.number): status(station.state, c) for c in outlets}
    meant = next((c.number for c in targets if c.number != WHOLE), outlets[0].number)
    return applied(msg=msg, status=statuses[str(meant)], connectors=statuses)


def _targets(station: Station, payload: Mapping[str, Any], rule: Rule) -> list[Connector]:
    number = addressed(station.state, payload)
    if number:
        rule(station.connector(number))
        return [station.connector(number)]
    found = [c for c in (station.state.main, *station.state.connectors) if allows(rule, c)]
    if not found:
        rule(station.state.main)
    return found
