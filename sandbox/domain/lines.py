"""Chargers that are not simulated here: somebody else moves them, who speaks to a real CSMS."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sandbox.charger.state import ChargerState
from sandbox.domain.records import Charger, Command

Mode = Literal["loopback", "live"]
"""Which CSMS a charger has: the built-in one, or the one at its `ws_url`."""

LineState = Literal["connecting", "connected", "offline", "refused", "stopped"]
"""
connecting  no attempt to connect is over yet
connected   there is a connection
offline     there is none, or not any more; the charger tries again and again
refused     its target must not, or cannot, be dialled
stopped     its process does not run
"""


@dataclass(frozen=True, slots=True)
class Breach:
    """A frame of either side that did not fit its schema, or was none; *path* is where in it."""

    action: str
    path: str
    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LineReport:
    """How the connection of a charger is.

    Args:
        state: see `LineState`.
        since: when it came to that.
        url: what is dialled; None if nothing is.
        problem: why there is no connection, or none that is of use.
        last_breach: the last one since the charger has been live.
    """

    state: LineState
    since: datetime
    url: str | None
    problem: str | None
    last_breach: Breach | None


class HeldCharger(Protocol):
    """A charger in somebody else's hands."""

    @property
    def state(self) -> ChargerState:
        """The charger as it is now."""

    @property
    def line(self) -> LineReport:
        """How its connection is now."""

    def order(self, command: Command, *, at_once: bool) -> None:
        """Give it a command; one that is due is begun at once."""

    def keep(self) -> None:
        """Write down what has happened to it, in the change that is open."""


class Driver(Protocol):
    """Whoever moves chargers."""

    def held(self, charger_id: str) -> HeldCharger | None:
        """Return the charger if it is in these hands."""

    def settle_down(self, organization_id: str | None) -> None:
        """Write down the chargers of an organization, or all, as they are now, in the change that is open."""


class Lines:
    """Tells who moves a charger: a driver, or nobody, so that it is simulated when somebody looks.

    *mode* is that of chargers that have none of their own; *dialled* tells what one dials, if it may.
    """

    def __init__(self) -> None:
        self.driver: Driver | None = None
        self.mode: Mode = "loopback"
        self.dialled: Callable[[Charger], str | None] = lambda _: None

    def held(self, charger_id: str) -> HeldCharger | None:
        """Return the charger if somebody else moves it."""
        return None if self.driver is None else self.driver.held(charger_id)

    def settle_down(self, organization_id: str | None) -> None:
        """Have the state tell how the chargers of an organization, or all, are now that somebody else moves.

        They go on meanwhile: a state that is kept would hold them as they were when something last happened.
        """
        if self.driver is not None:
            self.driver.settle_down(organization_id)

    def is_expected(self, charger: Charger) -> bool:
        """Tell whether a charger will be held: there is a driver, and it is to be live."""
        return self.driver is not None and self.is_live(charger)

    def mode_of(self, charger: Charger) -> Mode:
        """Return which CSMS a charger is to have."""
        return charger.csms or self.mode

    def is_live(self, charger: Charger) -> bool:
        """Tell whether a charger connects to its CSMS."""
        return self.mode_of(charger) == "live"
