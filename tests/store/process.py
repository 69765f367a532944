"""A process for the tests of the store to lock out, starve or kill: `process.py TASK FOLDER`."""

import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from pydantic import BaseModel

from sandbox.store import storage
from sandbox.store.store import CollectionSpec, Store


class Half(BaseModel, frozen=True):
    id: str
    text: str = "x" * 200


LEFT = CollectionSpec("left", Half)
RIGHT = CollectionSpec("right", Half)
SPECS = (LEFT, RIGHT)


def hold(folder: Path) -> Iterator[str]:
    """Own the folder until standard input ends."""
    store = Store(SPECS, folder)
    yield "open"
    sys.stdin.read()
    store.close()


def write(folder: Path) -> Iterator[str]:
    """Commit to two tables and acknowledge, until killed; compact as often as possible."""
    storage.SMALLEST_JOURNAL = 1_000
    store = Store(SPECS, folder)
    for number in count(store.collection(LEFT).count()):
        with store.change():
            store.collection(LEFT).put(Half(id=f"{number}"))
            store.collection(RIGHT).put(Half(id=f"{number}"))
        yield f"{number}"


def fill(folder: Path) -> Iterator[str]:
    """Write until the file may not grow, then show what is left, and that smaller writes go on."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
    store = Store(SPECS, folder)
    left = store.collection(LEFT)
    left.put(Half(id="short-lived"))
    left.remove("short-lived")
    store.restore(store.snapshot())
    for number in count():
        try:
            left.put(Half(id=f"{number}"))
        except OSError:
            break
    whole = (folder / "state.jsonl").read_bytes().endswith(b"\n")
    yield f"{number} {left.count()} {left.get(str(number)) is None} {whole}"
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 2_000))
    with suppress(OSError):
        store.restore(store.snapshot())
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
    yield ",".join(sorted(path.name for path in folder.iterdir() if path.name != "lock"))
    left.remove("0")
    yield ",".join(half.id for half in left.find())
    store.close()


if __name__ == "__main__":
    for report in {"hold": hold, "write": write, "fill": fill}[sys.argv[1]](Path(sys.argv[2])):
        print(report, flush=True)  # noqa: T201
