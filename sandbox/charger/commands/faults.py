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
from sandbox.charger.rules import Refused, Rule, allows, check_faulted, check_faultless, status
from sandbox.charger.sessions import settle_down
from sandbox.charger.state import Connector, Fault
from sandbox.charger.station import Station

_DEFAULT_FAULT = "InternalError"


def inject_fault(station: Station, payload: Mapping[str, Any]) -> Script[Outcome]:
    """Make an outlet, or the whole charger, Faulted."""
    kind = payload.get("fault_type") or _DEFAULT_FAULT
    fault = Fault(type=kind, message=payload.get("message") or f"{kind} injected by the sandbox")
    for connector in _targets(station, payload, check_faultless):
        yield from _break(station, connector.number, fault)
    return applied(fault_type=kind, connectors=_statuses(station))


def clear_fault(station: Station, payload: Mapping[str, Any]) -> Script[Outcome]:
    """Repair; the status that follows depends on the cable."""
    for connector in _targets(station, payload, check_faulted):
        number = connector.number
        yield from dialect(station).report_problem(station, number, cleared=True)
        station.change(number, fault=None)
        yield from dialect(station).report(station, number)
    return applied(connectors=_statuses(station))


def _break(station: Station, number: int, fault: Fault) -> Script[None]:
    station.change(number, fault=fault)
    yield from dialect(station).report(station, number)
    yield from dialect(station).report_problem(station, number, cleared=False)
    yield from dialect(station).stop(station, number, "fault")
    station.change(number, authorization=None)
    yield from settle_down(station, number)


def _targets(station: Station, payload: Mapping[str, Any], rule: Rule) -> list[Connector]:
    number = addressed(station.state, payload)
    if number:
        rule(station.connector(number))
        return [station.connector(number)]
    found = [c for c in (station.state.main, *station.state.connectors) if allows(rule, c)]
    if not found:
        rule(station.connector(WHOLE))
        raise Refused("there is nothing to do")
    return found


def _statuses(station: Station) -> dict[str, str]:
    """Report the status after: by connector number, without connector 0, which 2.0.1 does not have."""
    return {str(c.number): status(station.state, c) for c in station.state.connectors}
