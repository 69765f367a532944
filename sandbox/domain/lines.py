"""Chargers that are not simulated here: somebody else moves them, who speaks to a real CSMS."""

from typing import Protocol

from sandbox.charger.state import ChargerState
from sandbox.domain.records import Command


class HeldCharger(Protocol):
    """A charger in somebody else's hands."""

    @property
    def state(self) -> ChargerState:
        """The charger as it is now."""

    def order(self, command: Command, *, at_once: bool) -> None:
        """Give it a command; one that is due is begun at once."""

    def keep(self) -> None:
        """Write down what has happened to it, in the change that is open."""


class Driver(Protocol):
    """Whoever moves chargers."""

    def held(self, charger_id: str) -> HeldCharger | None:
        """Return the charger if it is in these hands."""


class Lines:
    """Tells who moves a charger: a driver, or nobody, so that it is simulated when somebody looks."""

    def __init__(self) -> None:
        self.driver: Driver | None = None

    def held(self, charger_id: str) -> HeldCharger | None:
        """Return the charger if somebody else moves it."""
        return None if self.driver is None else self.driver.held(charger_id)
