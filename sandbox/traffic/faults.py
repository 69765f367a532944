"""Faults: an ordered list of rules; the first that strikes decides what happens to a request."""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from random import Random
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from sandbox.auth.claims import TokenFormat
from sandbox.clock import Clock, Ids
from sandbox.errors import Conflict
from sandbox.rest.exchange import Exchange
from sandbox.traffic.effects import Effect, RateLimit
from sandbox.traffic.identity import sender_of
from sandbox.traffic.matching import Matcher, RequestPattern

MOST_RULES = 1000


class Occasion(BaseModel):
    """Which of the requests that a rule matches it strikes; all of them when nothing is given."""

    model_config = ConfigDict(frozen=True)

    after: int = Field(0, ge=0, le=1_000_000, description="Let so many pass first.")
    times: int | None = Field(None, ge=1, le=1_000_000, description="Strike so many, then no more.")
    every: int = Field(1, ge=1, le=1_000_000, description="Strike each n-th.")
    probability: float = Field(1, gt=0, le=1, description="Strike with this probability, by the seed.")


class Strike(NamedTuple):
    """A fault that happens to a request; *retry_after* is how many seconds a rate limit still holds."""

    name: str
    effect: Effect
    retry_after: int | None = None


class Rule:
    """One fault, and how often it has matched and struck."""

    def __init__(self, name: str, occasion: Occasion, effect: Effect, random: Random) -> None:
        self.name = name
        self.occasion = occasion
        self.effect = effect
        self.matches = 0
        self.hits = 0
        self._random = random
        self._window = None if effect.rate_limit is None else Window(effect.rate_limit)

    @property
    def spent(self) -> bool:
        """Whether it has struck as often as it may."""
        return self.occasion.times is not None and self.hits >= self.occasion.times

    def meet(self, now: datetime) -> Strike | None:
        """Count a request that matches, and strike it or let it pass."""
        self.matches += 1
        if not self._is_occasion():
            return None
        retry_after = None if self._window is None else self._window.wait(now)
        if self._window is not None and retry_after is None:
            return None
        self.hits += 1
        return Strike(self.name, self.effect, retry_after)

    def _is_occasion(self) -> bool:
        beyond = self.matches - self.occasion.after
        return (
            beyond > 0
            and not self.spent
            and beyond % self.occasion.every == 0
            and (self.occasion.probability == 1 or self._random.random() < self.occasion.probability)
        )


class Window:
    """Counts requests within a fixed span of time."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._span = timedelta(seconds=limit.seconds)
        self._ends: datetime | None = None
        self._count = 0

    def wait(self, now: datetime) -> int | None:
        """Count one more; return in how many seconds it may come again if it is one too many."""
        if self._ends is None or not self._ends - self._span <= now < self._ends:
            self._ends, self._count = now + self._span, 0
        self._count += 1
        if self._count <= self._limit.requests:
            return None
        return max(1, ceil((self._ends - now).total_seconds()))


class Fault(NamedTuple):
    """A rule on the list, and the requests that it is about."""

    id: str
    pattern: RequestPattern
    matcher: Matcher
    rule: Rule
    created_at: datetime


class Faults:
    """The list of faults.

    Args:
        clock_of: the clock of an organization, or that of all for None.
        ids: the source of ids, and of chance.
        token_format: how tokens tell an organization and a role.
    """

    def __init__(self, clock_of: Callable[[str | None], Clock], ids: Ids, token_format: TokenFormat) -> None:
        self._clock_of = clock_of
        self._ids = ids
        self._token_format = token_format
        self._faults: dict[str, Fault] = {}

    @property
    def random(self) -> Random:
        """The source of chance."""
        return self._ids.random

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, pattern: RequestPattern, occasion: Occasion, effect: Effect, name: str | None) -> Fault:
        """Put a fault at the end of the list."""
        if len(self._faults) >= MOST_RULES:
            raise Conflict(f"There are {MOST_RULES} faults already: remove some")
        fault_id = f"flt_{self._ids.hex(12)}"
        rule = Rule(name or fault_id, occasion, effect, self.random)
        fault = Fault(
            fault_id, pattern, Matcher(pattern, self._token_format), rule, self._clock_of(None).now()
        )
        self._faults[fault_id] = fault
        return fault

    def strike(self, exchange: Exchange) -> Strike | None:
        """Return what happens to a request."""
        now = self._clock_of(sender_of(exchange, self._token_format).organization_id).instant()
        for fault in self._faults.values():
            if fault.matcher.fits(exchange) and (strike := fault.rule.meet(now)) is not None:
                return strike
        return None

    def get(self, fault_id: str) -> Fault | None:
        """Return the fault with this id."""
        return self._faults.get(fault_id)

    def find(self, organization_id: str | None = None) -> list[Fault]:
        """Return the faults in their order: all, or those about one organization."""
        return [
            fault
            for fault in self._faults.values()
            if organization_id in (None, fault.pattern.organization_id)
        ]

    def remove(self, fault_id: str) -> bool:
        """Take a fault off the list, and tell whether it was there."""
        return self._faults.pop(fault_id, None) is not None

    def clear(self, organization_id: str | None = None) -> None:
        """Take all faults off the list, or those about one organization."""
        for fault in self.find(organization_id):
            del self._faults[fault.id]
