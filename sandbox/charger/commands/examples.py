"""What each command may carry, so that it can be tried without anybody having to think of something."""

from typing import Any

from sandbox.charger import configuration
from sandbox.charger.commands.table import COMMANDS
from sandbox.charger.configuration import HEARTBEAT_INTERVAL
from sandbox.charger.hardware import Hardware
from sandbox.charger.state import ChargerState

ID_TAG = "CONSOLE"
FAULT_TYPE = "OverCurrent"

_TAKING_A_CONNECTOR = frozenset(
    {
        "authorize_id_tag",
        "clear_fault",
        "ev_requests_energy",
        "ev_stops_energy",
        "inject_fault",
        "plug_connector",
        "power_update",
        "start_session",
        "start_transaction",
        "stop_session",
        "unlock_connector",
        "unplug_connector",
    }
)


def takes_connector(command: str) -> bool:
    """Tell whether the command may name a connector."""
    return command in _TAKING_A_CONNECTOR


def examples(
    state: ChargerState, hardware: Hardware, *, connector_id: int | None, id_tag: str
) -> dict[str, dict[str, Any]]:
    """Return a payload for each command, about one connector of the charger or whichever fits.

    The power is the most there is, a configuration key is set to the value that it has, and the next version
    of the local list holds the tag.
    """
    named = {} if connector_id is None else {"connector_id": connector_id}
    contents = _contents(state, hardware, connector_id, id_tag)
    return {
        command: {**contents.get(command, {}), **(named if takes_connector(command) else {})}
        for command in COMMANDS
    }


def _contents(
    state: ChargerState, hardware: Hardware, connector_id: int | None, id_tag: str
) -> dict[str, dict[str, Any]]:
    tag = {"id_tag": id_tag}
    interval = configuration.spelled(state, HEARTBEAT_INTERVAL)
    return {
        "authorize_id_tag": tag,
        "inject_fault": {"fault_type": FAULT_TYPE},
        "power_update": {"power_w": hardware.max_power_w},
        "proxy_message": {"action": "Heartbeat", "payload": {}},
        "send_local_list": {"list_version": state.local_list.version + 1, "entries": [tag]},
        "set_configuration": {"configuration": {interval: configuration.text(state, interval)}},
        "start_session": tag,
        "start_transaction": tag,
        "stop_transaction": _transaction(state, connector_id),
    }


def _transaction(state: ChargerState, connector_id: int | None) -> dict[str, Any]:
    """Name the transaction of a connector, if it has one; without a name the first that runs is meant."""
    transaction = None if connector_id is None else state.connector(connector_id).transaction
    return {} if transaction is None else {"transaction_id": transaction.id}
