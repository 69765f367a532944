"""What would become of a command if the CSMS agreed to everything; the charger stays as it is.

What a real CSMS will say is not known.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.charger.commands.table import carry_out
from sandbox.charger.frames import Call, CallError, Incoming, Reply, Script
from sandbox.charger.hardware import Hardware
from sandbox.charger.links import Loopback
from sandbox.charger.outcomes import Outcome, rejected
from sandbox.charger.rules import Refused
from sandbox.charger.state import ChargerState
from sandbox.charger.station import Station

_VERDICTS = ("idTagInfo", "idTokenInfo")


def rehearse(
    state: ChargerState, hardware: Hardware, command: str, payload: Mapping[str, Any], now: datetime
) -> Outcome:
    """Carry out one of `commands.table` on a charger that nobody sees."""
    station = Station(state, hardware)
    station.at(now)
    try:
        return _play(station, carry_out(station, command, payload))
    except Refused as refusal:
        return rejected(str(refusal))


def _play(station: Station, script: Script[Outcome]) -> Outcome:
    try:
        step = next(script)
        while True:
            step = script.send(step.reply if isinstance(step, Incoming) else _agreed(step, station))
    except StopIteration as done:
        outcome: Outcome = done.value
        return outcome


def _agreed(call: Call, station: Station) -> Reply:
    """Answer as the built-in CSMS does, but refuse no tag."""
    reply = Loopback().exchange(call, station)
    if isinstance(reply, CallError):
        return reply
    return reply | {name: {"status": "Accepted"} for name in _VERDICTS if name in reply}
