"""Whether there is a fleet: it is loaded when the first charger is to be live, which it seldom is."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sandbox.domain.records import CHARGERS, Charger
from sandbox.domain.world import Replacement, World
from sandbox.live.targets import Targets
from sandbox.store.changes import After, Touched
from sandbox.store.rows import Row

if TYPE_CHECKING:
    from sandbox.live.fleet import Fleet


class Standby:
    """Starts the fleet when it is needed.

    Args:
        world: whose chargers.
        always: whether chargers are live unless told otherwise.
        make: loads and makes the fleet.
        targets: which URLs may be dialled.
    """

    def __init__(self, world: World, make: "Callable[[], Fleet]", targets: Targets, *, always: bool) -> None:
        self._world = world
        self._always = always
        self._make = make
        self._fleet: Fleet | None = None
        world.lines.mode = "live" if always else "loopback"
        world.lines.dialled = lambda charger: targets.dialled(charger.ws_url, charger.identity)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Have the fleet running while the block lasts, if and when it is needed."""
        world = self._world
        world.store.listeners.append(self._committed)
        world.listeners.append(self._replaced)
        self._start_if_needed()
        try:
            yield
        finally:
            world.store.listeners.remove(self._committed)
            world.listeners.remove(self._replaced)
            fleet, self._fleet = self._fleet, None
            if fleet is not None:
                await fleet.stop()

    def _committed(self, _touched: Touched, after: After) -> None:
        if self._fleet is None and any(map(_is_live_row, after.get(CHARGERS.name, {}).values())):
            self._start_if_needed()

    def _replaced(self, _how: Replacement, _organization_id: str | None) -> None:
        self._start_if_needed()

    def _start_if_needed(self) -> None:
        if self._fleet is not None:
            return
        if self._always or any(map(_is_live, self._world.store.collection(CHARGERS).find())):
            self._fleet = self._make()
            self._fleet.start()


def _is_live(charger: Charger) -> bool:
    return charger.csms == "live"


def _is_live_row(row: Row | None) -> bool:
    """Tell it from what has changed: a change of one charger must not take longer the more there are."""
    return row is not None and row.key(("csms",)) == ("live",)
