"""Watches runs: they end when they are over, though nobody may be there to look."""

import asyncio
from collections.abc import Callable

from sandbox.domain.agenda import Agenda
from sandbox.domain.records import RUNS
from sandbox.domain.world import World
from sandbox.live.alarm import OVERDUE


class RunWatch:
    """Ends the runs that chargers are provisioned by.

    Args:
        world: whose runs.
        agenda: ends them.
        ended: called after a look.
    """

    def __init__(self, world: World, agenda: Agenda, ended: Callable[[], None]) -> None:
        self._world = world
        self._agenda = agenda
        self._ended = ended
        self._timer: asyncio.TimerHandle | None = None

    def plan(self, least: float = 0.0) -> None:
        """Look when the first run is over, in *least* seconds or later."""
        self.stop()
        pauses = [
            (run.ends_at - clock.now()).total_seconds() / clock.speed
            for run in self._world.store.collection(RUNS).find(state="open")
            if not (clock := self._world.clocks.of(run.organization_id)).frozen
        ]
        if pauses:
            pause = max(least, min(pauses))
            self._timer = asyncio.get_running_loop().call_later(pause, self._look)

    def stop(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer = None
        has_ended = self._agenda.settle() > 0
        self._ended()
        # What is over and cannot be ended, since the disk is full, is not tried again without a pause.
        self.plan(0.0 if has_ended else OVERDUE)
