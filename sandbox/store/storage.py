"""Where the tables live: in memory and, on request, in a file to which lines are appended.

state.jsonl
├── {"format": 1, "tables": {table: {id: row}}}       the first line, a snapshot; rows in order of creation
└── {"changes": {table: {id: row or null}}}           one line per committed change; null is a removed row
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import BaseModel
from pydantic_core import from_json, to_json
from tinydb.storages import Storage

from sandbox.errors import BadSetting, DataCorrupt, DataTooNew
from sandbox.store.rows import Row

FORMAT = 1
FILE = "state.jsonl"
SMALLEST_JOURNAL = 4 * 1024 * 1024  # bytes of changes below which compaction is not worth it
DEEPEST = 200  # levels of nesting that `from_json` reads

Tables = dict[str, dict[str, Any]]


class _Head(BaseModel):
    format: int


class _Snapshot(_Head):
    tables: dict[str, dict[str, dict[str, Any]]]


class _Line(BaseModel):
    changes: dict[str, dict[str, dict[str, Any] | None]]


class ResidentStorage(Storage):
    """Keeps the tables in memory only."""

    source = "memory"

    def __init__(self) -> None:
        self._tables: Tables = {}

    def read(self) -> Tables:
        """Return the tables themselves, not a copy."""
        return self._tables

    def write(self, data: Tables) -> None:
        """Replace all tables."""
        self._tables = data

    def append(self, changes: Tables) -> None:
        """Make *changes*, which the tables already show, durable."""

    def compact(self) -> None:
        """Keep the tables as they are now, without how they came to be."""

    def is_writable(self) -> bool:
        """Tell whether a change could be made durable now."""
        return True

    def damaged(self, place: str, reason: str = "damaged") -> DataCorrupt:
        """Return the error that names what cannot be used, and where it is."""
        return DataCorrupt(f"{self.source}, {place}: {reason}; put back a copy of the file or remove it")


class AppendOnlyStorage(ResidentStorage):
    """Keeps the tables in memory and every change of them in a file.

    Only one storage may be open on a folder. The lock is the operating system's, so it dies with the process.

    Raises:
        BadSetting: the folder, or a file in it, cannot be made, read or written to.
        DataLocked: another storage is open on the folder.
        DataCorrupt: a line of the file is damaged; a last one without its newline is not, but unfinished.
        DataTooNew: the file is of a later format.
    """

    def __init__(self, folder: Path, *, fsync: bool = True) -> None:
        from sandbox.store.locking import locked  # noqa: PLC0415 - slow to load, and not needed in memory

        super().__init__()
        self._folder = folder
        self._path = folder / FILE
        self.source = str(self._path)
        self._fsync = fsync
        self._refused = self._renamed = False
        self._file: FileIO
        self._size: int
        self._limit: int
        self._torn: bool
        with _refusals_named(folder):
            self._lock = locked(folder)
            try:
                self._open()
            except BaseException:
                self._lock.release()
                raise

    def append(self, changes: Tables) -> None:
        """Write *changes* as one line; if that fails, leave the file as it was.

        Raises:
            ValueError: they are nested too deeply to be read back.
        """
        line = _encode({"changes": changes})
        _refuse_unreadable(line)
        self._cut()
        self._sync_rename()
        self._refused = self._torn = True
        try:
            self._write_all(self._file, line)
        except BaseException:
            self._cut()
            raise
        self._refused = self._torn = False
        self._size += len(line)
        if self._size > self._limit:
            self.compact()

    def write(self, data: Tables) -> None:
        """Replace the whole file by a snapshot of *data*: a crash leaves the old file or the new one.

        An error up to the rename leaves file and memory as they were. A rename is not taken back: `read`
        returns *data* from then on, and a later error tells that a power cut may bring the old file back. No
        change is acknowledged until that is excluded.
        """
        snapshot = _encode({"format": FORMAT, "tables": data})
        self._cut()
        self._file.close()
        try:
            self._replace(snapshot)
            super().write(data)
            self._limit = _compaction_size(len(snapshot))
        finally:
            self._file = self._path.open("ab", buffering=0)
            self._size = self._path.stat().st_size
        self._sync_rename()

    def compact(self) -> None:
        """Replace the file by a snapshot of what it holds; one that fails is put off until it has doubled."""
        self._limit = 2 * self._size
        with suppress(OSError):
            self.write(self._tables)

    def is_writable(self) -> bool:
        """Tell whether the file is there, ours to write to, and took the last change."""
        return os.access(self._path, os.W_OK) and not self._refused

    def close(self) -> None:
        """Close the file and let the next process have the folder."""
        self._file.close()
        self._lock.release()

    def _open(self) -> None:
        if not self._path.exists():
            self._replace(_encode({"format": FORMAT, "tables": {}}))
        self._temporary.unlink(missing_ok=True)
        # The last owner may have died between a rename and its sync.
        self._renamed = True
        self._sync_rename()
        with self._path.open("rb+") as file:
            self._size = self._load(file)
            file.truncate(self._size)
        self._torn = False
        self._file = self._path.open("ab", buffering=0)

    def _load(self, file: BinaryIO) -> int:
        """Replay *file* and return the size of its whole lines; what is wrong with one of them is damage."""
        head = file.readline()
        self._tables = self._snapshot(head)
        self._limit = _compaction_size(len(head))
        size = len(head)
        for number, line in enumerate(file, start=2):
            if not line.endswith(b"\n"):
                break
            self._replay(line, number)
            size += len(line)
        return size

    def _snapshot(self, line: bytes) -> Tables:
        try:
            # A snapshot is never unfinished: without its newline it is no JSON.
            decoded = from_json(line if line.endswith(b"\n") else b"")
            version = _Head.model_validate(decoded).format
            if version > FORMAT:
                raise DataTooNew(f"{self._path} has format {version}; this version reads up to {FORMAT}")
            return dict(_Snapshot.model_validate(decoded).tables)
        except ValueError as error:
            raise self.damaged("line 1") from error

    def _replay(self, line: bytes, number: int) -> None:
        try:
            changes = _Line.model_validate(from_json(line)).changes
        except ValueError as error:
            raise self.damaged(f"line {number}") from error
        for name, rows in changes.items():
            _merge(self._tables.setdefault(name, {}), rows)

    def _cut(self) -> None:
        """Remove what is behind the last acknowledged line, if anything is."""
        if self._torn:
            self._file.truncate(self._size)
            self._torn = False

    @property
    def _temporary(self) -> Path:
        return self._folder / f"{FILE}.tmp"

    def _replace(self, content: bytes) -> None:
        try:
            with self._temporary.open("wb", buffering=0) as file:
                self._write_all(file, content)
            self._temporary.replace(self._path)
        except BaseException:
            self._temporary.unlink(missing_ok=True)
            raise
        self._renamed = True

    def _write_all(self, file: FileIO, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[file.write(rest) :]
        if self._fsync:
            os.fsync(file.fileno())

    def _sync_rename(self) -> None:
        """Make a rename durable if it is not yet, where the system lets a folder be opened."""
        if self._renamed and self._fsync and os.name == "posix":
            descriptor = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        self._renamed = False


@contextmanager
def _refusals_named(folder: Path) -> Iterator[None]:
    """Turn what the system refuses into a `BadSetting`."""
    try:
        yield
    except OSError as refused:
        what = f"{refused.filename or folder}: {refused.strerror or refused}"
        raise BadSetting(f"the data folder {folder} cannot be used: {what}") from None


def _compaction_size(snapshot: int) -> int:
    """Return the size at which to compact a file: far enough from its *snapshot* for O(1) a change."""
    return snapshot + max(SMALLEST_JOURNAL, 2 * snapshot)


def _merge(table: dict[str, Any], rows: dict[str, dict[str, Any] | None]) -> None:
    for row_id, row in rows.items():
        if row is None:
            table.pop(row_id, None)
        else:
            table[row_id] = row


def _encode(value: Tables | dict[str, Any]) -> bytes:
    return to_json(value, by_alias=False, round_trip=True, fallback=_content) + b"\n"


def _content(value: Any) -> Any:
    if isinstance(value, Row):
        return value.content
    raise TypeError(f"{type(value).__name__} cannot be stored as JSON")


def _refuse_unreadable(line: bytes) -> None:
    """Raise ValueError if *line* is too deep for `from_json`, which only one of many brackets can be.

    A snapshot needs no such test: its rows, at the same depth, were appended or read before.
    """
    if line.count(b"{") + line.count(b"[") > DEEPEST:
        try:
            from_json(line)
        except ValueError as error:
            raise ValueError(f"the change is nested too deeply to be stored: {error}") from error
