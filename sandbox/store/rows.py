"""Rows, and the two dictionaries that hold them: buckets (ordered by creation) and indexes.

Buckets and indexes are copied on write. Each carries the *epoch* it belongs to; a table writes only to those
of its own present epoch and copies any other first. Taking a snapshot is then no more than keeping the
references and starting a new epoch.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Self

from pydantic import BaseModel

Fields = tuple[str, ...]
Key = tuple[Any, ...]


class Epoch:
    """A token, compared by identity: the time between two snapshots of a table."""

    __slots__ = ()


class Row(Mapping[str, Any]):
    """One stored document, read only: every value it hands out is a copy.

    It holds a validated model (`record`), a document, or both. Each is made from the other when first asked
    for, because many rows are only ever asked for one of them.
    """

    __slots__ = ("_document", "record", "sequence")

    def __init__(self, content: BaseModel | dict[str, Any], sequence: int) -> None:
        is_model = isinstance(content, BaseModel)
        self.record: Any = content if is_model else None
        self._document: Any = None if is_model else content
        self.sequence = sequence

    @property
    def content(self) -> Any:
        """The model or the document, whichever is at hand: what a storage encodes."""
        return self._document if self.record is None else self.record

    @property
    def document(self) -> dict[str, Any]:
        """The live document: to be read, never changed or handed on."""
        if self._document is None:
            self._document = self.record.model_dump(mode="json", round_trip=True)
        document: dict[str, Any] = self._document
        return document

    def key(self, fields: Fields) -> Key:
        """Return the values of *fields*, under which an index files this row."""
        if self.record is None:
            return tuple([self._document.get(field) for field in fields])
        return tuple([getattr(self.record, field) for field in fields])

    def __getitem__(self, field: str) -> Any:
        return deepcopy(self.document[field])

    def __iter__(self) -> Iterator[str]:
        return iter(self.document)

    def __len__(self) -> int:
        return len(self.document)


class Bucket(dict[str, Row]):
    """Rows by id, in the order of their sequence.

    A dictionary keeps that order by itself, except when an older row comes in late (it moved here from
    another bucket, or its removal was rolled back): then the bucket is sorted, once, when next read.
    """

    __slots__ = ("_in_order", "_newest", "epoch")

    def __init__(self, epoch: Epoch) -> None:
        super().__init__()
        self.epoch = epoch
        self._in_order = True
        self._newest = -1

    def place(self, row_id: str, row: Row) -> None:
        """Insert or replace one row."""
        if row.sequence >= self._newest:
            self._newest = row.sequence
        elif row_id not in self:
            self._in_order = False
        self[row_id] = row

    def ordered(self) -> Self:
        """Return this bucket, sorted if it has to be."""
        if not self._in_order:
            # Pairs would be a hundred thousand tuples for the garbage collector to walk.
            rows = {row_id: self[row_id] for row_id in sorted(self, key=lambda row_id: self[row_id].sequence)}
            self.clear()
            self.update(rows)
            self._in_order = True
        return self

    def copied(self, epoch: Epoch) -> "Bucket":
        """Return a copy that belongs to *epoch*."""
        copy = Bucket(epoch)
        copy.update(self)
        copy._in_order, copy._newest = self._in_order, self._newest
        return copy


class Index(dict[Key, Bucket]):
    """The buckets of a table by the values of some fields; no bucket is empty."""

    __slots__ = ("_fields", "epoch")

    def __init__(self, fields: Fields, epoch: Epoch) -> None:
        super().__init__()
        self._fields = fields
        self.epoch = epoch

    def move(self, row_id: str, before: Row | None, after: Row | None) -> None:
        """File a row that was *before* as *after*; None is a row that does not exist."""
        old = None if before is None else before.key(self._fields)
        new = None if after is None else after.key(self._fields)
        if old is not None and old != new:
            self._remove(old, row_id)
        if new is not None and after is not None:
            self._bucket(new).place(row_id, after)

    def copied(self, epoch: Epoch) -> "Index":
        """Return a copy that belongs to *epoch*, its buckets still shared."""
        copy = Index(self._fields, epoch)
        copy.update(self)
        return copy

    def _remove(self, key: Key, row_id: str) -> None:
        bucket = self._bucket(key)
        del bucket[row_id]
        if not bucket:
            del self[key]

    def _bucket(self, key: Key) -> Bucket:
        bucket = self.get(key)
        if bucket is None or bucket.epoch is not self.epoch:
            bucket = self[key] = Bucket(self.epoch) if bucket is None else bucket.copied(self.epoch)
        return bucket
