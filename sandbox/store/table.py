"""TinyDB's table and database, extended: indexes, changes that can be undone, snapshots by reference."""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager
from copy import deepcopy
from itertools import compress
from operator import is_not
from typing import Any, NamedTuple, cast

from pydantic import BaseModel
from tinydb import TinyDB
from tinydb.table import Table

from sandbox.errors import DataCorrupt
from sandbox.store.changes import Before, Changes
from sandbox.store.rows import Bucket, Epoch, Fields, Index, Key, Row
from sandbox.store.storage import ResidentStorage

Document = dict[str, Any]


class TableState(NamedTuple):
    """A table at one moment, by reference: nobody writes to these any more, they are copied first."""

    rows: Bucket
    indexes: dict[Fields, Index]
    sequence: int


class IndexedTable(Table):
    """A TinyDB table of rows in order of creation, with indexes.

    An id that is removed and put again within one change is a replacement: it keeps its place.
    """

    document_id_class = str  # type: ignore[assignment]

    def __init__(
        self, storage: ResidentStorage, name: str, *, changes: Changes, indexes: tuple[Fields, ...] = ()
    ) -> None:
        # The query cache hands out the documents it keeps, so it must not keep any.
        super().__init__(storage, name, cache_size=0)
        self._resident = storage
        self._changes = changes
        self._epoch = Epoch()
        self._sequence = 0
        self._rows = Bucket(self._epoch)
        self._indexes = {fields: Index(fields, self._epoch) for fields in indexes}
        for row_id, document in storage.read().get(name, {}).items():
            try:
                self._place(row_id, Row(document, self._next_sequence()))
            except TypeError as unhashable:
                raise self.damaged(row_id, str(unhashable)) from unhashable
        storage.read()[name] = self._rows

    def row(self, row_id: str) -> Row | None:
        """Return the row with this id."""
        return self._rows.get(row_id)

    def bucket(self, fields: Fields, values: Key) -> Bucket:
        """Return the rows in which the indexed *fields* have these values, or all rows for no fields."""
        if not fields:
            return self._rows.ordered()
        bucket = self._indexes[fields].get(values)
        return Bucket(self._epoch) if bucket is None else bucket.ordered()

    def put(self, row_id: str, content: BaseModel | Mapping[str, Any]) -> None:
        """Insert or replace a row; the content is kept, not copied, when it is a model."""
        kept = content if isinstance(content, BaseModel) else deepcopy(dict(content))
        self._apply({row_id: kept})

    def discard(self, row_id: str) -> bool:
        """Remove a row, and tell whether there was one."""
        exists = row_id in self._rows
        if exists:
            self._apply({row_id: None})
        return exists

    def discard_all(self, row_ids: Iterable[str]) -> None:
        """Remove rows that are there, in one change."""
        self._apply(dict.fromkeys(row_ids))

    def damaged(self, row_id: str, reason: str) -> DataCorrupt:
        """Return the error for a stored row that cannot be used."""
        return self._resident.damaged(f"{self.name}/{row_id}", reason)

    @property
    def newest(self) -> int:
        """The number of the newest row there ever was."""
        return self._sequence

    def snapshot(self) -> TableState:
        """Return the present state, and leave it alone from now on."""
        self._epoch = Epoch()
        return TableState(self._rows, self._indexes, self._sequence)

    def restore(self, state: TableState) -> None:
        """Return to *state*, which stays as it is and can be restored again."""
        self._indexes = state.indexes
        self._sequence = max(self._sequence, state.sequence)
        self._rows = self._resident.read()[self.name] = state.rows

    def strangers(self, fields: Fields, values: Key, rows: Mapping[str, Row]) -> list[str]:
        """Return the ids of *rows* that rows have in which the indexed *fields* have other values."""
        return [row_id for row_id in _missing(rows, self.bucket(fields, values)) if row_id in self._rows]

    def restore_rows(self, fields: Fields, values: Key, rows: Mapping[str, Row], newest: int) -> None:
        """Let the rows in which the indexed *fields* have these values be *rows*, each in the place it had.

        A row that is there already is left alone. *newest* is the number of the newest row there was.
        """
        present = self.bucket(fields, values)
        pending: dict[str, Row | None] = dict.fromkeys(_missing(present, rows))
        pending |= compress(rows.items(), map(is_not, map(present.get, rows), rows.values()))
        self._sequence = max(self._sequence, newest)
        with self._changes.change():
            for row_id, row in pending.items():
                before = self._rows.get(row_id)
                if row is not None and (before is None or before.sequence != row.sequence):
                    self._changes.reorder()
                self._write(row_id, before, row)

    def changed(self, before: Before) -> dict[str, Row | None]:
        """Return what differs from *before*, in the order in which the rows have to be replayed."""
        self._rows.ordered()
        rows = {row_id: self._rows.get(row_id) for row_id in before}
        changes = [(row_id, row) for row_id, row in rows.items() if row is not before[row_id]]
        return dict(sorted(changes, key=lambda change: -1 if change[1] is None else change[1].sequence))

    def revert(self, before: Before) -> None:
        """Put the rows back as they were *before*."""
        for row_id, row in before.items():
            self._place(row_id, row)
        self._rows.ordered()

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        """Run a TinyDB updater on an overlay, so that one that raises has changed nothing."""
        overlay = Overlay(self._rows)
        updater(overlay)
        self._apply(overlay.pending())

    def _apply(self, pending: Mapping[str, BaseModel | Document | None]) -> None:
        """Write rows, None to remove one: every write of a table comes through here."""
        with self._changes.change():
            for row_id, content in pending.items():
                before = self._rows.get(row_id)
                row = None if content is None else Row(content, self._sequence_of(row_id, before))
                self._refuse_unhashable(row)
                self._write(row_id, before, row)

    def _write(self, row_id: str, before: Row | None, row: Row | None) -> None:
        self._changes.record(self, row_id, before)
        self._place(row_id, row)

    def _sequence_of(self, row_id: str, before: Row | None) -> int:
        previous = self._changes.removed(self, row_id) if before is None else before
        return self._next_sequence() if previous is None else previous.sequence

    def _next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence

    def _refuse_unhashable(self, row: Row | None) -> None:
        """Raise TypeError before anything is changed: `_place` must not stop half-way."""
        if row is not None:
            for fields in self._indexes:
                hash(row.key(fields))

    def _place(self, row_id: str, row: Row | None) -> None:
        before = self._rows.get(row_id)
        if before is not None and row is not None and before.sequence != row.sequence:
            # Another place: a dictionary would keep the old one.
            self._place(row_id, None)
            before = None
        self._own()
        for index in self._indexes.values():
            index.move(row_id, before, row)
        if row is not None:
            self._rows.place(row_id, row)
        elif before is not None:
            del self._rows[row_id]

    def _own(self) -> None:
        """Copy what a snapshot may hold before it is written to."""
        if self._rows.epoch is not self._epoch:
            self._rows = self._resident.read()[self.name] = self._rows.copied(self._epoch)
            self._indexes = {fields: index.copied(self._epoch) for fields, index in self._indexes.items()}


