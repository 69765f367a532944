"""Whoever watches a fleet: told of each frame and each connection as it comes and goes."""

from typing import Protocol

from sandbox.charger.frames import Direction
from sandbox.domain.records import Charger
from sandbox.ocpp.schemas import Violation


class Observer(Protocol):
    """Is told at once, in the event loop of the fleet; what it does must be quick."""

    def connected(self, charger: Charger) -> None:
        """A charger has a connection."""

    def disconnected(self, charger: Charger) -> None:
        """It has lost that."""

    def heard(self, charger: Charger, direction: Direction, action: str, text: str) -> None:
        """A frame went or came."""

    def violated(self, charger: Charger, direction: Direction, action: str, violation: Violation) -> None:
        """A frame does not fit the schemas."""
