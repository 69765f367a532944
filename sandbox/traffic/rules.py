"""One fault at work: which of the requests that it matches it hits, and what happens to them."""

from collections import OrderedDict
from datetime import datetime, timedelta
from math import ceil
from random import Random
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from sandbox.rest.exchange import Exchange
from sandbox.traffic.effects import Effect, RateLimit

MOST_WINDOWS = 1000
"""Organizations that a rate limit tells apart: anybody can name others in a token that is refused."""


class Trigger(BaseModel):
    """Which of the requests that a fault matches it hits; all of them when nothing is given."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    after: int = Field(0, ge=0, le=1_000_000, description="Let so many pass first.")
    times: int | None = Field(None, ge=1, le=1_000_000, description="Hit so many, then no more.")
    every: int = Field(1, ge=1, le=1_000_000, description="Hit each n-th.")
    probability: float = Field(1, gt=0, le=1, description="Hit with this probability, by the seed.")


class Hit(NamedTuple):
    """A fault that happens to a request.

    Args:
        name: that of the fault.
        effect: what happens.
        random: the source of chance of the fault.
        retry_after: how many seconds a rate limit still holds.
    """

    name: str
    effect: Effect
    random: Random
    retry_after: int | None = None


class Visit(NamedTuple):
    """What a rule looks at: a request, the organization it is about, and the time there."""

    exchange: Exchange
    organization_id: str | None
    now: datetime


class Rule:
    """Decides request by request, and counts how many it has matched and hit.

    Args:
        random: the source of chance of this rule alone, so that others do not change what comes from it.
    """

    def __init__(self, name: str, trigger: Trigger, effect: Effect, random: Random) -> None:
        self.name = name
        self.trigger = trigger
        self.effect = effect
        self.matches = 0
        self.hits = 0
        self._random = random
        self._windows = None if effect.rate_limit is None else Windows(effect.rate_limit)

    @property
    def spent(self) -> bool:
        """Whether it has hit as many as it may."""
        return self.trigger.times is not None and self.hits >= self.trigger.times

    @property
    def has_memory(self) -> bool:
        """Whether what it does to a request depends on those before."""
        return self.trigger != _ALWAYS or self.effect.rate_limit is not None or self.effect.has_chance

    def hit(self, visit: Visit) -> Hit | None:
        """Count a request that matches, and hit it or let it pass."""
        if self.effect.revoke_token and not has_token(visit.exchange):
            return None
        self.matches += 1
        if not self._is_due():
            return None
        retry_after = None if self._windows is None else self._windows.wait(visit)
        if self._windows is not None and retry_after is None:
            return None
        self.hits += 1
        return Hit(self.name, self.effect, self._random, retry_after)

    def _is_due(self) -> bool:
        beyond = self.matches - self.trigger.after
        return (
            beyond > 0
            and not self.spent
            and beyond % self.trigger.every == 0
            and (self.trigger.probability == 1 or self._random.random() < self.trigger.probability)
        )


class Windows:
    """Counts the requests of each organization within a fixed span of its time."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._span = timedelta(seconds=limit.seconds)
        self._open: OrderedDict[str | None, tuple[datetime, int]] = OrderedDict()

    def wait(self, visit: Visit) -> int | None:
        """Count one more; return in how many seconds it may come again if it is one too many."""
        now = visit.now
        began, count = self._open.pop(visit.organization_id, (now, 0))
        # A clock that was turned back to real time is behind what began before.
        if not timedelta(0) <= now - began < self._span:
            began, count = now, 0
        self._open[visit.organization_id] = began, count + 1
        if len(self._open) > MOST_WINDOWS:
            self._open.popitem(last=False)
        if count < self._limit.requests:
            return None
        return max(1, ceil((self._span - (now - began)).total_seconds()))


def has_token(exchange: Exchange) -> bool:
    """Tell whether a request was sent with a token that can be revoked."""
    principal = exchange.caller.principal
    return principal is not None and principal.token_id is not None


_ALWAYS = Trigger()
