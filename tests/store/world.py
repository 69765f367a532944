"""The small world that the tests of the store share."""

import errno
import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sandbox.store.store import CollectionSpec, Store


class Refused(Exception):
    """Raised on purpose by an updater or inside a change."""


class Site(BaseModel, frozen=True):
    id: str
    name: str = ""


class Charger(BaseModel, frozen=True):
    id: str
    organization_id: str = "acme"
    location_id: str | None = None
    tags: tuple[str, ...] = ()


SITES = CollectionSpec("sites", Site)
CHARGERS = CollectionSpec(
    "chargers", Charger, (("organization_id",), ("organization_id", "location_id"), ("location_id",))
)
SPECS = (SITES, CHARGERS)


def opened(folder: Path | None = None) -> Store:
    return Store(SPECS, folder, fsync=False)


def filled(folder: Path | None = None) -> Store:
    store = opened(folder)
    chargers = store.collection(CHARGERS)
    for number in range(6):
        chargers.put(
            Charger(
                id=f"c{number}", organization_id="AB"[number % 2], location_id=f"l{number % 3}", tags=("t",)
            )
        )
    return store


def ids(store: Store, **where: str | None) -> list[str]:
    return [charger.id for charger in store.collection(CHARGERS).find(**where)]


def kept(folder: Path, **where: str | None) -> list[str]:
    """Return what somebody finds who opens the folder anew."""
    with closing(opened(folder)) as store:
        return ids(store, **where)


@contextmanager
def undone(store: Store) -> Iterator[None]:
    """Open a change that fails at its end."""
    with suppress(Refused), store.change():
        yield
        raise Refused


def lines(folder: Path) -> list[Any]:
    return [json.loads(line) for line in (folder / "state.jsonl").read_bytes().splitlines()]


def broken_fsync(descriptor: int, fsync: Callable[[int], None] = os.fsync) -> None:
    """Refuse folders, as a disk does that fails between a rename and its fsync."""
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    fsync(descriptor)
