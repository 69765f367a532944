"""Powering up, registering with the CSMS, rebooting and powering down."""

from datetime import timedelta
from typing import Literal

from sandbox.charger import configuration
from sandbox.charger.configuration import HEARTBEAT_INTERVAL
from sandbox.charger.dialect import Cause
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import Payload, Script
from sandbox.charger.intervals import next_aligned
from sandbox.charger.station import Station

BootReason = Literal[
    "PowerUp",
    "RemoteReset",
    "ScheduledReset",
    "LocalReset",
    "ApplicationReset",
    "FirmwareUpdate",
    "Triggered",
]

_RETRY_SECONDS = 60
_LONGEST_INTERVAL = 10**9 - 1
"""The most that the configuration has room for."""


def register(station: Station) -> Script[None]:
    """Say BootNotification until it is accepted, then report every connector and start the heartbeat."""
    _apply_waiting_configuration(station)
    run = station.state.start_count
    station.update(boot_at=None)  # it is under way, however long the answer takes
    answer = yield from dialect(station).boot(station)
    if station.state.runtime != "starting" or station.state.start_count != run:
        return
    station.update(resetting=False)
    if answer.get("status") != "Accepted":
        _wait_for_acceptance(station, answer)
        return
    station.update(runtime="online", pending=False, rejected=False)
    _start_heartbeat(station, answer)
    station.update(aligned_at=next_aligned(station.state, station.now))
    for number in range(len(station.state.connectors) + 1):
        station.change(number, reported=None)
        yield from dialect(station).report(station, number)


def register_again(station: Station) -> Script[None]:
    """Say BootNotification because the CSMS wants to hear it; one that refuses now is obeyed as at a boot."""
    run = station.state.start_count
    answer = yield from dialect(station).boot(station)
    if station.state.runtime != "online" or station.state.start_count != run or "status" not in answer:
        return
    if answer["status"] == "Accepted":
        _start_heartbeat(station, answer)
    else:
        station.update(runtime="starting", heartbeat_at=None, aligned_at=None)
        _wait_for_acceptance(station, answer)


def _wait_for_acceptance(station: Station, answer: Payload) -> None:
    status, pause = answer.get("status"), _interval(answer) or _RETRY_SECONDS
    station.update(
        pending=status == "Pending",
        rejected=status == "Rejected",
        boot_at=station.now + timedelta(seconds=pause),
    )


def _start_heartbeat(station: Station, answer: Payload) -> None:
    interval = _interval(answer)
    if interval and interval != configuration.number(station.state, HEARTBEAT_INTERVAL):
        station.state, _ = configuration.change(station.state, HEARTBEAT_INTERVAL.ocpp16, str(interval))
    station.update(heartbeat_at=station.after(HEARTBEAT_INTERVAL))


def _interval(answer: Payload) -> int:
    """Return the seconds that the CSMS has named; 0, as if it had not, if they make no sense."""
    told = answer.get("interval")
    return int(max(0, min(told, _LONGEST_INTERVAL))) if isinstance(told, int | float) else 0


def power_up(station: Station, reason: BootReason) -> Script[None]:
    """Start the process and register."""
    station.update(
        runtime="starting",
        started_at=station.now,
        start_count=station.state.start_count + 1,
        boot_at=station.now,
        boot_reason=reason,
        pending=False,
        rejected=False,
    )
    yield from register(station)


def lose_power(station: Station) -> Script[None]:
    """End every transaction because the power was lost, and forget what is kept in volatile memory."""
    for connector in station.state.connectors:
        yield from dialect(station).stop(station, connector.number, "power_loss")
    _forget(station)


def power_down(station: Station) -> Script[None]:
    """End every transaction for want of power and go silent."""
    yield from lose_power(station)
    station.update(runtime="stopped", resetting=False)


def reboot(station: Station, cause: Cause, reason: BootReason) -> Script[None]:
    """End every transaction, tell so, and boot exactly once."""
    station.update(resetting=True)
    for connector in station.state.connectors:
        yield from dialect(station).stop(station, connector.number, cause)
        yield from dialect(station).report(station, connector.number)
    _forget(station)
    yield from power_up(station, reason)


def _forget(station: Station) -> None:
    """Lose what is kept in volatile memory."""
    station.update(heartbeat_at=None, aligned_at=None, boot_at=None, reset_when_idle=False)
    for connector in (station.state.main, *station.state.connectors):
        waits = connector.becomes_operative
        operative = connector.operative if waits is None else waits
        station.change(
            connector.number, authorization=None, operative=operative, becomes_operative=None, reported=None
        )


def _apply_waiting_configuration(station: Station) -> None:
    waiting = station.state.configuration_after_boot
    if waiting:
        station.update(configuration=station.state.configuration | waiting, configuration_after_boot={})
