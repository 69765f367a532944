"""What a live charger says at intervals: heartbeats and meter values."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.charger.frames import Script
from sandbox.charger.schedule import messages, said, say, skip, streams
from sandbox.charger.station import Station

MOST_AT_ONCE = 10
"""Periodic messages that a charger says after a leap of time; the others are passed over."""


def say_periodic(station: Station, until: datetime, play: Callable[[Script[Any]], None]) -> None:
    """Say what is due up to *until*, each at its time."""
    if any(stream.due <= until for stream in streams(station.state)):
        station.state = skip(station.state, until, MOST_AT_ONCE, as_said=False)
        for stream in list(messages(station.state, until)):
            station.at(stream.due)
            play(say(station, stream))
    station.state = said(station.state, until)
