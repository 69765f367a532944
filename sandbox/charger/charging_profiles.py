"""Charging profiles, and which of their periods is in force at an instant.

A profile holds one schedule: periods, each with a limit in amperes (A) per phase or in watts (W). Three
purposes: *station* bounds the whole charger, *default* any transaction, *transaction* one transaction.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from sandbox.clock import Moment

Purpose = Literal["station", "default", "transaction"]
Unit = Literal["A", "W"]


class Period(NamedTuple):
    """A limit in the unit of its schedule, from *start* seconds after the schedule began."""

    start: int
    limit: float
    phases: int | None = None


class ChargingProfile(BaseModel):
    """One profile; a schedule without `start_at` begins with the transaction.

    `number` is the connector it was set for (0: all of them), `told` the profile as the CSMS wrote it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    number: int
    purpose: Purpose
    stack_level: int
    unit: Unit
    periods: tuple[Period, ...]
    start_at: Moment | None = None
    every_seconds: int | None = None
    duration_seconds: int | None = None
    valid_from: Moment | None = None
    valid_to: Moment | None = None
    told: dict[str, Any]

    def valid(self, at: datetime) -> bool:
        early = self.valid_from is not None and at < self.valid_from
        return not early and not self.expired(at)

    def expired(self, at: datetime) -> bool:
        return self.valid_to is not None and at >= self.valid_to

    def period(self, at: datetime, transaction_start: datetime) -> Period | None:
        """Return the period in force at *at*; None where the schedule says nothing."""
        began = self._began(at, transaction_start)
        if began is None or not self.valid(at):
            return None
        seconds = (at - began).total_seconds()
        if self.duration_seconds is not None and seconds >= self.duration_seconds:
            return None
        return next((period for period in reversed(self.periods) if period.start <= seconds), None)

    def changes(self, after: datetime, transaction_start: datetime) -> Iterator[datetime]:
        """Yield instants later than *after*; the next change of the period in force is among them."""
        if self.expired(after):
            return
        run = self._began(after, transaction_start) or self.start_at or transaction_start
        starts = [0, *(period.start for period in self.periods)]
        ends = [seconds for seconds in (self.duration_seconds, self.every_seconds) if seconds is not None]
        marks = [self.valid_from, self.valid_to, *(_later(run, seconds) for seconds in starts + ends)]
        yield from (mark for mark in marks if mark is not None and mark > after)

    def _began(self, at: datetime, transaction_start: datetime) -> datetime | None:
        """Return when the run of the schedule began that *at* falls into."""
        start = self.start_at or transaction_start
        if at < start:
            return None
        if self.every_seconds is None:
            return start
        every = timedelta(seconds=self.every_seconds)
        return start + every * ((at - start) // every)


def _later(moment: datetime, seconds: int) -> datetime | None:
    """Return the instant *seconds* later; None where the calendar ends before it."""
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError:
        return None
