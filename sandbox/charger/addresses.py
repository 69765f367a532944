"""Which outlet a command means.

OCPP 1.6 counts connectors. In OCPP 2.0.1 every outlet is an EVSE with one connector: `evse_id=n` (with
connector 1 or none) and `connector_id=n` alone both mean outlet n. Number 0 is the whole charger.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.charger.rules import Refused, Rule, allows
from sandbox.charger.state import ChargerState, Connector

WHOLE = 0


def connector_exists(state: ChargerState, evse_id: int | None, connector_id: int | None) -> bool:
    """Tell whether the address means an outlet of this charger, all of it, or nothing in particular."""
    number = _number(state, evse_id, connector_id)
    return number is None or 0 <= number <= len(state.connectors)


def addressed(state: ChargerState, payload: Mapping[str, Any]) -> int | None:
    """Return the number that *payload* names, None if it names nothing."""
    evse_id, connector_id = payload.get("evse_id"), payload.get("connector_id")
    if not connector_exists(state, evse_id, connector_id):
        raise Refused(f"there is no connector {_spelled(evse_id, connector_id)} on this charger")
    return _number(state, evse_id, connector_id)


def anything(connector: Connector) -> None:
    """Be the rule that has nothing against any connector."""


def choose(
    state: ChargerState, payload: Mapping[str, Any], rule: Rule = anything, *, prefer: Rule | None = None
) -> Connector:
    """Return the outlet that *payload* names, else the first that *prefer* (default: *rule*) allows, else 1.

    The outlet must pass *rule*, whichever way it was found.
    """
    number = addressed(state, payload)
    if number == WHOLE:
        raise Refused("connector 0 is the whole charger: name one connector")
    if number is None:
        number = next((c.number for c in state.connectors if allows(prefer or rule, c)), 1)
    connector = state.connector(number)
    rule(connector)
    return connector


def _number(state: ChargerState, evse_id: int | None, connector_id: int | None) -> int | None:
    if evse_id is None or connector_id is None:
        return connector_id if evse_id is None else evse_id
    if state.ocpp_version == "ocpp1.6":
        return connector_id
    return evse_id if connector_id == 1 or evse_id == WHOLE == connector_id else -1


def _spelled(evse_id: int | None, connector_id: int | None) -> str:
    return f"{connector_id}" if evse_id is None else f"{connector_id or 1} of EVSE {evse_id}"
