"""The lock on a data folder: two processes that write to one file would lose what either says."""

import errno
import os
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from sandbox.errors import DataLocked


def locked(folder: Path) -> BaseFileLock:
    """Make the folder if need be, and return its lock, taken.

    Raises:
        DataLocked: another process has it.
        OSError: the folder cannot be used.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "it cannot be written to", str(folder))
    lock = FileLock(folder / "lock", thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise DataLocked(f"The data folder {folder} is in use by another process") from None
    return lock
