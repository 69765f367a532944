"""The end of a fleet: chargers stop, so that their CSMS is not left with transactions that nobody ends."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from sandbox.clock import stopwatch
from sandbox.domain import commands
from sandbox.domain.records import Charger
from sandbox.domain.world import World
from sandbox.live.fleet import Fleet
from sandbox.live.tally import Tally

MOST_SECONDS = 10.0
"""Until chargers are cut off: a CSMS may answer no more."""

STEP = 0.1
"""Seconds after which it is seen who can stop, and whether all are gone."""

AT_ONCE = 100
"""Chargers that are stopped in one change, so that answers of the CSMS are heard meanwhile."""

_STOP = commands.Order("stop_charger", at_once=True)


class Ending:
    """Lets chargers end their transactions and hang up.

    Args:
        world: where they are.
        fleet: moves them.
        tally: knows who is connected, and who waits for an answer.
        hurry: is set by whoever does not want to wait.
    """

    def __init__(self, world: World, fleet: Fleet, tally: Tally, hurry: asyncio.Event) -> None:
        self._world = world
        self._fleet = fleet
        self._tally = tally
        self._hurry = hurry
        self._stopped: set[str] = set()

    async def wait(self, chargers: Sequence[Charger]) -> None:
        """Return when all have hung up, when it has taken too long, or in a hurry."""
        begun = stopwatch()
        while self._tally.connected_count and (passed := stopwatch() - begun) < MOST_SECONDS:
            # A start under way is answered first: a charger that is off could not end its transaction.
            await self._stop([one for one in chargers if self._can_stop(one, passed > MOST_SECONDS / 2)])
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), STEP)
                return

    def _can_stop(self, charger: Charger, is_late: bool) -> bool:  # noqa: FBT001
        if charger.id in self._stopped or not self._tally.is_connected(charger):
            return False
        return is_late or self._tally.quiet_for(charger) >= STEP

    async def _stop(self, chargers: Sequence[Charger]) -> None:
        for begin in range(0, len(chargers), AT_ONCE):
            if self._hurry.is_set():
                return
            with self._world.change():
                for charger in chargers[begin : begin + AT_ONCE]:
                    self._stop_one(charger)
            await asyncio.sleep(0)

    def _stop_one(self, charger: Charger) -> None:
        live = self._fleet.held(charger.id)
        if live is not None and live.state.runtime != "stopped":
            commands.send(self._world.tenant(charger.organization_id), charger, _STOP)
        self._stopped.add(charger.id)
