"""The end of a session and what had to wait for it."""

from sandbox.charger import configuration
from sandbox.charger.configuration import STOP_ON_INVALID
from sandbox.charger.dialect import Cause
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import Script
from sandbox.charger.limits import withdrawn
from sandbox.charger.runtime import reboot
from sandbox.charger.state import Connector
from sandbox.charger.station import Station


def end_session(station: Station, number: int, cause: Cause) -> Script[None]:
    """Stop the transaction, then report: StopTransaction always comes before Finishing."""
    yield from dialect(station).stop(station, number, cause)
    yield from dialect(station).report(station, number)
    yield from settle_down(station, number)


def refuse(station: Station, number: int) -> Script[None]:
    """Deal with a tag that the CSMS refuses although its transaction runs: as is configured for that."""
    if configuration.enabled(station.state, STOP_ON_INVALID):
        yield from end_session(station, number, "deauthorized")
    else:
        station.change_transaction(number, **withdrawn(station, number))
        yield from dialect(station).flow(station, number)


def end_connection(station: Station, number: int) -> Script[None]:
    """Pull the cable out."""
    yield from dialect(station).unplug(station, number)
    yield from settle_down(station, number)


def want_energy(station: Station, number: int, *, wants: bool) -> Script[None]:
    """Let the EV on the cable ask for energy, or suspend."""
    vehicle = station.connector(number).vehicle
    assert vehicle is not None, f"connector {number} has no EV"
    station.change(number, vehicle=vehicle.evolve(wants_energy=wants))
    yield from dialect(station).flow(station, number)


def settle_down(station: Station, number: int) -> Script[None]:
    """Carry out what was scheduled for the time when nobody charges: unavailability, a reset."""
    connector = station.connector(number)
    if connector.becomes_operative is not None and not in_use(connector):
        set_operative(station, number, operative=connector.becomes_operative)
        yield from dialect(station).report(station, number)
    whole = station.state.main.becomes_operative
    if whole is not None and all(c.becomes_operative is None for c in station.state.connectors):
        set_operative(station, 0, operative=whole)
        yield from dialect(station).report(station, 0)
    if connector.reset_when_idle and station.connector(number).transaction is None:
        yield from restart_outlet(station, number)
    if station.state.reset_when_idle and not any(c.transaction for c in station.state.connectors):
        yield from reboot(station, "soft_reset", "ScheduledReset")


def restart_outlet(station: Station, number: int) -> Script[None]:
    """Reset one outlet: its transaction ends, and it says its status again."""
    station.change(number, reset_when_idle=False)
    yield from dialect(station).stop(station, number, "hard_reset")
    station.change(number, authorization=None, reported=None)
    yield from dialect(station).report(station, number)


def set_operative(station: Station, number: int, *, operative: bool) -> None:
    """Change the availability at once; a connector that is taken out of service loses its reservation."""
    reservation = station.connector(number).reservation if operative else None
    station.change(
        number, operative=operative, becomes_operative=None, finished=False, reservation=reservation
    )


def in_use(connector: Connector) -> bool:
    """Whether a change of availability has to wait; 4.9 knows no way from Preparing to Unavailable."""
    preparing = connector.plugged and not connector.finished
    return preparing or connector.busy or connector.transaction is not None
