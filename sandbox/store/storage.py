"""Where the tables live: in memory and, on request, in a file to which lines are appended.

state.jsonl
├── {"format": 1, "tables": {table: {id: row}}}       the first line, a snapshot; rows in order of creation
└── {"changes": {table: {id: row or null}}}           one line per committed change; null is a removed row
"""

import os
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO

from filelock import BaseFileLock, FileLock, Timeout
from pydantic import BaseModel
from pydantic_core import from_json, to_json
from tinydb.storages import Storage

from sandbox.errors import BadSetting, DataCorrupt, DataLocked, DataTooNew
from sandbox.store.rows import Row

FORMAT = 1
FILE = "state.jsonl"
SMALLEST_JOURNAL = 4 * 1024 * 1024  # bytes of changes below which compaction is not worth it

Tables = dict[str, dict[str, Any]]


class _Head(BaseModel):
    format: int


class _Snapshot(_Head):
    tables: dict[str, dict[str, dict[str, Any]]]


class _Line(BaseModel):
    changes: dict[str, dict[str, dict[str, Any] | None]]


class ResidentStorage(Storage):
    """Keeps the tables in memory only."""

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


class AppendOnlyStorage(ResidentStorage):
    """Keeps the tables in memory and every change of them in a file.

    Only one storage may be open on a folder. The lock is the operating system's, so it dies with the process.

    Raises:
        BadSetting: the folder cannot be made or written to.
        DataLocked: another storage is open on the folder.
        DataCorrupt: the file is damaged elsewhere than in an unfinished last line.
        DataTooNew: the file is of a later format.
    """

    def __init__(self, folder: Path, *, fsync: bool = True) -> None:
        super().__init__()
        self._folder = folder
        self._path = folder / FILE
        self._fsync = fsync
        self._file: FileIO
        self._size: int
        self._limit: int
        self._torn: bool
        self._lock = _locked(_usable(folder))
        try:
            self._open()
        except BaseException:
            self._lock.release()
            raise

    def append(self, changes: Tables) -> None:
        """Write *changes* as one line; if that fails, leave the file as it was."""
        line = _encode({"changes": changes})
        self._cut()
        self._torn = True
        try:
            self._write_all(self._file, line)
        except BaseException:
            self._cut()
            raise
        self._torn = False
        self._size += len(line)
        self._compact_if_overgrown()

    def write(self, data: Tables) -> None:
        """Replace the whole file by a snapshot of *data*: a crash leaves the old file or the new one."""
        snapshot = _encode({"format": FORMAT, "tables": data})
        self._cut()
        self._file.close()
        try:
            self._replace(snapshot)
        finally:
            self._file = self._path.open("ab", buffering=0)
            self._size = self._path.stat().st_size
        self._limit = _compaction_size(len(snapshot))
        super().write(data)

    def close(self) -> None:
        """Close the file and let the next process have the folder."""
        self._file.close()
        self._lock.release()

    def _open(self) -> None:
        if not self._path.exists():
            self._replace(_encode({"format": FORMAT, "tables": {}}))
        self._temporary.unlink(missing_ok=True)
        with self._path.open("rb") as file:
            self._size = self._load(file)
        self._file = self._path.open("ab", buffering=0)
        self._torn = self._size < self._path.stat().st_size
        self._cut()

    def _load(self, file: BinaryIO) -> int:
        """Replay *file* and return the size of what was acknowledged: all but an unfinished last line."""
        head = file.readline()
        self._tables = self._snapshot(head)
        self._limit = _compaction_size(len(head))
        size = len(head)
        for number, line in enumerate(file, start=2):
            try:
                decoded = _decode(line)
            except ValueError as error:
                if not file.read(1):
                    break
                raise self._damaged(number) from error
            self._replay(decoded, number)
            size += len(line)
        return size

    def _snapshot(self, line: bytes) -> Tables:
        try:
            decoded = _decode(line)
            version = _Head.model_validate(decoded).format
            if version > FORMAT:
                raise DataTooNew(f"{self._path} has format {version}; this version reads up to {FORMAT}")
            return dict(_Snapshot.model_validate(decoded).tables)
        except ValueError as error:
            raise self._damaged(1) from error

    def _replay(self, decoded: Any, number: int) -> None:
        try:
            changes = _Line.model_validate(decoded).changes
        except ValueError as error:
            raise self._damaged(number) from error
        for name, rows in changes.items():
            _merge(self._tables.setdefault(name, {}), rows)

    def _damaged(self, number: int) -> DataCorrupt:
        return DataCorrupt(f"{self._path}, line {number}: damaged; put back a copy of the file or remove it")

    def _cut(self) -> None:
        """Remove what is behind the last acknowledged line, if anything is."""
        if self._torn:
            self._file.truncate(self._size)
            self._torn = False

    def _compact_if_overgrown(self) -> None:
        if self._size > self._limit:
            # The change is durable already, so a compaction that fails is put off until the file has doubled.
            self._limit = 2 * self._size
            with suppress(OSError):
                self.write(self._tables)

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
        self._sync_folder()

    def _write_all(self, file: FileIO, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[file.write(rest) :]
        if self._fsync:
            os.fsync(file.fileno())

    def _sync_folder(self) -> None:
        """Make a rename durable, where the system lets a folder be opened."""
        if self._fsync and os.name == "posix":
            descriptor = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _usable(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as refused:
        raise BadSetting(f"the data folder {folder} cannot be used: {refused.strerror}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadSetting(f"the data folder {folder} cannot be used: it cannot be written to")
    return folder


def _locked(folder: Path) -> BaseFileLock:
    lock = FileLock(folder / "lock", thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise DataLocked(f"The data folder {folder} is in use by another process") from None
    return lock


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


def _decode(line: bytes) -> Any:
    """Return the value of a whole line; anything less is a ValueError."""
    if not line.endswith(b"\n"):
        raise ValueError("no end of line")
    return from_json(line)
