"""What time brings: deadlines, which change the charger, and periodic messages, which only count.

Nothing ticks. Deadlines are computed from the facts, and periodic messages that would fall out of a bounded
log are skipped by arithmetic: their message ids and sequence numbers are used up as if they had been sent.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from heapq import merge
from typing import NamedTuple

from sandbox.charger import meter
from sandbox.charger.configuration import ALIGNED_INTERVAL, HEARTBEAT_INTERVAL, SAMPLE_INTERVAL
from sandbox.charger.dialect import Cause, Context
from sandbox.charger.dialects import dialect
from sandbox.charger.firmware import advance_update, update_due
from sandbox.charger.frames import Call, Script
from sandbox.charger.intervals import next_aligned, period, reports_aligned
from sandbox.charger.limits import lapses_at
from sandbox.charger.passing import leave, mend
from sandbox.charger.runtime import register
from sandbox.charger.sessions import end_session, settle_down, want_energy
from sandbox.charger.smart_charging import change_limits
from sandbox.charger.state import ChargerState, Connector, Transaction
from sandbox.charger.station import Station
from sandbox.charger.uploads import advance_upload, upload_due

HEARTBEAT = 0


Key = tuple[datetime, int, str]


class Deadline(NamedTuple):
    """An instant at which *act* must be played on connector *number*."""

    at: datetime
    number: int
    act: Callable[[Station, int], Script[None]]

    @property
    def key(self) -> Key:
        """What tells it from others: *act* itself may be made anew each time."""
        return self.at, self.number, getattr(self.act, "__qualname__", "")


class Stream(NamedTuple):
    """A message that is due at *due* and every *period* after: `HEARTBEAT`, or samples of a connector.

    *aligned* samples go by the clock, and all connectors are due together; others belong to a transaction.
    """

    due: datetime
    period: timedelta
    number: int
    aligned: bool = False

    def count(self, until: datetime) -> int:
        """Count how often it is due up to and including *until*."""
        return max(0, (until - self.due) // self.period + 1)

    def each(self, until: datetime) -> Iterator["Stream"]:
        """Yield its messages up to and including *until*, each as the stream that begins with it."""
        for number in range(self.count(until)):
            yield self._replace(due=self.due + self.period * number)


def next_deadline(state: ChargerState, but: Collection[Key] = ()) -> Deadline | None:
    """Return the first deadline *but* some; of several at one instant the first in order of `_deadlines`."""
    deadlines = _deadlines(state)
    if but:
        deadlines = (deadline for deadline in deadlines if deadline.key not in but)
    return min(deadlines, key=lambda deadline: deadline.at, default=None)


def streams(state: ChargerState) -> list[Stream]:
    """List the periodic messages of a charger that is online."""
    found = []
    for connector in state.connectors:
        transaction = connector.transaction
        if transaction is not None and transaction.sample_at is not None:
            found.append(Stream(transaction.sample_at, period(state, SAMPLE_INTERVAL), connector.number))
    if state.aligned_at is not None:
        every = period(state, ALIGNED_INTERVAL)
        reporting = [c.number for c in state.connectors if reports_aligned(state, c)]
        found += [Stream(state.aligned_at, every, number, aligned=True) for number in reporting]
    if state.heartbeat_at is not None:
        found.append(Stream(state.heartbeat_at, period(state, HEARTBEAT_INTERVAL), HEARTBEAT))
    return found


def messages(state: ChargerState, until: datetime) -> Iterable[Stream]:
    """List the periodic messages due up to *until* in order, each as the stream that begins with it."""
    return merge(*(stream.each(until) for stream in streams(state)))


def say(station: Station, stream: Stream) -> Script[None]:
    """Send one periodic message."""
    if stream.number == HEARTBEAT:
        yield from dialect(station).heartbeat(station)
    else:
        context: Context = "Sample.Clock" if stream.aligned else "Sample.Periodic"
        yield from dialect(station).sample(station, stream.number, context)


def said(state: ChargerState, until: datetime) -> ChargerState:
    """Schedule what comes after the periodic messages that were due up to *until*.

    The clock goes on for outlets that have nothing to report; where nothing was due, the state is as it was.
    """
    for stream in streams(state):
        count = stream.count(until)
        state = _rescheduled(state, stream, count) if count else state
    if state.aligned_at is not None and state.aligned_at <= until:
        state = state.evolve(aligned_at=next_aligned(state, until))
    return state


def skip(state: ChargerState, until: datetime, keep: int, *, as_said: bool = True) -> ChargerState:
    """Use up the periodic messages due up to *until* before the last *keep* ones, give or take a few.

    Their numbers are used up too, *as_said*; where a CSMS listens, which would miss them, they are not.
    """
    due = streams(state)
    if sum(stream.count(until) for stream in due) <= keep:
        return state
    # A stream of period p has at least span/p - 1 messages in any span, and so all of them at least *keep*.
    per_second = sum(1 / stream.period.total_seconds() for stream in due)
    cut = until - timedelta(seconds=(keep + len(due)) / per_second)
    for stream in due:
        pass_over = _skipped if as_said else _rescheduled
        state = pass_over(state, stream, stream.count(cut))
    return state


def restart_heartbeat(station: Station) -> None:
    if station.online:
        station.update(heartbeat_at=station.after(HEARTBEAT_INTERVAL))


def restart_aligned(station: Station) -> None:
    if station.state.runtime == "online":
        station.update(aligned_at=next_aligned(station.state, station.now))


def restart_samples(station: Station) -> None:
    for connector in station.state.connectors:
        if connector.transaction is not None and connector.transaction.authorized:
            station.change_transaction(connector.number, sample_at=station.next_sample())


def _rescheduled(state: ChargerState, stream: Stream, count: int) -> ChargerState:
    following = stream.due + stream.period * count
    if stream.number == HEARTBEAT:
        return state.evolve(heartbeat_at=following)
    if stream.aligned:
        return state.evolve(aligned_at=following)
    return state.with_transaction(stream.number, sample_at=following)


def _skipped(state: ChargerState, stream: Stream, count: int) -> ChargerState:
    state = _rescheduled(state, stream, count).evolve(message_count=state.message_count + count)
    untold = stream.number == HEARTBEAT or state.connector(stream.number).transaction is None
    if untold or state.ocpp_version == "ocpp1.6":
        return state
    return state.with_transaction(stream.number, seq_no=state.transaction(stream.number).seq_no + count)


def _deadlines(state: ChargerState) -> Iterator[Deadline]:
    if state.boot_at is not None:
        yield Deadline(state.boot_at, 0, _boot)
    yield from _transfer_deadlines(state)
    if state.limits_due is not None:
        yield Deadline(state.limits_due, 0, change_limits)
    for connector in state.connectors:
        yield from _endings(connector)
        if connector.transaction is not None:
            yield from _session_deadlines(connector, connector.transaction)
        lapses = lapses_at(connector)
        if lapses is not None:
            yield Deadline(lapses, connector.number, _give_up_waiting)
        if connector.reservation is not None:
            yield Deadline(connector.reservation.expires_at, connector.number, _expire_reservation)


def _transfer_deadlines(state: ChargerState) -> Iterator[Deadline]:
    for due, advance in ((update_due(state), advance_update), (upload_due(state), advance_upload)):
        if due is not None:
            yield Deadline(due, 0, advance)


def _endings(connector: Connector) -> Iterator[Deadline]:
    """Yield when an EV that has come by itself leaves, and when a fault is gone."""
    if connector.vehicle is not None and connector.vehicle.leaves_at is not None:
        yield Deadline(connector.vehicle.leaves_at, connector.number, leave)
    if connector.fault is not None and connector.fault.clears_at is not None:
        yield Deadline(connector.fault.clears_at, connector.number, mend)


def _session_deadlines(connector: Connector, transaction: Transaction) -> Iterator[Deadline]:
    number = connector.number
    if transaction.stop_at is not None:
        yield Deadline(transaction.stop_at, number, _ending("time_limit"))
    if transaction.stop_wh is not None:
        enough = meter.reaches(connector.meter, transaction.stop_wh)
        if enough is not None:
            yield Deadline(enough, number, _ending("energy_limit"))
    if transaction.spare_wh is not None and transaction.authorized:
        spent = meter.reaches(connector.meter, transaction.spare_wh)
        if spent is not None:
            yield Deadline(spent, number, _suspend_refused)
    tapers = meter.tapers_at(connector)
    if tapers is not None:
        yield Deadline(tapers, number, _taper)
        return  # it is full only after that
    full = meter.full_at(connector)
    if full is not None:
        yield Deadline(full, number, _suspend_full)


def _boot(station: Station, number: int) -> Script[None]:  # noqa: ARG001
    yield from register(station)


def _ending(cause: Cause) -> Callable[[Station, int], Script[None]]:
    return lambda station, number: end_session(station, number, cause)


def _suspend_refused(station: Station, number: int) -> Script[None]:
    """Give no more energy to somebody whose tag was refused."""
    station.change_transaction(number, authorized=False, sample_at=None)
    yield from dialect(station).flow(station, number)


def _suspend_full(station: Station, number: int) -> Script[None]:
    yield from want_energy(station, number, wants=False)


def _taper(station: Station, number: int) -> Script[None]:
    """Let less power flow; the next sample will show it."""
    station.change(number, vehicle=meter.tapered(station.connector(number), station.now))
    yield from ()


def _give_up_waiting(station: Station, number: int) -> Script[None]:
    connector = station.connector(number)
    waited = connector.waiting is not None or (connector.transaction is not None and not connector.plugged)
    station.change(number, authorization=None)
    if waited:
        yield from end_session(station, number, "connection_timeout")
    else:
        yield from settle_down(station, number)


def _expire_reservation(station: Station, number: int) -> Script[None]:
    reservation = station.connector(number).reservation
    station.change(number, reservation=None)
    yield from dialect(station).report(station, number)
    if station.online and reservation is not None and station.state.ocpp_version == "ocpp2.0.1":
        yield Call(
            "ReservationStatusUpdate",
            {"reservationId": reservation.id, "reservationUpdateStatus": "Expired"},
            awaited=False,
        )
