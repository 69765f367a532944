"""Switching the simulated process on and off."""

from collections.abc import Mapping
from typing import Any

from sandbox.charger.frames import Script
from sandbox.charger.outcomes import Outcome, applied
from sandbox.charger.rules import Refused
from sandbox.charger.runtime import power_down, power_up, reboot
from sandbox.charger.station import Station


def start_charger(station: Station, payload: Mapping[str, Any]) -> Script[Outcome]:  # noqa: ARG001
    """Start a stopped charger: it boots."""
    if station.state.runtime != "stopped":
        raise Refused(f"charger runtime is already {station.state.runtime}")
    yield from power_up(station, "PowerUp")
    return applied(runtime=station.state.runtime)


def stop_charger(station: Station, payload: Mapping[str, Any]) -> Script[Outcome]:  # noqa: ARG001
    """Stop a charger; its transactions end with PowerLoss."""
    if station.state.runtime == "stopped":
        raise Refused("charger runtime is already stopped")
    yield from power_down(station)
    return applied(runtime=station.state.runtime)


def reset_charger(station: Station, payload: Mapping[str, Any]) -> Script[Outcome]:  # noqa: ARG001
    """Reset softly: transactions end, then the charger boots exactly once."""
    yield from reboot(station, "soft_reset", "RemoteReset")
    return applied(runtime=station.state.runtime)
