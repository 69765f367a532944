"""Faults: an ordered list of rules; the first that hits decides what happens to a request."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sandbox.auth.claims import TokenFormat
from sandbox.clock import Clock, Ids
from sandbox.errors import Conflict
from sandbox.rest.exchange import Exchange
from sandbox.traffic.effects import Effect
from sandbox.traffic.identity import sender_of
from sandbox.traffic.matching import Matcher, RequestPattern
from sandbox.traffic.requested_faults import RequestedFaults
from sandbox.traffic.rules import Hit, Rule, Trigger, Visit

MOST_RULES = 1000


class Fault(NamedTuple):
    """A rule on the list, and the requests that it is about."""

    id: str
    pattern: RequestPattern
    matcher: Matcher
    rule: Rule
    created_at: datetime


class Faults:
    """The list of faults, and those that requests ask for themselves.

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
        self._numbers: Counter[str | None] = Counter()
        self._requested = RequestedFaults(ids.stream("requested"))

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, pattern: RequestPattern, trigger: Trigger, effect: Effect, name: str | None) -> Fault:
        """Put a fault at the end of the list."""
        if len(self._faults) >= MOST_RULES:
            raise Conflict(f"There are {MOST_RULES} faults already: remove some")
        fault_id = f"flt_{self._ids.hex(12)}"
        rule = Rule(name or fault_id, trigger, effect, self._chance(pattern.organization_id).random)
        fault = Fault(
            fault_id, pattern, Matcher(pattern, self._token_format), rule, self._clock_of(None).now()
        )
        self._faults[fault_id] = fault
        return fault

    def hit(self, exchange: Exchange) -> Hit | None:
        """Return what happens to a request: what it asks for, or else what the list has for it.

        Raises:
            Invalid: it cannot be understood what the request asks for.
        """
        organization_id = sender_of(exchange, self._token_format).organization_id
        visit = Visit(exchange, organization_id, self._clock_of(organization_id).instant())
        if (hit := self._requested.hit(visit)) is not None:
            return hit
        for fault in self._faults.values():
            if fault.matcher.fits(exchange) and (hit := fault.rule.hit(visit)) is not None:
                return hit
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
        """Take all faults off the list, or those about one organization; what was asked for begins anew."""
        for fault in self.find(organization_id):
            del self._faults[fault.id]
        self._requested.forget(organization_id)
        if organization_id is None:
            self._numbers.clear()
        else:
            del self._numbers[organization_id]

    def organizations(self) -> set[str]:
        """Return the organizations that faults are about, or that have asked for some."""
        about = {fault.pattern.organization_id for fault in self._faults.values()}
        return {one for one in about | self._requested.organizations() if one is not None}

    def _chance(self, organization_id: str | None) -> Ids:
        """Return a source of chance for one more fault.

        It depends on how many its organization has had, not on its id and not on the faults of others: so it
        is the same whatever happens beside it.
        """
        if len(self._numbers) > MOST_RULES:
            named = {None, *self.organizations()}
            self._numbers = Counter({whose: self._numbers[whose] for whose in named})
        self._numbers[organization_id] += 1
        whose = "all" if organization_id is None else "one"
        return self._ids.stream(f"{whose}/{self._numbers[organization_id]}")
