"""What the meter of an outlet is read for: the measurands that the configuration lists for a context."""

from collections.abc import Mapping
from datetime import datetime

from sandbox.charger import configuration, meter
from sandbox.charger.configuration import (
    ALIGNED_DATA,
    ALIGNED_INTERVAL,
    SAMPLE_INTERVAL,
    SAMPLED_DATA,
    STOP_ALIGNED_DATA,
    STOP_ALIGNED_INTERVAL,
    STOP_DATA,
    Name,
)
from sandbox.charger.intervals import aligned_since, period
from sandbox.charger.meter import Reading
from sandbox.charger.samples import Sample, samples
from sandbox.charger.state import Transaction
from sandbox.charger.station import Station

_LISTS: Mapping[str, Name | str] = {
    "Sample.Clock": ALIGNED_DATA,
    "Sample.Periodic": SAMPLED_DATA,
    "Transaction.Begin": "SampledDataCtrlr.TxStartedMeasurands",
    "Transaction.End": STOP_DATA,
    "Trigger": SAMPLED_DATA,
}


def sampled(station: Station, number: int, context: str) -> list[Sample]:
    """Read the meter now; an empty list if there is nothing to measure."""
    reading = _reading(station, number, station.now, _since(station, number, context))
    return _listed(station, reading, _LISTS[context])


def sampled_at_begin(station: Station, transaction: Transaction) -> list[Sample]:
    """Read what the meter showed when a transaction began; nothing if that is not known."""
    if transaction.began is None:
        return []
    reading = meter.reading_of(transaction.began, station.hardware, transaction.started_at)
    return _listed(station, reading, STOP_DATA)


def aligned_in_transaction(
    station: Station, number: int, transaction: Transaction
) -> list[tuple[datetime, list[Sample]]]:
    """Read the meter at the clock-aligned instants that the end of a transaction tells about."""
    interval = period(station.state, STOP_ALIGNED_INTERVAL)
    instants = aligned_since(station.state, transaction.started_at, station.now)
    readings = [(at, _reading(station, number, at, at - interval)) for at in instants]
    listed = [(at, _listed(station, reading, STOP_ALIGNED_DATA)) for at, reading in readings]
    return [(at, values) for at, values in listed if values]


def _reading(station: Station, number: int, at: datetime, since: datetime | None) -> Reading:
    return meter.reading(station.connector(number), station.hardware, at, since)


def _listed(station: Station, reading: Reading, name: Name | str) -> list[Sample]:
    """Sample what *name* lists: whole Wh in OCPP 1.6, to 0.001 Wh in 2.0.1."""
    digits = 0 if station.state.ocpp_version == "ocpp1.6" else 3
    return samples(reading, configuration.members(station.state, name), digits=digits)


def _since(station: Station, number: int, context: str) -> datetime | None:
    """Return the beginning of the interval that a report is about: the report before, or none."""
    state, transaction = station.state, station.connector(number).transaction
    if context == "Sample.Clock":
        return station.now - period(state, ALIGNED_INTERVAL)
    if transaction is None or context == "Transaction.Begin":
        return None
    if context == "Sample.Periodic":
        last = station.now
    elif transaction.sample_at is not None:
        last = transaction.sample_at
    else:
        return transaction.started_at
    return max(transaction.started_at, last - period(state, SAMPLE_INTERVAL))
