"""The command table: what can be asked of a charger, and what must be true for it to try."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.charger.commands.driver import (
    authorize_id_tag,
    ev_requests_energy,
    ev_stops_energy,
    plug_connector,
    power_update,
    start_session,
    stop_session,
    unplug_connector,
)
from sandbox.charger.commands.faults import clear_fault, inject_fault
from sandbox.charger.commands.power import reset_charger, start_charger, stop_charger
from sandbox.charger.commands.remote import (
    proxy_message,
    start_transaction,
    stop_transaction,
    unlock_connector,
)
from sandbox.charger.commands.storage import (
    clear_local_list,
    reset_auth_cache,
    send_local_list,
    set_configuration,
)
from sandbox.charger.frames import Script
from sandbox.charger.outcomes import Outcome, failed
from sandbox.charger.state import ChargerState
from sandbox.charger.station import Station

Command = Callable[[Station, Mapping[str, Any]], Script[Outcome]]

_NEEDING_THE_PROCESS: dict[str, Command] = {
    "authorize_id_tag": authorize_id_tag,
    "ev_requests_energy": ev_requests_energy,
    "ev_stops_energy": ev_stops_energy,
    "plug_connector": plug_connector,
    "power_update": power_update,
    "proxy_message": proxy_message,
    "reset_charger": reset_charger,
    "start_session": start_session,
    "start_transaction": start_transaction,
    "stop_session": stop_session,
    "stop_transaction": stop_transaction,
    "unlock_connector": unlock_connector,
    "unplug_connector": unplug_connector,
}
COMMANDS: dict[str, Command] = _NEEDING_THE_PROCESS | {
    "clear_fault": clear_fault,
    "clear_local_list": clear_local_list,
    "inject_fault": inject_fault,
    "reset_auth_cache": reset_auth_cache,
    "send_local_list": send_local_list,
    "set_configuration": set_configuration,
    "start_charger": start_charger,
    "stop_charger": stop_charger,
}


def can_wait(command: str) -> bool:
    """Tell whether a charger that is not connected keeps the command for later."""
    return command in _NEEDING_THE_PROCESS and command != "reset_charger"


def why_it_waits(state: ChargerState) -> str:
    """Say why a charger keeps a command for later."""
    runtime = state.runtime if state.connected or state.runtime == "stopped" else "offline"
    return f"charger runtime is {runtime}: the command waits until it is online"


def carry_out(station: Station, command: str, payload: Mapping[str, Any]) -> Script[Outcome]:
    """Carry out one command of `COMMANDS`."""
    script = COMMANDS[command]
    if command in _NEEDING_THE_PROCESS and not station.online:
        return _not_running(station)
    return script(station, payload)


def _not_running(station: Station) -> Script[Outcome]:
    yield from ()
    if station.state.runtime == "stopped":
        return failed("charger runtime is stopped: start it first")
    if not station.state.connected and station.state.runtime == "online":
        return failed("charger runtime is offline: there is no connection to its CSMS")
    return failed("charger runtime is starting: the CSMS has not accepted it yet")
