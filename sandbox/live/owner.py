"""Whoever has live chargers, as far as they know: somebody who writes down what happens to them."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sandbox.live.live_charger import LiveCharger


class Owner(Protocol):
    """Whoever writes down what happens to a charger."""

    def changed(self, live: "LiveCharger") -> None:
        """Write down soon what has happened."""

    def keep(self, live: "LiveCharger") -> None:
        """Write it down in the change that is open."""

    def written(self, live: "LiveCharger") -> Awaitable[None]:
        """Come back when what has happened by now is written down."""
