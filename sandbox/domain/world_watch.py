"""A world that is opened anew whenever its file changes."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sandbox.domain.worlds import Opening
from sandbox.errors import BadSetting, BadWorld

_log = logging.getLogger(__name__)

LOOK_EVERY = 0.25
"""Seconds between two looks at the file."""

Signature = tuple[int, int, int]


class WorldWatch:
    """Tells when the file of a world has changed.

    Raises:
        BadSetting: the world comes with the sandbox.
    """

    def __init__(self, opening: Opening) -> None:
        if opening.is_shipped:
            raise BadSetting(
                f"--reload-world follows a file of yours, and the world {opening.name} comes with us: "
                "name a file with --world"
            )
        self._path = Path(opening.name)
        self._seen = self._signature()

    def has_changed(self) -> bool:
        """Tell whether the file is another one than at the last look; one that is gone is waited for."""
        present = self._signature()
        if present is None or present == self._seen:
            return False
        self._seen = present
        return True

    def _signature(self) -> Signature | None:
        try:
            told = self._path.stat()
        except OSError:
            return None
        return told.st_mtime_ns, told.st_size, told.st_ino


@asynccontextmanager
async def following(opening: Opening, watch: WorldWatch | None) -> AsyncIterator[None]:
    """Open the world anew whenever its file changes, while the block lasts; without a watch, never."""
    if watch is None:
        yield
        return
    task = asyncio.create_task(_follow(opening, watch))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _follow(opening: Opening, watch: WorldWatch) -> None:
    while True:
        await asyncio.sleep(LOOK_EVERY)
        if watch.has_changed():
            _open_anew(opening)


def _open_anew(opening: Opening) -> None:
    try:
        opening.open_anew()
    except BadWorld as refused:
        _log.error("%s\nThe world stays as it was.", refused)
    except Exception:  # noqa: BLE001 - the next change of the file may be better
        _log.exception("the world %s cannot be opened anew", opening.name)
    else:
        _log.warning("The world %s was opened anew.", opening.name)