def _missing(rows: Mapping[str, Row], others: Mapping[str, Row]) -> list[str]:
    """Return the ids of *rows* that *others* do not have, in their order."""
    missing = rows.keys() - others.keys()
    return [row_id for row_id in rows if row_id in missing] if missing else []


class Overlay(MutableMapping[str, Document]):
    """The documents of a table, each copied when first looked at, and what an updater made of them."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows
        self._copies: dict[str, Document | None] = {}

    def pending(self) -> dict[str, Document | None]:
        """Return what really changed; the documents are copies that nobody else holds."""
        changed = {row_id: copy for row_id, copy in self._copies.items() if self._differs(row_id, copy)}
        return deepcopy(changed)

    def _differs(self, row_id: str, copy: Document | None) -> bool:
        row = self._rows.get(row_id)
        # By text, because 1, 1.0 and True are equal in Python but not in JSON.
        return repr(copy) != repr(None if row is None else row.document)

    def __getitem__(self, row_id: str) -> Document:
        if row_id not in self._copies:
            self._copies[row_id] = dict(self._rows[row_id])
        document = self._copies[row_id]
        if document is None:
            raise KeyError(row_id)
        return document

    def __setitem__(self, row_id: str, document: Document) -> None:
        self._copies[str(row_id)] = document

    def __delitem__(self, row_id: str) -> None:
        if row_id not in self:
            raise KeyError(row_id)
        self._copies[row_id] = None

    def __contains__(self, row_id: object) -> bool:
        holder: Mapping[Any, Any] = self._copies if row_id in self._copies else self._rows
        return holder.get(row_id) is not None

    def __iter__(self) -> Iterator[str]:
        yield from (row_id for row_id in self._rows if row_id in self)
        yield from (row_id for row_id in self._copies if row_id not in self._rows and row_id in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Remove every document without looking at any."""
        self._copies = dict.fromkeys(self._rows)


class Database(TinyDB):
    """A TinyDB of indexed tables that change together; in memory, unless another storage is given."""

    table_class = IndexedTable  # type: ignore[assignment]
    default_storage_class = ResidentStorage  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes = Changes(cast("ResidentStorage", self.storage))

    def table(self, name: str, **kwargs: Any) -> IndexedTable:
        """Return the table of this name; *indexes* count when it is first asked for."""
        return cast("IndexedTable", super().table(name, changes=self.changes, **kwargs))

    def change(self) -> AbstractContextManager[None]:
        """Open a change over all tables."""
        return self.changes.change()
