"""What a changed setting changes besides itself."""

from sandbox.charger import configuration
from sandbox.charger.configuration import (
    ALIGNED_DATA,
    ALIGNED_INTERVAL,
    HEARTBEAT_INTERVAL,
    SAMPLE_INTERVAL,
    SAMPLED_DATA,
    Change,
)
from sandbox.charger.intervals import ALIGNED_ENABLED
from sandbox.charger.schedule import restart_aligned, restart_heartbeat, restart_samples
from sandbox.charger.station import Station


def apply_setting(station: Station, key: str, value: str) -> Change:
    """Change one key and restart the timer that depends on it."""
    station.state, change = configuration.change(station.state, key, value)
    if change.status == "Accepted":
        if change.key in HEARTBEAT_INTERVAL:
            restart_heartbeat(station)
        elif change.key in SAMPLE_INTERVAL or change.key in SAMPLED_DATA:
            restart_samples(station)
        elif change.key in {*ALIGNED_INTERVAL, *ALIGNED_DATA, ALIGNED_ENABLED}:
            restart_aligned(station)
    return change
