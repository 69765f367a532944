"""Changes: what is done inside one is kept altogether, or not at all."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from sandbox.store.rows import Row
from sandbox.store.storage import ResidentStorage

Before = Mapping[str, Row | None]


class Undoable(Protocol):
    """A table, as far as a change is concerned."""

    @property
    def name(self) -> str:
        """The table's name in the storage."""

    def changed(self, before: Before) -> dict[str, Any]:
        """Return what differs from *before*, None for a removed row."""

    def revert(self, before: Before) -> None:
        """Put the rows back as they were *before*."""


Touched = Mapping[Undoable, Before]
After = Mapping[str, Before]
Listener = Callable[[Touched, After], None]
"""Is told of rows before and after a change, the latter by the name of their table; they stay as they are."""


class Changes:
    """The open changes of one database, the outermost first: the rows each touched, as they were before.

    A change inside another is a savepoint: if it fails it is undone alone, and the outer one may go on.
    """

    def __init__(self, storage: ResidentStorage) -> None:
        self._storage = storage
        self._open: list[dict[Undoable, dict[str, Row | None]]] = []
        self._if_undone: list[list[Callable[[], None]]] = []
        self._reordered = False
        self.listeners: list[Listener] = []
        """Told of each change that was committed, right after it; they must not raise."""

    def __bool__(self) -> bool:
        return bool(self._open)

    @contextmanager
    def change(self) -> Iterator[None]:
        """Commit on leaving, as one appended line; undo everything if an exception leaves instead."""
        touched: dict[Undoable, dict[str, Row | None]] = {}
        self._open.append(touched)
        self._if_undone.append([])
        try:
            yield
            self._keep(touched)
        except BaseException:
            for table, before in touched.items():
                table.revert(before)
            for tell in reversed(self._if_undone[-1]):
                tell()
            raise
        finally:
            self._open.pop()
            self._if_undone.pop()
            self._reordered = self._reordered and bool(self._open)

    def record(self, table: Undoable, row_id: str, before: Row | None) -> None:
        """Note what a row of *table* was before it is written, once, in the innermost change."""
        self._open[-1].setdefault(table, {})[row_id] = before

    def if_undone(self, tell: Callable[[], None]) -> None:
        """Call *tell* if the innermost change is undone, or one that it is inside of; it must not raise."""
        self._if_undone[-1].append(tell)

    def reorder(self) -> None:
        """Note that the open change puts rows in a place that a replay of it would not give them."""
        self._reordered = True

    def removed(self, table: Undoable, row_id: str) -> Row | None:
        """Return the row that the open changes have removed from *table* under this id."""
        for touched in self._open:
            row = touched.get(table, {}).get(row_id)
            if row is not None:
                return row
        return None

    def _keep(self, touched: dict[Undoable, dict[str, Row | None]]) -> None:
        if len(self._open) == 1:
            self._commit(touched)
            return
        self._if_undone[-2].extend(self._if_undone[-1])
        outer = self._open[-2]
        for table, before in touched.items():
            rows = outer.setdefault(table, {})
            for row_id, row in before.items():
                rows.setdefault(row_id, row)

    def _commit(self, touched: dict[Undoable, dict[str, Row | None]]) -> None:
        changes = {table.name: table.changed(before) for table, before in touched.items()}
        changes = {name: rows for name, rows in changes.items() if rows}
        if changes:
            self._storage.append(changes)
        if self._reordered:
            self._storage.compact()
        if changes:
            for listener in self.listeners:
                listener(touched, changes)
