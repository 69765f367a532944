"""What ends by itself: an EV leaves when its time has come, a fault is gone."""

from sandbox.charger.commands.faults import repair
from sandbox.charger.frames import Script
from sandbox.charger.sessions import end_connection
from sandbox.charger.station import Station


def leave(station: Station, number: int) -> Script[None]:
    """Pull the cable out; a charger that is off, or not accepted yet, has nobody to tell."""
    connector = station.connector(number)
    if connector.vehicle is None:
        return
    station.change(number, vehicle=connector.vehicle.evolve(leaves_at=None))
    if station.state.runtime == "online" or connector.transaction is not None:
        yield from end_connection(station, number)
    else:
        station.change(number, vehicle=None, finished=False)


def mend(station: Station, number: int) -> Script[None]:
    """Let a fault be gone."""
    yield from repair(station, station.connector(number))
