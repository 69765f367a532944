"""Chargers that hang up: one that lives again, as something else, waits until it is gone as what it was."""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any

from sandbox.domain.records import Charger

Place = tuple[str, str]
"""What a CSMS tells connections apart by: its URL, and the identity."""


class Departures:
    """Those that are about to be gone."""

    def __init__(self) -> None:
        self._leaving: set[asyncio.Task[None]] = set()
        self._last: dict[Place, asyncio.Task[None]] = {}

    def add(self, charger: Charger, leaving: Coroutine[Any, Any, None]) -> None:
        """Let a charger leave."""
        place = _place(charger)
        task = asyncio.get_running_loop().create_task(_leave(leaving, self._last.get(place)))
        self._leaving.add(task)
        self._last[place] = task
        task.add_done_callback(partial(self._left, place))

    def last_of(self, charger: Charger) -> asyncio.Task[None] | None:
        """Return what ends when nobody is left whom its CSMS would take for that charger."""
        return self._last.get(_place(charger))

    async def wait(self) -> None:
        """Wait until all are gone."""
        await asyncio.gather(*self._leaving, return_exceptions=True)

    def _left(self, place: Place, task: asyncio.Task[None]) -> None:
        self._leaving.discard(task)
        if self._last[place] is task:
            del self._last[place]


async def _leave(leaving: Coroutine[Any, Any, None], former: asyncio.Task[None] | None) -> None:
    """Leave, and be gone once the same charger as it was before is gone, too."""
    await leaving
    if former is not None:
        await asyncio.wait([former])


def _place(charger: Charger) -> Place:
    return charger.ws_url, charger.identity
